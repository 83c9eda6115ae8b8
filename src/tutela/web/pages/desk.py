"""The desk: what waits for a person, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Request

from tutela.casework.queue import LONGEST_LIST, list_cases
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import Moment, ago, count, hold_clock, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from starlette.responses import Response

    from tutela.casework.model import CaseSummary

router = APIRouter(include_in_schema=False)
NO_ACCOUNT = "No account given"


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the desk."""

    id: UUID
    short: str
    subject: str
    service: str
    items: str
    pending: int
    seconding: int
    restoration: bool
    alarmed: bool
    clock: Moment | None
    opened: Moment
    state: str
    reasons: tuple[str, ...]


@router.get("/desk")
def desk(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.CASE_READ))],
    show: Literal["open", "closed"] = "open",
) -> Response:
    """The open cases, or the closed ones."""
    node = program_of(request).node
    found = list_cases(node, session.actor, state=show)
    now = node.clock.now()
    return templates.page(
        request,
        "desk.html",
        show=show,
        lines=[_line(one, now) for one in found],
        summary=_summary(found),
        all_shown=len(found) < LONGEST_LIST,
    )


def subject_of(one: CaseSummary) -> str:
    """Whom or what a case is about, in words."""
    return one.subject_ref if one.subject_kind == "account" else NO_ACCOUNT


def _line(one: CaseSummary, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        subject=subject_of(one),
        service=one.service_id,
        items=count(one.items, "item"),
        pending=one.pending,
        seconding=one.seconding,
        restoration=one.restoration_proposed,
        alarmed=one.alarmed,
        clock=hold_clock(one.next_due_at, now) if one.next_due_at else None,
        opened=ago(one.opened_at, now),
        state=one.state,
        reasons=tuple(reason.words for reason in one.priority.reasons),
    )


def _summary(found: list[CaseSummary]) -> list[tuple[str, str]]:
    """What the queue holds, as (tone, words); what is not there is not said."""
    overdue = sum(one.alarmed for one in found)
    seconding = sum(bool(one.seconding) for one in found)
    restoring = sum(one.restoration_proposed for one in found)
    said = [
        ("stop", overdue, "with an overdue hold"),
        ("heed", seconding, "waiting for a second person"),
        ("heed", restoring, "with a restoration proposed"),
    ]
    return [(tone, f"{number} {words}") for tone, number, words in said if number]
