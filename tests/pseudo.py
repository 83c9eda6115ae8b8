"""A language that nobody speaks, made from the template of all catalogues.

Every letter carries an accent, every word is a third longer, every text stands in brackets. So what
still stands in plain letters on a page was never put into a catalogue, and a page that has no room
for longer words breaks. It goes by the name of Esperanto, which no page of ours is in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tutela.texts.files import TEMPLATE, is_public

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE = "eo"
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ACCENTED = "ÀƁĆĎÈƑĜĤÌĴĶĹṀŃÒṔɊŔŚŤÙṼŴẊÝŹàƀćďèƒĝĥìĵķĺṁńòṕɋŕśťùṽŵẋýź"
LETTERS = str.maketrans(PLAIN, ACCENTED)
# Around what fills a place with data: names, ids and what people typed (Unicode's isolates).
OPEN, CLOSE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# The places that are filled with data, which no language changes. Nothing else may be in them.
DATA = {
    "account", "address", "asked_name", "asker", "authority", "ban", "bank", "basis", "batch", "by",
    "case", "centre", "code", "codes", "day", "document", "emergency", "environment", "first",
    "host", "id", "issuer", "label", "last", "limit_name", "login", "member_state", "name", "names",
    "node", "origin", "others", "path", "permission", "person", "place", "profile", "provider",
    "purpose", "reason", "recipient", "reference", "remote_id", "report", "said_by", "scheme",
    "sent_by", "service", "short", "source", "step_name", "surface", "technology", "told_by_name",
    "trouble", "url", "user", "version", "who", "zone",
}  # fmt: skip
_PARTS = re.compile(r"(%\(\w+\)s|%%|\{\w*(?:[:!][^{}]*)?\}|\{\{|\}\}|<[^>]+>|&\w+;)")
_WORDS = re.compile("[A-Za-z]+")
_NAMED = re.compile(r"%\((\w+)\)s|\{(\w+)(?:[:!][^{}]*)?\}")


def said(pattern: str) -> str:
    """`pattern` in that language; its places and tags are kept."""
    spoken = [_part(part, at % 2 == 1) for at, part in enumerate(_PARTS.split(pattern))]
    return f"⟦{''.join(spoken)}⟧"


def _part(part: str, special: bool) -> str:  # noqa: FBT001
    if not special:
        return _WORDS.sub(lambda word: word[0] + "~" * (len(word[0]) // 3), part).translate(LETTERS)
    named = _NAMED.fullmatch(part)
    return f"{OPEN}{part}{CLOSE}" if named and (named[1] or named[2]) in DATA else part


def says(english: str, **facts: object) -> str:
    """What a button or a label of a page reads in that language."""
    return said(english) % facts


@cache
def _translated(*, public: bool) -> Catalog:
    with TEMPLATE.open("rb") as stream:
        template = read_po(stream)
    made = Catalog(locale=LANGUAGE)
    for one in template:
        if one.id and (is_public(one) or not public):
            string = said(one.id) if isinstance(one.id, str) else tuple(map(said, one.id))
            made.add(one.id, string)
    return made


def write(folder: Path, *, public: bool = False) -> Path:
    """Writes the catalogue into `folder`, or only the public texts of it; its path."""
    path = folder / f"{LANGUAGE}.po"
    with path.open("wb") as stream:
        write_po(stream, _translated(public=public))
    return path
