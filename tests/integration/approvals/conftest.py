"""A production node in use, with people who have accounts, and a hand that reads the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.world import BOSS, FORUM

from tutela import assembly
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.model import Account
from tutela.platform.approvals import answering, listing
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.platform.services import store as services
from tutela.platform.services.model import Policy, Service
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node

PASSWORD = Secret("nine lives of a quiet cat")
PEOPLE = {
    "sara": Role.SENIOR,
    "berta": Role.SENIOR,
    "boss": Role.ADMINISTRATOR,
    "chief": Role.ADMINISTRATOR,
    "mira": Role.REVIEWER,
    "olga": Role.REPORTING_OFFICER,
    "ada": Role.AUDITOR,
}
LOOSER = Policy(hold_hours=200)


@dataclass
class House:
    """The node, who is there, and what is asked for."""

    node: Node
    people: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.node.transaction() as connection:
            for name, role in PEOPLE.items():
                one = Account(uuid4(), name, frozenset({role}), self.node.clock.now())
                account_store.add_account(connection, one, Secret("no password opens it"))
                self.people[name] = one.actor
        declare_service(self.node, BOSS, FORUM, title="Forum", policy=Policy())
        self.use(FORUM)

    def now(self, name: str) -> Actor:
        """Somebody with the roles that they have at this moment."""
        with self.node.read() as connection:
            found = account_store.find_account(connection, name)
        assert found is not None
        return found.actor

    def use(self, service: str) -> None:
        """An item is scanned for the service, which is in use from then on."""
        with self.node.transaction() as connection:
            services.mark_scanned(connection, [service], self.node.clock.now())

    def asks(self, act: Callable[[], Any]) -> UUID:
        """Does what must wait for another person; the request."""
        with pytest.raises(AwaitsApproval) as waits:
            act()
        found: UUID = waits.value.facts["request"]
        return found

    def loosens(self, by: str | Actor = "boss", policy: Policy = LOOSER) -> UUID:
        """Somebody asks for a longer clock of holds."""
        actor = self.now(by) if isinstance(by, str) else by
        return self.asks(
            lambda: declare_service(
                self.node, actor, FORUM, title="Forum", policy=policy, reason="holidays"
            )
        )

    def approve(self, request: UUID, by: str | Actor = "sara") -> Request:
        actor = self.now(by) if isinstance(by, str) else by
        return answering.approve(self.node, actor, request, reason="seen", doers=assembly.doers())

    def request(self, request_id: UUID) -> Request:
        return listing.show_request(self.node, self.people["sara"], request_id)

    def policy(self) -> Policy:
        with self.node.read() as connection:
            found = services.find_service(connection, FORUM)
        assert found is not None
        return found.policy

    def sets(self, policy: Policy) -> None:
        """Writes a policy as if it had always been so."""
        with self.node.transaction() as connection:
            services.declare_service(
                connection, Service(FORUM, "Forum", policy, None), self.node.clock.now()
            )

    def events(self, *names: str) -> list[Any]:
        query = text("SELECT * FROM audit_event WHERE event = ANY(:names) ORDER BY at, id")
        with self.node.read() as connection:
            return list(connection.execute(query, {"names": list(names)}))

    def sql(self, statement: str, **given: object) -> None:
        with self.node.transaction() as connection:
            connection.execute(text(statement), given)


@pytest.fixture
def house(node: Node) -> House:
    return House(node)
