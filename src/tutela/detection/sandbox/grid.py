"""A rendering made small: one picture, or a grid of stills of what moves. In the decoding process.

Nothing ever moves before a reviewer. What moves are films, the frames of GIF, WebP, AVIF and their
like, and the pages of a TIFF.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from PIL import Image

from tutela.detection.sandbox.thumbnail import LARGEST, MOST_SECONDS, Thumbnail
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Problem
from tutela.signals.stretch import MILLISECONDS, MOST_STILLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.signals.film import Film
    from tutela.signals.pixels import Rgb
    from tutela.signals.render import Rendering
    from tutela.signals.stretch import Stretch

GAP: Final = 4  # pixels between stills


def small(rendering: Rendering) -> Thumbnail:
    """What is shown of a rendering. Raises NoFingerprint where there is not one whole frame."""
    if rendering.stills == 1:
        return _one(next(rendering.frames()))
    across, cell = _room(min(rendering.stills, MOST_STILLS))
    stills, lasts = _stills(rendering, cell)
    sheet = _sheet(stills, across)
    seconds = ceil(rendering.stills * sum(lasts) / len(lasts) / MILLISECONDS)
    return Thumbnail(
        sheet.width, sheet.height, sheet.tobytes(), len(stills), min(seconds, MOST_SECONDS)
    )


def of_film(film: Film, wanted: Stretch | None) -> Thumbnail:
    """A still for each part of a stretch, or of all of it, in its place; where none could be made
    its place is empty. Raises NoFingerprint where there is none, and of a stretch it does not have.
    """
    whole = film.whole
    stretch = wanted or whole
    if stretch is None:
        return _one(film.still())
    if whole is None or stretch.end > whole.end:
        raise NoFingerprint(problem=Problem.UNDECODABLE)
    across, cell = _room(len(stretch.parts))
    stills = [None if one is None else _reduced(one, cell) for one in film.stills(stretch)]
    made = sum(one is not None for one in stills)
    if not made:
        raise NoFingerprint(problem=Problem.UNDECODABLE)
    sheet = _sheet(stills, across)
    seconds = min(stretch.seconds, MOST_SECONDS)
    return Thumbnail(sheet.width, sheet.height, sheet.tobytes(), made, seconds, stretch)


def _one(frame: Rgb) -> Thumbnail:
    image = _reduced(frame, LARGEST)
    return Thumbnail(image.width, image.height, image.tobytes())


def _room(stills: int) -> tuple[int, int]:
    """How many stills stand beside each other, and how many pixels each may have."""
    across = ceil(sqrt(stills))
    return across, (LARGEST - (across - 1) * GAP) // across


def _stills(rendering: Rendering, cell: int) -> tuple[list[Image.Image], list[float]]:
    """The frames that could be shown whole; those after a broken one are left out."""
    stills: list[Image.Image] = []
    lasts: list[float] = []
    try:
        for frame, lasting in rendering.spread(MOST_STILLS):
            stills.append(_reduced(frame, cell))
            lasts.append(min(lasting, MOST_SECONDS * MILLISECONDS))
    except NoFingerprint:
        if not stills:
            raise
    return stills, lasts


def _sheet(stills: Sequence[Image.Image | None], across: int) -> Image.Image:
    wide = max(one.width for one in stills if one)
    high = max(one.height for one in stills if one)
    columns = min(across, len(stills))
    rows = ceil(len(stills) / across)
    sheet = Image.new(
        "RGB", (columns * (wide + GAP) - GAP, rows * (high + GAP) - GAP), (128, 128, 128)
    )
    for number, one in enumerate(stills):
        row, column = divmod(number, across)
        if one:
            sheet.paste(one, (column * (wide + GAP), row * (high + GAP)))
    return sheet


def _reduced(frame: Rgb, most: int) -> Image.Image:
    image = Image.fromarray(frame)
    image.thumbnail((most, most))
    return image
