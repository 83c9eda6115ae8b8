"""Withdrawing indicators: what was wrong is kept to be studied, all other causes erase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.indicators import store, store_moves, store_statements
from tutela.indicators.advancing import LISTED_IDS, MOVED_AT_ONCE, require_found
from tutela.indicators.errors import TakenOutWhole
from tutela.indicators.machine import OF_ONE_SOURCE
from tutela.indicators.selectors import ByBatch, ByReference
from tutela.indicators.service import require_bank
from tutela.indicators.terms import require_text
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from tutela.indicators.model import Bank
    from tutela.indicators.selectors import Selector
    from tutela.law.model import WithdrawalCause
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

ANNOUNCED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How many indicators were withdrawn now, and how many were so already; `sources`: how many
    go on, because another source vouches for them.

    All are 0 when a fingerprint or reference is not in the bank: of what was erased nothing is
    left to tell it from what never was there.
    """

    withdrawn: int
    already: int
    sources: int = 0


def withdraw(
    node: Node,
    actor: Actor,
    bank: str,
    selector: Selector,
    *,
    cause: WithdrawalCause,
    reason: str,
    source: str = "",
) -> Withdrawal:
    """Stops what `selector` names from matching, in all processes of the node within a second.

    A cause that says something of a source alone (`left`, `superseded`) withdraws what that source
    says, where a batch, a reference or `source` names it: an indicator for which others vouch goes
    on, as what they say of it. All other causes withdraw it whole, whoever vouches for it.

    `wrong` keeps the fingerprints, so that the error can be studied and does not come back with the
    next import; the other causes erase fingerprints, reference and note at once, also those kept
    after `wrong`. Every indicator gets its own `indicator:withdraw` event, from which the rooms
    above reopen what a wrong one caused. Safe to repeat. `reason` stays in the log for good: it
    must name nobody. Raises BankUnknown, TextMissing, TextInvalid, IndicatorUnknown, BatchUnknown
    and TakenOutWhole.
    """
    actor.require(Permission.INDICATOR_WITHDRAW)
    reason = require_text(reason, "why it is withdrawn")
    if source and cause not in OF_ONE_SOURCE:
        raise TakenOutWhole(cause=cause.value)
    with node.read() as connection:
        one = require_bank(connection, bank)
        require_found(connection, one, selector)
        asked = _Asked(one, selector, cause, reason, node.ids.new(), source)
        found = asked.count(connection)
    asked = replace(asked, few=found <= ANNOUNCED_AT_ONCE)
    done = Withdrawal(0, 0)
    while True:
        some = _withdraw_some(node, actor, asked)
        done = Withdrawal(done.withdrawn + some.withdrawn, 0, done.sources + some.sources)
        if some.withdrawn + some.sources < MOVED_AT_ONCE:
            already = max(found - done.withdrawn - done.sources, 0)
            return replace(done, already=already)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One command to withdraw, carried out in one transaction or several."""

    bank: Bank
    selector: Selector
    cause: WithdrawalCause
    reason: str
    withdrawal_id: UUID
    source: str
    few: bool = True

    @property
    def of_one_source(self) -> bool:
        """Whether what other sources say stands."""
        named = self.source or isinstance(self.selector, ByBatch | ByReference)
        return bool(named) and self.cause in OF_ONE_SOURCE

    def led(self) -> ColumnElement[bool]:
        """The indicators whose leading statement is meant."""
        return store_moves.chosen(self.bank.id, self.selector, self.source)

    def beside(self) -> ColumnElement[bool]:
        """The other statements that are meant."""
        return store_statements.chosen(self.bank.id, self.selector, self.source)

    def count(self, connection: Connection) -> int:
        """How many entries are meant, whatever became of them."""
        led = store_moves.count(connection, self.led())
        if self.of_one_source:
            return led + store_statements.count(connection, self.beside())
        others = store_statements.owners(self.beside()) & ~self.led()
        return led + store_moves.count(connection, others)


def withdraw_here(
    work: Work,
    bank: Bank,
    selector: Selector,
    *,
    cause: WithdrawalCause,
    reason: str,
    source: str = "",
) -> Withdrawal:
    """The same within `work`, for up to ten thousand at once; `already` is not counted. Whoever
    calls it decided that they may be withdrawn.
    """
    asked = _Asked(bank, selector, cause, reason, work.new_id(), source)
    few = asked.count(work.connection) <= ANNOUNCED_AT_ONCE
    return _withdraw_within(work, replace(asked, few=few))


def _withdraw_some(node: Node, actor: Actor, asked: _Asked) -> Withdrawal:
    with node.work(actor, purpose="withdraw indicators") as work:
        return _withdraw_within(work, asked)


def _withdraw_within(work: Work, asked: _Asked) -> Withdrawal:
    revision = store.next_revision(work.connection)
    by = work.actor.id
    if asked.of_one_source:
        ids, sources = _of_one_source(work, asked, revision)
    else:
        ids, sources = _whole(work, asked), []
    store_statements.let_go_all(work.connection, ids, cause=asked.cause, by=by, now=work.now)
    store_moves.withdraw(
        work.connection,
        ids,
        withdrawal_id=asked.withdrawal_id,
        cause=asked.cause,
        withdrawn_by=by,
        now=work.now,
        revision=revision,
    )
    if asked.few:
        _announce(work, asked.bank, ids, cause=asked.cause.value, reason=asked.reason)
    elif ids:
        _announce_later(work, asked, len(ids))
    if sources:
        _record_sources(work, asked, sources)
    return Withdrawal(len(ids), 0, len(sources))


def _whole(work: Work, asked: _Asked) -> list[UUID]:
    """Some of the indicators that are meant, whichever source names them."""
    movable = store_moves.withdrawable(asked.cause)
    ids = store_moves.take(work.connection, asked.led() & movable, MOVED_AT_ONCE)
    if len(ids) < MOVED_AT_ONCE:
        others = store_statements.owners(asked.beside()) & ~asked.led() & movable
        ids += store_moves.take(work.connection, others, MOVED_AT_ONCE - len(ids))
    return ids


def _of_one_source(work: Work, asked: _Asked, revision: int) -> tuple[list[UUID], list[UUID]]:
    """Has the source take back what it says of some entries.

    Returns the indicators for which no source is left, and those that go on.
    """
    connection = work.connection
    go = partial(
        store_statements.let_go,
        connection,
        cause=asked.cause,
        by=work.actor.id,
        now=work.now,
        limit=MOVED_AT_ONCE,
    )
    left = go(asked.beside())
    movable = asked.led() & store_moves.withdrawable(asked.cause)
    ids = store_moves.take(connection, movable, MOVED_AT_ONCE - len(left))
    handed, former = store_statements.hand_over(connection, ids, revision=revision)
    weaker = store_statements.weakened(connection, former)
    go(store_statements.among(former))
    going_on = list(dict.fromkeys([*left, *handed]))
    ended = [one for one in ids if one not in handed]
    return ended + _replaced(work, going_on, weaker, revision), going_on


def _replaced(work: Work, ids: list[UUID], weaker: list[UUID], revision: int) -> list[UUID]:
    """Those of the indicators that lost a fingerprint or their strength with the source; what the
    other sources vouch for goes on as a new indicator.
    """
    lost = list(dict.fromkeys([*weaker, *store_statements.uncovered(work.connection, ids)]))
    if lost:
        pairs = {one: work.new_id() for one in lost}
        store_statements.succeed(work.connection, pairs, revision=revision)
    return lost


def _record_sources(work: Work, asked: _Asked, ids: list[UUID]) -> None:
    """Tells which entries a source let go of and others still vouch for."""
    work.record(
        Event.SOURCE_WITHDRAW,
        subject=("bank", asked.bank.id),
        service_id=asked.bank.service_id,
        reason=asked.reason,
        cause=asked.cause.value,
        count=len(ids),
        source=asked.source,
        batch=str(asked.selector.batch_id) if isinstance(asked.selector, ByBatch) else None,
        indicators=[str(one) for one in ids] if len(ids) <= LISTED_IDS else None,
    )


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
