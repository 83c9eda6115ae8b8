"""A removal order between nodes, as a provider has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.removals import REQUEST, believe_at, made_court, request, signed

from tutela.law.machines.parts import Party
from tutela.orders.removal import arriving, courts, moves, papers
from tutela.orders.removal.machine import Command

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def play_removal(node: Node, who: Actor, service: str, more: str) -> UUID:
    """One whose clock runs, and a court whose code nobody compared yet; `more` makes texts long."""
    court = made_court()
    believe_at(node, who, court)
    other = made_court(f"Landgericht Musterstadt {more}".strip()[:200])
    courts.add(node, who, papers.to_json(other.public))
    asked = request(
        provider=str(node.identity.id),
        service=service,
        reasons=f"{REQUEST['reasons']} {more}".strip(),
        days=14,
        days_reason="An inquiry is under way.",
    )
    paper = signed(court, asked, node.clock.now())
    with node.work(who, purpose="show a removal order") as work:
        one = arriving.keep(work, asked, service, paper, received_at=work.now)
        moves.move(work, one, Command.RECEIVE, Party.PROVIDER)
    return one.id
