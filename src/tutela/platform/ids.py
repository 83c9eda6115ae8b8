"""Identifiers are passed in, so that pure code stays pure. They are UUIDs version 7 (RFC 9562)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from uuid import UUID


class Ids(Protocol):
    """Makes identifiers that sort by the time they were made."""

    def new(self) -> UUID:
        """A fresh identifier."""
        ...


class SystemIds:
    """Identifiers from the machine's clock and randomness."""

    def new(self) -> UUID:
        return uuid7()
