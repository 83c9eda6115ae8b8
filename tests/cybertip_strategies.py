"""Any valid CyberTipline document, for Hypothesis: modest trees of the models themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tutela.reporting.cybertip.elements.files import FileDetails
from tutela.reporting.cybertip.elements.report import Report
from tutela.reporting.cybertip.simple import (
    Boolean,
    Code,
    Day,
    Degrees,
    IpAddress,
    Moment,
    OneOf,
    Patterned,
    Presence,
    Simple,
    Text,
    Whole,
    Words,
)
from tutela.reporting.cybertip.xmlform import Form, Mark, Part, parts

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_OPTIONAL = 4
_LETTERS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
_SOLID = st.characters(
    exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
_OFFSETS = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
_SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    r"\+[0-9]{1,3}": st.integers(0, 999).map(lambda number: f"+{number}"),
    "[0-9]+": st.text("0123456789", min_size=1, max_size=10),
}


def _text(kind: Text) -> st.SearchStrategy[str]:
    letters = _SOLID if isinstance(kind, Words) else _LETTERS
    if kind.lines:
        letters |= st.sampled_from("\n\t")
    limit = min(12, kind.limit or 12)
    return st.text(letters, min_size=1, max_size=limit).filter(lambda text: bool(text.strip()))


_MOMENTS = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001 - given an offset
    datetime(9999, 12, 30),  # noqa: DTZ001 - given an offset
    timezones=_OFFSETS | st.just(UTC),
)
# The first type that fits counts.
_STRATEGIES: list[tuple[type[Simple], Callable[[Any], st.SearchStrategy[Any]]]] = [
    (Presence, lambda _: st.just(True)),  # noqa: FBT003 - the value itself
    (Boolean, lambda _: st.booleans()),
    (OneOf, lambda kind: st.sampled_from(list(kind.words))),
    (Code, lambda kind: st.sampled_from(kind.codes)),
    (Whole, lambda kind: st.integers(kind.low, kind.high)),
    (Degrees, lambda kind: st.floats(kind.low, kind.high)),
    (Day, lambda _: st.dates()),
    (Moment, lambda _: _MOMENTS),
    (IpAddress, lambda _: st.ip_addresses().map(str)),
    (Patterned, lambda kind: _SPECIAL[kind.pattern]),
    (Text, _text),
]


def simple(kind: Simple) -> st.SearchStrategy[Any]:
    """Any right value of a simple type."""
    return next(make(kind) for one, make in _STRATEGIES if isinstance(kind, one))


@cache
def _values(part: Part) -> st.SearchStrategy[Any]:
    one = simple(part.kind) if isinstance(part.kind, Simple) else forms(part.kind)
    if part.high is None:
        return st.lists(one, min_size=1, max_size=2).map(tuple)
    return one


def _chosen(draw: st.DrawFn, model: type[Form]) -> list[Part]:
    known = parts(model)
    free = [one for one in known if not one.low and Mark.EXACTLY_ONE not in one.marks]
    single = [one for one in known if Mark.EXACTLY_ONE in one.marks]
    chosen = [one for one in known if one.low]
    if single:
        chosen.append(draw(st.sampled_from(single)))
    if free:
        chosen += draw(st.lists(st.sampled_from(free), unique=True, max_size=MOST_OPTIONAL))
    rivals = [one for one in chosen if Mark.AT_MOST_ONE in one.marks]
    return [one for one in chosen if one not in rivals[1:]]


def forms(model: type[Form]) -> st.SearchStrategy[Any]:
    """Any valid tree of a model, with few of its optional parts each time."""

    @st.composite
    def tree(draw: st.DrawFn) -> Form:
        return model(**{one.field: draw(_values(one)) for one in _chosen(draw, model)})

    return tree()


reports: st.SearchStrategy[Report] = forms(Report)
file_details: st.SearchStrategy[FileDetails] = forms(FileDetails)
documents: st.SearchStrategy[Report | FileDetails] = reports | file_details


_SAMPLES: list[tuple[type[Simple], Callable[[Any], Any]]] = [
    (Boolean, lambda _: True),
    (OneOf, lambda kind: next(iter(kind.words))),
    (Code, lambda kind: kind.codes[0]),
    (Whole, lambda kind: kind.high),
    (Degrees, lambda kind: kind.low),
    (Day, lambda _: date(2012, 2, 29)),
    (Moment, lambda _: datetime(2026, 1, 15, 12, tzinfo=UTC)),
    (IpAddress, lambda _: "2001:db8::1"),
    (Patterned, lambda kind: {r"\+[0-9]{1,3}": "+49"}.get(kind.pattern, "123")),
    (Text, lambda kind: "x" * (kind.limit or 5000)),
]


def fullest(model: type[Form], rival: int) -> Form:
    """A tree with every part at once; of those that exclude each other, the one numbered so."""
    choices = {Mark.AT_MOST_ONE, Mark.EXACTLY_ONE}
    rivals = [one for one in parts(model) if one.marks & choices]
    out = [one for one in rivals if one is not rivals[rival % len(rivals)]]
    return model(**{one.field: _full(one, rival) for one in parts(model) if one not in out})


def _full(part: Part, rival: int) -> Any:
    if isinstance(part.kind, Simple):
        value = next(make(part.kind) for one, make in _SAMPLES if isinstance(part.kind, one))
    else:
        value = fullest(part.kind, rival)
    return value if part.high == 1 else (value, value)
