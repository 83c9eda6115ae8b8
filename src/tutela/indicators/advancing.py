"""Moving entries onward, many at a time: what verifying and activating have in common.

An entry is moved by what its sources say: the statement it leads with, and those beside it. Where
one of these comes to say more, the entry leads with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import true

from tutela.indicators import store, store_moves, store_statements
from tutela.indicators.errors import BatchUnknown, IndicatorUnknown, IndicatorWithdrawn
from tutela.indicators.machine import Command, sources_of
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds
from tutela.indicators.tables import indicator, indicator_statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Table

    from tutela.indicators.model import Bank
    from tutela.indicators.selectors import Selector
    from tutela.platform.actor import Actor
    from tutela.platform.audit.model import Event
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LISTED_IDS = 200
MOVED_AT_ONCE = 10_000
"""Indicators moved in one transaction: a large move must not keep an urgent withdrawal waiting."""


@dataclass(frozen=True, slots=True)
class Advance:
    """A command about entries of a bank, and the event that tells of it. `values` are written
    beside the new state; `not_by`: entries that this actor brought in are passed over.
    """

    bank: Bank
    selector: Selector
    command: Command
    event: Event
    purpose: str
    not_by: str = ""

    def led(self) -> ColumnElement[bool]:
        """The indicators whose leading statement is meant."""
        return store_moves.chosen(self.bank.id, self.selector)

    def beside(self) -> ColumnElement[bool]:
        """The other statements that are meant."""
        return store_statements.chosen(self.bank.id, self.selector)

    def movable(self, table: Table) -> ColumnElement[bool]:
        """Which rows of `table` this command moves."""
        states = [state.value for state in sources_of(self.command)]
        condition = table.c.state.in_(states)
        return condition & (table.c.proposed_by != self.not_by if self.not_by else true())


def advance(node: Node, actor: Actor, move: Advance, values: Mapping[str, Any]) -> int:
    """Moves all that `move` names, ten thousand in a transaction; how many statements moved."""
    moved = 0
    while True:
        some = _advance_some(node, actor, move, values)
        moved += some
        if some < MOVED_AT_ONCE:
            return moved


def _advance_some(node: Node, actor: Actor, move: Advance, values: Mapping[str, Any]) -> int:
    with node.work(actor, purpose=move.purpose) as work:
        revision = store.next_revision(work.connection)
        connection = work.connection
        ids = store_moves.take(connection, move.led() & move.movable(indicator), MOVED_AT_ONCE)
        written = {name: work.now if value is NOW else value for name, value in values.items()}
        store_moves.change(connection, ids, {**written, "revision": revision})
        movable = move.beside() & move.movable(indicator_statement)
        others = store_statements.change(connection, movable, written, MOVED_AT_ONCE - len(ids))
        if others:
            store_statements.elect(connection, others, revision=revision)
        if ids or others:
            _record(work, move, list(dict.fromkeys([*ids, *others])))
    return len(ids) + len(others)


NOW = object()
"""Stands in `values` for the time of the transaction."""


class In:
    """The rows in some states, and brought in by somebody if named: of either table."""

    def __init__(self, *states: IndicatorState, by: str = "") -> None:
        self._states = [state.value for state in states]
        self._by = by

    def __call__(self, table: Table) -> ColumnElement[bool]:
        condition = table.c.state.in_(self._states)
        return condition & (table.c.proposed_by == self._by) if self._by else condition


def count(connection: Connection, move: Advance, condition: In) -> int:
    """How many of the statements that `move` names fulfil a condition."""
    return store_moves.count(connection, move.led(), condition(indicator)) + store_statements.count(
        connection, move.beside(), condition(indicator_statement)
    )


def require_found(connection: Connection, bank: Bank, selector: Selector) -> None:
    """Raises IndicatorUnknown or BatchUnknown for ids that are not in this bank."""
    condition = store_moves.chosen(bank.id, selector)
    if isinstance(selector, ByIds):
        unknown = selector.ids - store_moves.ids_of(connection, condition)
        if unknown:
            raise IndicatorUnknown(bank=bank.name, indicator=min(unknown))
    elif isinstance(selector, ByBatch):
        beside = store_statements.chosen(bank.id, selector)
        found = store_moves.count(connection, condition)
        if not found and not store_statements.count(connection, beside):
            raise BatchUnknown(bank=bank.name, batch=selector.batch_id)


def require_alive(connection: Connection, bank: Bank, selector: Selector) -> None:
    """Raises IndicatorWithdrawn where an indicator is meant by its id that was withdrawn."""
    if isinstance(selector, ByIds):
        condition = store_moves.chosen(bank.id, selector)
        withdrawn = indicator.c.state == IndicatorState.WITHDRAWN.value
        dead = store_moves.ids_of(connection, condition & withdrawn)
        if dead:
            raise IndicatorWithdrawn(indicator=min(dead))


def _record(work: Work, move: Advance, ids: list[UUID]) -> None:
    work.record(
        move.event,
        subject=("bank", move.bank.id),
        service_id=move.bank.service_id,
        count=len(ids),
        batch=str(move.selector.batch_id) if isinstance(move.selector, ByBatch) else None,
        indicators=[str(one) for one in ids] if len(ids) <= LISTED_IDS else None,
    )
