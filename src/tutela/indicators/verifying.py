"""Verifying proposed entries: another person than the one who brought them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.indicators.advancing import (
    NOW,
    Advance,
    In,
    advance,
    count,
    require_alive,
    require_found,
)
from tutela.indicators.errors import SecondPersonNeeded
from tutela.indicators.machine import Command
from tutela.indicators.model import VOUCHED, IndicatorState
from tutela.indicators.service import require_bank
from tutela.indicators.terms import check_text
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.indicators.selectors import Selector
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries were verified now, and how many were so already."""

    verified: int
    already: int


def verify(
    node: Node, actor: Actor, bank: str, selector: Selector, *, verified_by: str = ""
) -> Verification:
    """Verifies the proposed entries that `selector` names; withdrawn ones of a batch stay so.

    They flag as before, until they are activated. `verified_by` names who found them to be what
    their label says, if it was not this actor. What the actor brought in needs another person, but
    in a demo bank. Raises BankUnknown, Forbidden, IndicatorUnknown, BatchUnknown,
    IndicatorWithdrawn and SecondPersonNeeded.
    """
    with node.read() as connection:
        one = require_bank(connection, bank)
    actor.require(Permission.BANK_EDIT if one.demo else Permission.INDICATOR_VERIFY)
    check_text(verified_by, "who verified these entries")
    purpose, not_by = "verify indicators", "" if one.demo else actor.id
    move = Advance(one, selector, Command.VERIFY, Event.INDICATOR_VERIFY, purpose, not_by)
    with node.read() as connection:
        require_found(connection, one, selector)
        require_alive(connection, one, selector)
        own = In(IndicatorState.PROPOSED, by=not_by)
        number = count(connection, move, own) if not_by else 0
        if number:
            raise SecondPersonNeeded(who=actor.name, count=number)
        already = count(connection, move, In(*VOUCHED))
    given = verified_by.strip()
    values = {
        "state": IndicatorState.VERIFIED.value,
        "verified_by": given or actor.id,
        "second_by": actor.id if given else None,
        "verified_at": NOW,
    }
    return Verification(advance(node, actor, move, values), already)
