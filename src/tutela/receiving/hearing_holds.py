"""What authorities and providers say of holds on telling a user. What is wrong is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import (
    HOLD_ASKED,
    HOLD_ENDED,
    REPORT_KNOWN,
    REPORT_REFUSED,
    REPORT_TOLD,
)
from tutela.federation.refusing import refuse
from tutela.platform.audit.canonical import instant_text
from tutela.receiving import holds, store, telling, wire
from tutela.receiving.errors import HoldTooLate, HoldTooLong, ReceivedMoveRefused
from tutela.receiving.hearing import UNKNOWN, UNREADABLE, UNTIMELY, opened, theirs
from tutela.reporting.centre.wire import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.federation.handling import Hearer, Said
    from tutela.platform.work import Work

TOO_LONG: Final = "hold-too-long"


def asked(work: Work, said: Said) -> None:
    """An authority asks that a user be not told; the provider is told so (Article 48(6))."""
    body = read(wire.HoldAsked, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = theirs(work, said, body.number)
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    since = said.received_at
    try:
        holds.place(work, one, body.until, body.reason, since=since, by=said.sender.name)
    except HoldTooLong:
        return refuse(work, said, REPORT_REFUSED, TOO_LONG)
    except (HoldTooLate, ReceivedMoveRefused):
        return refuse(work, said, REPORT_REFUSED, UNTIMELY)
    return None


def ended(work: Work, said: Said) -> None:
    """An authority says that a user may be told; the provider is told so."""
    body = read(wire.HoldEnded, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = theirs(work, said, body.number)
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    holds.lift(work, one, body.reason, by=said.sender.name)
    return None


def told(work: Work, said: Said) -> None:
    """A provider told a user; the authority that has the report is told so."""
    body = read(wire.UserTold, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = opened(work, store.by_reference(work.connection, said.sender.id, str(body.report)))
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    at = min(body.at, said.received_at)
    new = holds.told(work, one, at, by=said.sender.name)
    if new and one.line.authority_id:
        known = {"number": one.line.number, "at": instant_text(at)}
        subject = telling.subject_of(one.line.number)
        posting.offer(work, one.line.authority_id, REPORT_KNOWN, subject, known)
    return None


def known(work: Work, said: Said) -> None:
    """The Centre says that a user was told."""
    body = read(wire.UserKnows, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = opened(work, store.by_number(work.connection, body.number))
    if one is None or one.line.peer_id != said.sender.id:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    holds.told(work, one, min(body.at, said.received_at), by=one.line.provider_name)
    return None


HEARERS: Mapping[str, Hearer] = {
    HOLD_ASKED.name: asked,
    HOLD_ENDED.name: ended,
    REPORT_TOLD.name: told,
    REPORT_KNOWN.name: known,
}
