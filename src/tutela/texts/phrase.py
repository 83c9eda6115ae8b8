"""A text for a person: written in English where it is made, said in the reader's language.

A `Phrase` is its own English words: whoever asks no more has English, as a command, the API, the
log and the database do. Where a page shows it, Jinja asks for `__html__`, which says it in the
language of the page. So nothing below the doors asks who reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, Self

from markupsafe import Markup, escape

from tutela.texts import reading
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tutela.texts.catalogue import Catalogue


class Number(int):
    """A number that stands in a text as the language writes numbers: 3,000."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec or ",")


class Phrase(str):
    """A sentence or word of ours: its pattern `message`, and the `facts` that fill it.

    About a number, `message` is for one and `plural` for more. Facts that are texts are said in the
    same language as it. Raises KeyError if a place of the pattern has no fact.
    """

    __slots__ = ("facts", "message", "number", "plural")
    message: str
    facts: Mapping[str, Any]
    plural: str
    number: int

    def __new__(
        cls, message: str, facts: Mapping[str, Any], plural: str = "", number: int = 1
    ) -> Self:
        pattern = plural if plural and number != 1 else message
        made = super().__new__(cls, pattern.format_map(facts))
        made.message, made.facts, made.plural, made.number = message, facts, plural, number
        return made

    def said(self, catalogue: Catalogue) -> str:
        """These words in the language of `catalogue`; in English where it has none."""
        if self.plural:
            pattern = catalogue.counted(self.message, self.plural, self.number)
        else:
            pattern = catalogue.text(self.message)
        return _Filling(catalogue).vformat(pattern, (), self.facts)

    def __html__(self) -> str:
        catalogue = reading.catalogue()
        return escape(str(self) if catalogue is ENGLISH else self.said(catalogue))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, dict(self.facts), self.plural, self.number)


class Listing(Phrase):
    """Things in a sentence, joined as the language does. Made by `listed`."""

    __slots__ = ()

    def said(self, catalogue: Catalogue) -> str:
        return catalogue.listed([said(one, catalogue) for one in self.facts.values()])


class Row(Phrase):
    """Things one after the other, with the same sign between them. Made by `together`."""

    __slots__ = ()

    def said(self, catalogue: Catalogue) -> str:
        return _Filling(catalogue).vformat(self.message, (), self.facts)


class Day(Phrase):
    """A day, as the language writes it. Made by `day`."""

    __slots__ = ()

    def said(self, catalogue: Catalogue) -> str:
        return catalogue.day(self.facts["day"])


class Country(Phrase):
    """A country, as the language calls it. Made by `country`."""

    __slots__ = ()

    def said(self, catalogue: Catalogue) -> str:
        return catalogue.country(self.facts["code"])


def phrase(message: str, /, **facts: object) -> str:
    """A text: the pattern `message`, whose places `{name}` are filled with `facts`.

    In `{n:,}` a number is written as the language writes numbers.
    """
    return Phrase(message, facts)


def several(number: int, one: str, many: str, /, **facts: object) -> str:
    """A text about a number, which is `{n}` in it: `several(2, "{n} item", "{n} items")`."""
    return Phrase(one, {"n": Number(number), **facts}, many, number)


@dataclass(frozen=True, slots=True)
class Forms:
    """What is said of one and of more, while the number is not known. Made by `forms`."""

    one: str
    many: str

    def of(self, number: int, /, **facts: object) -> str:
        """The text about that number."""
        return several(number, self.one, self.many, **facts)


def forms(one: str, many: str) -> Forms:
    """Two patterns for a table, as `several` takes them."""
    return Forms(one, many)


def word(value: str) -> str:
    """The word of a closed list as people say it: `not-abuse-material` without its hyphens.

    Which lists are in the catalogues stands in `docs/generators/texts.py`, for this and `text`.
    """
    return text(value.replace("-", " "))


def text(sentence: str) -> str:
    """A sentence that stands in a file of ours, such as a legal profile."""
    return Phrase(sentence.replace("{", "{{").replace("}", "}}"), {})


def listed(things: Iterable[object]) -> str:
    """Things in a sentence: "one", "one and two", "one, two and three"."""
    facts = _numbered(things)
    *most, last = [f"{{{name}}}" for name in facts] or [""]
    return Listing(f"{', '.join(most)} and {last}" if most else last, facts)


def together(things: Iterable[object], between: str = ", ") -> str:
    """Things one after the other; `between` has no words."""
    facts = _numbered(things)
    return Row(between.join(f"{{{name}}}" for name in facts), facts)


def day(value: date) -> str:
    """A day in a sentence: "30 November 2026"."""
    return Day("{words}", {"words": ENGLISH.day(value), "day": value})


def country(code: str) -> str:
    """A country in a sentence, from its two letters (ISO 3166); the letters where it is unknown."""
    return Country("{words}", {"words": ENGLISH.country(code), "code": code})


def _numbered(things: Iterable[object]) -> dict[str, object]:
    return {f"thing_{at}": one for at, one in enumerate(things)}


def said(value: object, catalogue: Catalogue) -> str:
    """`value` in the language of `catalogue` if it is a text, else as it is."""
    return value.said(catalogue) if isinstance(value, Phrase) else str(value)


def capital(value: object) -> Markup:
    """`value` as a page shows it, beginning with a capital."""
    words = str(escape(value))
    return Markup(words[:1].upper() + words[1:])  # noqa: S704 - it is escaped


class _Filling(Formatter):
    """Fills a pattern in one language."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "," or (isinstance(value, Number) and not format_spec):
            return self._catalogue.number(value)
        return format(value, format_spec) if format_spec else said(value, self._catalogue)
