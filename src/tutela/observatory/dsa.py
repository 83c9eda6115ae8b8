"""The transparency report of the Digital Services Act as the Commission's tables. Pure.

Implementing Regulation (EU) 2024/2835, Annex I: counts are whole, shares between 0 and 1,
medians in hours; blank does not apply, and zero is `0`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.places import MEMBER_STATES
from tutela.observatory import dsa_listed as listed
from tutela.observatory.categories import (
    MINORS,
    ONLY_NOTICES,
    ONLY_ORDERS,
    ONLY_TERMS,
    OTHER,
    rows_of,
)
from tutela.observatory.columns import NOTICES, ORDERS, OWN, SHEETS
from tutela.observatory.dsa_listed import SERVICES
from tutela.observatory.dsa_notes import INFERRED, notes
from tutela.observatory.model import TOTAL, Kind, Paper, Sheet, number, written
from tutela.observatory.store_notices import TRUSTED
from tutela.observatory.words import PROVIDER
from tutela.redress.statements.model import Kind as Measure

if TYPE_CHECKING:
    from tutela.observatory.appeals import Appeals
    from tutela.observatory.categories import Row
    from tutela.observatory.model import Number, Numbers, Scope
    from tutela.observatory.words import Words

CHILDREN_ONLY: Final = "Only the protection of children: this is what the node knows."
OTHERS: Final = {
    "orders": "What the registered order does not say more closely.",
    "notices": "Sexual extortion, abuse, incitement, and what fits nowhere else.",
    "measures": "The age of a person shown cannot be told.",
}
STATES: Final = tuple(sorted(MEMBER_STATES))


def paper(
    numbers: Numbers, scope: Scope, words: Words, *, preliminary: bool, appeals: Appeals
) -> Paper:
    """The whole set."""
    sheets = (
        listed.identification(scope, words),
        listed.categories(),
        _orders(numbers, scope),
        _notices(numbers, scope),
        _own(numbers, scope, "5_own_initiative_illegal", "measures-illegal", ""),
        _own(numbers, scope, "6_own_initiative_TC", "measures-terms", ONLY_TERMS),
        listed.appeals(scope, appeals),
        listed.automated(numbers, scope),
        listed.qualitative(scope, words),
    )
    said = notes(appeals, preliminary=preliminary)
    return Paper(Kind.DSA, scope, preliminary, sheets, said, (INFERRED,), words[PROVIDER])


def _orders(numbers: Numbers, scope: Scope) -> Sheet:
    def cells(row: Row, state: str) -> tuple[Number, ...]:
        def one(name: str) -> Number:
            return _of(numbers, name, row.key, state)

        return (
            one("orders-to-act"),
            one("orders-to-act-items"),
            one("orders-to-act-told"),
            one("orders-to-act-effect"),
            one("orders-to-inform"),
            one("orders-to-inform-told"),
            one("orders-to-inform-effect"),
        )

    rows = tuple(
        _line(SERVICES[0], scope, row, "orders", (state,), cells(row, state), len(ORDERS))
        for row in rows_of(own=ONLY_ORDERS)
        for state in (TOTAL, *STATES)
    )
    return _sheet("3_member_states_orders", rows)


def _notices(numbers: Numbers, scope: Scope) -> Sheet:
    names = ("notices", "notices-items", "notices-hours", "notices-law", "notices-terms")

    def cells(row: Row) -> tuple[Number, ...]:
        return tuple(_of(numbers, name, row.key, key) for name in names for key in (TOTAL, TRUSTED))

    rows = tuple(
        _line(SERVICES[1], scope, row, "notices", (), cells(row), len(NOTICES))
        for row in rows_of(own=ONLY_NOTICES)
    )
    return _sheet("4_notices", rows)


def _own(numbers: Numbers, scope: Scope, name: str, figure: str, own: str) -> Sheet:
    def cells(row: Row) -> tuple[Number, ...]:
        disabled = [number(numbers, figure, row.key, one) for one in (Measure.HOLD, Measure.KEPT)]
        return (
            number(numbers, figure, row.key),
            number(numbers, f"{figure}-automated", row.key),
            number(numbers, figure, row.key, Measure.REMOVAL),
            sum(one for one in disabled if one),
            *(0,) * 11,
            number(numbers, f"{figure}-accounts", row.key),
        )

    rows = tuple(
        _line(SERVICES[0], scope, row, "measures", (), cells(row), len(OWN))
        for row in rows_of(own=own)
    )
    return _sheet(name, rows)


def _line(
    applies: str,
    scope: Scope,
    row: Row,
    kind: str,
    keys: tuple[str, ...],
    cells: tuple[Number, ...],
    width: int,
) -> tuple[str, ...]:
    """One row; of a category that Tutela knows nothing of, all cells are blank."""
    other = OTHERS[kind] if row.code == OTHER else ""
    about = (applies, scope.service_id, str(scope.period), row.code, other, *keys)
    if not row.known:
        return (*about, *("",) * (2 * width))
    context = CHILDREN_ONLY if row.code in {TOTAL, MINORS} else ""
    return (*about, *map(written, cells), context, *("",) * (width - 1))


def _of(numbers: Numbers, name: str, row: str, scope: str) -> Number:
    """A number; a median of what nobody knows anything of is blank, a count of it zero."""
    blank = name.endswith(("-told", "-effect", "-hours"))
    return numbers[name].get((row, scope), None if blank else 0)


def _sheet(name: str, rows: tuple[tuple[str, ...], ...]) -> Sheet:
    return Sheet(name, SHEETS[name], rows)
