"""What happens to pictures on their way, in coarse classes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

if TYPE_CHECKING:
    from collections.abc import Callable

    Alteration = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True)
class Class:
    """One row: a group, a name, and what is done to the picture. `turns` moves the pixels about."""

    group: str
    name: str
    alter: Alteration
    turns: bool = False


def _through(form: str, **options: Any) -> Alteration:
    """Written as a file of the format and read again."""

    def altered(image: Image.Image) -> Image.Image:
        file = io.BytesIO()
        image.save(file, form, **options)
        return Image.open(file).convert("RGB")

    return altered


def _palette(image: Image.Image) -> Image.Image:
    return _through("GIF")(image.quantize(64))


def _scaled(part: float) -> Alteration:
    def altered(image: Image.Image) -> Image.Image:
        size = (round(image.width * part), round(image.height * part))
        return image.resize(size, Image.Resampling.LANCZOS)

    return altered


def _grey(image: Image.Image) -> Image.Image:
    return ImageOps.grayscale(image).convert("RGB")


def _brighter(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(1.2)


def _darker(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(0.8)


def _contrast(image: Image.Image) -> Image.Image:
    return ImageEnhance.Contrast(image).enhance(1.2)


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(1.5))


def _noisy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(1).normal(0, 8, (*image.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _logo(image: Image.Image) -> Image.Image:
    """A word in a corner, a twentieth of the height."""
    marked, size = image.copy(), max(image.height // 20, 8)
    place = (image.width - 7 * size, image.height - 2 * size)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(marked).text(place, "example.org", fill="white", font=font)
    return marked


def _captioned(image: Image.Image) -> Image.Image:
    """A line of text across the picture, an eighth of the height."""
    marked, height = image.copy(), image.height // 8
    top = image.height - 2 * height
    pen = ImageDraw.Draw(marked)
    pen.rectangle((0, top, image.width, top + height), fill="white")
    font = ImageFont.load_default(height * 0.6)
    pen.text((height, top + height * 0.1), "a line of text", fill="black", font=font)
    return marked


def _bordered(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, round(min(image.size) * 0.05), "white")


def _letterboxed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, (0, image.height // 8), "black")


def _cropped(part: float) -> Alteration:
    def altered(image: Image.Image) -> Image.Image:
        across, down = round(image.width * part / 2), round(image.height * part / 2)
        return image.crop((across, down, image.width - across, image.height - down))

    return altered


def _rotated(degrees: int) -> Alteration:
    def altered(image: Image.Image) -> Image.Image:
        return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")

    return altered


def _transposed(turn: Image.Transpose) -> Alteration:
    return lambda image: image.transpose(turn)


def _screenshot(image: Image.Image) -> Image.Image:
    """The picture in a window with bars above and below."""
    bar = image.height // 6
    screen = ImageOps.expand(image, (0, bar), "white")
    pen = ImageDraw.Draw(screen)
    pen.rectangle((0, 0, image.width, bar // 3), fill="#ddd")
    for place in range(4):
        centre = image.width * (2 * place + 1) // 8, screen.height - bar // 2
        pen.circle(centre, bar // 5, fill="#888")
    return screen


CLASSES: tuple[Class, ...] = (
    Class("Copies", "no change", lambda image: image),
    Class("Copies", "JPEG, good quality (80)", _through("JPEG", quality=80)),
    Class("Copies", "JPEG, poor quality (30)", _through("JPEG", quality=30)),
    Class("Copies", "WebP", _through("WEBP", quality=80)),
    Class("Copies", "64 colours (GIF)", _palette),
    Class("Size", "half the size", _scaled(0.5)),
    Class("Size", "a quarter of the size", _scaled(0.25)),
    Class("Size", "twice the size", _scaled(2)),
    Class("Look", "greyscale", _grey),
    Class("Look", "brighter by a fifth", _brighter),
    Class("Look", "darker by a fifth", _darker),
    Class("Look", "more contrast by a fifth", _contrast),
    Class("Look", "mild blur", _blurred),
    Class("Look", "mild noise", _noisy),
    Class("Additions", "small logo in a corner", _logo),
    Class("Additions", "line of text across", _captioned),
    Class("Additions", "thin border", _bordered),
    Class("Additions", "letterbox", _letterboxed),
    Class("Additions", "screenshot with bars", _screenshot),
    Class("Crop", "a fiftieth cut off", _cropped(0.02)),
    Class("Crop", "a twentieth cut off", _cropped(0.05)),
    Class("Crop", "a tenth cut off", _cropped(0.1)),
    Class("Crop", "a quarter cut off", _cropped(0.25)),
    Class("Turns", "rotated by 2 degrees", _rotated(2)),
    Class("Turns", "rotated by 10 degrees", _rotated(10)),
    Class("Turns", "a quarter turn", _transposed(Image.Transpose.ROTATE_90), turns=True),
    Class("Turns", "upside down", _transposed(Image.Transpose.ROTATE_180), turns=True),
    Class("Turns", "mirrored", _transposed(Image.Transpose.FLIP_LEFT_RIGHT), turns=True),
)
