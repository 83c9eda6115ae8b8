"""Telling whoever information was given about, each account once for an order.

Regulation (EU) 2022/2065, Article 10(5): at the latest when effect is given, or when the authority
lets it be told. Whose it is, is read from what left: the accounts of the items in the answers, and
those that the order names itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.orders import messages, store_parts
from tutela.orders.giving import opening, store
from tutela.orders.giving.model import GivingState
from tutela.orders.model import Article, TargetKind, TargetState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from tutela.orders.giving.model import Giving
    from tutela.orders.model import Order
    from tutela.orders.moves import Opened
    from tutela.platform.work import Work


def tell(work: Work, one: Opened, order: Order) -> int:
    """Has the platform tell whom nothing has told yet, unless that is withheld; how many targets
    that speaks of. The order is locked, and read after what was given was written.
    """
    if order.line.article is not Article.INFORMATION or messages.withheld(order, work.now):
        return 0
    untold = store_parts.untold(work.connection, one.id)
    given = [
        each
        for each in opening.givings(work.connection, one.id, one.seal)
        if each.state is GivingState.GIVEN
    ]
    new = [each for each in given if each.told_at is None]
    known = _in_answers(work.connection, order, (each for each in given if each.told_at))
    accounts = _in_answers(work.connection, order, new)
    for each in order.targets:
        if each.kind is TargetKind.ACCOUNT and each.state is TargetState.DONE:
            (accounts if each.number in untold else known).add(each.value)
    fresh = sorted(accounts - known)
    if untold or fresh:
        messages.tell(work, order, untold, fresh)
    store_parts.mark_told(work.connection, one.id, untold, work.now)
    store.mark_told(work.connection, one.id, work.now)
    return len(untold)


def _in_answers(connection: Connection, order: Order, given: Iterable[Giving]) -> set[str]:
    """The accounts of the items in these answers, as far as they are known here."""
    items = [item for one in given if one.choice for item in one.choice.items]
    found = opening.on_record(connection, order, items) if items else []
    return {one.account_ref for one in found if one.account_ref}
