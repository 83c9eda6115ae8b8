"""The rows of the Commission's tables (Implementing Regulation (EU) 2024/2835, Annex I). Data.

That minors are category 9, and what 15, 16 and 17 are for, is in the templates; the numbers of the
others follow from their order there, which is inferred. So is the name of category 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tutela.observatory.model import TOTAL
from tutela.redress.publishing.keywords import BY_CATEGORY, CATEGORY, KEYWORD

ABUSE: Final = "CHILD_SEXUAL_ABUSE_MATERIAL"
DEEPFAKE: Final = "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE"
GROOMING: Final = "GROOMING_SEXUAL_ENTICEMENT_MINORS"
OTHER: Final = f"{KEYWORD}OTHER"
MINORS: Final = f"{CATEGORY}PROTECTION_OF_MINORS"
ONLY_TERMS: Final = f"{CATEGORY}OTHER_VIOLATION_TC"
ONLY_ORDERS: Final = f"{CATEGORY}NOT_SPECIFIED_ORDER"
ONLY_NOTICES: Final = f"{CATEGORY}NOT_SPECIFIED_NOTICE"
ALL: Final = TOTAL
_FIRST: Final = (
    *sorted(set(BY_CATEGORY) - {ONLY_TERMS, ONLY_NOTICES}),
    ONLY_TERMS,
    ONLY_ORDERS,
    ONLY_NOTICES,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its label in the tables, its code there, and what the figures call it."""

    label: str
    code: str
    key: str

    @property
    def known(self) -> bool:
        """Whether Tutela knows anything of it: it protects children, and nothing else."""
        return bool(self.key)


def _minors() -> tuple[Row, ...]:
    names = ("AGE_SPECIFIC_RESTRICTIONS_MINORS", ABUSE, DEEPFAKE, GROOMING, "UNSAFE_CHALLENGES")
    found = [Row(f"9{letter}", KEYWORD + name, name)
             for letter, name in zip("abcde", names, strict=True)]  # fmt: skip
    return (*found, Row("9f", OTHER, OTHER))


SUBS: Final = _minors()


def _rows() -> tuple[Row, ...]:
    found = [Row("", ALL, TOTAL)]
    for place, code in enumerate(_FIRST, 1):
        found.append(Row(str(place), code, TOTAL if code == MINORS else ""))
        if code == MINORS:
            found.extend(SUBS)
    return tuple(found)


ROWS: Final = _rows()
CODES: Final = frozenset(row.code for row in ROWS)
CATEGORIES: Final = frozenset(_FIRST)


def rows_of(*, own: str) -> tuple[Row, ...]:
    """The rows of one table: each of 15, 16 and 17 is for one kind of table only."""
    kept = {ONLY_TERMS, ONLY_ORDERS, ONLY_NOTICES} - {own}
    return tuple(row for row in ROWS if row.code not in kept)
