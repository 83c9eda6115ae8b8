"""Asking the authority about known material of oneself, without account, script or picture."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.law.support import support
from tutela.platform.errors import TutelaError
from tutela.redress.notices.sender import source_of
from tutela.redress.requests import following, taking
from tutela.redress.requests.given import (
    LONGEST_NAME,
    LONGEST_NEEDS,
    MOST_LINKS,
    preference,
    read,
)
from tutela.redress.requests.public_errors import (
    AskedMissing,
    ItemMissing,
    LinkUnusable,
    NoAnswerYet,
    NumberUnusable,
    PreferenceMissing,
    RequestCodeUnknown,
    RequestEmailUnusable,
    RequestTextUnusable,
    TooManyLinks,
    WhoMissing,
)
from tutela.redress.requests.public_words import (
    ASKED,
    PREFERENCE,
    REMOVAL,
    WHO,
    WITHDRAWN,
)
from tutela.texts.phrase import day, phrase
from tutela.web.access import open_to_all, own_page
from tutela.web.access import source_of as address_of
from tutela.web.downloads import pdf
from tutela.web.pages.given import Given, Refusal, given, refusal
from tutela.web.places import caller
from tutela.web.program import program_of
from tutela.web.public.form import form, refused
from tutela.web.public.frame import PUBLIC, language, page
from tutela.web.public.pace import paced

if TYPE_CHECKING:
    from tutela.redress.requests.following import Followed

PATH: Final = PUBLIC + "/request"
YOUNG: Final = PATH + "/young"
FOLLOW: Final = PATH + "/follow"
FORM: Final = "request"
LEAST_TOKEN: Final = 22  # signs: 128 bits and more
FIELDS: Final = (
    "links", "sha256", "md5", "pdq", "asked", "who", "name", "email", "preference", "needs",
)  # fmt: skip
NOT_TAKEN_IN = phrase(
    "Your request was not taken in: a part of this service does not answer. What you wrote still "
    "stands here. Send it again in a moment."
)
_FIELDS: dict[type[TutelaError], str] = {
    ItemMissing: "links",
    LinkUnusable: "links",
    TooManyLinks: "links",
    NumberUnusable: "sha256",
    AskedMissing: "asked",
    WhoMissing: "who",
    PreferenceMissing: "preference",
    RequestEmailUnusable: "email",
    RequestTextUnusable: "needs",
}


def here(request: Request) -> None:
    """Lets nobody in on a node that is no authority's. Raises AskElsewhere."""
    taking.require_here(program_of(request).node)


router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all), Depends(here)])
Sent = Annotated[Given, Depends(given)]
CHECKED = [Depends(own_page), Depends(paced)]


@router.get(PATH)
def show(request: Request) -> Response:
    """The form."""
    return _form(request, Given())


@router.get(YOUNG)
def show_young(request: Request) -> Response:
    """The same in fewer words, for children and young people."""
    return _form(request, Given(), young=True)


@router.post(PATH, dependencies=CHECKED)
def send(request: Request, sent: Sent) -> Response:
    """Takes the request in and shows its code; what is refused comes back with all that was
    written.
    """
    node = program_of(request).node
    try:
        asked = read({name: sent.one(name) for name in FIELDS})
        source = source_of(node.keys.pseudonym, caller(address_of(request)), node.clock.now())
        own = sent.one("form")
        code = taking.take_in(
            node,
            asked,
            language=language(request).language,
            source=source,
            token=own if len(own) >= LEAST_TOKEN else "",
        )
    except TutelaError as error:
        why = refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN)
        return _form(request, sent, why, young=bool(sent.one("young")))
    return page(request, "public/request_taken.html", status=201, code=code.reveal())


@router.get(FOLLOW)
def ask(request: Request) -> Response:
    """Asks for the code of a request."""
    return _followed(request, None)


@router.post(FOLLOW, dependencies=CHECKED)
def follow(request: Request, sent: Sent) -> Response:
    """How the request of a code stands. The code is never part of an address."""
    code = sent.one("code")
    try:
        found = following.follow(program_of(request).node, code)
    except RequestCodeUnknown as error:
        return _followed(request, None, refusal(error, "follow", sent, "code"))
    return _followed(request, found, code=code)


@router.post(PATH + "/letter", dependencies=CHECKED)
def letter(request: Request, sent: Sent) -> Response:
    """The answer as a PDF. The code is never part of an address."""
    try:
        made = following.letter(program_of(request).node, sent.one("code"))
    except (RequestCodeUnknown, NoAnswerYet) as error:
        return _followed(request, None, refusal(error, "follow", sent, "code"))
    return pdf(made, "answer.pdf")


@router.post(PATH + "/preference", dependencies=CHECKED)
def prefer(request: Request, sent: Sent) -> Response:
    """Changes what somebody is told."""
    node, code = program_of(request).node, sent.one("code")
    try:
        found = following.prefer(node, code, preference(sent.one("preference")))
    except (RequestCodeUnknown, PreferenceMissing) as error:
        return _followed(request, None, refusal(error, "follow", sent, "code"))
    return _followed(request, found, code=code)


@router.post(PATH + "/back", dependencies=CHECKED)
def withdraw(request: Request, sent: Sent) -> Response:
    """Erases a request for whoever sent it."""
    try:
        following.withdraw(program_of(request).node, sent.one("code"))
    except RequestCodeUnknown as error:
        return _followed(request, None, refusal(error, "follow", sent, "code"))
    return _followed(request, None, done=WITHDRAWN)


def _form(
    request: Request, sent: Given, problem: Refusal | None = None, *, young: bool = False
) -> Response:
    return form(
        request,
        "public/request.html",
        status=problem.status if problem else 200,
        young=young,
        form=sent.one("form") or secrets.token_urlsafe(LEAST_TOKEN),
        given=sent,
        problem=problem,
        asked=[(one.value, words) for one, words in ASKED.items()],
        who=[(one.value, words) for one, words in WHO.items()],
        preferences=[(one.value, words) for one, words in PREFERENCE.items()],
        days=program_of(request).node.settings.victim_answer_days,
        contacts=support(language(request).language).contacts,
        most_links=MOST_LINKS,
        longest_name=LONGEST_NAME,
        longest_needs=LONGEST_NEEDS,
    )


def _followed(
    request: Request,
    found: Followed | None,
    problem: Refusal | None = None,
    *,
    code: str = "",
    done: str = "",
) -> Response:
    return form(
        request,
        "public/request_follow.html",
        status=problem.status if problem else 200,
        found=found,
        due=day(found.due_at.date()) if found and found.due_at else "",
        removal=REMOVAL,
        preferences=[(one.value, words) for one, words in PREFERENCE.items()],
        code=code,
        problem=problem,
        done=done,
    )
