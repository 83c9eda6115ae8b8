"""People to test with: an administrator at the console, and a reviewer with a known password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tutela.platform.accounts import opening, service
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.signin import person
from tutela.platform.actor import Actor, operator
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from tutela.platform.node import Node

HERE = "192.0.2.7"
PASSWORD = Secret("nine lives of a quiet cat")
WRONG = Secret("nine lives of a loud dog")


@dataclass(frozen=True)
class People:
    node: Node
    boss: Actor
    password: Secret = PASSWORD
    wrong: Secret = WRONG

    def add(self, name: str, *roles: str) -> None:
        wanted = roles or (Role.REVIEWER,)
        service.add_account(self.node, self.boss, name, wanted, self.password)

    def sign_in(self, name: str, source: str = HERE) -> Session:
        """Somebody without a second factor signs in."""
        session = opening.by_password(self.node, name, self.password, source)
        assert isinstance(session, Session)
        return session

    def actor(self, name: str) -> Actor:
        """Somebody who has an account, as they are now."""
        return person(self.node, name, self.password)

    def events(self, *names: str) -> list[Any]:
        """The audit rows of these events, oldest first."""
        query = text("SELECT * FROM tutela.audit_event WHERE event = ANY(:names) ORDER BY id")
        with self.node.read() as connection:
            return list(connection.execute(query, {"names": list(names)}))


@pytest.fixture
def people(node: Node) -> People:
    return People(node, operator("console"))


@pytest.fixture
def mira(people: People) -> str:
    """The name of a reviewer."""
    people.add("mira")
    return "mira"


@pytest.fixture
def forum(node: Node) -> str:
    """The name of a declared service."""
    declare_service(node, operator("console"), "forum", title="Forum", policy=Policy())
    return "forum"
