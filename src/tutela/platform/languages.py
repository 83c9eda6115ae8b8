"""Which languages this node's pages and messages can be read in, and which one somebody reads."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from tutela.platform.errors import BadInput
from tutela.texts import files
from tutela.texts.catalogue import ENGLISH, Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.settings import Settings


class CatalogueWrong(BadInput):
    """The catalogue {file} cannot be used: {problem}."""

    code = "catalogue-wrong"


class LanguageUnknown(BadInput):
    """There is no catalogue for the language {language}, which the setting `language` names."""

    code = "language-unknown"


def offered(settings: Settings) -> list[Catalogue]:
    """The languages that people may choose: those that have every text. English is first."""
    return [one for one in _known(settings.catalogues).values() if one.whole]


def default(settings: Settings) -> Catalogue:
    """The language for whoever chose none; it need not be whole.

    Raises CatalogueWrong and LanguageUnknown.
    """
    found = _known(settings.catalogues).get(settings.language)
    if found is None:
        raise LanguageUnknown(language=settings.language)
    return found


def public(settings: Settings) -> list[Catalogue]:
    """The languages of public pages and letters, by name: those that have every such text."""
    found = (one for one in _known(settings.catalogues).values() if one.public)
    return sorted(found, key=lambda one: one.name)


def of_papers(folder: Path | None = None) -> dict[str, Catalogue]:
    """The languages that papers and letters can be set in, by tag: ours, and those of a folder of a
    node (`settings.catalogues`).
    """
    return {tag: one for tag, one in _known(folder).items() if one.public}


def chosen(settings: Settings, accepted: str) -> Catalogue:
    """The offered language that a browser prefers (Accept-Language, RFC 9110, 12.5.4); the default
    where it prefers none of them.
    """
    return _first(offered(settings), _preferred(accepted)) or default(settings)


def for_anybody(settings: Settings, *tags: str, accepted: str = "") -> Catalogue:
    """The language of a public page or a letter: the first of `tags` (BCP 47, such as `nl-BE`) that
    there is, else what a browser prefers, else the default.
    """
    wanted = [*(tag.lower() for tag in tags), *_preferred(accepted)]
    return _first(public(settings), wanted) or default(settings)


def faults(file: Path) -> list[str]:
    """What a catalogue lacks, and which of its texts cannot be used. Raises CatalogueWrong."""
    with _named():
        return files.faults(file)


def update(file: Path) -> int:
    """Brings a catalogue up to date, or begins it; how many texts it lacks.

    Raises CatalogueWrong.
    """
    with _named():
        return files.update(file)


def _first(catalogues: list[Catalogue], tags: list[str]) -> Catalogue | None:
    """The catalogue for the first of the tags that has one."""
    by_tag = {one.language.lower(): one for one in catalogues}
    found = (by_tag.get(tag) or by_tag.get(tag.partition("-")[0]) for tag in tags)
    return next((one for one in found if one), None)


def _preferred(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first, as far as it can be read."""
    weighed = []
    for part in accepted[:200].split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if tag.strip() and quality > 0:
            weighed.append((-quality, tag.strip().lower()))
    return [tag for _, tag in sorted(weighed, key=lambda one: one[0])]


@cache
def _known(folder: Path | None) -> dict[str, Catalogue]:
    """English and every catalogue there is, by language; read once. Raises CatalogueWrong."""
    folders = [files.HERE, *([folder] if folder else [])]
    with _named():
        return {ENGLISH.language: ENGLISH, **files.catalogues(*folders)}


@contextmanager
def _named() -> Iterator[None]:
    """What cannot be read or written, by its name. Raises CatalogueWrong."""
    try:
        yield
    except files.CatalogueUnreadable as error:
        raise CatalogueWrong(file=error.file, problem=error.problem) from None
    except OSError as error:
        raise CatalogueWrong(file=error.filename, problem=error.strerror) from None
