"""What the user was told, as a case's page shows it, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.permissions import Permission
from tutela.redress.complaints import deciding as complaints
from tutela.redress.statements import reading
from tutela.redress.statements.model import Why
from tutela.web.pages.complaint_view import line_of as complaint_line
from tutela.web.pages.statements import line_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.statements.model import Withholding
    from tutela.web.pages.complaint_view import ComplaintLine
    from tutela.web.pages.statements import Line

HOLD_BACK = "hold-back"


@dataclass(frozen=True, slots=True)
class Withheld:
    """One withholding that runs."""

    id: UUID
    why: str
    source: str
    by: str
    at: datetime
    until: datetime
    renewed_by: str
    may_renew: bool

    @property
    def release(self) -> str:
        """The name of the form that ends it."""
        return release_form(self.id)

    @property
    def renew(self) -> str:
        """The name of the form that lets it run on."""
        return renew_form(self.id)


@dataclass(frozen=True, slots=True)
class ToldPanel:
    """The statements about the items of a case, oldest first, what holds them back, and what was
    said against them.
    """

    lines: tuple[Line, ...]
    complaints: tuple[ComplaintLine, ...]
    withheld: tuple[Withheld, ...]
    may_hold_back: bool
    grounds: tuple[tuple[str, str], ...] = tuple((one.value, one.sentence) for one in Why)


def release_form(withholding_id: UUID) -> str:
    """The name of the form that ends a withholding: a page may have several."""
    return f"release-{withholding_id}"


def renew_form(withholding_id: UUID) -> str:
    """The name of the form that lets a withholding run on."""
    return f"renew-{withholding_id}"


def told_panel(node: Node, actor: Actor, case_id: UUID) -> ToldPanel | None:
    """What the page shows; None for whoever may not see it, and where there is nothing to see or
    to do.
    """
    now = node.clock.now()
    found, withheld = reading.of_case(node, actor, case_id)
    may = actor.may(Permission.STATEMENT_HOLD_BACK)
    said = complaints.of_case(node, actor, case_id)
    if not (found or withheld or may or said):
        return None
    return ToldPanel(
        lines=tuple(line_of(one, now) for one in found),
        complaints=tuple(complaint_line(one, now) for one in said),
        withheld=tuple(_withheld(one, actor) for one in withheld),
        may_hold_back=may,
    )


def _withheld(one: Withholding, actor: Actor) -> Withheld:
    return Withheld(
        id=one.id,
        why=one.why.sentence,
        source=one.source,
        by=one.placed_by_name,
        at=one.placed_at,
        until=one.until,
        renewed_by=one.renewed_by_name,
        may_renew=one.renewed_at is None and one.placed_by != actor.id,
    )
