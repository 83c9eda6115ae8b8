"""How often technologies were wrong: over what they flagged, and over what people reviewed. Pure.

Implementing Regulation (EU) 2024/2916 asks for B/A. Where only a part was reviewed it makes the
error look smaller than it is, so B/C stands beside it, each with Wilson's interval at 95 %.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.model import TechnologyKind
from tutela.observatory.model import TOTAL, number, written
from tutela.observatory.store_found import OPEN, RIGHT, WRONG
from tutela.observatory.wilson import interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.observatory.model import Number, Numbers

    Row = tuple[str, ...]

COLUMNS: Final = (
    "Kind", "Technology", "A automatically flagged", "B not abuse on human review", "B/A",
    "B/A from", "B/A to", "C subject to human review", "B/C", "B/C from", "B/C to",
)  # fmt: skip
ALL: Final = "all"


def rows(numbers: Numbers, *, there: bool) -> Iterator[Row]:
    """Each kind with each of its technologies; `there`: in communications alone."""
    figure = "found-in-communications" if there else "found"
    for kind in TechnologyKind:
        yield _error(numbers, f"{figure}-kinds", kind, kind, ALL)
        names = {row for row, _ in numbers[figure]} - {TOTAL}
        for row in sorted(one for one in names if one.startswith(f"{kind}: ")):
            name = row.removeprefix(f"{kind}: ")
            yield _error(numbers, figure, row, kind, name)


def _error(numbers: Numbers, figure: str, row: str, kind: str, name: str) -> Row:
    right, wrong, unsure = (
        int(number(numbers, figure, row, one) or 0) for one in (RIGHT, WRONG, OPEN)
    )
    flagged, reviewed = int(number(numbers, figure, row) or 0), right + wrong + unsure
    return (
        kind, name, str(flagged), str(wrong), *_rate(wrong, flagged), str(reviewed),
        *_rate(wrong, reviewed),
    )  # fmt: skip


def _rate(part: int, whole: int) -> Row:
    ends: tuple[Number, ...] = interval(part, whole) or (None, None)
    share = part / whole if whole else None
    return tuple(written(one) for one in (share, *ends))
