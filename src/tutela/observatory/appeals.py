"""What other rooms count for part 7: complaints, and suspensions for misuse. A narrow port.

None stands for what nobody counts yet: the row stays blank, and the paper says why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Complaints that came in within the period (Article 20), and what was decided on them."""

    total: int
    upheld: int
    partially_reversed: int
    reversed: int
    omitted: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class SuspensionFigures:
    """Suspensions within the period (Article 23(1) and (2))."""

    illegal_content: int
    unfounded_notices: int
    unfounded_complaints: int


@dataclass(frozen=True, slots=True)
class Appeals:
    """Both, as far as they are counted."""

    complaints: ComplaintFigures | None = None
    suspensions: SuspensionFigures | None = None
