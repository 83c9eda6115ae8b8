"""The form of the interim Regulation, in its eight parts and the list of organisations. Pure.

Implementing Regulation (EU) 2024/2916, for Regulation (EU) 2021/1232, Article 3(1)(g)(vii). The
layout is ours: the form is a document, not a table. What the node does not record is said to be so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.observatory.model import TOTAL, Kind, Paper, Sheet, number, written
from tutela.observatory.store_found import FILES, IMAGES, OPEN, RIGHT, VIDEOS, WRONG
from tutela.observatory.wilson import interval
from tutela.observatory.words import FORM_PARTS
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.observatory.model import Number, Numbers, Scope
    from tutela.observatory.words import Words

    Row = tuple[str, ...]

NOT_RECORDED: Final = "not recorded"
COLUMNS: Final = ("Kind", "Indicator", "Value")
ERRORS: Final = (
    "Kind", "Technology", "A automatically flagged", "B not abuse on human review", "B/A",
    "B/A from", "B/A to", "C subject to human review", "B/C", "B/C from", "B/C to",
)  # fmt: skip
_C: Final = SurfaceKind.COMMUNICATION.value
_NOTES: Final = (
    phrase(
        "Whether Regulation (EU) 2021/1232 is in force again, and which form governs now, was not "
        "verified: ask your authority before you send this."
    ),
    phrase("Only surfaces that were declared as communications are counted here."),
    phrase(
        "A scan of a clear item leaves nothing but a count and a size: whether it was an image or "
        "a video, and whether its user is in the Union, is not recorded."
    ),
    phrase(
        "The form asks for B/A. Where only a part was reviewed, B/A makes the error look smaller "
        "than it is: B/C says it over what people looked at. The ends of each are Wilson's at 95 %."
    ),
    phrase(
        "Complaints and disputes are counted in the transparency report only: here their rows are "
        "blank."
    ),
    phrase("An item whose age nobody can tell counts as reviewed (C), not as an error (B)."),
)
_PRELIMINARY: Final = phrase("Preliminary: the period is not over. This is no report.")


def paper(numbers: Numbers, scope: Scope, words: Words, *, preliminary: bool) -> Paper:
    """The whole form."""
    sheets = (
        Sheet("1_types_and_volumes", COLUMNS, tuple(_volumes(numbers))),
        _written("2_ground", "gdpr", words),
        _written("3_transfers", "transfers", words),
        Sheet("4_cases", COLUMNS, tuple(_cases(numbers))),
        Sheet("5_redress", COLUMNS, tuple(_redress(numbers))),
        Sheet("6_errors", ERRORS, tuple(_errors(numbers))),
        _written("7_measures", "measures", words),
        _written("8_retention_and_safeguards", "retention", words),
        _written("9_organisations", "organisations", words),
    )
    notes = (_PRELIMINARY, *_NOTES) if preliminary else _NOTES
    return Paper(Kind.INTERIM, scope, preliminary, sheets, notes)


def _volumes(numbers: Numbers) -> Iterator[Row]:
    yield "content", "Items given to be scanned", written(number(numbers, "scanned", _C))
    verdicts = sorted({key for row, key in numbers["scanned"] if row == _C} - {TOTAL})
    for verdict in verdicts:
        yield "content", f"of those: {verdict}", written(number(numbers, "scanned", _C, verdict))
    yield "content", "Bytes of these items", written(number(numbers, "scanned-bytes", _C))
    for what in ("Images", "Videos", "Other files", "Bytes of text"):
        for where in ("in the Union", "outside the Union"):
            yield "content", f"{what}, users {where}", NOT_RECORDED
    yield "metadata", "Metadata of communications", NOT_RECORDED


def _cases(numbers: Numbers) -> Iterator[Row]:
    for kind in TechnologyKind:
        yield kind, "Reports", written(number(numbers, "reports", kind))
        if kind is TechnologyKind.SOLICITATION:
            yield kind, "Accounts in the Union that solicited", NOT_RECORDED
            yield kind, "Accounts that solicited a child in the Union", NOT_RECORDED
            continue
        for what in (IMAGES, VIDEOS, FILES):
            value = number(numbers, "reported-items", kind, what)
            yield kind, what.capitalize(), written(value)
        yield kind, "Accounts in the Union reported as sender", NOT_RECORDED
        yield kind, "Accounts in the Union reported as receiver", NOT_RECORDED


def _redress(numbers: Numbers) -> Iterator[Row]:
    for kind in TechnologyKind:
        removed = number(numbers, "removed-in-communications", kind)
        yield kind, "Content items removed", written(removed)
        closed = number(numbers, "accounts-in-communications", kind)
        yield kind, "Accounts closed", written(closed)
        for what in ("removals", "closed accounts"):
            for way in ("internal", "judicial"):
                yield kind, f"Complaints about {what}, {way}", ""
                yield kind, f"Restored after them, {way}", ""


def _errors(numbers: Numbers) -> Iterator[Row]:
    for kind in TechnologyKind:
        yield _error(numbers, "found-in-communications-kinds", kind, kind, "all")
        names = {row for row, _ in numbers["found-in-communications"]} - {TOTAL}
        for row in sorted(one for one in names if one.startswith(f"{kind}: ")):
            name = row.removeprefix(f"{kind}: ")
            yield _error(numbers, "found-in-communications", row, kind, name)


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


def _written(name: str, part: str, words: Words) -> Sheet:
    return Sheet(name, COLUMNS, (("", FORM_PARTS[part], words[part]),))
