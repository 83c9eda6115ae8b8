"""A removal order between nodes, as a provider has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.removals import REQUEST, believe_at, made_court, request, signed

from tutela.federation.handling import Said
from tutela.law.machines.parts import Party
from tutela.orders.removal import arriving, copies, courts, moves, papers, store_copies
from tutela.orders.removal.machine import Command
from tutela.orders.removal.said import Copied

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def play_copy(node: Node, who: Actor, sender: Peer, more: str) -> UUID:
    """A copy that another authority gave of an order that is final; `more` makes its texts long."""
    asked = request(
        id=str(node.ids.new()),
        authority=str(sender.id),
        provider_name=f"Forum GmbH {more}".strip()[:200],
        reasons=f"{REQUEST['reasons']} {more}".strip(),
    )
    paper = signed(made_court(), asked, node.clock.now())
    with node.work(who, purpose="show a copy") as work:
        said = Said(sender, "removal-order.copy", "show", {}, work.now, work.now)
        copies.hear(work, said, Copied(order=paper))
        [one] = store_copies.lines(work.connection, 1)
    return one.id


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
