"""What is wrong with a statement for the Transparency Database, all of it at once. Pure.

What it lets through the Commission's code takes. It refuses what that code refuses, and beyond it:
personal data (`personal.py`), and what the documentation asks for and the code does not check.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from tutela.redress.publishing import keywords, personal
from tutela.redress.publishing.problem import Problem
from tutela.redress.publishing.rules import ENDS, FIELDS, LAST_DAY, MEASURES, Field, Kind, When
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    Statement = Mapping[str, Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[a-zA-Z0-9_-]+")
_EAN = re.compile(r"[0-9]{13}")
_SIGN = r"(?:[a-z0-9._~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*"
_LINK = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?::[0-9]{1,5})?"
    rf"(?:/{_SIGN})?(?:\?{_SIGN})?(?:#{_SIGN})?",
    re.IGNORECASE | re.ASCII,
)


def problems(statement: Statement, known: Collection[str] = ()) -> tuple[Problem, ...]:
    """All that keeps `statement` from being sent, in the order of the fields.

    `known` are facts of the case (names, references, addresses): none may stand in it.
    """
    return tuple(_problems(statement, known))


def _problems(statement: Statement, known: Collection[str]) -> Iterator[Problem]:
    if all(_empty(statement.get(name)) for name in MEASURES):
        names = ", ".join(MEASURES)
        yield Problem(
            MEASURES[0], "no-measure", phrase("is missing: give one of {names}.", names=names)
        )
    for field in FIELDS:
        if counts(field, statement):
            yield from _field(field, statement)
    yield from _beyond(statement)
    yield from personal.findings(statement, known)


def counts(field: Field, statement: Statement) -> bool:
    """Whether the database keeps this field of the statement, or drops it unseen."""
    return field.only is None or _holds(field.only, statement)


def _holds(when: When, statement: Statement) -> bool:
    found = statement.get(when.field)
    here = when.value in found if isinstance(found, list) else found == when.value
    return here != when.is_not


def _field(field: Field, statement: Statement) -> Iterator[Problem]:
    value = statement.get(field.name)
    if field.required and _empty(value):
        yield Problem(field.name, "missing", phrase("is missing."))
    elif _blank(value):
        if field.name in statement and not field.nothing:
            yield Problem(field.name, "empty", phrase("is empty: leave it out."))
    elif not (_empty(value) and field.kind in {Kind.MANY, Kind.PRODUCT}):
        yield from _KINDS[field.kind](field, value)


def _empty(value: object) -> bool:
    return _blank(value) or value in ([], {})


def _blank(value: object) -> bool:
    # A text of blanks is nothing there: it is trimmed before anything looks at it.
    return value is None or (isinstance(value, str) and not value.strip())


def _text(field: Field, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong_type(field, ours=isinstance(value, int | float))
    else:
        yield from _length(field, value)


def _length(field: Field, value: str) -> Iterator[Problem]:
    if len(value.strip()) > field.longest:
        said = phrase("is longer than {n:,} characters.", n=field.longest)
        yield Problem(field.name, "too-long", said)


def _one(field: Field, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or value.strip() not in field.values:
        yield _unlisted(field)


def _many(field: Field, value: object) -> Iterator[Problem]:
    if not isinstance(value, list):
        # To the language of the database's code an object is a list, too.
        ours = isinstance(value, dict)
        yield Problem(field.name, "wrong-type", phrase("is not a list."), ours)
    elif not all(isinstance(one, str) and one.strip() in field.values for one in value):
        yield _unlisted(field)


def _day(field: Field, value: object) -> Iterator[Problem]:
    day = _as_day(value)
    if day is None:
        yield Problem(field.name, "no-day", phrase("is not a day written as 2026-01-31."))
    elif field.earliest and day < field.earliest:
        said = phrase("is before {day}.", day=field.earliest.isoformat())
        yield Problem(field.name, "too-early", said)
    elif day > LAST_DAY:
        said = phrase("is after {day}.", day=LAST_DAY.isoformat())
        yield Problem(field.name, "too-late", said)


def _as_day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def _link(field: Field, value: object) -> Iterator[Problem]:
    text = value.strip() if isinstance(value, str) else ""
    too_long = tuple(_length(field, text))
    if too_long:
        yield from too_long
    elif not _LINK.fullmatch(text):
        yield Problem(field.name, "no-link", phrase("is not a whole address of the web."))


def _name(field: Field, value: object) -> Iterator[Problem]:
    if not isinstance(value, str) or not _NAME.fullmatch(value.strip()):
        said = phrase("holds more than letters from a to z, digits, - and _.")
        yield Problem(field.name, "no-name", said)
    else:
        yield from _length(field, value)


def _product(field: Field, value: object) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(field.name, "wrong-type", phrase("is not an object with EAN-13 in it."))
    elif "EAN-13" in value and not _is_ean(value["EAN-13"]):
        yield Problem(field.name, "no-product", phrase("holds an EAN-13 that is not 13 digits."))


def _is_ean(value: object) -> bool:
    return isinstance(value, str) and bool(_EAN.fullmatch(value.strip()))


def _wrong_type(field: Field, *, ours: bool) -> Problem:
    return Problem(field.name, "wrong-type", phrase("is not a text."), ours)


def _unlisted(field: Field) -> Problem:
    return Problem(field.name, "unlisted", phrase("holds what the database has no value for."))


def _beyond(statement: Statement) -> Iterator[Problem]:
    """What the documentation asks for, and the code lets pass."""
    if _empty(statement.get("territorial_scope")):
        said = phrase("is missing: name the countries it holds in.")
        yield Problem("territorial_scope", "missing", said, ours=True)
    begins = _as_day(statement.get("application_date"))
    for name in ENDS:
        ends = _as_day(statement.get(name))
        if begins and ends and ends < begins:
            said = phrase("is before the day from which it applies.")
            yield Problem(name, "ends-before", said, ours=True)
    yield from _strangers(statement)


def _strangers(statement: Statement) -> Iterator[Problem]:
    given = statement.get("category_specification")
    more = statement.get("category_addition")
    of = [statement.get("category"), *(more if isinstance(more, list) else ())]
    known = frozenset(one for one in of if isinstance(one, str) and one in keywords.CATEGORIES)
    words = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    if known and any(
        one in keywords.KEYWORDS and not keywords.belongs(one, known) for one in words
    ):
        said = phrase("holds a keyword of another category.")
        yield Problem("category_specification", "other-category", said, ours=True)


_KINDS: Mapping[Kind, Callable[[Field, Any], Iterator[Problem]]] = {
    Kind.TEXT: _text,
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.DAY: _day,
    Kind.LINK: _link,
    Kind.NAME: _name,
    Kind.PRODUCT: _product,
}
