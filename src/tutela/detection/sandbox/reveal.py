"""What a person sees of an item, step by step: coarse tiles, then shades of grey, then colour.

Each step is small, without metadata, and marked in its own points with who sees it, where and when,
so that a photograph of the screen tells whose screen it was.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from tutela.detection.sandbox.thumbnail import Thumbnail
    from tutela.signals.stretch import Stretch

TILES: Final = 14  # along the longer side: where something is, not what
TEXT: Final = 10  # pixels high
ROOM: Final = 44  # between the beginnings of two lines of the mark
LEAST: Final = 240  # pixels wide, so that a mark has room
_FAINT: Final = 110  # of 255: readable, and the picture behind it too


class Reveal(StrEnum):
    """How much of an item is shown."""

    TILES = "tiles"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Preview:
    """A PNG that a browser may get. `seconds`: how long what moves in the item would run; of a film
    it is that `stretch`.
    """

    png: bytes
    stills: int
    seconds: int
    stretch: Stretch | None = None


def revealed(found: Thumbnail, step: Reveal, mark: str) -> Preview:
    """This step of the thumbnail, with the mark in it."""
    image = Image.frombytes("RGB", (found.width, found.height), found.points)
    shown = _STEPS[step](image)
    out = io.BytesIO()
    _marked(_on_ground(shown), mark).save(out, "PNG")
    return Preview(out.getvalue(), found.stills, found.seconds, found.stretch)


def _tiles(image: Image.Image) -> Image.Image:
    share = TILES / max(image.size)
    few = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    coarse = image.convert("L").resize(few, Image.Resampling.BOX)
    return coarse.resize(image.size, Image.Resampling.NEAREST)


def _grey(image: Image.Image) -> Image.Image:
    return image.convert("L")


def _colour(image: Image.Image) -> Image.Image:
    return image


_STEPS = {Reveal.TILES: _tiles, Reveal.GREY: _grey, Reveal.COLOUR: _colour}


def _on_ground(image: Image.Image) -> Image.Image:
    """The picture in the middle of a grey ground, where it is smaller than a mark needs."""
    size = (max(image.width, LEAST), max(image.height, 2 * TEXT))
    if size == image.size:
        return image.convert("RGB")
    ground = Image.new("RGB", size, (128, 128, 128))
    ground.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return ground


def _marked(image: Image.Image, mark: str) -> Image.Image:
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    font = ImageFont.load_default(TEXT)
    wide = max(1, round(draw.textlength(mark, font=font))) + 3 * TEXT
    for row, top in enumerate(range(2, image.height, ROOM)):
        for left in range(-(row * wide // 3) % wide - wide, image.width, wide):
            draw.text((left + 1, top + 1), mark, fill=(0, 0, 0, _FAINT), font=font)
            draw.text((left, top), mark, fill=(255, 255, 255, _FAINT), font=font)
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")
