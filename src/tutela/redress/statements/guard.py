"""The guard of the letters: nothing leaves that has an unfilled place or an empty part. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.redress.statements.public_letter import Said

# Brackets are places or tags: `words.plain` takes them out of what people typed.
_PLACE: Final = re.compile(r"[{}\[\]<>]|%\(|%[sd]\b")
# What people write where something is still to come.
_LEFT: Final = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX+|lorem ipsum|undefined|placeholder)\b", re.IGNORECASE
)


def problem(said: Said) -> str:
    """Why this letter may not leave, as a sentence; empty where it may."""
    for where, text in _texts(said):
        if found := fault(text, where):
            return found
    return "" if said.parts else phrase("The letter is empty.")


def fault(text: str, where: str = "text") -> str:
    """What is wrong with one text of a letter, as a sentence; empty where nothing is."""
    if not text.strip():
        return phrase("“{where}” is empty.", where=where)
    if _PLACE.search(text):
        return phrase("“{where}” has a place that nothing fills.", where=where)
    if found := unfinished(text):
        return phrase(
            "“{where}” still says “{word}”, which stands for something to come.",
            where=where,
            word=found,
        )
    return ""


def unfinished(text: str) -> str:
    """The first word of a text that stands for something to come; empty if there is none."""
    found = _LEFT.search(text)
    return found[0] if found else ""


def _texts(said: Said) -> Iterator[tuple[str, str]]:
    """Every text of a letter, with the name of its part."""
    yield "title", said.title
    for part in said.parts:
        yield part.name, part.heading
        yield from ((part.name, text) for text in part.texts or ("",))
