"""Saying what came of a report, without account or script: by a code that opens once.

The code is never part of an address.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.platform.errors import TutelaError
from tutela.receiving import codes
from tutela.receiving.model import Outcome
from tutela.receiving.public_errors import CodeUnusable, OutcomeUnsaid, OutcomeWordsMissing
from tutela.receiving.public_words import DRAFT, WORDS
from tutela.reporting.centre.wire import LONGEST_WORDS
from tutela.texts.phrase import phrase
from tutela.web.access import open_to_all, own_page
from tutela.web.pages.given import Given, Refusal, given
from tutela.web.program import program_of
from tutela.web.public.form import form, refused
from tutela.web.public.frame import PUBLIC
from tutela.web.public.pace import paced

FORM = "outcome"
PATH = PUBLIC + "/outcome"
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])
Sent = Annotated[Given, Depends(given)]
NOT_TAKEN_IN = phrase(
    "What you said was not taken in: a part of this service does not answer. It still stands here. "
    "Send it again in a moment."
)
_FIELDS: dict[type[TutelaError], str] = {
    CodeUnusable: "code",
    OutcomeUnsaid: "outcome",
    OutcomeWordsMissing: "words",
}


@router.get(PATH)
def ask(request: Request) -> Response:
    """The form that asks for the code."""
    return _page(request, Given())


@router.post(PATH, dependencies=[Depends(own_page), Depends(paced)])
def give(request: Request, sent: Sent) -> Response:
    """Shows of which report the outcome is asked, and takes it; the code is used up with it."""
    node, code = program_of(request).node, sent.one("code")
    try:
        if sent.one("sent"):
            codes.give(node, code, Outcome.said(sent.one("outcome")), sent.one("words"))
            return _page(request, sent, taken=True)
        asked = codes.asked(node, code)
    except CodeUnusable as error:
        return _page(request, sent, problem=refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN))
    except TutelaError as error:
        problem = refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN)
        return _page(request, sent, opened=True, problem=problem)
    return _page(request, sent, opened=True, number=asked.number)


def _page(
    request: Request,
    sent: Given,
    *,
    opened: bool = False,
    number: str = "",
    taken: bool = False,
    problem: Refusal | None = None,
) -> Response:
    return form(
        request,
        "public/outcome.html",
        status=problem.status if problem else 200,
        here=PATH,
        opened=opened,
        number=number,
        taken=taken,
        given=sent,
        outcomes={one.value: words for one, words in WORDS.items()},
        draft=DRAFT,
        most_signs=LONGEST_WORDS,
        problem=problem,
    )
