"""What authorities found of the items of a report: the one place where another room reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.receiving import store_search
from tutela.reporting.centre.model import Finding

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection


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
