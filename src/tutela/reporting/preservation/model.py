"""The preservation of a report as a value, ready for a door to render."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.reporting.preservation.clocks import Choice, Clocks


@dataclass(frozen=True, slots=True)
class Preservation:
    """How long what belongs to one report is kept. `erase_at` is the end that holds now."""

    id: UUID
    report_id: UUID
    service_id: str
    recipient: str
    clocks: Clocks
    foreign_law: str
    decision: Choice | None
    reason: str = field(repr=False)
    decided_by_name: str | None
    decided_at: datetime | None
    identified_at: datetime
    erase_at: datetime
    erased_at: datetime | None
    kept_objects: int  # items of it whose bytes are still sealed here

    @property
    def waits(self) -> bool:
        """Whether a person has yet to decide; until then the Union's limit holds."""
        return self.clocks.conflict and self.decision is None and self.erased_at is None
