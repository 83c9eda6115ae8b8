"""Who is away, and who stands in: for oneself, and for others by seniors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.absences import service
from tutela.platform.absences.errors import AbsenceInvalid
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs, signed_in
from tutela.web.pages.given import Given, given
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.absences.model import Named

router = APIRouter(include_in_schema=False)
PATH = "/absences"
DONE = {
    "said": phrase(
        "It is written down. What they hold goes to who stands in, or back to the queue."
    ),
    "ended": phrase("The absence is over."),
}
NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Line:
    """An absence as the page shows it."""

    id: UUID
    name: str
    cover: str
    since: datetime
    until: datetime
    now: bool
    said_by: str
    reason: str
    may_end: bool


@router.get(PATH)
def absences(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.NODE_READ))],
    done: str = "",
) -> Response:
    """Who is away or will be."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH)
def say(
    request: Request,
    session: Annotated[Session, Depends(signed_in)],
    sent: Annotated[Given, Depends(given)],
) -> Response:
    """Writes an absence down."""
    node = program_of(request).node
    try:
        until = sent.instant("until")
        if until is None:
            raise AbsenceInvalid(problem=phrase("say until when"))
        service.say(
            node,
            session.actor,
            since=sent.instant("since") or node.clock.now(),
            until=until,
            cover=sent.one("cover"),
            name=sent.one("name"),
            reason=sent.one("reason"),
        )
    except TutelaError as error:
        return _page(request, session, sent=sent, error=error)
    return RedirectResponse(f"{PATH}?done=said", status_code=303)


@router.post(PATH + "/{absence_id:uuid}/end")
def end(
    request: Request, session: Annotated[Session, Depends(signed_in)], absence_id: UUID
) -> Response:
    """Ends an absence before its time."""
    service.end(program_of(request).node, session.actor, absence_id)
    return RedirectResponse(f"{PATH}?done=ended", status_code=303)


def _page(
    request: Request,
    session: Session,
    *,
    notice: str = "",
    sent: Given = NOTHING,
    error: TutelaError | None = None,
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    found = service.list_absences(node, session.actor)
    return templates.page(
        request,
        "absences.html",
        status=error.status if error else 200,
        lines=[_line(one, session, now) for one in found],
        given=sent,
        notice=notice,
        problem=error.sentence if error else "",
        for_others=session.actor.may(Permission.CASE_ASSIGN),
    )


def _line(one: Named, session: Session, now: datetime) -> Line:
    mine = one.absence.account_id == session.account_id
    return Line(
        id=one.absence.id,
        name=one.name,
        cover=one.cover,
        since=one.absence.since,
        until=one.absence.until,
        now=one.absence.lasts(now),
        said_by="" if one.said_by == one.name else one.said_by,
        reason=one.reason,
        may_end=mine or session.actor.may(Permission.CASE_ASSIGN),
    )
