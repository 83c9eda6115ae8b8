"""Catalogues as files: one `.po` of GNU gettext for each language, read as it is.

Those beside the template have the public texts: pages for anybody, and letters. Whoever wants more
in their language puts a file of their own into another folder, which stands before ours.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from gettext import c2py
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from tutela.texts.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.core import Locale
    from babel.messages.catalog import Catalog, Message

HERE = Path(__file__).parent
TEMPLATE = HERE / "tutela.pot"
# What the template says of a text that anybody may get to read.
PUBLIC = "Public: pages for anybody, and letters."
# Places for facts, as templates and as code write them, and the tags of a page.
_PLACES = re.compile(r"%\((\w+)\)s|%%")
_TAGS = re.compile(r"</?\w+[^>]*>")


class CatalogueUnreadable(ValueError):
    """The catalogue {file} cannot be read: {problem}."""

    def __init__(self, file: Path, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(f"{file}: {problem}")


def catalogues(*folders: Path) -> dict[str, Catalogue]:
    """The catalogues in `folders`, by language. What a later folder's says stands before what an
    earlier one's does.

    Raises CatalogueUnreadable.
    """
    files = [file for folder in folders for file in sorted(folder.glob("*.po"))]
    template = [one for one in _parsed(TEMPLATE) if one.id]
    found: dict[str, Catalogue] = {}
    for file in files:
        read = _read(file)
        earlier = found.get(read.language)
        found[read.language] = read.over(earlier) if earlier else read
    return {language: _judged(one, template) for language, one in found.items()}


def faults(file: Path) -> list[str]:
    """What is wrong with a catalogue, a sentence each: what it lacks, and what cannot be filled.

    Raises CatalogueUnreadable.
    """
    given = {key(one): one for one in _parsed(file) if one.id}
    said = []
    for one in _parsed(TEMPLATE):
        found = given.get(key(one))
        if not one.id:
            continue
        if found is None or not _strings(found) or found.fuzzy:
            said.append(f"Not translated: {key(one)!r}.")
        elif not _fits(found):
            said.append(f"Other places or tags than its source: {key(one)!r}.")
    return said


def update(file: Path) -> int:
    """Brings a catalogue up to date with the program, or begins it; how many texts it lacks.

    What is gone is set aside as a comment. Raises CatalogueUnreadable and OSError.
    """
    from babel.messages.pofile import write_po  # noqa: PLC0415 - slow to load

    ours = HERE / file.name
    begun = file if file.exists() else ours
    made = _parsed(begun) if begun.exists() else _begun(_locale(file))
    # To guess which text became which takes minutes, and a guess is no translation.
    made.update(_parsed(TEMPLATE), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, made, width=0, include_lineno=False)
    file.write_bytes(written.getvalue())
    return sum(1 for one in made if one.id and (one.fuzzy or not _strings(one)))


def _begun(locale: Locale) -> Catalog:
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - slow to load

    comment = f"# Tutela in {locale.english_name}. How to translate: docs/how-to/translate.md."
    return Catalog(locale=locale, project="Tutela", fuzzy=False, header_comment=comment)


def places(pattern: str) -> Counter[str]:
    """The places and tags of a text, which its translation must have too."""
    return Counter([*_named(pattern), *_PLACES.findall(pattern), *_TAGS.findall(pattern)])


def _named(pattern: str) -> Iterator[str]:
    try:
        yield from ("{" + name + "}" for _, name, _, _ in Formatter().parse(pattern) if name)
    except ValueError:
        yield "not a pattern"


def _judged(read: Catalogue, template: Sequence[Message]) -> Catalogue:
    """`read`, which knows now how much of the template it has."""
    has = read.texts.keys() | read.plurals.keys()
    lacks = [one for one in template if key(one) not in has]
    return replace(read, whole=not lacks, public=not any(is_public(one) for one in lacks))


def is_public(one: Message) -> bool:
    """Whether anybody may get to read a text of the template."""
    return PUBLIC in one.auto_comments


def _read(file: Path) -> Catalogue:
    parsed = _parsed(file)
    texts: dict[str, str] = {}
    plurals: dict[str, Sequence[str]] = {}
    for one in parsed:
        strings = _strings(one)
        if not one.id or one.fuzzy or not strings or not _fits(one):
            continue
        if isinstance(one.id, str):
            texts[one.id] = strings[0]
        else:
            plurals[one.id[0]] = strings
    return Catalogue(
        language=file.stem,
        texts=texts,
        plurals=plurals,
        form=c2py(parsed.plural_expr),
    )


def _parsed(file: Path) -> Catalog:
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - slow to load

    locale = None if file == TEMPLATE else _locale(file)
    try:
        with file.open("rb") as stream:
            return read_po(stream, locale=locale, abort_invalid=True)
    except (OSError, ValueError, PoFileError) as error:
        said = getattr(error, "strerror", None) or "it is no catalogue of gettext in UTF-8"
        raise CatalogueUnreadable(file, said) from None


def _locale(file: Path) -> Locale:
    """The language that a file is named after. Raises CatalogueUnreadable."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to load

    try:
        return Locale.parse(file.stem, sep="-")
    except (UnknownLocaleError, ValueError):
        raise CatalogueUnreadable(file, "its name is no language, such as nl.po") from None


def key(one: Message) -> str:
    """What a catalogue finds a text by: its English, for a number that for one."""
    return one.id if isinstance(one.id, str) else one.id[0]


def _strings(one: Message) -> tuple[str, ...]:
    """The translations of a message, one for each case of a number; none if one is missing."""
    found = (one.string,) if isinstance(one.string, str) else tuple(one.string or ())
    return found if all(found) else ()


def _fits(one: Message) -> bool:
    """Whether a translation has the places and tags of its source; about one thing it may do
    without the number.
    """
    if isinstance(one.id, str):
        return all(places(string) == places(one.id) for string in _strings(one))
    few, many = places(one.id[0]), places(one.id[1])
    return all(places(string) in (few, many) for string in _strings(one))
