"""Whether a finished set of files adds up: it is read again as strangers read it. Pure.

What a rule refuses is a sentence with the file and the row. The same rules hold for a set that
somebody completed by hand with the categories that Tutela knows nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.observatory import checker_rules as rules
from tutela.observatory import checker_sums as sums
from tutela.observatory import csvset
from tutela.observatory.columns import SHEETS
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tutela.observatory.model import Sheet

MOST: Final = 200
_HEAD: Final = phrase("Its head is not the head of this part.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What one rule refuses. `row` counts from 1, the head; 0 is the whole file."""

    rule: str
    file: str
    row: int
    sentence: str


def check(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """What is wrong with a set, at most MOST problems; nothing if it is in order."""
    found = list(_names(files))
    sheets: dict[str, Sheet] = {}
    for name in sorted(files):
        if name.removesuffix(csvset.ENDING) in SHEETS:
            try:
                sheet = csvset.read(name, files[name])
            except csvset.Broken as broken:
                found.append(Problem("table", name, 0, str(broken)))
                continue
            if sheet.columns == SHEETS[sheet.name]:
                sheets[sheet.name] = sheet
            else:
                found.append(Problem("columns", name, 1, _HEAD))
    for rule, part, row, sentence in (*rules.problems(sheets), *sums.problems(sheets)):
        found.append(Problem(rule, part + csvset.ENDING, row, sentence))
    return tuple(found[:MOST])


def _names(files: Mapping[str, bytes]) -> Iterator[Problem]:
    wanted = {name + csvset.ENDING for name in SHEETS}
    for name in sorted(wanted - set(files)):
        yield Problem("parts", name, 0, phrase("This part is missing."))
    for name in sorted(set(files) - wanted):
        yield Problem("parts", name, 0, phrase("This is no part of the set."))
