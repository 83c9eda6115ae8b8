"""An order for information opened for an answer: what it may hold, and whether it may leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.orders import moves, reading
from tutela.orders.errors import (
    IssuerNotVerified,
    KeyAbsent,
    NotAskedFor,
    NothingChosen,
    NothingToGive,
    TimeLimitOver,
    TooMuchChosen,
)
from tutela.orders.giving import content, keys, store, store_record
from tutela.orders.giving.model import MOST_ITEMS, Giving, GivingState, Part
from tutela.orders.machine import OrderState
from tutela.orders.model import Article, Verified
from tutela.reporting.national.sealing import LIMIT

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.orders.giving.model import Choice, OnRecord
    from tutela.orders.model import Facts, Issuer, Order
    from tutela.orders.moves import Opened
    from tutela.orders.sealing import Seal
    from tutela.platform.work import Work

# Once the authority was told of the effect the order is over; a further wish is a further order.
GIVES = frozenset({OrderState.EXECUTING, OrderState.EFFECTED})
_LISTED = 500  # of an account with more, the oldest are shown; any can be named


@dataclass(frozen=True, slots=True)
class Answerable:
    """An order that may be answered now, locked, with what it is sealed to."""

    one: Opened
    order: Order
    facts: Facts
    issuer: Issuer
    key: str

    @property
    def key_code(self) -> str:
        return keys.code_of(self.key)


def answerable(work: Work, order_id: UUID) -> Answerable:
    """The order, if its information may be given now.

    Raises OrderUnknown, OrderErased, NothingToGive, IssuerNotVerified and KeyAbsent.
    """
    one = moves.locked(work, order_id)
    order = reading.whole(work.node, work.connection, one.stored)
    facts, issuer = order.facts, order.issuer
    if facts is None or issuer is None or not gives(order):
        raise NothingToGive(state=one.state.value)
    if issuer.verified is Verified.NOT:
        raise IssuerNotVerified(name=issuer.name)
    if issuer.age_key is None:
        raise KeyAbsent(issuer=issuer.name)
    return Answerable(one, order, facts, issuer, issuer.age_key)


def gives(order: Order) -> bool:
    """Whether it is an order for information, and carried out."""
    return order.line.article is Article.INFORMATION and order.line.state in GIVES


def require_in_time(order: Order, still_wanted: str, now: datetime) -> None:
    """Raises TimeLimitOver, unless somebody says who still wants it."""
    due = order.line.due_at
    if due is not None and due < now and not still_wanted.strip():
        raise TimeLimitOver(due_at=f"{due:%Y-%m-%d %H:%M} UTC")


def on_record(
    connection: Connection, order: Order, only: Collection[UUID] | None = None
) -> list[OnRecord]:
    """What this node has of what the order names: the oldest, or all of `only`."""
    limit = _LISTED if only is None else None
    service = order.line.service_id
    return store_record.on_record(connection, service, order.targets, limit=limit, only=only)


def chosen(connection: Connection, order: Order, choice: Choice) -> list[OnRecord]:
    """The items of a choice. Raises NothingChosen, NotAskedFor and TooMuchChosen."""
    if not choice.items:
        raise NothingChosen
    if len(choice.items) > MOST_ITEMS:
        raise TooMuchChosen(most=MOST_ITEMS, bytes=LIMIT)
    found = {one.id: one for one in on_record(connection, order, choice.items)}
    for item_id in choice.items:
        if item_id not in found:
            raise NotAskedFor(item=item_id)
    media = (one.size for one in found.values() if Part.MEDIA in choice.parts and one.kept)
    if sum(media) > LIMIT:
        raise TooMuchChosen(most=MOST_ITEMS, bytes=LIMIT)
    return list(found.values())


def givings(connection: Connection, order_id: UUID, seal: Seal | None) -> list[Giving]:
    """Every answer to an order; what it held only while the order's key is there."""
    return [_giving(row, seal) for row in store.of_order(connection, order_id)]


def waiting(found: Collection[Giving]) -> Giving | None:
    """The one that was chosen and has not left."""
    return next((one for one in found if one.state is GivingState.CHOSEN), None)


def _giving(row: Row[Any], seal: Seal | None) -> Giving:
    choice, manifest = None, ""
    if seal is not None and row.sealed is not None:
        choice, manifest = content.read(seal.open(f"giving:{row.id}", row.sealed))
    values = {
        name: getattr(row, name)
        for name in Giving.__dataclass_fields__
        if name not in ("choice", "manifest", "state")
    }
    return Giving(state=GivingState(row.state), choice=choice, manifest=manifest, **values)
