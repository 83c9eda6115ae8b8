"""Assessments of threats as values, ready for a door to render."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.law.places import MEMBER_STATES
from tutela.reporting.threats.errors import MemberStateUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from tutela.reporting.threats.machine import ThreatState


@dataclass(frozen=True, slots=True)
class Assessment:
    """One case's assessment. `later_items` were found after it: it says nothing of them."""

    id: UUID
    case_id: UUID
    service_id: str
    state: ThreatState
    member_states: tuple[str, ...]
    reason: str = field(repr=False)
    authority: str = field(repr=False)
    reference: str = field(repr=False)
    assessed_by_name: str | None
    told_by_name: str | None
    opened_at: datetime
    assessed_at: datetime | None
    told_at: datetime | None
    found_items: int = 0  # crimes found on hosting surfaces, in the case now
    later_items: int = 0


def member_states(given: Iterable[str]) -> tuple[str, ...]:
    """These Member States, each once, sorted. Raises MemberStateUnknown."""
    found = sorted({one.strip().upper() for one in given})
    for one in found:
        if one not in MEMBER_STATES:
            raise MemberStateUnknown(state=repr(one))
    return tuple(found)
