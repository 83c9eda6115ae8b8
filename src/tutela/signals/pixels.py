"""Any mode of a decoded picture to RGB, as a viewer would show it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image, ImageCms

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rgb: TypeAlias = "NDArray[np.uint8]"
"""Rows by columns by red, green, blue; 0 to 255."""

_BYTE, _WORD = 255, 65535


def to_rgb(image: Image.Image) -> Rgb:
    """The loaded picture as (height, width, 3) bytes.

    Transparency is laid on white. Shades deeper than a byte are scaled, not cut off. Embedded
    colour profiles are not applied: the reference fingerprints do not apply them either.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _stack(_to_bytes(np.asarray(image)))
    if image.mode == "LAB":
        image = ImageCms.applyTransform(image, _lab_to_srgb())  # type: ignore[assignment]
    elif image.has_transparency_data:
        image = _on_white(image)
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode != "RGBA":
        image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _to_bytes(shades: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Shades of unknown range to bytes: as bytes, as 16-bit words, else from least to greatest."""
    values = shades.astype(np.float32)
    np.nan_to_num(values, copy=False, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > _WORD:
        scale = _BYTE / (high - low) if high > low else 0.0
        return np.asarray(np.rint(values * scale - low * scale), np.uint8)
    fraction = np.issubdtype(shades.dtype, np.floating) and high <= 1
    scale = float(_BYTE) if fraction else 1.0 if high <= _BYTE else _BYTE / _WORD
    return np.asarray(np.rint(values * scale), np.uint8)


def _stack(grey: NDArray[np.uint8]) -> Rgb:
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)


@cache
def _lab_to_srgb() -> ImageCms.ImageCmsTransform:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(lab, srgb, "LAB", "RGB")
