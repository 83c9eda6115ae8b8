"""The letter of a pack: a PDF that a person reads in five minutes. The same report, the same bytes.

The template gets the report as JSON and sets it as text; nothing in it is ever read as markup, and
the typesetter sees no file but the template, no package and no font but its own.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import typst

from tutela.reporting.national.errors import LetterBroken
from tutela.reporting.national.letter_sections import letter_data
from tutela.reporting.national.phrases import phrases

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.reporting.model import Report
    from tutela.reporting.national.letter_blocks import Block

TEMPLATE = "letter.typ"
Standard = Literal["ua-1"]
STANDARD: Standard = "ua-1"  # PDF/UA-1 (ISO 14289-1): tagged, with a title and a language


def letter(report: Report, language: str, send_to: str) -> bytes:
    """The letter as PDF. `send_to` names the body it goes to. Raises LetterBroken."""
    return typeset(letter_data(phrases(language), report, send_to), report.made_at)


def typeset(data: Block, made_at: datetime) -> bytes:
    """What the template makes of `data`. Raises LetterBroken.

    A sign that no font has makes PDF/UA impossible; then the letter is made without that promise,
    because a letter that arrives is better than a perfect one that does not.
    """
    written = json.dumps(data)
    try:
        return _compiled(written, made_at, [STANDARD])
    except LetterBroken:
        return _compiled(written, made_at, [])


def _compiled(data: str, made_at: datetime, standards: list[Standard]) -> bytes:
    with TemporaryDirectory() as empty:
        try:
            made = _compiler(empty).compile(
                format="pdf",
                sys_inputs={"data": data},
                timestamp=int(made_at.timestamp()),
                pdf_standards=[*standards],
            )
        except typst.TypstError as error:
            raise LetterBroken from error
    if not isinstance(made, bytes):
        raise LetterBroken
    return made


def _compiler(empty: str) -> typst.Compiler:
    # One for each letter: a compiler that was given bytes finds them only once.
    return typst.Compiler(
        template(),
        root=empty,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=empty,
        package_cache_path=empty,
    )


@cache
def template() -> bytes:
    """The template as it ships."""
    return (files(__package__) / TEMPLATE).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
