"""Victims' requests as the screens show them: at an authority, at the Centre, at a provider.

One node has one role. The same database is served as what each institution would have.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.institutions import served
from tests.screens.removals import play_copy
from tests.victims import SHA256, add_report

from tutela.federation import store as peers
from tutela.federation.handling import Said
from tutela.platform.noderole import NodeRole
from tutela.redress.requests import authority, centre, given, hearing, store_provider, taking, wire
from tutela.redress.requests.model import Asked, Signal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.federation.model import Peer
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

SIGNALS = (Signal("sha256", SHA256),)


@dataclass
class Victims:
    """What each institution has, and where it is served."""

    node: Node
    request: UUID = field(init=False)
    search: UUID = field(init=False)
    removal: UUID = field(init=False)
    copy: UUID = field(init=False)
    _served: dict[NodeRole, str] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def at(self, role: NodeRole) -> str:
        """Where that institution is served."""
        if role not in self._served:
            self._served[role] = self._stack.enter_context(served(self.as_(role)))
        return self._served[role]

    def as_(self, role: NodeRole) -> Node:
        return replace(self.node, identity=replace(self.node.identity, role=role))

    def close(self) -> None:
        self._stack.close()


def play_victims(node: Node, who: Actor, more: str) -> Victims:
    """A guardian's request that is checked, a search that waits for its release, and a request for
    removal; `more` makes the texts of one long.
    """
    made = Victims(node)
    known = {one.role: one for one in _peers(node)}
    here = made.as_(NodeRole.AUTHORITY)
    form = {
        "links": f"https://forum.example/thread/{more}7",
        "sha256": SHA256,
        "asked": "both",
        "who": "guardian",
        "preference": "gone",
        "name": f"Kim {more}".strip()[:200],
        "email": "kim@example.org",
        "needs": f"Large letters. {more}".strip(),
    }
    taking.take_in(here, given.read(form), language="en", source="")
    [made.request] = [one.id for one in authority.requests(here, who)]
    authority.identify(here, who, made.request, how=f"Came to the desk. {more}".strip())
    made.copy = play_copy(here, who, known[NodeRole.AUTHORITY], more)
    there = made.as_(NodeRole.CENTRE)
    with there.work(who, purpose="show a search") as work:
        sender, provider = known[NodeRole.AUTHORITY], known[NodeRole.HOTLINE]
        add_report(work, provider.id, f"Forum {more}".strip()[:200], sender.id)
        body = wire.search(work.new_id(), Asked.BOTH, SIGNALS, "com-2022")
        hearing.searched(work, _said(sender, "victim.search", body, work.now))
    [made.search] = [one.id for one in centre.searches(there, who)]
    centre.search(there, who, made.search, purpose="a request of an authority")
    with made.as_(NodeRole.PROVIDER).work(who, purpose="show a removal") as work:
        asked, item = work.new_id(), work.new_id()
        report = f"report-{more}17"[:100]
        body = wire.removal(asked, report, item, SIGNALS, "com-2022", again=False)
        sender = known[NodeRole.CENTRE]
        hearing.asked(work, _said(sender, "victim.removal-asked", body, work.now))
        found = store_provider.by_asked(node, work.connection, sender.id, asked)
        assert found
        made.removal = found.id
    return made


def _peers(node: Node) -> list[Peer]:
    with node.read() as connection:
        return peers.peers(connection)


def _said(sender: Peer, kind: str, body: dict[str, Any], at: datetime) -> Said:
    return Said(sender, kind, "show", body, at, at)
