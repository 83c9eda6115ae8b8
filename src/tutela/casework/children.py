"""Material that children themselves may have made or shared, by a closed list. Pure.

A mark never says that a child did wrong. It puts support first, asks for a second reviewer whatever
the service's policy, and keeps everything about the account to what a person chooses with a reason.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law.support import support
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Circumstance(StrEnum):
    """How children themselves may have made or shared an item; the gravest first."""

    COERCED = "coerced"
    SELF_GENERATED = "self-generated"
    AMONG_PEERS = "among-peers"
    UNKNOWN = "unknown"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Circumstance.COERCED: phrase(
        "Somebody may have coerced or blackmailed a child into making it."
    ),
    Circumstance.SELF_GENERATED: phrase("A child may have made it of themselves."),
    Circumstance.AMONG_PEERS: phrase("Children may have shared it among themselves."),
    Circumstance.UNKNOWN: phrase("A child may have made or shared it; how is not known."),
}


class AccountAction(StrEnum):
    """What is proposed for the account. A ban is never a default."""

    NONE = "none"
    SUPPORT = "support"
    BAN = "ban"

    @property
    def closes(self) -> bool:
        """Whether the account is to be closed."""
        return self is AccountAction.BAN


def gravest(found: Iterable[str | None]) -> Circumstance | None:
    """The circumstance that stands first among those found; None if there is none."""
    known = {one for one in found if one}
    return next((one for one in Circumstance if one.value in known), None)


def proposed(circumstance: Circumstance | None, *, childs_account: bool) -> AccountAction:
    """What is proposed for an account unless a person chooses otherwise."""
    return AccountAction.SUPPORT if circumstance and childs_account else AccountAction.NONE


def shown(circumstance: Circumstance) -> dict[str, Any]:
    """The text and contacts that the platform is asked to show."""
    return support().to_json(circumstance.value)
