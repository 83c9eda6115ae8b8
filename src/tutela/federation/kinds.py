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

_PROVIDER, _AUTHORITY = frozenset({NodeRole.PROVIDER}), frozenset({NodeRole.AUTHORITY})
_CENTRE: Final = frozenset({NodeRole.CENTRE})

# Indicators (COM(2022) 209, Articles 36, 44 and 46).
INDICATOR_SUBMITTED: Final = MessageKind("indicator.submitted", 1, _AUTHORITY, _CENTRE)
INDICATOR_TAKEN: Final = MessageKind("indicator.taken", 1, _CENTRE, _AUTHORITY)
INDICATOR_REFUSED: Final = MessageKind("indicator.refused", 1, _CENTRE, _AUTHORITY)
INDICATOR_WITHDRAWAL: Final = MessageKind("indicator.withdrawal", 1, _AUTHORITY, _CENTRE)
INDICATOR_DELISTED: Final = MessageKind("indicator.delisted", 1, _CENTRE, _AUTHORITY)
INDICATOR_ENTRIES: Final = MessageKind("indicator.entries", 1, _CENTRE, _PROVIDER)
INDICATOR_WITHDRAWN: Final = MessageKind("indicator.withdrawn", 1, _CENTRE, _PROVIDER)
INDICATOR_SOUGHT: Final = MessageKind("indicator.sought", 1, _PROVIDER, _CENTRE)
ACCESS_REQUESTED: Final = MessageKind("access.requested", 1, _PROVIDER, _CENTRE)
ACCESS_GRANTED: Final = MessageKind("access.granted", 1, _CENTRE, _PROVIDER)
ACCESS_REFUSED: Final = MessageKind("access.refused", 1, _CENTRE, _PROVIDER)
ACCESS_ENDED: Final = MessageKind("access.ended", 1, _CENTRE, _PROVIDER)

INDICATORS: Final = (
    *(INDICATOR_SUBMITTED, INDICATOR_TAKEN, INDICATOR_REFUSED),
    *(INDICATOR_WITHDRAWAL, INDICATOR_DELISTED),
    *(INDICATOR_ENTRIES, INDICATOR_WITHDRAWN, INDICATOR_SOUGHT),
    *(ACCESS_REQUESTED, ACCESS_GRANTED, ACCESS_REFUSED, ACCESS_ENDED),
)

KINDS: Final[Mapping[str, MessageKind]] = {
    one.name: one for one in (GREETING, DESCRIPTOR, VOID, *INDICATORS)
}
