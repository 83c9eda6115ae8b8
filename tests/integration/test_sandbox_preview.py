"""A preview is small, grey and made of shades: never the item's own bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from tutela.detection.sandbox.errors import DecodersClosed, NoPreview
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.detection.sandbox.reveal import LEAST, Reveal
from tutela.detection.sandbox.thumbnail import LARGEST, Thumbnail, packed, unpacked
from tutela.signals.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = DecoderLimits(memory_bytes=300 << 20, seconds=20, max_bytes=5_000_000)
MARK = "mira, node 12345678, 2026-11-22 09:00 UTC"
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


def shown(pool: DecoderPool, data: bytes, step: Reveal = Reveal.COLOUR) -> Image.Image:
    return opened(pool.preview(data, step, MARK).png)


def is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    same = ImageChops.difference(red, green).getbbox(), ImageChops.difference(red, blue).getbbox()
    return same == (None, None)


@pytest.mark.parametrize("step", list(Reveal))
def test_a_step_is_a_png_of_at_most_320_pixels(pool: DecoderPool, step: Reveal) -> None:
    image = shown(pool, stripes(1600, 900), step)
    assert (image.format, image.size) == ("PNG", (LARGEST, 180))


def test_colour_is_the_last_step_only(pool: DecoderPool) -> None:
    data = stripes(640, 480)
    grey = {step: is_grey(shown(pool, data, step)) for step in Reveal}
    assert grey == {Reveal.TILES: True, Reveal.GREY: True, Reveal.COLOUR: False}


def test_tiles_have_lost_the_details(pool: DecoderPool) -> None:
    data = stripes(640, 480)
    coarse, grey = (
        opened(pool.preview(data, step, "").png) for step in (Reveal.TILES, Reveal.GREY)
    )
    assert contrast(coarse) < contrast(grey) / 3


def test_a_small_picture_is_not_made_larger_but_has_room_for_its_mark(pool: DecoderPool) -> None:
    assert shown(pool, stripes(60, 40)).size == (LEAST, 40)


@pytest.mark.parametrize("size", [(640, 480), (60, 40), (4, 4), (480, 640), (900, 20)])
def test_every_step_carries_its_mark_in_its_points(
    pool: DecoderPool, size: tuple[int, int]
) -> None:
    data = stripes(*size)
    for step in Reveal:
        marked, other = (
            opened(pool.preview(data, step, mark).png) for mark in (MARK, "jonas, elsewhere")
        )
        assert ImageChops.difference(marked, other).getbbox() is not None


def test_what_moves_is_a_grid_of_stills_and_counts_its_time(pool: DecoderPool) -> None:
    frames = [Image.new("RGB", (200, 100), (number * 12, 0, 0)) for number in range(20)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=500)
    made = pool.preview(out.getvalue(), Reveal.COLOUR, MARK)
    assert (made.stills, made.seconds) == (9, 10)
    image = opened(made.png)
    assert getattr(image, "n_frames", 1) == 1
    assert max(image.size) <= LARGEST
    red = [image.getpixel((60 + 106 * column, 45))[0] for column in range(3)]  # type: ignore[index]
    assert red[0] < red[1] < red[2], "in their order"


def test_a_lie_about_time_is_bounded(pool: DecoderPool) -> None:
    frames = [Image.new("L", (20, 20), number) for number in (1, 200)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=655_350)
    made = pool.preview(out.getvalue(), Reveal.TILES, MARK)
    assert (made.stills, made.seconds) == (2, 1311)


def test_a_picture_one_can_see_through_is_one_picture(pool: DecoderPool) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), (200, 0, 0, 90)).save(out, "PNG")
    assert pool.preview(out.getvalue(), Reveal.COLOUR, MARK).stills == 1


def test_nothing_but_points_survives(pool: DecoderPool) -> None:
    png = pool.preview(stripes(640, 480, comment=SECRET), Reveal.COLOUR, MARK).png
    assert SECRET not in png
    assert opened(png).info == {}


def test_the_same_picture_gives_the_same_preview(pool: DecoderPool) -> None:
    one, two = (shown(pool, stripes(640, 480), Reveal.GREY) for _ in range(2))
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
        pool.preview(data, Reveal.TILES, MARK)


def test_a_decoder_still_gives_signals_after_a_preview(pool: DecoderPool) -> None:
    data = stripes(640, 480)
    before = pool.compute(data)
    pool.preview(data, Reveal.TILES, MARK)
    assert pool.compute(data) == before


def test_a_pool_that_is_closed_shows_nothing() -> None:
    pool = DecoderPool(1, LIMITS)
    pool.close()
    with pytest.raises(DecodersClosed):
        pool.preview(stripes(60, 40), Reveal.TILES, MARK)


@pytest.mark.parametrize("found", [Thumbnail(2, 3, bytes(18), 2, 3600), Problem.TIMED_OUT])
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
