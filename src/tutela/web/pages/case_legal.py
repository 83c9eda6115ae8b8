"""Legal holds of a case as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework import legal_holds
from tutela.evidence.model import HoldScope
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

PLACE = "legal-hold"
_ON = {
    HoldScope.CASE: phrase("this case"),
    HoldScope.ACCOUNT: phrase("this account"),
    HoldScope.OBJECT: phrase("an item of this case"),
}


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold that stands."""

    id: UUID
    on: str
    reason: str
    reference: str
    by: str
    at: datetime

    @property
    def lift(self) -> str:
        """The name of the form that lifts it."""
        return lift_form(self.id)


@dataclass(frozen=True, slots=True)
class LegalPanel:
    """The holds on a case, and whether the reader may place and lift them."""

    lines: tuple[HoldLine, ...]
    may_hold: bool


def lift_form(hold_id: UUID) -> str:
    """The name of the form that lifts a hold: a page may have several."""
    return f"lift-{hold_id}"


def legal_panel(node: Node, actor: Actor, case_id: UUID) -> LegalPanel | None:
    """What the page shows of legal holds; None if there is nothing to see or to do."""
    with node.read() as connection:
        found = legal_holds.of_case(connection, case_id)
    may_hold = actor.may(Permission.LEGAL_HOLD)
    if not found and not may_hold:
        return None
    lines = tuple(
        HoldLine(
            one.id, _ON[one.scope], one.reason, one.reference, one.placed_by_name, one.placed_at
        )
        for one in found
    )
    return LegalPanel(lines, may_hold)
