"""Models that read like the schema; `parts` is the one description that all else follows.

A model is a frozen dataclass made with `@form`. Its fields stand in the order of the schema, named
like its elements in snake case; their types say the rest. `X` is required, `X | None` optional,
`tuple[X, ...]` any number. `Attribute`, `Content`, `OneOrMore`, `AtMostOne`, `ExactlyOne`, `Newer`
and `Called` mark what a plain type cannot say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum, auto
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from tutela.reporting.cybertip.simple import Boolean, Day, Moment, OneOf, Presence, Simple

T = TypeVar("T")
F = TypeVar("F", bound="Form")


class Mark(Enum):
    """What a field is, beyond its type."""

    ATTRIBUTE = auto()
    CONTENT = auto()  # the text of the element itself
    ONE_OR_MORE = auto()
    AT_MOST_ONE = auto()  # of the fields marked so
    EXACTLY_ONE = auto()  # of the fields marked so
    NEWER = auto()  # not in the schema of November 2025: written if the fetched one knows it


@dataclass(frozen=True, slots=True)
class Called:
    """The name in the schema, where it is not the field's name in camel case."""

    name: str


Attribute = Annotated[T, Mark.ATTRIBUTE]
Content = Annotated[T, Mark.CONTENT]
OneOrMore = Annotated[tuple[T, ...], Mark.ONE_OR_MORE]
AtMostOne = Annotated[T, Mark.AT_MOST_ONE]
ExactlyOne = Annotated[T, Mark.EXACTLY_ONE]
Newer = Annotated[T, Mark.NEWER]
Flag = Annotated[bool, Presence()]


@dataclass(frozen=True, slots=True)
class Part:
    """One element or attribute that a model may hold. `high` None means any number."""

    field: str
    name: str
    marks: frozenset[Mark]
    kind: Simple | type[Form]
    low: int
    high: int | None

    @property
    def is_child(self) -> bool:
        """Whether it is an element of its own."""
        return not self.marks & {Mark.ATTRIBUTE, Mark.CONTENT}

    def at(self, path: str, number: int = 0) -> str:
        """Its path below `path`; `number` counts from 0 where there may be several."""
        if Mark.CONTENT in self.marks:
            return path
        lead = "@" if Mark.ATTRIBUTE in self.marks else ""
        return f"{path}/{lead}{self.name}" + ("" if self.high == 1 else f"[{number + 1}]")

    def values(self, model: Form) -> tuple[Any, ...]:
        """What the model holds of it, as many as there are. An absent flag is not there."""
        value = getattr(model, self.field)
        if self.high != 1 and isinstance(value, tuple):
            return value
        absent = value is None or (value is False and isinstance(self.kind, Presence))
        return () if absent else (value,)


class Form:
    """An element with content. Its repr names no value: most are about persons."""

    __slots__ = ()
    PARTS: ClassVar[tuple[Part, ...]] = ()

    def __repr__(self) -> str:
        """The name of the element and nothing of it."""
        return f"<{type(self).__name__}>"


class Flags(Form):
    """An element whose children may come in any order (xs:all)."""

    __slots__ = ()


@dataclass_transform(kw_only_default=True, frozen_default=True)
def form(cls: type[F]) -> type[F]:
    """Make a model of a class whose fields are declared in the order of the schema."""
    made = dataclass(frozen=True, slots=True, kw_only=True, repr=False)(cls)
    hints = get_type_hints(cls, include_extras=True)
    made.PARTS = tuple(_part(field, hints[field]) for field in cls.__annotations__)
    return made


def schema_name(model: type[Form]) -> str:
    """The name of a model's type or element in the schema."""
    return model.__name__[0].lower() + model.__name__[1:]


def parts(model: type[Form]) -> tuple[Part, ...]:
    """The parts of a model, in the order of the schema."""
    return model.PARTS


def _part(field: str, hint: Any) -> Part:
    core, notes = _unwrapped(hint)
    marks = frozenset(one for one in notes if isinstance(one, Mark))
    name = next((one.name for one in notes if isinstance(one, Called)), _camel(field))
    kind = next((one for one in notes if isinstance(one, Simple)), None) or _kind(core)
    many, optional = tuple in notes, NoneType in notes or isinstance(kind, Presence)
    low = 1 if Mark.ONE_OR_MORE in marks else int(not many and not optional)
    return Part(field, name, marks, kind, low, None if many else 1)


def _unwrapped(hint: Any) -> tuple[Any, list[Any]]:
    """The innermost type, and all that was said around it."""
    origin, said = get_origin(hint), []
    if origin is Annotated:
        hint, *said = get_args(hint)
    elif origin in {Union, UnionType}:
        hint, said = next(one for one in get_args(hint) if one is not NoneType), [NoneType]
    elif origin is tuple:
        hint, said = get_args(hint)[0], [tuple]
    else:
        return hint, said
    core, more = _unwrapped(hint)
    return core, said + more


def _kind(core: Any) -> Simple | type[Form]:
    plain: dict[Any, Simple] = {bool: Boolean(), datetime: Moment(), date: Day()}
    if core in plain:
        return plain[core]
    if issubclass(core, StrEnum):
        return OneOf(core)
    found: type[Form] = core
    return found


def _camel(field: str) -> str:
    return re.sub(r"_(.)", lambda found: found[1].upper(), field)
