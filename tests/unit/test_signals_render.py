"""Every colour mode, turn and animation is seen as a viewer would show it."""

from __future__ import annotations

import importlib.util
import io
import struct
import tracemalloc
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from tutela.signals.compute import compute
from tutela.signals.model import Limits, Problem, Signals
from tutela.signals.pdq import distance, hash_pixels
from tutela.signals.render import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = Limits()
NEAR = 10
"""Bits; what lossy coding of the same picture may change here. A match allows 31."""

_spec = importlib.util.find_spec("skimage")
assert _spec is not None
assert _spec.origin is not None
PHOTOGRAPH = Image.open(Path(_spec.origin).parent / "data" / "chelsea.png").convert("RGB")
GREY = np.asarray(PHOTOGRAPH.convert("L"))
EXPECTED = hash_pixels(np.asarray(PHOTOGRAPH)).bits

Turn = Image.Transpose
# What the camera's pixels look like where EXIF says 2 to 8: the inverse of the turn to be applied.
TURNED = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_90,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_270,
}


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def deep(values: np.ndarray[Any, Any]) -> bytes:
    return saved(Image.fromarray(values), "TIFF")


def lab() -> Image.Image:
    srgb, lab_profile = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    turned = ImageCms.applyTransform(
        PHOTOGRAPH, ImageCms.buildTransform(srgb, lab_profile, "RGB", "LAB")
    )
    assert turned is not None
    return turned


def apart(signals: Signals) -> int:
    assert signals.problem is None
    return distance(signals.frames[0].bits, EXPECTED)


PLAIN = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "TIFF", "JPEG2000", "PPM", "ICNS"),
    *("DDS", "DIB", "PCX", "SGI", "TGA", "QOI", "MPO"),
)
MADE: dict[str, Callable[[], bytes]] = {
    "progressive JPEG": lambda: saved(PHOTOGRAPH, "JPEG", progressive=True),
    "CMYK JPEG": lambda: saved(PHOTOGRAPH.convert("CMYK"), "JPEG"),
    "CMYK TIFF": lambda: saved(PHOTOGRAPH.convert("CMYK"), "TIFF"),
    "YCbCr TIFF": lambda: saved(PHOTOGRAPH.convert("YCbCr"), "TIFF"),
    "LAB TIFF": lambda: saved(lab(), "TIFF"),
    "palette PNG": lambda: saved(PHOTOGRAPH.convert("P"), "PNG"),
    "palette BLP": lambda: saved(PHOTOGRAPH.convert("P"), "BLP"),
    "1-bit PNG": lambda: saved(PHOTOGRAPH.convert("1"), "PNG"),
    "1-bit MSP": lambda: saved(PHOTOGRAPH.convert("1"), "MSP"),
    "1-bit XBM": lambda: saved(PHOTOGRAPH.convert("1"), "XBM"),
    "grey PNG": lambda: saved(PHOTOGRAPH.convert("L"), "PNG"),
    "grey and alpha PNG": lambda: saved(PHOTOGRAPH.convert("LA"), "PNG"),
    "opaque RGBA PNG": lambda: saved(PHOTOGRAPH.convert("RGBA"), "PNG"),
    "16-bit PNG": lambda: saved(Image.fromarray(GREY.astype(np.uint16) * 257), "PNG"),
    "16-bit TIFF": lambda: deep(GREY.astype(np.uint16) * 257),
    "16-bit PGM": lambda: b"P5 451 300 65535\n" + (GREY.astype(">u2") * 257).tobytes(),
    "16-bit TIFF with byte shades": lambda: deep(GREY.astype(np.uint16)),
    "32-bit TIFF": lambda: deep(GREY.astype(np.int32) * 100_000 - 50),
    "float TIFF 0 to 1": lambda: deep(GREY.astype(np.float32) / 255),
    "float TIFF 0 to 255": lambda: deep(GREY.astype(np.float32)),
    "float TIFF huge": lambda: deep((GREY.astype(np.float32) - 128) * np.float32(2e36)),
    "float TIFF with holes": lambda: deep(np.where(GREY > 254, np.nan, GREY).astype(np.float32)),
}


@cache
def file(name: str) -> bytes:
    return MADE[name]() if name in MADE else saved(PHOTOGRAPH, name)


@pytest.mark.parametrize("name", [*PLAIN, *MADE])
def test_every_format_and_mode_hashes_like_its_rgb_rendering(name: str) -> None:
    assert apart(compute(file(name), LIMITS)) <= NEAR


def test_every_format_pillow_opens_is_read_or_left_out_on_purpose() -> None:
    runs_programs, never_decoded = {"EPS", "WMF"}, {"BUFR", "GRIB", "HDF5", "MPEG"}
    assert set(Image.OPEN) - set(FORMATS) == runs_programs | never_decoded


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_turned_picture_is_stood_upright(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(PHOTOGRAPH.transpose(TURNED[orientation]), form, exif=exif)
    assert apart(compute(data, LIMITS)) <= NEAR


def test_broken_exif_turns_nothing() -> None:
    data = saved(PHOTOGRAPH, "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\xff" * 20)
    assert apart(compute(data, LIMITS)) <= NEAR


def test_an_orientation_browsers_do_not_obey_is_not_obeyed() -> None:
    data = saved(PHOTOGRAPH, "JPEG", xmp=b'<x tiff:Orientation="3"/>')
    assert apart(compute(data, LIMITS)) <= NEAR


def test_transparency_is_laid_on_white() -> None:
    see_through = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    see_through.putpixel((0, 0), (255, 0, 0, 255))
    frame = next(render(saved(see_through, "PNG"), LIMITS).frames())
    assert frame[0, 0].tolist() == [255, 0, 0]
    assert frame[7, 7].tolist() == [255, 255, 255]


def test_one_transparent_shade_of_a_palette_is_laid_on_white() -> None:
    image = PHOTOGRAPH.quantize(8)
    shade = image.getpixel((0, 0))
    frame = next(render(saved(image, "GIF", transparency=shade), LIMITS).frames())
    assert frame[0, 0].tolist() == [255, 255, 255]


def _animation(count: int) -> list[Image.Image]:
    return [Image.new("RGB", (16, 16), (number, 0, 0)) for number in range(count)]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "GIF"])
def test_an_animation_gives_evenly_spaced_frames_with_both_ends(form: str) -> None:
    first, *others = _animation(80)
    lossless = {"lossless": True} if form == "WEBP" else {}
    data = saved(first, form, save_all=True, append_images=others, **lossless)
    shown = [int(frame[0, 0, 0]) for frame in render(data, Limits(max_frames=5)).frames()]
    assert shown == [0, 1, 27, 53, 79]


@pytest.mark.parametrize(("most", "shown"), [(1, [0]), (2, [0, 2]), (3, [0, 1, 2]), (9, [0, 1, 2])])
def test_no_more_frames_are_shown_than_allowed(most: int, shown: list[int]) -> None:
    first, *others = _animation(3)
    data = saved(first, "PNG", save_all=True, append_images=others)
    frames = render(data, Limits(max_frames=most)).frames()
    assert [int(frame[0, 0, 0]) for frame in frames] == shown


def billions_of_frames() -> bytes:
    """An animation of three frames that says it has as many as its field can say."""
    first, *others = _animation(3)
    data = bytearray(saved(first, "PNG", save_all=True, append_images=others))
    at = data.index(b"acTL")
    body = struct.pack(">II", 0x7FFFFFFF, 0)
    data[at : at + 16] = b"acTL" + body + struct.pack(">I", zlib.crc32(b"acTL" + body))
    return bytes(data)


def test_frames_that_are_only_declared_cost_nothing() -> None:
    tracemalloc.start()
    signals = compute(billions_of_frames(), LIMITS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert signals.problem is Problem.UNDECODABLE
    assert len(signals.frames) == 2  # the first one, and the one after it
    assert peak < 20_000_000


CUT = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "BMP", "TIFF", "JPEG2000", "PPM", "QOI", "SGI")


@pytest.mark.parametrize("form", CUT)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_never_half_decoded(form: str, part: float) -> None:
    data = file(form)
    signals = compute(data[: int(len(data) * part)], LIMITS)
    assert (signals.problem, signals.frames) == (Problem.UNDECODABLE, ())


def test_frames_before_a_break_stand_beside_the_problem() -> None:
    frames = [PHOTOGRAPH.rotate(number) for number in range(4)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    signals = compute(data[: len(data) * 3 // 4], LIMITS)
    assert signals.problem is Problem.UNDECODABLE
    assert 1 <= len(signals.frames) < 4


def chunk(name: bytes, body: bytes, checksum: int | None = None) -> bytes:
    sum_ = zlib.crc32(name + body) if checksum is None else checksum
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", sum_)


@pytest.mark.parametrize(
    "extra",
    [
        lambda: chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(50_000_000))),
        lambda: chunk(b"iCCP", b"k\x00\x00" + zlib.compress(bytes(50_000_000))),
        lambda: chunk(b"gAMA", b"\x00\x00\x00\x01", checksum=0),
    ],
    ids=["text bomb", "profile bomb", "wrong checksum"],
)
def test_what_no_pixel_depends_on_cannot_spoil_a_png(extra: Callable[[], bytes]) -> None:
    data = file("PNG")
    assert apart(compute(data[:33] + extra() + data[33:], LIMITS)) == 0
