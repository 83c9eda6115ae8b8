"""Withdrawing indicators: what was wrong is kept to be studied, all other causes erase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.indicators import store, store_moves
from tutela.indicators.service import require_bank
from tutela.indicators.terms import require_text
from tutela.indicators.verifying import MOVED_AT_ONCE, require_found
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.indicators.model import Bank
    from tutela.indicators.selectors import Selector
    from tutela.law.model import WithdrawalCause
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

ANNOUNCED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How many indicators were withdrawn now, and how many were so already.

    Both are 0 when a fingerprint or reference is not in the bank: of what was erased nothing is
    left to tell it from what never was there.
    """

    withdrawn: int
    already: int


def withdraw(
    node: Node,
    actor: Actor,
    bank: str,
    selector: Selector,
    *,
    cause: WithdrawalCause,
    reason: str,
) -> Withdrawal:
    """Stops what `selector` names from matching, in all processes of the node within a second.

    `wrong` keeps the fingerprints, so that the error can be studied and does not come back with the
    next import; the other causes erase fingerprints, reference and note at once, also those kept
    after `wrong`. Every indicator gets its own `indicator:withdraw` event, from which the rooms
    above reopen what a wrong one caused. Safe to repeat. `reason` stays in the log for good: it
    must name nobody. Raises BankUnknown, TextMissing, TextInvalid, IndicatorUnknown, BatchUnknown.
    """
    actor.require(Permission.INDICATOR_WITHDRAW)
    reason = require_text(reason, "why it is withdrawn")
    with node.read() as connection:
        one = require_bank(connection, bank)
        require_found(connection, one, selector)
        found = store_moves.count(connection, store_moves.chosen(one.id, selector))
    asked = _Asked(one, selector, cause, reason, node.ids.new(), few=found <= ANNOUNCED_AT_ONCE)
    withdrawn = 0
    while True:
        some = _withdraw_some(node, actor, asked)
        withdrawn += some
        if some < MOVED_AT_ONCE:
            return Withdrawal(withdrawn, max(found - withdrawn, 0))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One command to withdraw, carried out in one transaction or several."""

    bank: Bank
    selector: Selector
    cause: WithdrawalCause
    reason: str
    withdrawal_id: UUID
    few: bool


def _withdraw_some(node: Node, actor: Actor, asked: _Asked) -> int:
    with node.work(actor, purpose="withdraw indicators") as work:
        revision = store.next_revision(work.connection)
        chosen = store_moves.chosen(asked.bank.id, asked.selector)
        movable = chosen & store_moves.withdrawable(asked.cause)
        ids = store_moves.take(work.connection, movable, MOVED_AT_ONCE)
        store_moves.withdraw(
            work.connection,
            ids,
            withdrawal_id=asked.withdrawal_id,
            cause=asked.cause,
            withdrawn_by=actor.id,
            now=work.now,
            revision=revision,
        )
        if asked.few:
            _announce(work, asked.bank, ids, cause=asked.cause.value, reason=asked.reason)
        elif ids:
            _announce_later(work, asked, len(ids))
    return len(ids)


def _announce_later(work: Work, asked: _Asked, count: int) -> None:
    """Many stop matching before each is told: a job does that."""
    work.record(
        Event.BANK_WITHDRAW,
        subject=("bank", asked.bank.id),
        service_id=asked.bank.service_id,
        reason=asked.reason,
        cause=asked.cause.value,
        count=count,
        withdrawal=str(asked.withdrawal_id),
    )
    work.defer(
        ANNOUNCE,
        bank=asked.bank.name,
        withdrawal_id=str(asked.withdrawal_id),
        cause=asked.cause.value,
    )


def _announce(work: Work, bank: Bank, ids: list[UUID], *, cause: str, reason: str) -> None:
    for indicator_id in ids:
        work.record(
            Event.INDICATOR_WITHDRAW,
            subject=("indicator", indicator_id),
            service_id=bank.service_id,
            reason=reason,
            cause=cause,
            bank=str(bank.id),
        )
    store_moves.mark_announced(work.connection, ids)


def announce(node: Node, *, bank: str, withdrawal_id: str, cause: str) -> None:
    """Records the event of each indicator of a large withdrawal. Safe to run again."""
    with node.read() as connection:
        one = require_bank(connection, bank)
    ids = [one.id]
    while ids:
        with node.work(NODE, purpose="announce a withdrawal") as work:
            ids = store_moves.unannounced(work.connection, UUID(withdrawal_id), ANNOUNCED_AT_ONCE)
            _announce(work, one, ids, cause=cause, reason=f"withdrawal {withdrawal_id}")


ANNOUNCE = Task("indicators:announce", announce, attempts=50)
