"""Who works on victims' requests: people of the institution whose part it is, with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework.persons import require_person
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Permission
from tutela.redress.requests.errors import OtherInstitution, VictimWordsMissing

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.noderole import NodeRole

LONGEST_WORDS: Final = 2000
# Whoever asks has no account. What comes in and goes out is done in their name.
ASKER: Final = Actor(ActorKind.NODE, "public", "somebody without an account", frozenset())


def require_officer(node: Node, actor: Actor, role: NodeRole) -> None:
    """Raises Forbidden, PersonNeeded and OtherInstitution."""
    require_person(actor, Permission.VICTIM_DECIDE)
    require_role(node, role)


def require_role(node: Node, role: NodeRole) -> None:
    """Raises OtherInstitution."""
    if node.identity.role is not role:
        raise OtherInstitution(role=role.words)


def require_words(said: str) -> str:
    """What somebody wrote, without what surrounds it. Raises VictimWordsMissing."""
    words = said.replace("\r\n", "\n").strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise VictimWordsMissing(most=LONGEST_WORDS)
    return words
