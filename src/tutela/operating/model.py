"""What is known of a running node, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What a process says of itself. Ages in seconds; None: never read. No name, no id."""

    index_age: float | None = None
    declarations_age: float | None = None
    decoders: int = 0
    busy_decoders: int = 0
    resident_bytes: int = 0
    cpu_seconds: float = 0.0
    open_files: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """A process as it last said of itself, at `seen_at`."""

    role: str
    pid: int
    started_at: datetime
    seen_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class Sealing:
    """Rows without a place in the log, and those signed that no witness has seen."""

    pending: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """Later work: what is due and since when, and what was given up, by the name of its task."""

    due: int
    oldest_due: datetime | None
    failed: dict[str, int] = field(default_factory=dict)
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """Messages to platforms that were given up, and since when the first lies there."""

    count: int
    oldest: datetime | None
