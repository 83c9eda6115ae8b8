"""A preview is small, grey and made of shades: never the item's own bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from tutela.detection.sandbox.errors import DecodersClosed, NoPreview
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.detection.sandbox.thumbnail import LARGEST, Thumbnail, packed, unpacked
from tutela.signals.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = DecoderLimits(memory_bytes=300 << 20, seconds=20, max_bytes=5_000_000)
SECRET = b"a place where the picture was taken"


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(1, LIMITS) as one:
        yield one


def stripes(width: int, height: int, **options: object) -> bytes:
    """A colourful picture with sharp edges."""
    image = Image.new("RGB", (width, height), "red")
    for left in range(0, width, 40):
        image.paste("blue", (left, 0, left + 20, height))
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def contrast(image: Image.Image) -> float:
    return float(ImageStat.Stat(image).stddev[0])


def test_a_preview_is_a_grey_png_of_at_most_320_pixels(pool: DecoderPool) -> None:
    image = opened(pool.preview(stripes(1600, 900), blurred=False))
    assert (image.format, image.mode, image.size) == ("PNG", "L", (LARGEST, 180))


def test_a_small_picture_is_not_made_larger(pool: DecoderPool) -> None:
    assert opened(pool.preview(stripes(60, 40), blurred=False)).size == (60, 40)


def test_a_blurred_preview_has_lost_the_details(pool: DecoderPool) -> None:
    data = stripes(640, 480)
    clear = opened(pool.preview(data, blurred=False))
    blurred = opened(pool.preview(data, blurred=True))
    assert contrast(blurred) < contrast(clear) / 3


def test_nothing_but_shades_survives(pool: DecoderPool) -> None:
    png = pool.preview(stripes(640, 480, comment=SECRET), blurred=False)
    assert SECRET not in png
    assert opened(png).info == {}


def test_the_same_picture_gives_the_same_preview(pool: DecoderPool) -> None:
    one, two = (opened(pool.preview(stripes(640, 480), blurred=True)) for _ in range(2))
    assert ImageChops.difference(one, two).getbbox() is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (bytes(5_000_001), Problem.TOO_LARGE),
        (b"not a picture at all", Problem.UNSUPPORTED_FORMAT),
        (stripes(640, 480)[:-4000], Problem.UNDECODABLE),
    ],
)
def test_what_cannot_be_shown_is_said(pool: DecoderPool, data: bytes, problem: Problem) -> None:
    with pytest.raises(NoPreview, match=problem.value):
        pool.preview(data, blurred=True)


def test_a_decoder_still_gives_signals_after_a_preview(pool: DecoderPool) -> None:
    data = stripes(640, 480)
    before = pool.compute(data)
    pool.preview(data, blurred=True)
    assert pool.compute(data) == before


def test_a_pool_that_is_closed_shows_nothing() -> None:
    pool = DecoderPool(1, LIMITS)
    pool.close()
    with pytest.raises(DecodersClosed):
        pool.preview(stripes(60, 40), blurred=True)


@pytest.mark.parametrize("found", [Thumbnail(2, 3, bytes(6)), Problem.TIMED_OUT])
def test_an_answer_reads_back(found: Thumbnail | Problem) -> None:
    assert unpacked(packed(found)) == found


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x02",
        b"\x01\x00\x02",
        b"\x00no such problem",
        b"\x01\x00\x02\x00\x02abc",
        b"\x01\x00\x00\x00\x00",
        b"\x01\xff\xff\x00\x01" + bytes(65535),
        b"<svg onload='x'/>",
    ],
)
def test_a_decoder_that_babbles_is_not_believed(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"thumbnail|valid Problem"):
        unpacked(answer)
