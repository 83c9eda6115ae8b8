"""Activating verified entries: from now on they may hold an item, or suppress a match."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.indicators.advancing import (
    Advance,
    In,
    advance,
    count,
    require_alive,
    require_found,
)
from tutela.indicators.errors import NotVerified
from tutela.indicators.machine import Command
from tutela.indicators.model import ACTING, IndicatorState
from tutela.indicators.service import require_bank
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.indicators.selectors import Selector
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Activation:
    """How many entries were activated now, and how many were so already."""

    activated: int
    already: int


def activate(node: Node, actor: Actor, bank: str, selector: Selector) -> Activation:
    """Activates the verified entries that `selector` names; withdrawn ones of a batch stay so.

    Raises BankUnknown, Forbidden, IndicatorUnknown, BatchUnknown, IndicatorWithdrawn, and
    NotVerified where some are only proposed.
    """
    with node.read() as connection:
        one = require_bank(connection, bank)
    actor.require(Permission.BANK_EDIT if one.demo else Permission.INDICATOR_ACTIVATE)
    event = Event.INDICATOR_ACTIVATE
    move = Advance(one, selector, Command.ACTIVATE, event, "activate indicators")
    with node.read() as connection:
        require_found(connection, one, selector)
        require_alive(connection, one, selector)
        proposed = count(connection, move, In(IndicatorState.PROPOSED))
        if proposed:
            raise NotVerified(count=proposed)
        already = count(connection, move, In(*ACTING))
    values = {"state": IndicatorState.ACTIVE.value}
    return Activation(advance(node, actor, move, values), already)
