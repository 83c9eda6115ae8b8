"""What the items of a report are called in every document of its pack."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.reporting.model import Report


def item_names(report: Report) -> Mapping[UUID, str]:
    """A name for each item, of its own within the report and telling nothing about anybody."""
    often = Counter(item.name for item in report.items)
    return {
        item.id: item.name if often[item.name] == 1 else f"item-{item.id.hex}"
        for item in report.items
    }
