"""A received report as the screens show it: from a provider's node that this one believes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.screens.peers import _added, _verified

from tutela.federation import store as peers
from tutela.federation.handling import Said
from tutela.platform.actor import NODE
from tutela.platform.noderole import NodeRole
from tutela.receiving import taking, wire
from tutela.receiving.machine import State
from tutela.reporting.national.annex3 import annex3

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.reporting.model import Report


def play_received(node: Node, who: Actor, report: Report, name: str) -> UUID:
    """A report of another provider, due in a week."""
    peer_id = _added(node, who, NodeRole.PROVIDER, name)
    _verified(node, who, peer_id)
    given = annex3(report)
    form = wire.read_form(given)
    assert form is not None
    with node.work(NODE, purpose="show a received report") as work:
        sender = peers.find_peer(work.connection, peer_id)
        assert sender is not None
        said = Said(sender, "report.filed", f"report {report.id}", {}, work.now, work.now)
        one = taking.Arrived(
            said, given, form, reference=str(report.id), number=taking.new_number(work),
            provider=sender.name, state=State.FORWARDED, due_at=work.now + timedelta(days=7),
        )  # fmt: skip
        [made] = taking.take(work, [one])
    assert made is not None
    return made
