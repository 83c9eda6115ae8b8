"""The links of the desk that choose what it shows, each with its number of cases. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tutela.casework.only import Counts, Grade, Look, Only, Told, Who
from tutela.law.languages import language_name
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.casework.model import Mark

WHOSE = {
    Who.MINE: phrase("With me"),
    Who.FREE: phrase("Free"),
    Who.SECOND: phrase("For a second person"),
    Who.UNSURE: phrase("Unsure"),
    Who.ESCALATED: phrase("Escalated"),
}
GRADES = {
    Grade.GRAVE: phrase("Severity 9 and 10"),
    Grade.SERIOUS: phrase("Severity 6 to 8"),
    Grade.LESS: phrase("Below 6"),
}
TOLD = {
    Told.COMPLAINT: phrase("A complaint"),
    Told.NOTICE: phrase("A notice"),
    Told.FLAG: phrase("A user's flag"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One link: what it chooses in words, where it leads, how many cases it would show."""

    words: str
    href: str
    cases: int
    current: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Links of which one at most is chosen; the first one takes the choice back."""

    title: str
    links: tuple[Choice, ...]


def address(only: Only, after: Mark | None = None) -> str:
    """The desk with this choice; what is not asked is left out."""
    asked = {one.name: getattr(only, one.name) for one in fields(only)}
    said = {name: str(value) for name, value in asked.items() if value is not None}
    if after:
        said["after"] = str(after)
    return f"/desk?{urlencode(said)}" if said else "/desk"


def choices(counts: Counts, only: Only) -> tuple[Choices, ...]:
    """All choices there are. Where a node has one surface only, there is none between places."""
    places = counts.places()
    whose = [(phrase("All"), replace(only, who=None))]
    whose += [(words, replace(only, who=who)) for who, words in WHOSE.items()]
    grades = [(phrase("Any severity"), replace(only, grade=None))]
    grades += [(words, replace(only, grade=grade)) for grade, words in GRADES.items()]
    found = [
        Choices(phrase("Whose turn"), _links(counts, only, whose)),
        Choices(phrase("Severity"), _links(counts, only, grades)),
    ]
    looks = [(phrase("Either way"), replace(only, look=None))]
    looks += [(phrase("Without looking"), replace(only, look=Look.NOT_NEEDED))]
    found.append(Choices(phrase("To decide"), _links(counts, only, looks)))
    told = [(phrase("Anything"), replace(only, told=None))]
    told += [(words, replace(only, told=one)) for one, words in TOLD.items()]
    found.append(Choices(phrase("With"), _links(counts, only, told)))
    if len(counts.languages()) > 1 or only.language is not None:
        languages = [(phrase("Any language"), replace(only, language=None))]
        languages += [
            (language_name(one), replace(only, language=one)) for one in counts.languages()
        ]
        found.append(Choices(phrase("Language"), _links(counts, only, languages)))
    if len(places) > 1 or only.surface is not None or only.service is not None:
        found.append(Choices(phrase("From"), _links(counts, only, _places(places, only))))
    return tuple(found)


def _places(places: list[tuple[str, str]], only: Only) -> list[tuple[str, Only]]:
    anywhere = replace(only, service=None, surface=None)
    found = [(phrase("Anywhere"), anywhere)]
    several = len({service for service, _ in places}) > 1
    for service in sorted({service for service, _ in places}):
        if several:
            found.append((service, replace(anywhere, service=service)))
        found += [
            (f"{one}: {surface}", replace(anywhere, service=one, surface=surface))
            for one, surface in places
            if one == service
        ]
    return found


def _links(counts: Counts, only: Only, wanted: Iterable[tuple[str, Only]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(words, address(choice), counts.of(choice), choice == only)
        for words, choice in wanted
    )
