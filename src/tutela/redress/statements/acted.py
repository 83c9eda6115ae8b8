"""The platform says what it removed after a notice: its user is told at once, and once.

Regulation (EU) 2022/2065, Articles 16(6) and 17. The node learns only here that something was
removed, and whose it was: the statement of reasons is made in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.casework import store_noticed
from tutela.detection import mailboxes
from tutela.platform.alerts.errors import MailAddressInvalid
from tutela.platform.alerts.letter import address
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.redress.notices import store as notices
from tutela.redress.notices.errors import NoticeUnknown
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import ACTED, Outcome, Place
from tutela.redress.statements import guard, removed, store, store_takedowns
from tutela.redress.statements.errors import (
    TakedownGroundUnknown,
    TakedownInvalid,
    TakedownOfItem,
    TakedownPlaceUnknown,
    TakedownToldOtherwise,
    TakedownUnfounded,
)
from tutela.redress.statements.public_reasons import OFFENCES
from tutela.redress.statements.takedown import Takedown
from tutela.redress.statements.words import plain
from tutela.signals.errors import SignalError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice
    from tutela.redress.statements.model import Statement
    from tutela.redress.statements.takedown import TakedownSent


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was removed, its statement, and whether it was not told before."""

    takedown: Takedown
    statement: Statement
    new: bool


def tell(node: Node, actor: Actor, notice_id: UUID, sent: TakedownSent) -> Recorded:
    """Takes in one thing that the platform removed after a notice, and states the reasons to its
    user. Told again as it was, it is the same one.

    Raises Forbidden, NoticeUnknown (of another service too, and erased), TakedownUnfounded,
    TakedownGroundUnknown, TakedownPlaceUnknown, TakedownInvalid, TakedownOfItem and
    TakedownToldOtherwise.
    """
    actor.require(Permission.TAKEDOWN_RECORD)
    email = _email(sent)
    with node.work(actor, purpose="say what was removed after a notice") as work:
        same = notices.lock_same(work.connection, notice_id)
        work.waited()
        _require_kept(same, actor, notice_id)
        place, external_id = _located(same[0], sent)
        digest = _digest(same[0], place, external_id)
        before = store_takedowns.known(work.connection, same[0].id, digest)
        if before is not None and _is_again(before, sent):
            return Recorded(before, store.of_takedown(work.connection, before.id), new=False)
        _require_right(same, notice_id)
        _require_fit(work, same, sent)
        _require_unscanned(work, same[0].service_id, external_id)
        one = Takedown(
            id=work.new_id(),
            service_id=same[0].service_id,
            notice_id=same[0].id,
            place=place,
            external_id=external_id,
            account_ref=sent.account,
            removed_at=sent.removed_at,
            told_at=work.now,
            digest=digest,
            content_hash=sent.content_hash,
        )
        store_takedowns.add(work.connection, one)
        if email:
            mailboxes.keep(work, one.service_id, one.account_ref, email)
        _record(work, one)
        return Recorded(one, removed.make(work, one, same, sent), new=True)


def _require_kept(same: Sequence[Notice], actor: Actor, notice_id: UUID) -> None:
    """Raises NoticeUnknown."""
    mine = bool(same) and same[0].service_id == actor.service_id
    if not mine or same[0].state is NoticeState.ERASED:
        raise NoticeUnknown(notice=notice_id)


def _email(sent: TakedownSent) -> Secret | None:
    """Raises TakedownInvalid."""
    if not sent.email:
        return None
    if not sent.account:
        raise TakedownInvalid(problem="email: say whose it is: send the account with it")
    try:
        return Secret(address(sent.email))
    except MailAddressInvalid:
        raise TakedownInvalid(
            problem="email: it is not one address, such as name@example.org"
        ) from None


def _located(one: Notice, sent: TakedownSent) -> tuple[int | None, str]:
    """Which of the places of a notice is meant, from 1, and what the platform calls what it
    removed. Raises TakedownPlaceUnknown.
    """
    if sent.place:
        return _number(one, sent.place), sent.id
    if not one.item_ref or sent.id not in ("", one.item_ref):
        raise TakedownPlaceUnknown
    return None, one.item_ref


def _number(one: Notice, place: str) -> int:
    try:
        canonical = Place.of(place).canonical
    except SignalError:
        raise TakedownPlaceUnknown from None
    for number, each in enumerate(one.places, 1):
        if each.canonical == canonical:
            return number
    raise TakedownPlaceUnknown


def _digest(one: Notice, place: int | None, external_id: str) -> bytes:
    """By what it is known where it is told again: its id, else its place."""
    name = f"id\n{external_id}" if external_id else f"place\n{place}"
    return sha256(f"{one.id}\n{name}".encode()).digest()


def _is_again(before: Takedown, sent: TakedownSent) -> bool:
    """Whether this was told before; what was restored since can be removed once more. Raises
    TakedownToldOtherwise.
    """
    if before.content_hash == sent.content_hash:
        return True
    if before.restored_at is None:
        raise TakedownToldOtherwise
    return False


def _require_right(same: Sequence[Notice], notice_id: UUID) -> None:
    """Raises TakedownUnfounded, TakedownGroundUnknown."""
    one = same[0]
    if one.state is not NoticeState.DECIDED or one.outcome not in ACTED:
        raise TakedownUnfounded(notice=notice_id)
    if one.kind not in OFFENCES:
        raise TakedownGroundUnknown(notice=notice_id)


def _require_fit(work: Work, same: Sequence[Notice], sent: TakedownSent) -> None:
    """Raises TakedownInvalid for what happened in no such order, and for a clause that no letter
    can have: it could not be set right later.
    """
    if sent.removed_at > work.now:
        raise TakedownInvalid(problem="removed_at: it is still to come")
    if sent.removed_at < min(one.received_at for one in same):
        raise TakedownInvalid(problem="removed_at: nobody had given notice by then")
    if sent.put_at > sent.removed_at:
        raise TakedownInvalid(problem="put_at: it is later than removed_at")
    if same[0].outcome is Outcome.ACTED_TERMS and guard.fault(plain(sent.terms_clause)):
        raise TakedownInvalid(problem="terms_clause: say which clause of your terms it breaks")


def _require_unscanned(work: Work, service_id: str, external_id: str) -> None:
    """Raises TakedownOfItem where the user hears of it by its case."""
    if external_id and store_noticed.is_in_hand(work.connection, service_id, external_id):
        raise TakedownOfItem


def _record(work: Work, one: Takedown) -> None:
    work.record(
        Event.TAKEDOWN_RECORD,
        subject=("takedown", one.id),
        service_id=one.service_id,
        notice=str(one.notice_id),
        removed_at=one.removed_at.isoformat(),
    )
