"""What other rooms count for part 7: complaints, and suspensions for misuse. A narrow port.

None stands for what nobody counts yet: the row stays blank, and the paper says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.observatory.model import number
from tutela.redress.complaints.model import Outcome
from tutela.redress.misuse.model import Kind

if TYPE_CHECKING:
    from tutela.observatory.model import Numbers


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Complaints that came in within the period (Article 20), or disputes (Article 21), and what
    was decided on them; `omitted`: nothing yet.
    """

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
    """All of them, as far as they are counted."""

    complaints: ComplaintFigures | None = None
    disputes: ComplaintFigures | None = None
    suspensions: SuspensionFigures | None = None


def of(numbers: Numbers) -> Appeals:
    """What part 7 says, from the figures of that name."""
    return Appeals(
        _decided(numbers, "complaints"), _decided(numbers, "disputes"), _suspended(numbers)
    )


def _suspended(numbers: Numbers) -> SuspensionFigures:
    content, notices, complaints = (
        int(number(numbers, "suspensions", one.value) or 0)
        for one in (Kind.CONTENT, Kind.NOTICES, Kind.COMPLAINTS)
    )
    return SuspensionFigures(content, notices, complaints)


def _decided(numbers: Numbers, name: str) -> ComplaintFigures:
    total = int(number(numbers, name) or 0)
    upheld, partly, back = (int(number(numbers, name, one.value) or 0) for one in Outcome)
    hours = number(numbers, f"{name}-hours")
    return ComplaintFigures(
        total=total,
        upheld=upheld,
        partially_reversed=partly,
        reversed=back,
        omitted=total - upheld - partly - back,
        median_hours=None if hours is None or not total else float(hours),
    )
