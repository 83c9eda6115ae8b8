"""What authorities found of the items of a report: the one place where another room reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.receiving import store_search
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection


class Finding(StrEnum):
    """What a person at an authority found of an item (Article 36(3))."""

    CONFIRMED = "confirmed"
    NOT_ABUSE = "not-abuse-material"
    CANNOT_TELL = "cannot-tell"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Finding.CONFIRMED: phrase("abuse material"),
    Finding.NOT_ABUSE: phrase("not abuse material"),
    Finding.CANNOT_TELL: phrase("nobody can tell"),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was found of one item. `assessed_by` is the account; where another node said it, that
    node's id.
    """

    item_id: UUID
    finding: Finding
    assessed_by: str
    assessed_by_name: str
    assessed_at: datetime


def of(connection: Connection, report_id: UUID) -> list[Assessment]:
    """What was found so far of the items of a received report."""
    return [
        Assessment(**row | {"finding": Finding(row["finding"])})
        for row in store_search.assessed(connection, report_id)
    ]
