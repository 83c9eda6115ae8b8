"""Who does something: a person, a key, the operator at the console, or the node itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission, Role, permissions_of


class ActorKind(StrEnum):
    """What kind of actor stands behind an act."""

    PERSON = "person"
    KEY = "key"
    OPERATOR = "operator"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with permissions; `id` is stable, `name` is for people."""

    kind: ActorKind
    id: str
    name: str
    permissions: frozenset[Permission]
    service_id: str | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises Forbidden unless this actor holds `permission`."""
        if not self.may(permission):
            raise Forbidden(who=self.name, permission=permission.value)


# The node acting by itself: clocks, sealers, retries. It holds no permission to decide.
NODE = Actor(ActorKind.NODE, "node", "this node", frozenset())


def operator(login: str) -> Actor:
    """The owner of the node's folder, working at its console as the OS user `login`."""
    granted = permissions_of(frozenset({Role.OPERATOR}))
    return Actor(ActorKind.OPERATOR, f"os:{login}", login, granted)
