"""Institutions with a node each, over real HTTP: what goes between them is what would go between
two machines. They tell the time by one clock, unless a test sets another.
"""

from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import uvicorn
from sqlalchemy import NullPool, create_engine, select, text
from tests.jobs import run_jobs

from tutela import assembly
from tutela.federation import keys, peers, posting, signing, store, store_messages
from tutela.federation.courier import Courier
from tutela.federation.kinds import GREETING
from tutela.federation.tables import message_out
from tutela.platform import home
from tutela.platform import keys as node_keys
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.engine import engine
from tutela.platform.ids import SystemIds
from tutela.platform.node import Identity, Node
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.services import identity
from tutela.platform.settings import Settings
from tutela.web.app import built, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.federation.model import Incoming, Outgoing, Peer
    from tutela.platform.clock import Clock, ManualClock
    from tutela.platform.database.embedded import EmbeddedServer

ADA = Actor(ActorKind.PERSON, "account:ada", "ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
CALLED = "called the number on their own site"


@dataclass
class Institution:
    """One institution: its node, and where it is served."""

    node: Node
    name: str
    url: str

    @property
    def id(self) -> UUID:
        return self.node.identity.id

    def describe(self, **changes: str) -> None:
        said = {"name": self.name, "address": self.url} | changes
        keys.describe(self.node, ADA, **said)

    def descriptor(self) -> str:
        """Its descriptor, as it gives it away."""
        return json.dumps(keys.descriptor(self.node, ADA))

    def code(self) -> str:
        """Its code, as somebody there reads it out."""
        with self.node.read() as connection:
            own = store.current_key(connection)
        assert own
        return signing.code_of(own.public)

    def meets(self, other: Institution) -> None:
        """Adds another by its descriptor, and compares its code."""
        peers.add(self.node, ADA, other.descriptor())
        self.verifies(other)

    def verifies(self, other: Institution) -> None:
        peers.verify(self.node, ADA, other.id, code=other.code(), note=CALLED)

    def says(self, other: Institution, subject: str = "case 1", words: str = "hello") -> UUID:
        with self.node.work(ADA, purpose="test") as work:
            return posting.post(work, other.id, GREETING, subject, {"greeting": words})

    def carries(self) -> int:
        """Tries once to reach each node that something waits for."""
        return Courier(self.node, seconds=5).once()

    def acts(self) -> None:
        """Acts on all that came."""
        run_jobs(self.node)

    def knows(self, other: Institution) -> Peer:
        return peers.show_peer(self.node, ADA, other.id)

    def sent(self, message_id: UUID) -> Outgoing:
        with self.node.read() as connection:
            found = store_messages.find_out(connection, message_id)
        assert found
        return found

    def came(self) -> list[Incoming]:
        """What came in, oldest first."""
        with self.node.read() as connection:
            return store_messages.messages_in(connection, 1000)[::-1]

    def events(self, *names: str) -> list[str]:
        """Those of these events that the log has, in their order."""
        with self.node.read() as connection:
            rows = connection.execute(
                text("SELECT event FROM tutela.audit_event ORDER BY at, id")
            ).scalars()
            return [one for one in rows if one in names]

    def rows(self) -> list[Any]:
        """All that it said to others."""
        with self.node.read() as connection:
            return list(connection.execute(select(message_out)).all())


class Union:
    """Makes institutions, and ends them."""

    def __init__(self, server: EmbeddedServer, template: str, folder: Path, clock: Clock) -> None:
        self._server, self._template, self._folder = server, template, folder
        self._clock = clock
        self._stack = ExitStack()
        self._count = 0

    def make(self, role: NodeRole = NodeRole.PROVIDER, name: str = "") -> Institution:
        """A demo node of that role, described and served."""
        self._count += 1
        one = self._stack.enter_context(self._made(role, name or f"{role.value} {self._count}"))
        one.describe()
        return one

    def pair(self) -> tuple[Institution, Institution]:
        """A provider and the Centre that believe each other."""
        one, other = self.make(NodeRole.PROVIDER), self.make(NodeRole.CENTRE)
        one.meets(other)
        other.meets(one)
        return one, other

    def close(self) -> None:
        self._stack.close()

    @contextmanager
    def _made(self, role: NodeRole, name: str) -> Iterator[Institution]:
        folder = self._folder / f"node-{self._count}"
        folder.mkdir(mode=0o700)
        node_keys.create(folder / home.KEYS)
        database = f"union_{self._folder.name[-20:]}_{self._count}".replace("-", "_").lower()
        self._server.create_database(database, template=self._template)
        own = node_keys.load(folder / home.KEYS)
        who = Identity(id=SystemIds().new(), demo=True, role=role)
        owner = create_engine(self._server.dsn(OWNER_ROLE, database), poolclass=NullPool)
        with owner.begin() as connection:
            identity.write(connection, own, who, self._clock.now())
        url = self._server.dsn(APP_ROLE, database)
        connections = engine(url)
        node = Node(
            settings=Settings(home=folder, demo=True, second_factor="optional"),
            identity=who,
            keys=own,
            engine=connections,
            database_url=url,
            tasks=assembly.tasks(),
            clock=self._clock,
        )
        try:
            with served(node) as where:
                yield Institution(node, name, where)
        finally:
            connections.dispose()
            self._server.drop_database(database)


@contextmanager
def served(node: Node) -> Iterator[str]:
    """The node's own web door, on a free port of this machine."""
    program = SimpleNamespace(node=node, keyring=None)
    app = built(create_app(cast("Any", program)))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def at_another_time(one: Institution, clock: ManualClock) -> Institution:
    """The same institution with a clock of its own."""
    return Institution(replace(one.node, clock=clock), one.name, one.url)
