"""Verifying proposed entries: another person than the one who brought them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.indicators import store, store_moves
from tutela.indicators.errors import (
    BatchUnknown,
    IndicatorUnknown,
    IndicatorWithdrawn,
    SecondPersonNeeded,
)
from tutela.indicators.model import Bank, IndicatorState
from tutela.indicators.selectors import ByBatch, ByIds
from tutela.indicators.service import require_bank
from tutela.indicators.tables import indicator
from tutela.indicators.terms import check_text
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from tutela.indicators.selectors import Selector
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LISTED_IDS = 200
MOVED_AT_ONCE = 10_000
"""Indicators moved in one transaction: a large move must not keep an urgent withdrawal waiting."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How many indicators were verified now, and how many were so already."""

    verified: int
    already: int


def verify(
    node: Node, actor: Actor, bank: str, selector: Selector, *, verified_by: str = ""
) -> Verification:
    """Verifies the proposed indicators that `selector` names; withdrawn ones of a batch stay so.

    `verified_by` names who found them to be what their label says, if it was not this actor. What
    the actor brought in needs another person, but in a demo bank. Raises BankUnknown, Forbidden,
    IndicatorUnknown, BatchUnknown, IndicatorWithdrawn and SecondPersonNeeded.
    """
    with node.read() as connection:
        one = require_bank(connection, bank)
    actor.require(Permission.BANK_EDIT if one.demo else Permission.INDICATOR_VERIFY)
    check_text(verified_by, "who verified these entries")
    condition = store_moves.chosen(one.id, selector)
    with node.read() as connection:
        already = _require_verifiable(connection, actor, one, selector, condition)
    if not one.demo:
        condition &= indicator.c.proposed_by != actor.id
    verified = 0
    while True:
        some = _verify_some(node, actor, one, selector, condition, verified_by.strip())
        verified += some
        if some < MOVED_AT_ONCE:
            return Verification(verified, already)


def _verify_some(
    node: Node,
    actor: Actor,
    bank: Bank,
    selector: Selector,
    condition: ColumnElement[bool],
    verified_by: str,
) -> int:
    with node.work(actor, purpose="verify indicators") as work:
        revision = store.next_revision(work.connection)
        movable = condition & store_moves.verifiable()
        ids = store_moves.take(work.connection, movable, MOVED_AT_ONCE)
        store_moves.verify(
            work.connection,
            ids,
            verified_by=verified_by or actor.id,
            second_by=actor.id if verified_by else None,
            now=work.now,
            revision=revision,
        )
        if ids:
            _record(work, bank, selector, ids)
    return len(ids)


def require_found(connection: Connection, bank: Bank, selector: Selector) -> None:
    """Raises IndicatorUnknown or BatchUnknown for ids that are not in this bank."""
    condition = store_moves.chosen(bank.id, selector)
    if isinstance(selector, ByIds):
        unknown = selector.ids - store_moves.ids_of(connection, condition)
        if unknown:
            raise IndicatorUnknown(bank=bank.name, indicator=min(unknown))
    elif isinstance(selector, ByBatch) and not store_moves.count(connection, condition):
        raise BatchUnknown(bank=bank.name, batch=selector.batch_id)


def _require_verifiable(
    connection: Connection,
    actor: Actor,
    bank: Bank,
    selector: Selector,
    condition: ColumnElement[bool],
) -> int:
    """How many are verified already, if the others may be verified by this actor."""
    require_found(connection, bank, selector)
    withdrawn = indicator.c.state == IndicatorState.WITHDRAWN.value
    if isinstance(selector, ByIds):
        dead = store_moves.ids_of(connection, condition & withdrawn)
        if dead:
            raise IndicatorWithdrawn(indicator=min(dead))
    own = condition & store_moves.verifiable() & (indicator.c.proposed_by == actor.id)
    count = 0 if bank.demo else store_moves.count(connection, own)
    if count:
        raise SecondPersonNeeded(who=actor.name, count=count)
    verified = indicator.c.state == IndicatorState.VERIFIED.value
    return store_moves.count(connection, condition, verified)


def _record(work: Work, bank: Bank, selector: Selector, ids: list[UUID]) -> None:
    work.record(
        Event.INDICATOR_VERIFY,
        subject=("bank", bank.id),
        service_id=bank.service_id,
        count=len(ids),
        batch=str(selector.batch_id) if isinstance(selector, ByBatch) else None,
        indicators=[str(one) for one in ids] if len(ids) <= LISTED_IDS else None,
    )
