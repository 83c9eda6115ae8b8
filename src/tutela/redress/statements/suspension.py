"""An account that is suspended for what it put there (DSA, Article 23(1)), as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension. `id` is that of its case of misuse; `hands` are the people who warned, asked
    for it and agreed. `lifted`: people ended it, not its clock.
    """

    id: UUID
    service_id: str
    account_ref: str = field(repr=False)
    hands: tuple[str, ...]
    begun_at: datetime
    until: datetime
    ended_at: datetime | None = None
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """What people weighed, as the account is told it: so many things within so many days, and the
    words that a person chose. `item_id` is the last of them, in the case `case_id`.
    """

    item_id: UUID
    case_id: UUID
    misused: int
    within_days: int
    warned_at: datetime
    told: str
    language: str
    by_two: bool
