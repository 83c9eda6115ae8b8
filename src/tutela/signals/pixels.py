"""Any mode of a decoded picture to RGB, as a viewer would show it."""

from __future__ import annotations

from functools import cache
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image, ImageCms

from tutela import _native

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rgb: TypeAlias = "NDArray[np.uint8]"
"""Rows by columns by red, green, blue; 0 to 255."""

_BYTE, _WORD = 255, 65535


def to_rgb(image: Image.Image, paper: str = "white") -> Rgb:
    """The loaded picture as (height, width, 3) bytes.

    Transparency is laid on a sheet of the colour `paper`. Shades deeper than a byte are scaled,
    not cut off. Embedded colour profiles are not applied: the reference fingerprints do not apply
    them either. The bytes may be the picture's own memory: write neither to them nor to it.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        shades = np.asarray(image)
        return _stack(_clear_to_white(_to_bytes(shades), shades, image.info.get("transparency")))
    if image.mode == "LAB":
        image = ImageCms.applyTransform(image, _lab_to_srgb())  # type: ignore[assignment]
    elif image.has_transparency_data:
        image = _laid_on(paper, image)
    if image.mode == "RGB" and getattr(image, "is_animated", False):
        return np.asarray(image)  # The next frame will be drawn over this one.
    return _in_place(image if image.mode == "RGB" else image.convert("RGB"))


def _in_place(image: Image.Image) -> Rgb:
    """The picture's own memory, four bytes a pixel; a copy where it lies in several pieces."""
    try:
        _, array = image.__arrow_c_array__()
    except ValueError:
        return np.asarray(image)
    return _native.pixel_bytes(array).reshape(image.height, image.width, 4)[:, :, :3]


def sees_through(image: Image.Image) -> bool:
    """Whether how the loaded picture looks depends on what lies behind it."""
    if image.mode == "LAB" or not image.has_transparency_data:
        return False
    return _with_alpha(image).getchannel("A").getextrema()[0] != _BYTE


def _with_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "La":
        image = image.convert("LA")
    return image if image.mode == "RGBA" else image.convert("RGBA")


def _laid_on(paper: str, image: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", image.size, paper)
    image = _with_alpha(image)
    sheet.paste(image, mask=image.getchannel("A"))
    return sheet


def _to_bytes(shades: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Shades of unknown range to bytes: by the bits they use up to 16, else least to greatest."""
    values = shades.astype(np.float32)
    np.nan_to_num(values, copy=False, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > _WORD:
        scale = _BYTE / (high - low) if high > low else 0.0
        return np.asarray(np.rint(values * scale - low * scale), np.uint8)
    fraction = np.issubdtype(shades.dtype, np.floating) and high <= 1
    scale = float(_BYTE) if fraction else _BYTE / _full(high)
    return np.asarray(np.rint(values * scale), np.uint8)


def _full(high: float) -> int:
    """The greatest shade of a picture with this one; many cameras use 10 to 14 bits of 16."""
    return max((1 << ceil(high).bit_length()) - 1, _BYTE)


def _clear_to_white(
    seen: NDArray[np.uint8], shades: NDArray[np.generic], clear: object
) -> NDArray[np.uint8]:
    """The one shade that a deep grey picture may declare transparent (PNG §11.3.2.1)."""
    return np.where(shades == clear, np.uint8(_BYTE), seen) if isinstance(clear, int) else seen


def _stack(grey: NDArray[np.uint8]) -> Rgb:
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


@cache
def _lab_to_srgb() -> ImageCms.ImageCmsTransform:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(lab, srgb, "LAB", "RGB")
