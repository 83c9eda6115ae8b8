"""Master keys as values, and how far a change of them has come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

# Longer than any transaction may take: what was sealed with the old key is committed by then.
GRACE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MasterKeyRow:
    """One key: where it was kept, since when it seals, and when it was destroyed."""

    id: UUID
    key_id: int
    place: str
    added_at: datetime
    in_force_at: datetime | None
    retired_at: datetime | None
    added_by: str


@dataclass(frozen=True, slots=True)
class Left:
    """How many values of a column are still sealed with another key than the one in force."""

    column: str
    values: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How a change of the master key stands. `old` is empty when none is under way."""

    current: MasterKeyRow
    old: tuple[MasterKeyRow, ...]
    left: tuple[Left, ...]

    @property
    def remaining(self) -> int:
        return sum(one.values for one in self.left)

    @property
    def until(self) -> datetime | None:
        """Before when no old key is destroyed; None if none is under way."""
        since = self.current.in_force_at
        return since + GRACE if self.old and since else None
