"""The files of a closed paper in one archive, and read back from it. Pure.

The same paper gives the same bytes: no clock is in them.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tutela.observatory import csvset
from tutela.observatory.shown import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutela.observatory.model import Numbers, Paper

PAPER: Final = "paper.json"
FIGURES: Final = "figures.json"
QUERIES: Final = "queries.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive holds: its files by name, among them the paper and its numbers as JSON."""

    files: Mapping[str, bytes]

    @property
    def paper(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.files[PAPER])
        return found

    @property
    def numbers(self) -> Numbers:
        """Every figure as it was when the paper was closed."""
        found = json.loads(self.files[FIGURES])
        return {
            name: {(row, column): number for row, column, number in rows}
            for name, rows in found.items()
        }

    @property
    def queries(self) -> list[dict[str, str]]:
        """What each figure counted then, and by which query; older papers did not keep it."""
        found: list[dict[str, str]] = json.loads(self.files.get(QUERIES, b"[]"))
        return found


def packed(made: Paper, numbers: Numbers, queries: Sequence[Mapping[str, str]]) -> bytes:
    """The tables, the paper, its figures and the query of each in one archive."""
    figures = {
        name: [[*key, found[key]] for key in sorted(found)] for name, found in numbers.items()
    }
    more = {PAPER: written(as_json(made)), FIGURES: written(figures), QUERIES: written(queries)}
    return csvset.zipped({**csvset.files(made.sheets), **more})


def unpacked(data: bytes) -> Kept:
    """What is in an archive whose hash was found right."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return Kept({name: opened.read(name) for name in opened.namelist()})


def written(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
