"""Pictures in every colour mode, and which of them each format can be written in."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageCms

from tutela.signals.render import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
MODES = (
    *("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX"),
    *("CMYK", "YCbCr", "LAB", "HSV"),
    *DEEP,
)
_ADAM7 = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""First column, first row, and steps of each pass (PNG §8.2)."""
WRITABLE = tuple(form for form in FORMATS if form in Image.SAVE)


def in_mode(image: Image.Image, mode: str) -> Image.Image:
    """The RGB picture in another mode, looking the same as far as the mode can."""
    turn = _TURNS.get(mode)
    return turn(image) if turn else image.convert(mode)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """The file. Pillow wants some formats gone; that is no news here."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        image.save(out, form, **options)
    return out.getvalue()


def png_file(image: Image.Image, *, bits: int = 8, interlaced: bool = False) -> bytes:
    """An RGB or RGBA picture as Pillow does not write it: 16 bits deep, or in Adam7 order."""
    pixels = np.asarray(image).astype(">u2") * 257 if bits == 16 else np.asarray(image)
    kind = {"RGB": 2, "RGBA": 6}[image.mode]
    head = struct.pack(">IIBBBBB", *image.size, bits, kind, 0, 0, interlaced)
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    lines = b"".join(
        b"\x00" + line.astype(">u2" if bits == 16 else "u1").tobytes()
        for left, top, across, down in passes
        for line in pixels[top::down, left::across]
    )
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG, with its checksum."""
    checksum = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + checksum


@cache
def modes_of(form: str) -> tuple[str, ...]:
    """The modes in which Pillow writes the format by itself, and reads it back."""
    return tuple(mode for mode in MODES if _writes(form, mode))


def pairs() -> list[tuple[str, str]]:
    """Every format with every mode it can be written in."""
    return [(form, mode) for form in WRITABLE for mode in modes_of(form)]


def _writes(form: str, mode: str) -> bool:
    tiny = in_mode(Image.linear_gradient("L").resize((32, 32)).convert("RGB"), mode)
    try:
        data = saved(tiny, form)
    except (OSError, ValueError, KeyError, SystemError):
        return False
    return bool(data)


def _shades(image: Image.Image) -> np.ndarray[Any, Any]:
    return np.asarray(image.convert("L"))


def _words(mode: str, order: str) -> Callable[[Image.Image], Image.Image]:
    def turned(image: Image.Image) -> Image.Image:
        words = (_shades(image).astype(np.uint16) * 257).astype(f"{order}u2")
        return Image.frombytes(mode, image.size, words.tobytes())

    return turned


def _lab(image: Image.Image) -> Image.Image:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    turned = ImageCms.applyTransform(image, ImageCms.buildTransform(srgb, lab, "RGB", "LAB"))
    assert turned is not None
    return turned


_TURNS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "LAB": _lab,
    "La": lambda image: image.convert("LA").convert("La"),
    "RGBa": lambda image: image.convert("RGBA").convert("RGBa"),
    "PA": lambda image: image.quantize(256).convert("PA"),
    "P": lambda image: image.quantize(256),
    "I;16": _words("I;16", "<"),
    "I;16L": _words("I;16L", "<"),
    "I;16B": _words("I;16B", ">"),
    "I;16N": _words("I;16N", "="),
    "I": lambda image: Image.fromarray(_shades(image).astype(np.int32) * 257),
    "F": lambda image: Image.fromarray(_shades(image).astype(np.float32)),
}
