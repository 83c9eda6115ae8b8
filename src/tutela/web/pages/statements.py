"""What users were told of restrictions: a list, and one statement with its letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.alerts.errors import MailAddressInvalid, MailNotSet
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.webhooks.model import DeliveryState
from tutela.redress.statements import by_hand, mending, reading
from tutela.redress.statements.errors import (
    CloseNeedsWords,
    LetterUnknown,
    NoMailbox,
    StatementErased,
    StatementNotIssued,
)
from tutela.redress.statements.model import Kind, MailState, State
from tutela.redress.statements.store_reading import Which
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.deliveries import STATES as DELIVERIES
from tutela.web.pages.words import Moment, ago, minute, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.errors import TutelaError
    from tutela.redress.statements.model import Telling, Told
    from tutela.redress.statements.public_letter import Said
    from tutela.redress.statements.reading import Shown

router = APIRouter(include_in_schema=False)
PATH = "/statements"
PURPOSE = phrase("read what a user was told")
Reading = Annotated[Session, Depends(needs(Permission.STATEMENT_READ))]
Sending = Annotated[Session, Depends(needs(Permission.DELIVERY_RETRY))]

KINDS = {
    Kind.HOLD: phrase("hidden until a person looks"),
    Kind.REMOVAL: phrase("removed"),
    Kind.KEPT: phrase("hidden for a time"),
    Kind.SUSPENSION: phrase("account suspended for a time"),
    Kind.ENDED: phrase("no longer restricted"),
}
CHOICES = {
    Which.ALL: phrase("All"),
    Which.UNTOLD: phrase("Not confirmed yet"),
    Which.UNDELIVERED: phrase("Not delivered by e-mail"),
    Which.HELD_BACK: phrase("Held back"),
    Which.UNFIT: phrase("Refused by the guard"),
    Which.UNREACHABLE: phrase("Nobody to tell"),
}
NONE = {
    Which.ALL: phrase("A statement is made at once when an item is held, removed or restored."),
    Which.UNTOLD: phrase("The platform has every letter."),
    Which.UNDELIVERED: phrase("Every letter by e-mail arrived, or its reader was told otherwise."),
    Which.HELD_BACK: phrase("Nothing is held back from anybody."),
    Which.UNFIT: phrase("Every letter was whole."),
    Which.UNREACHABLE: phrase("For every item it was known whom to tell."),
}
_STATES = {
    State.MADE: ("waiting", phrase("being made")),
    State.HELD_BACK: ("proposed", phrase("held back")),
    State.UNFIT: ("failed", phrase("refused by the guard")),
    State.UNREACHABLE: ("open", phrase("nobody to tell")),
    State.ERASED: ("withdrawn", phrase("erased")),
}
_RECEIVED = ("delivered", phrase("told"))
_UNRECEIVED = {
    "dead": ("dead", phrase("not delivered")),
    "unset": ("waiting", phrase("waits for a webhook")),
    "closed": ("withdrawn", phrase("closed by a person")),
    "failed": ("dead", phrase("not delivered")),
    "bounced": ("dead", phrase("came back")),
}
_UNDERWAY = ("waiting", phrase("on its way"))
_UNSENT = (StatementErased, StatementNotIssued, NoMailbox, MailNotSet, MailAddressInvalid)
_LOST = (MailState.FAILED, MailState.BOUNCED)
_MOVING = {DeliveryState.PENDING.value, MailState.WAITING.value}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement in a list."""

    id: UUID
    short: str
    kind: str
    service: str
    account: str
    case_id: UUID
    made: Moment
    badge: str
    state: str
    ended: bool


@dataclass(frozen=True, slots=True)
class TellingLine:
    """One message about a statement."""

    sent: str
    by: str
    badge: str
    state: str
    received: str
    problem: str
    by_mail: bool
    lost: UUID | None


# What a page says after a form was taken, by the word in its address.
DONE = {
    "again": phrase("The letter is on its way again."),
    "mailed": phrase("The letter is on its way by e-mail."),
    "closed": phrase("The letter is closed. The log keeps why."),
}
MAILS = {
    MailState.WAITING: phrase("on its way"),
    MailState.SENT: phrase("delivered"),
    MailState.FAILED: phrase("not delivered"),
    MailState.BOUNCED: phrase("came back"),
    MailState.CLOSED: phrase("closed by a person"),
}


@router.get(PATH)
def statements(request: Request, session: Reading, show: Which = Which.ALL) -> Response:
    """The latest statements, or those that need an eye."""
    node = program_of(request).node
    found = reading.list_statements(node, session.actor, show)
    now = node.clock.now()
    return templates.page(
        request,
        "statements.html",
        lines=[line_of(one, now) for one in found],
        show=show.value,
        choices=[(one.value, words) for one, words in CHOICES.items()],
        nothing=NONE[show],
        all_shown=len(found) < reading.LISTED,
        withheld=reading.list_withholdings(node, session.actor) if show is Which.HELD_BACK else (),
        may_read_cases=session.actor.may(Permission.CASE_READ),
    )


@router.get(PATH + "/{statement_id:uuid}")
def statement(request: Request, session: Reading, statement_id: UUID, done: str = "") -> Response:
    """One statement: its letter, and how it was told. The look is recorded."""
    return _page(request, session, statement_id, notice=DONE.get(done, ""))


@router.post(PATH + "/{statement_id:uuid}/resend")
def resend(request: Request, session: Sending, statement_id: UUID) -> Response:
    """Sends the letter once more."""
    node = program_of(request).node
    try:
        mending.send_again(node, session.actor, statement_id)
    except (StatementErased, StatementNotIssued) as error:
        return _refused(request, session, statement_id, error)
    return RedirectResponse(f"{PATH}/{statement_id}?done=again", status_code=303)


@router.post(PATH + "/{statement_id:uuid}/mail")
def mail(
    request: Request, session: Sending, statement_id: UUID, email: Annotated[str, Form()] = ""
) -> Response:
    """Sends the letter by e-mail."""
    node = program_of(request).node
    try:
        by_hand.send(node, session.actor, statement_id, Secret(email))
    except _UNSENT as error:
        return _refused(request, session, statement_id, error)
    return RedirectResponse(f"{PATH}/{statement_id}?done=mailed", status_code=303)


@router.post(PATH + "/{statement_id:uuid}/mails/{mail_id:uuid}/close")
def close(
    request: Request,
    session: Sending,
    statement_id: UUID,
    mail_id: UUID,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Ends a letter that did not arrive and need not."""
    node = program_of(request).node
    try:
        by_hand.close(node, session.actor, mail_id, reason)
    except (CloseNeedsWords, LetterUnknown, StatementErased) as error:
        return _refused(request, session, statement_id, error)
    return RedirectResponse(f"{PATH}/{statement_id}?done=closed", status_code=303)


def _refused(
    request: Request, session: Session, statement_id: UUID, error: TutelaError
) -> Response:
    """Why it was not done, on the statement's page; alone for whoever may not read that."""
    if not session.actor.may(Permission.STATEMENT_READ):
        raise error
    return _page(request, session, statement_id, error=error)


def _page(
    request: Request,
    session: Session,
    statement_id: UUID,
    *,
    notice: str = "",
    error: TutelaError | None = None,
) -> Response:
    node = program_of(request).node
    found = reading.show(node, session.actor, statement_id, purpose=PURPOSE)
    one = found.told.statement
    return templates.page(
        request,
        "statement.html",
        status=error.status if error else 200,
        notice=notice,
        refused=error.sentence if error else "",
        may_resend=one.state is State.ISSUED and session.actor.may(Permission.DELIVERY_RETRY),
        sends_mail=node.settings.sends_mail,
        mailbox_known=found.mailbox_known,
        line=line_of(found.told, node.clock.now()),
        one=one,
        sent=found.sent,
        read=_other(found),
        tellings=[_telling(each) for each in found.told.tellings],
        external_id=found.told.external_id,
        notice_id=found.told.notice_id,
        may_read_misuse=session.actor.may(Permission.MISUSE_READ),
        may_read_notices=session.actor.may(Permission.NOTICE_READ),
        may_read_cases=session.actor.may(Permission.CASE_READ),
    )


def _other(found: Shown) -> Said | None:
    """The letter in the language of whoever looks, where it went in another."""
    sent, read = found.sent, found.read
    return read if sent and read and sent.language != read.language else None


def line_of(told: Told, now: datetime) -> Line:
    """The line of one statement."""
    one = told.statement
    badge, state = _state(told)
    return Line(
        id=one.id,
        short=short(one.id),
        kind=KINDS[one.kind],
        service=one.service_id,
        account=told.account_ref,
        case_id=one.case_id,
        made=ago(one.made_at, now),
        badge=badge,
        state=state,
        ended=one.ended_at is not None,
    )


def _state(told: Told) -> tuple[str, str]:
    """Sign and words for where it stands: a letter counts once the platform has it."""
    if told.statement.state is not State.ISSUED:
        return _STATES[told.statement.state]
    if told.received_at:
        return _RECEIVED
    states = [one.state for one in told.tellings]
    if _MOVING.intersection(states):
        return _UNDERWAY
    return next((_UNRECEIVED[one] for one in states[::-1] if one in _UNRECEIVED), _UNDERWAY)


def _telling(one: Telling) -> TellingLine:
    by_state = {
        state.value: words for state, words in (MAILS if one.mail_id else DELIVERIES).items()
    }
    badge = "delivered" if one.received_at else _UNRECEIVED.get(one.state, _UNDERWAY)[0]
    return TellingLine(
        sent=minute(one.sent_at),
        by=one.by_name,
        badge=badge,
        state=by_state[one.state],
        received=minute(one.received_at) if one.received_at else "",
        problem=one.problem,
        by_mail=one.mail_id is not None,
        lost=one.mail_id if one.state in _LOST else None,
    )
