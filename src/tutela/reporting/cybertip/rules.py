"""What the schema and NCMEC's documentation refuse in a model, all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.cybertip.problem import Problem
from tutela.reporting.cybertip.simple import Simple
from tutela.reporting.cybertip.xmlform import Form, Mark, Part, parts, schema_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHOICES = {Mark.EXACTLY_ONE: (1, "exactly one"), Mark.AT_MOST_ONE: (0, "at most one")}


def problems(model: Form, path: str = "") -> Iterator[Problem]:
    """Every problem of form below `path`, in the order of the schema."""
    path = path or schema_name(type(model))
    for mark in _CHOICES:
        yield from _choice_problems(mark, model, path)
    for part in parts(type(model)):
        yield from _part_problems(part, model, path)


def _choice_problems(mark: Mark, model: Form, path: str) -> Iterator[Problem]:
    least, amount = _CHOICES[mark]
    group = [one for one in parts(type(model)) if mark in one.marks]
    if group and not least <= sum(len(one.values(model)) for one in group) <= 1:
        names = ", ".join(one.name for one in group)
        yield Problem(path, "choice", f"must hold {amount} of {names}.")


def _part_problems(part: Part, model: Form, path: str) -> Iterator[Problem]:
    values = part.values(model)
    if len(values) < part.low:
        yield Problem(part.at(path), "missing", "is missing.")
    for number, value in enumerate(values):
        yield from _value_problems(part.kind, value, part.at(path, number))


def _value_problems(kind: Simple | type[Form], value: object, path: str) -> Iterator[Problem]:
    if isinstance(kind, Simple):
        if wrong := kind.wrong(value):
            yield Problem(path, wrong.code, wrong.sentence)
    elif isinstance(value, kind):
        yield from problems(value, path)
    else:
        yield Problem(path, "wrong-type", "is not of the type that belongs here.")
