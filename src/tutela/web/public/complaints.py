"""Complaining, without account or script: by the link of a statement, or by a notice's code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.platform.errors import TutelaError, Unavailable
from tutela.redress.complaints import lodging, standing
from tutela.redress.complaints.model import LONGEST_WORDS
from tutela.redress.complaints.public_errors import (
    ComplaintTooLong,
    ComplaintUnreadable,
    ComplaintWordsMissing,
)
from tutela.redress.notices.public_errors import CodeUnknown
from tutela.redress.statements import links
from tutela.redress.statements.public_errors import LinkUnknown
from tutela.texts.phrase import phrase
from tutela.web.access import open_to_all, own_page
from tutela.web.pages.given import Given, Refusal, given
from tutela.web.program import program_of
from tutela.web.public.form import form, refused
from tutela.web.public.frame import PUBLIC, language
from tutela.web.public.pace import paced

if TYPE_CHECKING:
    from tutela.redress.complaints.standing import Standing

FORM = "complaint"
BY_LINK = links.PATH + "{code}/complaint"
BY_CODE = PUBLIC + "/notice/complaint"
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])
Sent = Annotated[Given, Depends(given)]
CHECKED = [Depends(own_page), Depends(paced)]
NOT_TAKEN_IN = phrase(
    "Your complaint was not taken in: a part of this service does not answer. What you wrote still "
    "stands here. Send it again in a moment."
)
_FIELDS: dict[type[TutelaError], str] = {
    ComplaintWordsMissing: "words",
    ComplaintTooLong: "words",
    ComplaintUnreadable: "words",
}


@router.get(BY_LINK)
def about_statement(request: Request, code: str) -> Response:
    """The form, or how the complaint stands. Nothing is noted of whoever looks."""
    found = standing.of_link(program_of(request).node, code)
    return _page(request, found, links.PATH + code + "/complaint", back=links.PATH + code)


@router.post(BY_LINK, dependencies=CHECKED)
def complain_of_statement(request: Request, code: str, sent: Sent) -> Response:
    """Takes the complaint; what is refused comes back with all that was written."""
    node, here = program_of(request).node, links.PATH + code
    problem = None
    try:
        lodging.by_link(node, code, sent.one("words"), language=language(request).language)
    except LinkUnknown:
        raise
    except TutelaError as error:
        problem = refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN)
    found = standing.Standing() if _away(problem) else standing.of_link(node, code)
    return _page(request, found, here + "/complaint", back=here, problem=problem)


@router.post(BY_CODE, dependencies=CHECKED)
def about_notice(request: Request, sent: Sent) -> Response:
    """The form about the decision on a notice, and what it sends. The code is never part of an
    address. Raises CodeUnknown.
    """
    node, code = program_of(request).node, sent.one("code")
    problem = None
    if sent.one("sent"):
        try:
            lodging.by_code(node, code, sent.one("words"), language=language(request).language)
        except CodeUnknown:
            raise
        except TutelaError as error:
            problem = refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN)
    found = standing.Standing() if _away(problem) else standing.of_code(node, code)
    return _page(
        request, found, BY_CODE, code=code, back=PUBLIC + "/notice/follow", problem=problem
    )


def _away(problem: Refusal | None) -> bool:
    """Whether the database is: then the form comes back as it was."""
    return problem is not None and problem.status == Unavailable.status


def _page(
    request: Request,
    found: Standing,
    here: str,
    *,
    back: str,
    code: str = "",
    problem: Refusal | None = None,
) -> Response:
    return form(
        request,
        "public/complaint.html",
        status=problem.status if problem else 200,
        found=found,
        here=here,
        back=back,
        code=code,
        problem=problem,
        given=problem.given if problem else Given(),
        most_signs=LONGEST_WORDS,
    )
