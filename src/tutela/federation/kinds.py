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

KINDS: Final[Mapping[str, MessageKind]] = {one.name: one for one in (GREETING, DESCRIPTOR, VOID)}
