"""Measures what is found of altered pictures, class by class, and puts it into the docs.

    python docs/recall.py

It takes the PDQ of each picture, alters the picture in every way of `recall_classes.py`, and counts
the copies within the default distance. The table goes between the markers of
docs/why/how-matching-works.md, the chart to docs/img, once for light pages and once for dark ones.
The classes are coarse on purpose: they tell an operator what to expect, and nobody how to stay
just beyond it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.recall_classes import CLASSES, Class
from examples.photographs import PHOTOGRAPHS

from docs import recall_pictures as pictures
from tutela.signals.model import MIN_QUALITY, Pdq
from tutela.signals.pdq import distance, hash_pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PIL import Image

    Picture = tuple[Image.Image, Pdq]

PAGE = Path(__file__).parent / "why" / "how-matching-works.md"
BEGIN = "<!-- made by docs/recall.py -->"
END = "<!-- end of what docs/recall.py made -->"
RADIUS = 31


@dataclass(frozen=True)
class Score:
    """How one class did on one kind of picture."""

    total: int
    found: int
    found_turned: int
    distance: float

    @property
    def share(self) -> float:
        """Of the copies, those found by a bank that matches upright pictures; in per cent."""
        return 100 * self.found / self.total

    @property
    def share_turned(self) -> float:
        """The same for a bank made with `--dihedral`."""
        return 100 * self.found_turned / self.total


@dataclass(frozen=True)
class Measured:
    """All classes on photographs and on drawings, and how often different pictures matched."""

    photographs: dict[str, Score]
    drawings: dict[str, Score]
    strangers: int
    wrong: int


def hashed(image: Image.Image) -> Pdq:
    """The PDQ of a picture in memory."""
    return hash_pixels(np.ascontiguousarray(image.convert("RGB")))


def usable(images: Iterable[Image.Image]) -> Iterator[Picture]:
    """The pictures that could be indicators, each with its PDQ."""
    for image in images:
        pdq = hashed(image)
        if pdq.quality >= MIN_QUALITY:
            yield image, pdq


def score(kind: Class, originals: Sequence[Picture]) -> Score:
    """One class on some pictures. A copy whose own quality is too low counts as not found."""
    upright, turned = [], []
    for image, original in originals:
        copy = hashed(kind.alter(image))
        good = copy.quality >= MIN_QUALITY
        upright.append(distance(copy.bits, original.bits) if good else 256)
        turned.append(min(distance(form, original.bits) for form in copy.dihedral) if good else 256)
    return Score(len(upright), _within(upright), _within(turned), median(upright))


def _within(distances: list[int]) -> int:
    return sum(one <= RADIUS for one in distances)


def photographs() -> list[Picture]:
    """Those that come with scikit-image."""
    return list(usable(map(pictures.photograph, PHOTOGRAPHS)))


def drawings() -> list[Picture]:
    """Those made by a formula."""
    return list(usable(map(pictures.drawn, range(pictures.DRAWINGS))))


def measure() -> Measured:
    """Everything that the page says."""
    real, made = photographs(), drawings()
    codes = [pdq.bits for _, pdq in (*real, *made)]
    apart = [distance(one, other) for one, other in combinations(codes, 2)]
    return Measured(
        {kind.name: score(kind, real) for kind in CLASSES},
        {kind.name: score(kind, made) for kind in CLASSES},
        len(apart),
        _within(apart),
    )


def rows(measured: dict[str, Score]) -> dict[str, tuple[str, ...]]:
    """The cells of one kind of picture, by class: found, median distance, found when turned too."""
    return {
        name: (_per_cent(one.share), f"{one.distance:.0f}", _per_cent(one.share_turned))
        for name, one in measured.items()
    }


def _per_cent(share: float) -> str:
    """Never rounded up to all, nor down to none."""
    if 0 < share < 100:  # noqa: PLR2004
        share = min(max(round(share), 1), 99)
    return f"{share:.0f} %"


def rendered(measured: Measured) -> str:
    """The table, and the sentence on different pictures."""
    real, made = rows(measured.photographs), rows(measured.drawings)
    counts = [next(iter(kind.values())).total for kind in (measured.photographs, measured.drawings)]
    head = "found | median distance | with `--dihedral`"
    apart = f"Of the {measured.strangers:,} pairs of different pictures among them, "
    lines = [
        f"| what was done | {counts[0]} photographs: {head} | {counts[1]} drawings: {head} |",
        "|---|---|---|---|---|---|---|",
        *(f"| {' | '.join((one.name, *real[one.name], *made[one.name]))} |" for one in CLASSES),
        "",
        apart + f"{measured.wrong or 'none'} lay within the distance.",
    ]
    return "\n".join(lines)


def written(page: str) -> str:
    """What stands between the markers of the page."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def replaced(page: str, table: str) -> str:
    """The page with another table between its markers."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Measures, draws and writes."""
    from docs import recall_chart  # noqa: PLC0415 - the tests need no drawing library

    measured = measure()
    recall_chart.write(measured.photographs, measured.drawings)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(replaced(page, rendered(measured)), encoding="utf-8")


if __name__ == "__main__":
    main()
