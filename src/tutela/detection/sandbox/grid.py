"""A rendering made small: one picture, or a grid of stills of what moves. In the decoding process.

Nothing ever moves before a reviewer. A file of sound and film is not decoded at all; what moves
here are the frames of GIF, WebP, AVIF and their like, and the pages of a TIFF.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from PIL import Image

from tutela.detection.sandbox.thumbnail import LARGEST, MOST_SECONDS, MOST_STILLS, Thumbnail
from tutela.signals.errors import NoFingerprint

if TYPE_CHECKING:
    from tutela.signals.pixels import Rgb
    from tutela.signals.render import Rendering

GAP: Final = 4  # pixels between stills
MILLISECONDS: Final = 1000


def small(rendering: Rendering) -> Thumbnail:
    """What is shown of a rendering. Raises NoFingerprint where there is not one whole frame."""
    if rendering.stills == 1:
        image = _reduced(next(rendering.frames()), LARGEST)
        return Thumbnail(image.width, image.height, image.tobytes())
    across = ceil(sqrt(min(rendering.stills, MOST_STILLS)))
    cell = (LARGEST - (across - 1) * GAP) // across
    stills, lasts = _stills(rendering, cell)
    sheet = _sheet(stills, across)
    seconds = ceil(rendering.stills * sum(lasts) / len(lasts) / MILLISECONDS)
    return Thumbnail(
        sheet.width, sheet.height, sheet.tobytes(), len(stills), min(seconds, MOST_SECONDS)
    )


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


def _sheet(stills: list[Image.Image], across: int) -> Image.Image:
    wide = max(one.width for one in stills)
    high = max(one.height for one in stills)
    columns = min(across, len(stills))
    rows = ceil(len(stills) / across)
    sheet = Image.new(
        "RGB", (columns * (wide + GAP) - GAP, rows * (high + GAP) - GAP), (128, 128, 128)
    )
    for number, one in enumerate(stills):
        row, column = divmod(number, across)
        sheet.paste(one, (column * (wide + GAP), row * (high + GAP)))
    return sheet


def _reduced(frame: Rgb, most: int) -> Image.Image:
    image = Image.fromarray(frame)
    image.thumbnail((most, most))
    return image
