"""The form of the interim Regulation, in its eight parts and the list of organisations. Pure.

Implementing Regulation (EU) 2024/2916, for Regulation (EU) 2021/1232, Article 3(1)(g)(vii). The
layout is ours: the form is a document, not a table. What the node does not record is said to be so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.model import SurfaceKind, TechnologyKind
from tutela.observatory import rates
from tutela.observatory.model import TOTAL, Kind, Paper, Sheet, number, written
from tutela.observatory.store_found import FILES, IMAGES, VIDEOS
from tutela.observatory.words import FORM_PARTS, PROVIDER
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.observatory.model import Numbers, Scope
    from tutela.observatory.words import Words

    Row = tuple[str, ...]

NOT_RECORDED: Final = "not recorded"
COLUMNS: Final = ("Kind", "Indicator", "Value")
ERRORS: Final = "6_errors"
_C: Final = SurfaceKind.COMMUNICATION.value
_UNVERIFIED: Final = phrase(
    "Whether Regulation (EU) 2021/1232 is in force again, and which form governs now, was not "
    "verified: ask your authority before you send this."
)
_NOTES: Final = (
    _UNVERIFIED,
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
        Sheet(ERRORS, rates.COLUMNS, tuple(rates.rows(numbers, there=True))),
        _written("7_measures", "measures", words),
        _written("8_retention_and_safeguards", "retention", words),
        _written("9_organisations", "organisations", words),
    )
    notes = (_PRELIMINARY, *_NOTES) if preliminary else _NOTES
    provider = words[PROVIDER]
    return Paper(Kind.INTERIM, scope, preliminary, sheets, notes, (_UNVERIFIED,), provider)


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


def _written(name: str, part: str, words: Words) -> Sheet:
    return Sheet(name, COLUMNS, (("", FORM_PARTS[part], words[part]),))
