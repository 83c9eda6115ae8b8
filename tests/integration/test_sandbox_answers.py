"""What goes through the decoding processes comes back as if computed here, hostile or not."""

from __future__ import annotations

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.signals import drawings
from tutela.signals.compute import compute
from tutela.signals.digests import digest
from tutela.signals.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = DecoderLimits(
    memory_bytes=300 << 20, seconds=20, max_pixels=40_000_000, max_bytes=5_000_000
)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(2, LIMITS) as one:
        yield one


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def picture(seed: int) -> Image.Image:
    small = Image.frombytes("RGB", (12, 12), np.random.default_rng(seed).bytes(432))
    return small.resize((240, 180), Image.Resampling.BICUBIC)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_bomb() -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(bytes(9)))
        + chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    plain = saved(picture(1), "PNG")
    return plain[:33] + chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(90_000_000))) + plain[33:]


GOOD = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "JPEG2000", "BMP")


@pytest.mark.parametrize("form", GOOD)
def test_a_picture_gives_the_same_signals_as_without_a_sandbox(
    pool: DecoderPool, form: str
) -> None:
    data = saved(picture(3), form)
    signals = pool.compute(data)
    assert signals == compute(data, LIMITS.signals)
    assert signals.problem is None


HOSTILE = {
    "empty": (b"", Problem.EMPTY),
    "too large": (bytes(5_000_001), Problem.TOO_LARGE),
    "pixel bomb": (png_bomb(), Problem.TOO_MANY_PIXELS),
    "truncated JPEG": (saved(picture(1), "JPEG")[:-900], Problem.UNDECODABLE),
    "truncated PNG": (saved(picture(1), "PNG")[:-900], Problem.UNDECODABLE),
    "random bytes": (np.random.default_rng(1).bytes(50_000), Problem.UNSUPPORTED_FORMAT),
    "text named .jpg": (b"not a photograph\n" * 9, Problem.UNSUPPORTED_FORMAT),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', Problem.UNSUPPORTED_FORMAT),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Problem.UNSUPPORTED_FORMAT),
    "one pixel": (b"P6 1 1 255\n\x01\x02\x03", Problem.QUALITY_TOO_LOW),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_an_answer_with_digests_and_costs_no_worker(
    pool: DecoderPool, name: str
) -> None:
    pool.warm()
    workers = pool.pids
    data, problem = HOSTILE[name]
    signals = pool.compute(data)
    assert (signals.problem, signals.digests) == (problem, digest(data))
    assert pool.pids == workers


def test_a_bomb_in_a_text_nobody_sees_does_not_hide_the_picture(pool: DecoderPool) -> None:
    assert (
        pool.compute(text_bomb()).frames == compute(saved(picture(1), "PNG"), LIMITS.signals).frames
    )


def test_a_file_that_needs_too_much_memory_is_named_and_the_next_one_is_served(
    pool: DecoderPool,
) -> None:
    hog = saved(Image.new("RGBA", (6000, 6000)), "PNG")  # laid on paper, it is there twice
    assert pool.compute(hog).problem is Problem.OUT_OF_MEMORY
    assert pool.compute(drawings.waves()).problem is None


def test_32_threads_get_each_their_own_answer(pool: DecoderPool) -> None:
    files = [saved(picture(seed), "PNG") for seed in range(32)]
    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(pool.compute, files))
    assert answers == [compute(data, LIMITS.signals) for data in files]
    assert len(pool.pids) <= pool.size


def test_map_answers_in_order_and_reads_little_ahead(pool: DecoderPool) -> None:
    taken = []

    def items() -> Iterator[tuple[int, bytes]]:
        for number in range(30):
            taken.append(number)
            yield number, saved(picture(number), "JPEG")

    answers = pool.map(items())
    first = next(answers)
    assert first[0] == 0
    assert len(taken) <= 2 * pool.size + 1
    rest = list(answers)
    assert [key for key, _ in rest] == list(range(1, 30))
    assert rest[4][1] == compute(saved(picture(5), "JPEG"), LIMITS.signals)


def test_map_can_be_left_early(pool: DecoderPool) -> None:
    answers = pool.map((number, drawings.hills()) for number in range(1000))
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert pool.busy == ()


def test_an_empty_map_is_empty(pool: DecoderPool) -> None:
    assert list(pool.map([])) == []


def test_a_scan_leaves_no_open_file_behind(pool: DecoderPool) -> None:
    pool.warm()
    before = set(Path("/proc/self/fd").iterdir())
    list(pool.map((number, drawings.hills()) for number in range(10)))
    assert set(Path("/proc/self/fd").iterdir()) == before
