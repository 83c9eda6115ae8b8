"""Deliveries: what the platform was asked to do, and whether it heard. What failed comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework import actions
from tutela.orders import messages
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.platform.webhooks.errors import DeliveryUnknown
from tutela.platform.webhooks.model import VERDICT, DeliveryState
from tutela.platform.webhooks.service import close, list_deliveries, retry
from tutela.redress.flags.telling import DECIDED as FLAG_DECIDED
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import Moment, ago, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.platform.webhooks.model import Delivery

router = APIRouter(include_in_schema=False)
PATH = "/deliveries"
LISTED = 100
DONE = {
    "retried": phrase("The message is on its way again."),
    "closed": phrase("The message is closed. The log keeps why."),
}

WHAT = {
    "item.hold": phrase("Keep an item from view"),
    "item.remove": phrase("Remove an item"),
    "item.restore": phrase("Restore an item"),
    "item.hand-over": phrase("Decide about an item by its own process"),
    actions.SUPPORT: phrase("Show a child support"),
    actions.SUPPORT_END: phrase("End such support: it was asked for by mistake"),
    VERDICT: phrase("Answer to a scan"),
    "report.opened": phrase("A report was drafted: say what you know"),
    "account.restore": phrase("Restore an account"),
    "alert": phrase("Something waits for people, or waits no more"),
    "complaint.lodged": phrase("Tell that a user complained"),
    "complaint.decided": phrase("Tell a user what came of their complaint"),
    FLAG_DECIDED: phrase("Tell a user what came of what they flagged"),
    "misuse.warned": phrase("Warn a user of misuse"),
    "misuse.suspended": phrase("Tell a user that they are suspended for misuse"),
    "misuse.answered": phrase("Answer what a user said against a warning or suspension"),
    "misuse.ended": phrase("Tell a user that a warning or suspension has ended"),
    "statement.issued": phrase("Tell a user why something was restricted"),
    "statement.ended": phrase("Tell a user that a restriction ended"),
    "user.reported": phrase("Tell a user that something was reported to the EU Centre"),
    messages.ACT: phrase("Act against what an order names"),
    messages.UNDO: phrase("Undo that: the order was withdrawn"),
    messages.TELL: phrase("Tell the users of an order that was secret until now"),
    "notice.acted": phrase("Act on what a notice names"),
    "takedown.restore": phrase("Restore what was removed after a notice"),
    "notice.correct": phrase("Correct what a user was told"),
}
# In the order of the page: what needs somebody first.
STATES = {
    DeliveryState.DEAD: phrase("not delivered"),
    DeliveryState.UNSET: phrase("waits for a webhook"),
    DeliveryState.PENDING: phrase("on its way"),
    DeliveryState.CLOSED: phrase("closed by a person; the log says why"),
    DeliveryState.DELIVERED: phrase("delivered"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message; its content stays out of the page, but for the case it is about."""

    id: UUID
    short: str
    what: str
    service: str
    case_id: str
    state: DeliveryState
    state_words: str
    attempts: int
    answer: str
    created: Moment
    finished_at: datetime | None


@router.get(PATH)
def deliveries(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.DELIVERY_READ))],
    done: str = "",
) -> Response:
    """The latest messages of each state."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH + "/{delivery_id:uuid}/retry")
def try_again(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.DELIVERY_RETRY))],
    delivery_id: UUID,
) -> Response:
    """Gives a dead message all its tries again."""
    node = program_of(request).node
    return _done(request, session, "retried", lambda: retry(node, session.actor, delivery_id))


@router.post(PATH + "/{delivery_id:uuid}/close")
def end(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.DELIVERY_RETRY))],
    delivery_id: UUID,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Ends a dead message that need not arrive any more."""
    node = program_of(request).node
    return _done(
        request, session, "closed", lambda: close(node, session.actor, delivery_id, reason=reason)
    )


def _done(request: Request, session: Session, word: str, act: Callable[[], None]) -> Response:
    try:
        act()
    except DeliveryUnknown:
        raise
    except TutelaError as error:
        return _page(request, session, error=error)
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request, session: Session, *, notice: str = "", error: TutelaError | None = None
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    with node.read() as connection:
        groups = [
            (words, [_line(one, now) for one in list_deliveries(connection, state, LISTED)])
            for state, words in STATES.items()
        ]
    return templates.page(
        request,
        "deliveries.html",
        status=error.status if error else 200,
        groups=groups,
        listed=LISTED,
        notice=notice,
        problem=error.sentence if error else "",
        attempts=node.settings.webhook_attempts,
        may_retry=session.actor.may(Permission.DELIVERY_RETRY),
        may_read_cases=session.actor.may(Permission.CASE_READ),
    )


def _line(one: Delivery, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        what=WHAT.get(one.kind, one.kind),
        service=one.service_id,
        case_id=_case_of(one),
        state=one.state,
        state_words=STATES[one.state],
        attempts=one.attempts,
        answer=_answer(one),
        created=ago(one.created_at, now),
        finished_at=one.finished_at,
    )


def _case_of(one: Delivery) -> str:
    try:
        return str(UUID(str(one.body.get("case"))))
    except ValueError:
        return ""


def _answer(one: Delivery) -> str:
    status = f"HTTP {one.last_status}" if one.last_status is not None else ""
    return ", ".join(part for part in (status, one.last_error) if part)
