"""Harmless stand-ins: the photographs in the scikit-image wheel, and what people do to pictures.

The tests and the demo bank a third of the photographs and scan every alteration of all of them.
Both tables are fixed: a figure is only worth something if the table was there before it.
Nothing is downloaded; scikit-image is a dependency of tests and demo only.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PHOTOGRAPHS: tuple[str, ...] = (
    "astronaut.png",
    "brick.png",
    "camera.png",
    "cell.png",
    "chelsea.png",
    "coffee.png",
    "coins.png",
    "color.png",
    "grass.png",
    "gravel.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "microaneurysms.png",
    "moon.png",
    "motorcycle_left.png",
    "motorcycle_right.png",
    "page.png",
    "retina.jpg",
    "rocket.jpg",
    "text.png",
)
"""Every photograph in the wheel but one (a clock blurred by motion, whose PDQ quality is 34 and
which can therefore be no indicator); drawings are left out. The two motorcycles are a stereo pair:
different pictures that look nearly alike."""

ORIGINAL = "original"
"""The file as it is in the wheel, byte for byte."""


def banked(photographs: Sequence[str] = PHOTOGRAPHS) -> tuple[str, ...]:
    """Every third photograph, from the first: those that stand in for verified indicators."""
    return tuple(photographs[::3])


def original(photograph: str) -> bytes:
    """The photograph's file as it is in the wheel."""
    spec = find_spec("skimage")
    if spec is None or spec.origin is None:
        raise SystemExit("The photographs come with scikit-image: install requirements/dev.txt.")
    return (Path(spec.origin).parent / "data" / photograph).read_bytes()


@cache
def picture(photograph: str) -> Image.Image:
    """The photograph in RGB. It is shared: copy it before changing it."""
    return Image.open(io.BytesIO(original(photograph))).convert("RGB")


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    return _saved(image, "JPEG", quality=90)


def _scaled(image: Image.Image, part: int) -> bytes:
    width, height = image.size
    return _jpeg(image.resize((width // part, height // part), Image.Resampling.LANCZOS))


def _watermarked(image: Image.Image) -> bytes:
    marked = image.copy()
    size = max(image.height // 25, 8)
    place = (image.width - 7 * size, image.height - 2 * size)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(marked).text(place, "example.org", fill="white", font=font)
    return _jpeg(marked)


def _cropped(image: Image.Image) -> bytes:
    across, down = round(image.width * 0.025), round(image.height * 0.025)
    return _jpeg(image.crop((across, down, image.width - across, image.height - down)))


def _exif_rotated(image: Image.Image) -> bytes:
    """As a camera held upright writes it: the pixels lie on their side, EXIF says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = image.transpose(Image.Transpose.ROTATE_90)
    return _saved(lying, "JPEG", quality=90, exif=exif)


ALTERATIONS: dict[str, Callable[[Image.Image], bytes]] = {
    "jpeg-quality-30": lambda image: _saved(image, "JPEG", quality=30),
    "half-size": lambda image: _scaled(image, 2),
    "quarter-size": lambda image: _scaled(image, 4),
    "grayscale": lambda image: _jpeg(ImageOps.grayscale(image)),
    "brightness-plus-10": lambda image: _jpeg(ImageEnhance.Brightness(image).enhance(1.1)),
    "watermark": _watermarked,
    "crop-5-percent": _cropped,
    "mirror": lambda image: _jpeg(ImageOps.mirror(image)),
    "png": lambda image: _saved(image, "PNG", compress_level=1),
    "webp": lambda image: _saved(image, "WEBP", quality=80),
    "cmyk-jpeg": lambda image: _saved(image.convert("CMYK"), "JPEG", quality=90),
    "palette-png": lambda image: _saved(image.convert("P"), "PNG"),
    "palette-gif": lambda image: _saved(image.quantize(64), "GIF"),
    "one-bit-png": lambda image: _saved(image.convert("1"), "PNG"),
    "exif-rotated-jpeg": _exif_rotated,
}
"""What people and platforms do to a picture, by name. Cropping takes 5 % off each dimension."""

_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}


def suffix(data: bytes) -> str:
    """The file name's ending that fits the bytes."""
    return next(ending for mark, ending in _SUFFIXES.items() if data.startswith(mark))


def cells() -> list[tuple[str, str]]:
    """Every (photograph, alteration), the untouched original first."""
    return [(name, how) for name in PHOTOGRAPHS for how in (ORIGINAL, *ALTERATIONS)]


def altered(photograph: str, alteration: str) -> bytes:
    """The file of one cell of the table."""
    if alteration == ORIGINAL:
        return original(photograph)
    return ALTERATIONS[alteration](picture(photograph))


def write_folder(folder: Path) -> dict[Path, tuple[str, str]]:
    """Write the file of every cell into the folder; which file is which cell."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for photograph, alteration in cells():
        data = altered(photograph, alteration)
        file = folder / f"{Path(photograph).stem}--{alteration}{suffix(data)}"
        file.write_bytes(data)
        written[file] = (photograph, alteration)
    return written
