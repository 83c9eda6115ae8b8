"""What a log is made of, as it lies in the database or in an export. Positions count from 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.audit.model import AuditEvent


@dataclass(frozen=True, slots=True)
class LeafRow:
    """A place in the log: the hash kept there, and the event, or None where it is gone."""

    position: int
    event_id: UUID
    leaf_hash: bytes
    event: AuditEvent | None


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed head of the log. `frontier` is `Frontier.to_bytes` at `size`.

    `at` is None where the database holds no possible instant.
    """

    number: int
    epoch: int
    size: int
    root: bytes
    note: str
    frontier: bytes
    at: datetime | None
