"""Alerts: what waits too long, for whoever may see it; and what a person wants to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.alerts import service
from tutela.platform.alerts.errors import LastListener, MailAddressInvalid, MailNotSet
from tutela.platform.alerts.model import ABOUT, Kind
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import signed_in
from tutela.web.pages.words import Moment, ago
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.alerts.model import Shown
    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
PATH = "/alerts"
WISHES = "/account/alerts"
DONE = {
    "saved": phrase("What you are told of is saved."),
    "tried": phrase("A trial message is on its way to you."),
    "seen": phrase("It calls you again when more waits, or after a while."),
}
Person = Annotated[Session, Depends(signed_in)]


@dataclass(frozen=True, slots=True)
class Line:
    """An alert as the page shows it."""

    id: UUID
    words: str
    todo: str
    path: str
    since: Moment
    fresh: bool
    grave: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind that a person may listen to."""

    kind: str
    words: str
    heard: bool
    essential: bool


@router.get(PATH)
def alerts(request: Request, session: Person, done: str = "") -> Response:
    """What waits too long: first what this person has not acknowledged."""
    node = program_of(request).node
    now = node.clock.now()
    lines = [_line(one, now) for one in service.shown(node, session)]
    return templates.page(request, "alerts.html", lines=lines, notice=DONE.get(done, ""))


@router.post(PATH + "/{alert_id:uuid}/seen")
def acknowledge(request: Request, session: Person, alert_id: UUID) -> Response:
    """Notes that this person saw an alert."""
    service.acknowledge(program_of(request).node, session, alert_id)
    return RedirectResponse(f"{PATH}?done=seen", status_code=303)


@router.get(WISHES)
def wishes(request: Request, session: Person, done: str = "") -> Response:
    """Where the person is told, and of what."""
    found = service.wishes(program_of(request).node, session)
    return _wishes(request, session, found.address, found.muted, notice=DONE.get(done, ""))


@router.post(WISHES)
def choose(
    request: Request,
    session: Person,
    address: Annotated[str, Form(max_length=1000)] = "",
    kinds: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Takes where the person wants to be told, and of what."""
    heard = frozenset(kind for kind in Kind if kind.value in (kinds or []))
    try:
        service.choose(program_of(request).node, session, address, heard)
    except (MailAddressInvalid, LastListener) as error:
        muted = frozenset(Kind) - heard
        return _wishes(request, session, address, muted, error=error)
    return RedirectResponse(f"{WISHES}?done=saved", status_code=303)


@router.post(WISHES + "/try")
def try_mail(request: Request, session: Person) -> Response:
    """Sends the person a message that tells of nothing."""
    node = program_of(request).node
    try:
        service.try_mail(node, session)
    except MailNotSet as error:
        found = service.wishes(node, session)
        return _wishes(request, session, found.address, found.muted, error=error)
    return RedirectResponse(f"{WISHES}?done=tried", status_code=303)


def _line(one: Shown, now: datetime) -> Line:
    about = one.alert.about
    return Line(
        id=one.alert.id,
        words=one.alert.words,
        todo=about.todo,
        path=about.path,
        since=ago(one.alert.since or one.alert.raised_at, now),
        fresh=one.fresh(now),
        grave=about.essential,
    )


def _wishes(
    request: Request,
    session: Session,
    address: str,
    muted: frozenset[Kind],
    *,
    notice: str = "",
    error: TutelaError | None = None,
) -> Response:
    node = program_of(request).node
    choices = [
        Choice(kind.value, ABOUT[kind].words(1), kind not in muted, ABOUT[kind].essential)
        for kind in service.audible(session.actor)
    ]
    return templates.page(
        request,
        "alert_wishes.html",
        status=error.status if error else 200,
        address=address,
        choices=choices,
        notice=notice,
        problem=error.sentence if error else "",
        wrong_address=isinstance(error, MailAddressInvalid),
        sends_mail=node.settings.sends_mail,
        minutes=node.settings.alert_minutes,
        last=service.last_mail(node, session),
    )
