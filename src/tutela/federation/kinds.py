"""What nodes may say to each other: a closed list. Pure.

Most of it rests on draft law (COM(2022) 209), and is said only between nodes set up for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Mapping

ANYBODY: Final = frozenset(NodeRole)


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message: its schema's version, and which kind of node says it to which."""

    name: str
    schema: int
    says: frozenset[NodeRole] = ANYBODY
    hears: frozenset[NodeRole] = ANYBODY

    def between(self, sender: NodeRole, recipient: NodeRole) -> bool:
        return sender in self.says and recipient in self.hears


GREETING: Final = MessageKind("node.greeting", 1)  # nothing but that the way is open
DESCRIPTOR: Final = MessageKind("node.descriptor", 1)  # another key, name or address
VOID: Final = MessageKind("node.void", 1)  # in place of one that need not arrive

_PROVIDER: Final = frozenset({NodeRole.PROVIDER})
_AUTHORITY: Final = frozenset({NodeRole.AUTHORITY})
_CENTRE: Final = frozenset({NodeRole.CENTRE})
# A victim's request (Articles 20 and 21).
VICTIM_SEARCH: Final = MessageKind("victim.search", 1, _AUTHORITY, _CENTRE)
VICTIM_FOUND: Final = MessageKind("victim.found", 1, _CENTRE, _AUTHORITY)
VICTIM_STANDS: Final = MessageKind("victim.stands", 1, _CENTRE, _AUTHORITY)
VICTIM_REMOVAL: Final = MessageKind("victim.removal-asked", 1, _CENTRE, _PROVIDER)
VICTIM_ANSWERED: Final = MessageKind("victim.removal-answered", 1, _PROVIDER, _CENTRE)
VICTIM_WITHDRAWN: Final = MessageKind(
    "victim.withdrawn", 1, _AUTHORITY | _CENTRE, _CENTRE | _PROVIDER
)
VICTIM_REFUSED: Final = MessageKind(
    "victim.refused", 1, _AUTHORITY | _CENTRE | _PROVIDER, _AUTHORITY | _CENTRE | _PROVIDER
)
VICTIM: Final = (
    VICTIM_SEARCH,
    VICTIM_FOUND,
    VICTIM_STANDS,
    VICTIM_REMOVAL,
    VICTIM_ANSWERED,
    VICTIM_WITHDRAWN,
    VICTIM_REFUSED,
)

KINDS: Final[Mapping[str, MessageKind]] = {
    one.name: one for one in (GREETING, DESCRIPTOR, VOID, *VICTIM)
}
