"""A notice as pages show it: what it says first, then where, then what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.alerts.model import MailState
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import MailKind
from tutela.redress.notices.public_words import KINDS
from tutela.texts.phrase import phrase, several
from tutela.web.pages.words import Moment, ago, short, until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tutela.redress.notices.model import Mail, Notice, Place

SHOWN_PLACES = 3
_MAILS = {
    MailKind.RECEIPT: phrase("the receipt"),
    MailKind.DECISION: phrase("the decision"),
    MailKind.COMPLAINT: phrase("what came of a complaint"),
    MailKind.CHANGED: phrase("the changed decision"),
}
_FATES = {
    MailState.WAITING: phrase("on its way"),
    MailState.SENT: phrase("taken by the mail server"),
    MailState.FAILED: phrase("could not be sent"),
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in a list."""

    id: UUID
    short: str
    kind: str
    where: str
    service: str
    danger: bool
    late: bool
    flagger: str
    trusted: bool
    joined: str
    received: Moment
    due: Moment | None
    decided: Moment | None
    outcome: str
    case_id: UUID
    paused: Moment | None


@dataclass(frozen=True, slots=True)
class MailLine:
    """A message to whoever gave notice, and its fate."""

    what: str
    fate: str
    problem: str
    failed: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, whole."""

    id: UUID
    short: str
    kind: str
    way: str
    reasons: str
    places: tuple[Place, ...]
    item_ref: str
    service: str
    danger: bool
    late: bool
    flagger: str
    trusted: bool
    notifier: str
    email: str
    facts: tuple[tuple[str, str], ...]
    joined: str
    joined_id: UUID | None
    received_at: datetime
    due: Moment | None
    case_id: UUID
    outcome: str
    told: str
    unfounded: bool
    duplicate_of: UUID | None
    decided_at: datetime | None
    decided_by: str
    was_late: bool
    erase_at: datetime | None
    erased_at: datetime | None
    mails: tuple[MailLine, ...]


def line_of(one: Notice, now: datetime) -> NoticeLine:
    """A notice as one line of a list."""
    return NoticeLine(
        id=one.id,
        short=short(one.id),
        kind=KINDS[one.kind],
        where=_where(one),
        service=one.service_id,
        danger=one.danger,
        late=one.late_at(now),
        flagger=one.flagger,
        trusted=one.trusted,
        joined=_joined(one.joined),
        received=ago(one.received_at, now),
        due=until(one.due_at, now) if one.state is NoticeState.RECEIVED else None,
        decided=ago(one.decided_at, now) if one.decided_at else None,
        outcome=one.outcome.words if one.outcome else "",
        case_id=one.case_id,
        paused=until(one.paused_until, now) if one.paused_until and not one.outcome else None,
    )


def view_of(one: Notice, mails: Sequence[Mail], now: datetime) -> NoticeView:
    """A notice with everything that was said and done."""
    waits = one.state is NoticeState.RECEIVED
    return NoticeView(
        id=one.id,
        short=short(one.id),
        kind=KINDS[one.kind],
        way=one.way.words,
        reasons=one.reasons,
        places=one.places,
        item_ref=one.item_ref,
        service=one.service_id,
        danger=one.danger,
        late=one.late_at(now),
        flagger=one.flagger,
        trusted=one.trusted,
        notifier=one.notifier,
        email=one.email,
        facts=tuple((name, _fact(value)) for name, value in one.details.items()),
        joined=_joined(one.joined),
        joined_id=one.joined_id,
        received_at=one.received_at,
        due=until(one.due_at, now) if waits else None,
        case_id=one.case_id,
        outcome=one.outcome.words if one.outcome else "",
        told=one.told,
        unfounded=one.unfounded,
        duplicate_of=one.duplicate_of_id,
        decided_at=one.decided_at,
        decided_by=one.decided_by_name or "",
        was_late=one.is_late,
        erase_at=one.erase_at,
        erased_at=one.erased_at,
        mails=tuple(_mail(mail) for mail in mails),
    )


def _mail(one: Mail) -> MailLine:
    failed = one.state is MailState.FAILED
    return MailLine(_MAILS[one.kind], _FATES[one.state], one.last_error, failed)


def _where(one: Notice) -> str:
    """The places in a line; of many, the first ones."""
    names = [place.canonical for place in one.places] + ([one.item_ref] if one.item_ref else [])
    shown = ", ".join(names[:SHOWN_PLACES])
    more = len(names) - SHOWN_PLACES
    return phrase("{shown} and {more} more", shown=shown, more=more) if more > 0 else shown


def _joined(number: int) -> str:
    return several(
        number, "{n} further notice says the same place", "{n} further notices say the same place"
    ) if number else ""  # fmt: skip


def _fact(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items()) or "-"
    return str(value)
