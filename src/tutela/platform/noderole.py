"""What a node is among the institutions. Pure."""

from __future__ import annotations

from enum import StrEnum

from tutela.texts.phrase import phrase


class NodeRole(StrEnum):
    """Whose node it is: said when it is made, and for good."""

    PROVIDER = "provider"
    HOTLINE = "hotline"
    AUTHORITY = "authority"
    CENTRE = "centre"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    NodeRole.PROVIDER: phrase("a service provider"),
    NodeRole.HOTLINE: phrase("a hotline"),
    NodeRole.AUTHORITY: phrase("a Coordinating Authority"),
    NodeRole.CENTRE: phrase("the EU Centre"),
}
