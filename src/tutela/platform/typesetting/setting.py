"""A PDF of a template and its data. The same data at the same moment, the same bytes.

The template gets the data as JSON and sets them as text; nothing in them is ever read as markup,
and the typesetter sees no file but the template, no package and no font but its own.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Standard = Literal["ua-1"]
STANDARD: Final[Standard] = "ua-1"  # PDF/UA-1 (ISO 14289-1): tagged, with a title and a language
COMMON: Final = "common.typ"


class Unset(Exception):
    """The typesetter refuses the template with these data; whoever asked says it in their words."""


def template(package: str, name: str) -> bytes:
    """A template that ships in `package`, after what all of them begin with.

    `common.typ` there says which data every document has.
    """
    return b"\n".join(_source(*one) for one in ((__package__, COMMON), (package, name)))


def typeset(template: bytes, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """What the template makes of `data`, as of `made_at`. Raises Unset.

    A sign that no font has makes PDF/UA impossible; then the PDF is made without that promise,
    because one that can be read is better than a perfect one that is not there.
    """
    written = json.dumps(data)
    try:
        return _compiled(template, written, made_at, [STANDARD])
    except Unset:
        return _compiled(template, written, made_at, [])


def _compiled(template: bytes, data: str, made_at: datetime, standards: list[Standard]) -> bytes:
    with TemporaryDirectory() as empty:
        try:
            made = _compiler(template, empty).compile(
                format="pdf",
                sys_inputs={"data": data},
                timestamp=int(made_at.timestamp()),
                pdf_standards=[*standards],
            )
        except typst.TypstError as error:
            raise Unset from error
    if not isinstance(made, bytes):
        raise Unset
    return made


def _compiler(template: bytes, empty: str) -> typst.Compiler:
    # One for each PDF: a compiler that was given bytes finds them only once.
    return typst.Compiler(
        template,
        root=empty,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=empty,
        package_cache_path=empty,
    )


@cache
def _source(package: str, name: str) -> bytes:
    return (files(package) / name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
