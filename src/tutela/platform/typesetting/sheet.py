"""A sheet of facts as PDF: notices, names with their values, and sections, in one language. Pure.

Most papers of an institution are no more than that; a room says what stands on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from tutela.platform.errors import TutelaError
from tutela.platform.typesetting import setting
from tutela.platform.typesetting.signs import code, shown
from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tutela.texts.catalogue import Catalogue

TEMPLATE: Final = "sheet.typ"


class SheetUnset(TutelaError):
    """The PDF could not be made of this. Tell the makers of this program."""

    code = "sheet-unset"


class Step(Protocol):
    """One thing that was done, by whom, and with which words if any."""

    @property
    def event(self) -> str: ...
    @property
    def by_name(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value; `mono`: a code, to be set as it is."""

    name: str
    value: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; `listed`: codes, each by itself."""

    title: str
    lines: Sequence[str]
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is set, and in which language. `word` and `number`: what it is about, at the foot of
    each page; `notices`: titles and sentences that nobody may overlook.
    """

    title: str
    word: str
    number: str
    notices: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    sections: Sequence[Section]
    at: datetime
    read: Catalogue


def minute(at: datetime) -> str:
    """An instant as a sheet says it, in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def done(steps: Iterable[Step], words: Mapping[str, str], read: Catalogue) -> list[str]:
    """What was done, a line each; `words` says of each event what it is."""
    return [
        f"{minute(one.at)}, {one.by_name} {said(words.get(one.event, one.event), read)}"
        + (f": {one.words}" if one.words else "")
        for one in steps
    ]


def data(one: Sheet) -> dict[str, Any]:
    """What the template gets."""

    def say(text: object) -> str:
        return shown(said(text, one.read))

    return {
        "name": f"{say(one.title)} {one.number}",
        "author": "Tutela",
        "language": one.read.language,
        "title": say(one.title),
        "banner": None,
        "foot": {"word": say(one.word), "code": code(one.number), "middle": ""},
        "page": say(phrase("Page {page} of {pages}", page="{page}", pages="{pages}")),
        "notices": [{"title": say(title), "text": say(text)} for title, text in one.notices],
        "rows": [
            {
                "name": say(row.name),
                "value": code(row.value) if row.mono else say(row.value),
                "mono": row.mono,
            }
            for row in one.rows
        ],
        "parts": [
            {
                "title": say(part.title),
                "lines": [code(line) if part.listed else say(line) for line in part.lines],
                "listed": part.listed,
            }
            for part in one.sections
        ],
    }


def pdf(one: Sheet) -> bytes:
    """A sheet as PDF: the same again, the same bytes. Raises SheetUnset."""
    try:
        return setting.typeset(setting.template(__package__, TEMPLATE), data(one), one.at)
    except setting.Unset as error:
        raise SheetUnset from error
