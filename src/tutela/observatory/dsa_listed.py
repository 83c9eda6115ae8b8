"""The parts of the transparency report that are lists: 1, 2, 7, 8 and 11. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory.categories import ROWS
from tutela.observatory.columns import SHEETS
from tutela.observatory.model import TOTAL, Sheet, number, written
from tutela.observatory.store_found import RIGHT, WRONG
from tutela.observatory.words import PARTS, PROVIDER
from tutela.redress.statements.model import Kind as Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tutela.observatory.appeals import Appeals, ComplaintFigures
    from tutela.observatory.model import Number, Numbers, Scope
    from tutela.observatory.words import Words

SERVICES: Final = ("Providers of intermediary services", "Providers of hosting services")
PLATFORMS: Final = "Providers of online platforms"
COMPLAINTS: Final = "Internal complaints mechanism"
SUBMITTED: Final = "Number of complaints submitted to the internal-complaints mechanism"
DISPUTES: Final = "Out-of-court dispute settlement bodies"
DISPUTED: Final = "Number of disputes submitted to out-of-court dispute settlement bodies"
SUSPENDED: Final = "Suspensions imposed on repeated offenders"
_SUSPENSIONS: Final = "Number of suspensions enacted for the provision of manifestly {what}"
AUTOMATED: Final = "Use of automated means for content moderation"
SOLELY: Final = "Number of measures taken by solely automated means"
NOT_SOLELY: Final = "Number of measures not taken by solely automated means"
ALL, MEDIAN = "Total number", "Median time"
DECISIONS: Final = ("Decisions upheld", "Decisions partially reversed", "Decisions reversed")
OMITTED: Final = "Decision omitted"
IMPLEMENTED: Final = "Percentage of outcomes implemented"
OWN_INITIATIVE: Final = "Own-initiative"
SHARES: Final = ("Accuracy rate", "Precision rate", "Recall rate", "Error rate")
_MEASURES: Final = ("measures-illegal", "measures-terms")


def identification(scope: Scope, words: Words) -> Sheet:
    """Part 1. The days of publication are for whoever publishes it."""
    values = (
        ("Name of the service provider", words[PROVIDER]),
        ("Date of the publication of the report", ""),
        ("Date of the publication of the latest previous report", ""),
        ("Starting date of the reporting period", scope.period.first.isoformat()),
        ("Ending date of the reporting period", scope.period.last.isoformat()),
    )
    rows = tuple((SERVICES[0], scope.service_id, *one) for one in values)
    return Sheet("1_report_identification", SHEETS["1_report_identification"], rows)


def categories() -> Sheet:
    """Part 2: what the codes of the other parts stand for."""
    rows = tuple((row.label, _said(row.code), row.code, "") for row in ROWS)
    return Sheet("2_categories_names", SHEETS["2_categories_names"], rows)


def appeals(scope: Scope, known: Appeals) -> Sheet:
    """Part 7. What nobody counts is blank."""
    rows = (
        *_answered(COMPLAINTS, SUBMITTED, known.complaints),
        *_answered(DISPUTES, DISPUTED, known.disputes),
        (DISPUTES, DISPUTED, IMPLEMENTED, None),
        *_suspensions(known),
    )
    return _listed("7_appeals_and_recidivism", PLATFORMS, scope, rows)


def automated(numbers: Numbers, scope: Scope) -> Sheet:
    """Part 8: who decided, and how right each technology was in what people looked at."""
    return _listed("8_automated_means", SERVICES[1], scope, _means(numbers))


def qualitative(scope: Scope, words: Words) -> Sheet:
    """Part 11: what a person wrote."""
    rows = tuple(
        (SERVICES[0], scope.service_id, str(scope.period), indicator, words[name])
        for name, indicator in PARTS.items()
    )
    return Sheet("11_qualitative", SHEETS["11_qualitative"], rows)


def _answered(
    heading: str, indicator: str, one: ComplaintFigures | None
) -> Iterator[tuple[str, str, str, Number]]:
    found: tuple[Number, ...] = (None,) * 6
    if one is not None:
        found = (one.total, one.upheld, one.partially_reversed, one.reversed, one.median_hours,
                 one.omitted)  # fmt: skip
    for scope, value in zip((ALL, *DECISIONS, MEDIAN, OMITTED), found, strict=True):
        yield heading, indicator, scope, value


def _suspensions(known: Appeals) -> Iterator[tuple[str, str, str, Number]]:
    one = known.suspensions
    found: tuple[Number, ...] = (None,) * 3
    if one is not None:
        found = (one.illegal_content, one.unfounded_notices, one.unfounded_complaints)
    kinds = ("illegal content", "unfounded notices", "unfounded complaints")
    for kind, value in zip(kinds, found, strict=True):
        yield SUSPENDED, _SUSPENSIONS.format(what=kind), ALL, value


def _means(numbers: Numbers) -> Iterator[tuple[str, str, str, Number]]:
    holds = sum(number(numbers, one, scope=Measure.HOLD) or 0 for one in _MEASURES)
    measures = sum(number(numbers, one) or 0 for one in _MEASURES)
    yield AUTOMATED, SOLELY, ALL, holds
    yield AUTOMATED, NOT_SOLELY, ALL, measures - holds
    for technology in sorted({row for row, _ in numbers["found"]} - {TOTAL}):
        for name, share in zip(SHARES, _shares(numbers, technology), strict=True):
            yield AUTOMATED, f"{name}, {technology}", OWN_INITIATIVE, share


def _shares(numbers: Numbers, technology: str) -> tuple[Number, ...]:
    right, wrong = (number(numbers, "found", technology, one) or 0 for one in (RIGHT, WRONG))
    judged = right + wrong
    if not judged:
        return (None,) * len(SHARES)
    return (None, right / judged, None, wrong / judged)


def _listed(
    name: str, applies: str, scope: Scope, rows: Iterable[tuple[str, str, str, Number]]
) -> Sheet:
    about = (applies, scope.service_id, str(scope.period))
    return Sheet(
        name,
        SHEETS[name],
        tuple((*about, *keys, written(value), "") for *keys, value in rows),
    )


def _said(code: str) -> str:
    """A code in words: the templates have them in every language, these are ours."""
    words = code.removeprefix("STATEMENT_CATEGORY_").removeprefix("KEYWORD_")
    return words.replace("_", " ").capitalize()
