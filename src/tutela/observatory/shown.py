"""A paper as it is shown and as JSON. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.observatory.model import Sheet

if TYPE_CHECKING:
    from tutela.observatory.model import Paper

# What only says whose row it is, the same everywhere; and what is written nowhere but in one cell.
_ABOUT: Final = frozenset({"Applicability", "Service", "Reporting period"})
_NOTHING: Final = frozenset({"", "0"})


def filled(sheet: Sheet) -> Sheet:
    """The sheet without the rows and columns that say nothing: blank, or zero throughout."""
    kept = [
        place
        for place, name in enumerate(sheet.columns)
        if not about(name) and any(row[place] not in _NOTHING for row in sheet.rows)
    ]
    cells = [place for place in kept if not names_row(sheet.columns[place])]
    rows = [row for row in sheet.rows if any(row[place] not in _NOTHING for place in cells)]
    return Sheet(
        sheet.name,
        tuple(sheet.columns[place].strip() for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
    )


def as_json(made: Paper) -> dict[str, Any]:
    """A paper for a program."""
    return {
        "paper": made.kind.value,
        "provider": made.provider,
        "service": made.scope.service_id,
        "period": str(made.scope.period),
        "preliminary": made.preliminary,
        "notes": [str(one) for one in made.notes],
        "unverified": [str(one) for one in made.unverified],
        "sheets": {
            one.name: [dict(zip(one.columns, row, strict=True)) for row in one.rows]
            for one in made.sheets
        },
    }


def about(column: str) -> bool:
    """Whether a column only says whose row it is, the same everywhere."""
    return column in _ABOUT


def names_row(column: str) -> bool:
    """Whether a column says what a row is about, not what was counted."""
    return column in {"Kind", "Indicator", "Section", "Scope", "Technology"} or column.startswith(
        ("Category", "Description", "Contextual")
    )
