"""Where a report goes in each Member State: data with source and date, read strictly.

The data say what public pages say. Where none was found they say `unknown`, and nobody has checked
any of them with the body itself: `verified` is false for all of them.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tutela.law.documents import parse
from tutela.reporting.national.errors import PlaceUnknown
from tutela.reporting.words import Country
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "where.yaml"
UNKNOWN: Literal["unknown"] = "unknown"

_Unknown = Literal["unknown"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _secure(fact: Fact | _Unknown) -> Fact | _Unknown:
    if isinstance(fact, Fact) and not fact.value.startswith("https://"):
        raise ValueError("the address of a form begins with https://")
    return fact


def _mail(fact: Fact | _Unknown) -> Fact | _Unknown:
    if isinstance(fact, Fact) and fact.value.count("@") != 1:
        raise ValueError("an e-mail address has one @")
    return fact


class Source(_Strict):
    """A public page. Where it bears no date, `as_of` is the day on which a copy of it was read."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    as_of: date
    undated: bool = False
    note: str = ""


class Fact(_Strict):
    """One fact, and the id of the source that says it."""

    value: Annotated[str, Field(min_length=1)]
    source: str


class Body(_Strict):
    """An authority or a hotline, and the ways to it. What is not known says so.

    `form` is the page on which to report, or the body's own page where that one was not found.
    """

    name: Fact
    form: Annotated[Fact | _Unknown, AfterValidator(_secure)]
    address: Fact | _Unknown
    email: Annotated[Fact | _Unknown, AfterValidator(_mail)]
    phone: Fact | _Unknown
    note: Fact | _Unknown

    @property
    def ways(self) -> tuple[tuple[str, Fact | _Unknown], ...]:
        """The ways to it, each with its name."""
        return (
            (phrase("form or page"), self.form),
            (phrase("e-mail"), self.email),
            (phrase("telephone"), self.phone),
            (phrase("address"), self.address),
        )

    @property
    def reachable(self) -> bool:
        """Whether at least one way to it is known."""
        return any(isinstance(fact, Fact) for _, fact in self.ways)

    def facts(self) -> Iterator[Fact]:
        """Everything known of it."""
        told = (self.name, *(fact for _, fact in self.ways), self.note)
        return (fact for fact in told if isinstance(fact, Fact))


class Place(_Strict):
    """One Member State. `languages` are its official languages among those of the Union (Council
    Regulation No 1 of 1958); which others a body takes is not known.
    """

    country: Country
    name: str
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    authority: Body
    hotlines: Annotated[tuple[Body, ...], Field(min_length=1)]

    @property
    def bodies(self) -> tuple[Body, ...]:
        return (self.authority, *self.hotlines)

    @property
    def known(self) -> bool:
        """Whether a way to the authority itself is known."""
        return self.authority.reachable


class Places(_Strict):
    """The whole file."""

    schema_id: Annotated[Literal["tutela.where/1"], Field(alias="schema")]
    verified: Literal[False]
    sources: dict[str, Source]
    emergency: Fact
    places: tuple[Place, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _once([place.country for place in self.places])
        named = {fact.source for fact in self.facts()}
        if named != set(self.sources):
            odd = ", ".join(sorted(named ^ set(self.sources)))
            raise ValueError(f"sources and facts do not name each other: {odd}")
        return self

    def facts(self) -> Iterator[Fact]:
        """Every fact of the file."""
        yield self.emergency
        for place in self.places:
            for body in place.bodies:
                yield from body.facts()


def where_to_send(country: str) -> Place:
    """The place of a Member State, such as `DE`. Raises PlaceUnknown."""
    for place in all_places():
        if place.country == country:
            return place
    raise PlaceUnknown(country=country)


def all_places() -> tuple[Place, ...]:
    """All Member States, by the name of their country."""
    return sheet().places


def member_states() -> frozenset[str]:
    """The countries there are places for: the 27 Member States."""
    return frozenset(place.country for place in all_places())


def source_of(fact: Fact) -> Source:
    """Where a fact comes from, and of when it is."""
    return sheet().sources[fact.source]


@cache
def sheet() -> Places:
    """The file as it ships. Raises DocumentBroken."""
    return read((files(__package__) / FILE).read_text(encoding="utf-8"))


def read(text: str) -> Places:
    """Places from YAML: unknown, missing or doubled keys are refused. Raises DocumentBroken."""
    return parse(text, Places, FILE)


def _once(countries: list[str]) -> None:
    twice = sorted({one for one in countries if countries.count(one) > 1})
    if twice:
        raise ValueError(f"the country {twice[0]} appears twice")
