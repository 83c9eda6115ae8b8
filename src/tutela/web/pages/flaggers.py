"""Trusted flaggers: who is one, how the status stands, and what came of their notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.flaggers.errors import (
    FlaggerActUnknown,
    FlaggerInvalid,
    FlaggerKeyUnfit,
    FlaggerReasonMissing,
)
from tutela.redress.notices.flaggers.machine import Command, FlaggerState
from tutela.redress.notices.flaggers.model import WORDS, NewFlagger
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.redress.notices.flaggers.model import Figures, Flagger
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/flaggers"
ADD, CHANGE = "add", "change"
Reading = Annotated[Session, Depends(needs(Permission.NOTICE_READ))]
Managing = Annotated[Session, Depends(needs(Permission.FLAGGER_MANAGE))]
Sent = Annotated[Given, Depends(given)]
ACTS = {
    Command.SUSPEND: phrase("It is suspended while the Coordinator investigates"),
    Command.RESTORE: phrase("It holds again"),
    Command.END: phrase("It was revoked or has ended, for good"),
}
DONE = {
    "added": phrase("What this flagger sends stands first from now on."),
    "changed": phrase("Recorded. It holds for what comes in from now on."),
}
_BADGES = {
    FlaggerState.ACTIVE: "verified",
    FlaggerState.SUSPENDED: "held",
    FlaggerState.ENDED: "withdrawn",
}
_FIELDS: dict[type[TutelaError], str] = {FlaggerReasonMissing: "reason", FlaggerKeyUnfit: "key"}


@dataclass(frozen=True, slots=True)
class FlaggerLine:
    """One flagger as the register shows it."""

    id: UUID
    name: str
    service: str
    awarded: str
    member_state: str
    since: str
    areas: str
    contact: str
    key: str
    badge: str
    state: str
    reason: str
    holds: bool
    notices: int
    waiting: int
    outcomes: tuple[tuple[str, int], ...]
    unfounded: int
    late: int
    median: str


@router.get(PATH)
def flaggers(request: Request, session: Reading, done: str = "") -> Response:
    """Who is a trusted flagger, and what came of their notices."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH)
def add(request: Request, session: Managing, sent: Sent) -> Response:
    """Enters a flagger; what is refused comes back with the input."""
    node = program_of(request).node
    try:
        register.add(node, session.actor, sent.one("service"), _new(sent))
    except TutelaError as error:
        field = _FIELDS.get(type(error), "name")
        return _page(request, session, refused=refusal(error, ADD, sent, field))
    return RedirectResponse(f"{PATH}?done=added", status_code=303)


@router.post(PATH + "/change")
def change(request: Request, session: Managing, sent: Sent) -> Response:
    """Records that a status was suspended, restored or ended."""
    node = program_of(request).node
    try:
        flagger_id, command = _change(sent)
        register.change(node, session.actor, flagger_id, command, reason=sent.one("reason"))
    except TutelaError as error:
        return _page(request, session, refused=refusal(error, CHANGE, sent, "reason"))
    return RedirectResponse(f"{PATH}?done=changed", status_code=303)


def _new(sent: Given) -> NewFlagger:
    """Raises FlaggerInvalid."""
    try:
        since = date.fromisoformat(sent.one("since"))
    except ValueError:
        raise FlaggerInvalid(problem="the day its status began is written as 2026-11-25") from None
    names = ("name", "awarded_by", "member_state", "areas", "contact", "key")
    return NewFlagger(**{name: sent.one(name) for name in names}, since=since)


def _change(sent: Given) -> tuple[UUID, Command]:
    """Raises FlaggerActUnknown, also for a flagger that no form of ours names."""
    try:
        return UUID(sent.one("flagger")), Command(sent.one("act"))
    except ValueError:
        raise FlaggerActUnknown(choices=", ".join(Command)) from None


def _page(
    request: Request, session: Session, *, notice: str = "", refused: Refusal | None = None
) -> Response:
    node = program_of(request).node
    found = register.list_flaggers(node, session.actor)
    with node.read() as connection:
        declared = [(one.id, one.title) for one in services.services(connection)]
    return templates.page(
        request,
        "flaggers.html",
        status=refused.status if refused else 200,
        lines=[_line(one, figures) for one, figures in found],
        services=declared,
        acts=ACTS,
        notice=notice,
        problem=refused,
        given=refused.given if refused else Given(),
        may_manage=session.actor.may(Permission.FLAGGER_MANAGE),
    )


def _line(one: Flagger, figures: Figures) -> FlaggerLine:
    median = figures.median_hours
    return FlaggerLine(
        id=one.id,
        name=one.name,
        service=one.service_id,
        awarded=one.awarded_by,
        member_state=one.member_state,
        since=one.since.isoformat(),
        areas=one.areas,
        contact=one.contact,
        key=one.key,
        badge=_BADGES[one.state],
        state=WORDS[one.state],
        reason=one.state_reason,
        holds=one.state is not FlaggerState.ENDED,
        notices=figures.notices,
        waiting=figures.waiting,
        outcomes=tuple((outcome.words, number) for outcome, number in figures.outcomes.items()),
        unfounded=figures.unfounded,
        late=figures.late,
        median="" if median is None else phrase("{hours} h", hours=f"{median:.1f}"),
    )
