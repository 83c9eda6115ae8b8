"""The counts that a paper shows to anybody, as trees: totals and their parts. Pure.

Which rows there are never depends on what was counted, so that a missing row says nothing. No count
stands in two trees, but for what `suppressed_forest` hides together; so each tree may be hidden by
itself. Hits of scans stand under what was found alone, and medians of orders nowhere: over how many
orders they are is not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.observatory.dsa import STATES
from tutela.observatory.model import TOTAL, Kind, number
from tutela.observatory.store_complaints import WAITING
from tutela.observatory.store_found import OPEN, RIGHT, UNREVIEWED, WRONG
from tutela.observatory.store_notices import OTHERS, TRUSTED
from tutela.observatory.suppression import Tree, suppressed, together, total
from tutela.redress.complaints.model import Outcome as Answer
from tutela.redress.complaints.proceeding import Result
from tutela.redress.notices.model import Outcome
from tutela.redress.statements.model import OF_CONTENT
from tutela.redress.statements.model import Kind as Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.observatory.model import Numbers

COMMUNICATIONS, ELSEWHERE = "communications", "elsewhere"
LOOKED_AT, NOT_LOOKED_AT = "looked at", "not looked at"
CLOSED, LEFT = "account closed", "account left open"
REST: Final = "other"
FOUND, FOUND_THERE, SCANNED, MEASURES = "found", "found-there", "scanned", "measures"
NOTICES, NOTICE_OUTCOMES = "notices", "notices-outcomes"
JUDGED: Final = (RIGHT, WRONG, OPEN, UNREVIEWED)
_PLAIN: Final = {  # figure: its rows, and whether they stand in its first key or in its second
    "orders-to-act": (STATES, False),
    "orders-to-inform": (STATES, False),
    "complaints": ((*(one.value for one in Answer), WAITING), True),
    "disputes": ((*(one.value for one in Result), WAITING), True),
    "reports": (tuple(one.value for one in TechnologyKind), True),
}
OF_PAPER: Final = {
    Kind.DSA: (
        FOUND, MEASURES, NOTICES, NOTICE_OUTCOMES, "orders-to-act", "orders-to-inform",
        "complaints", "disputes",
    ),
    Kind.INTERIM: (SCANNED, FOUND_THERE, "reports"),
}  # fmt: skip
# By which queries the counts of a table were made.
COUNTED_BY: Final = {
    FOUND: ("found-kinds", "found-in-communications-kinds"),
    FOUND_THERE: ("found-in-communications-kinds",),
    SCANNED: ("scanned",),
    MEASURES: (
        "measures-illegal", "measures-illegal-accounts", "measures-terms",
        "measures-terms-accounts",
    ),
    NOTICES: ("notices",),
    NOTICE_OUTCOMES: ("notices-outcomes", "notices"),
    **{name: (name,) for name in _PLAIN},
}  # fmt: skip


def forest(kind: Kind, numbers: Numbers, threshold: int) -> dict[str, tuple[Tree, ...]]:
    """The trees of a paper by name, as anybody may see them."""
    seen = suppressed_forest(numbers, threshold)
    return {name: seen[name] for name in OF_PAPER[kind]}


def suppressed_forest(numbers: Numbers, threshold: int) -> dict[str, tuple[Tree, ...]]:
    """Every tree. What was found in communications is cut out of what was found: both papers say
    the same, and hide the same.
    """
    found = suppressed(_found(numbers), threshold)
    notices = together((_notices(numbers), _outcomes(numbers)), threshold)
    seen = {name: (suppressed(_plain(numbers, name), threshold),) for name in _PLAIN}
    return {
        **seen,
        FOUND: (found,),
        FOUND_THERE: tuple(_there(one) for one in found.parts),
        SCANNED: (suppressed(_scanned(numbers), threshold),),
        MEASURES: (suppressed(_measures(numbers), threshold),),
        NOTICES: (notices[0],),
        NOTICE_OUTCOMES: (notices[1],),
    }


def _there(kind: Tree) -> Tree:
    """What of a kind was found in communications, under the name of the kind."""
    [there] = [one for one in kind.parts if one.name == COMMUNICATIONS]
    return Tree(kind.name, there.count, there.parts)


def _found(numbers: Numbers) -> Tree:
    return total(FOUND, *(_found_kind(numbers, one.value) for one in TechnologyKind))


def _found_kind(numbers: Numbers, kind: str) -> Tree:
    everywhere = {one: _count(numbers, "found-kinds", kind, one) for one in JUDGED}
    there = {one: _count(numbers, "found-in-communications-kinds", kind, one) for one in JUDGED}
    return total(
        kind,
        total(COMMUNICATIONS, *(Tree(one, there[one]) for one in JUDGED)),
        total(ELSEWHERE, *(Tree(one, everywhere[one] - there[one]) for one in JUDGED)),
    )


def _scanned(numbers: Numbers) -> Tree:
    return total(SCANNED, *(_surface(numbers, one.value) for one in SurfaceKind))


def _surface(numbers: Numbers, kind: str) -> Tree:
    given = _count(numbers, "scanned", kind)
    not_looked_at = _count(numbers, "scanned", kind, "unscanned")
    parts = (Tree(LOOKED_AT, given - not_looked_at), Tree(NOT_LOOKED_AT, not_looked_at))
    return total(kind, *parts)


def _measures(numbers: Numbers) -> Tree:
    return total(MEASURES, *(_ground(numbers, one) for one in ("illegal", "terms")))


def _ground(numbers: Numbers, ground: str) -> Tree:
    figure = f"measures-{ground}"
    counts = {one: _count(numbers, figure, TOTAL, one.value) for one in OF_CONTENT}
    closed = _count(numbers, f"{figure}-accounts", TOTAL, Measure.REMOVAL.value)
    removed = counts.pop(Measure.REMOVAL)
    return total(
        ground,
        *(Tree(one.value, count) for one, count in counts.items()),
        total(Measure.REMOVAL.value, Tree(CLOSED, closed), Tree(LEFT, removed - closed)),
    )


def _notices(numbers: Numbers) -> Tree:
    rows = ((key, _count(numbers, NOTICES, TOTAL, key)) for key in (TRUSTED, OTHERS))
    return _whole(NOTICES, rows, _count(numbers, NOTICES))


def _outcomes(numbers: Numbers) -> Tree:
    keys = (*(one.value for one in Outcome), WAITING)
    rows = ((key, _count(numbers, NOTICE_OUTCOMES, key)) for key in keys)
    return _whole(NOTICE_OUTCOMES, rows, _count(numbers, NOTICES))


def _plain(numbers: Numbers, name: str) -> Tree:
    keys, first = _PLAIN[name]
    rows = (
        (key, _count(numbers, name, key) if first else _count(numbers, name, TOTAL, key))
        for key in keys
    )
    return _whole(name, rows, _count(numbers, name))


def _whole(name: str, rows: Iterable[tuple[str, int]], count: int) -> Tree:
    """A total of these rows, and of what is in none of them."""
    parts = tuple(Tree(key, value) for key, value in rows)
    rest = count - sum(one.count or 0 for one in parts)
    return total(name, *parts, Tree(REST, rest))


def _count(numbers: Numbers, name: str, row: str = TOTAL, scope: str = TOTAL) -> int:
    return int(number(numbers, name, row, scope) or 0)
