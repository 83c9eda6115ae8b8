"""Giving notice without account or script, and following it by its code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.platform.errors import TutelaError, Unavailable
from tutela.platform.services import store as services
from tutela.redress.notices import taking
from tutela.redress.notices.following import follow
from tutela.redress.notices.given import LONGEST_REASONS, MOST_PLACES, of_person
from tutela.redress.notices.model import NoticeKind, Way
from tutela.redress.notices.public_errors import (
    CodeUnknown,
    EmailUnusable,
    GoodFaithMissing,
    KindMissing,
    NoticeServiceMissing,
    NotifierMissing,
    PlaceMissing,
    PlaceUnusable,
    ReasonsMissing,
    ReasonsTooLong,
    TooManyPlaces,
)
from tutela.redress.notices.public_words import KINDS
from tutela.redress.notices.sender import Sender, source_of
from tutela.texts.phrase import phrase
from tutela.web.access import open_to_all, own_page
from tutela.web.access import source_of as address_of
from tutela.web.pages.given import Given, Refusal, given, refusal
from tutela.web.places import caller
from tutela.web.program import program_of
from tutela.web.public.form import form, refused
from tutela.web.public.frame import PUBLIC, language, page
from tutela.web.public.pace import paced

if TYPE_CHECKING:
    from tutela.redress.notices.following import Followed
    from tutela.redress.notices.taking import Receipt

PATH = PUBLIC + "/notice"
FOLLOW = PATH + "/follow"
FORM = "notice"
LEAST_TOKEN = 22  # signs: 128 bits and more
LONGEST_PREFILLED = 8192
router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])
Sent = Annotated[Given, Depends(given)]
CHECKED = [Depends(own_page), Depends(paced)]

NOT_TAKEN_IN = phrase(
    "Your notice was not taken in: a part of this service does not answer. What you wrote still "
    "stands here. Send it again in a moment."
)
_FIELDS: dict[type[TutelaError], str] = {
    KindMissing: "kind",
    PlaceMissing: "urls",
    PlaceUnusable: "urls",
    TooManyPlaces: "urls",
    ReasonsMissing: "reasons",
    ReasonsTooLong: "reasons",
    EmailUnusable: "email",
    NotifierMissing: "name",
    GoodFaithMissing: "good_faith",
    NoticeServiceMissing: "service",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A service that a notice may be about, by its title."""

    id: str
    title: str


@router.get(PATH)
def notice(request: Request, url: str = "", service: str = "") -> Response:
    """The form. A platform may link to it with the address, and its service, filled in."""
    filled = {"urls": (url[:LONGEST_PREFILLED],), "service": (service[:40],)}
    return _form(request, Given(filled))


@router.post(PATH, dependencies=CHECKED)
def give(request: Request, sent: Sent) -> Response:
    """Takes the notice in and shows its code; what is refused comes back with all that was written.

    Sent again as it was, it is the same notice with the same code.
    """
    try:
        receipt = _take(request, sent)
    except TutelaError as error:
        return _form(request, sent, refused(error, FORM, sent, _FIELDS, away=NOT_TAKEN_IN))
    return page(
        request,
        "public/notice_taken.html",
        status=201,
        code=receipt.code.reveal(),
        number=str(receipt.notice_id),
        mailed=bool(sent.one("email")) and program_of(request).node.settings.sends_mail,
    )


@router.get(FOLLOW)
def ask(request: Request) -> Response:
    """Asks for the code of a notice."""
    return _followed(request, None)


@router.post(FOLLOW, dependencies=CHECKED)
def show(request: Request, sent: Sent) -> Response:
    """How the notice of a code stands. The code is never part of an address."""
    try:
        found = follow(program_of(request).node, sent.one("code"))
    except CodeUnknown as error:
        return _followed(request, None, refusal(error, "follow", sent, "code"))
    return _followed(request, found, code=sent.one("code"))


def _take(request: Request, sent: Given) -> Receipt:
    node, token = program_of(request).node, sent.one("form")
    values = {
        "kind": sent.one("kind"),
        "urls": tuple(line for one in sent.one("urls").splitlines() if (line := one.strip())),
        "item": sent.one("item"),
        "reasons": sent.one("reasons").replace("\r\n", "\n"),
        "good_faith": bool(sent.one("good_faith")),
        "danger": bool(sent.one("danger")),
        "name": sent.one("name"),
        "email": sent.one("email"),
        "language": language(request).language,
    }
    chosen = _service(_services(request), sent.one("service"))
    source = source_of(node.keys.pseudonym, caller(address_of(request)), node.clock.now())
    own = token if len(token) >= LEAST_TOKEN else ""
    return taking.take_in(node, Sender(chosen, source), of_person(values), Way.FORM, token=own)


def _service(known: list[Choice], wanted: str) -> str:
    """The service that was chosen, or the only one. Raises NoticeServiceMissing."""
    ids = [one.id for one in known]
    if wanted in ids:
        return wanted
    if len(ids) == 1:
        return ids[0]
    raise NoticeServiceMissing(choices=", ".join(one.title for one in known))


def _services(request: Request) -> list[Choice]:
    with program_of(request).node.read() as connection:
        return [Choice(one.id, one.title) for one in services.services(connection)]


def _form(request: Request, sent: Given, refused: Refusal | None = None) -> Response:
    """The form with what was written; it also opens while the database is away."""
    try:
        known = _services(request)
    except Unavailable:
        known = []
    return form(
        request,
        "public/notice.html",
        status=refused.status if refused else 200,
        form=sent.one("form") or secrets.token_urlsafe(LEAST_TOKEN),
        given=sent,
        problem=refused,
        services=known if len(known) > 1 else [],
        kinds=[(one.value, KINDS[one]) for one in NoticeKind],
        most_places=MOST_PLACES,
        most_signs=LONGEST_REASONS,
    )


def _followed(
    request: Request, found: Followed | None, refused: Refusal | None = None, *, code: str = ""
) -> Response:
    return form(
        request,
        "public/notice_follow.html",
        status=refused.status if refused else 200,
        found=found,
        code=code,
        problem=refused,
    )
