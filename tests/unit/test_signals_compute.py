"""Computing signals answers for any bytes whatever, and says what stood in the way."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib

import pytest

from tutela.signals import drawings
from tutela.signals.compute import compute
from tutela.signals.digests import digest, digest_stream
from tutela.signals.model import Limits, Problem

LIMITS = Limits(max_bytes=100_000, max_pixels=10_000, max_frames=4)

PNG = b"\x89PNG\r\n\x1a\n"


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    idat = b"IDAT" + zlib.compress(bytes(1000))
    return PNG + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (body, idat, b"IEND")
    )


GIF_BOMB = (
    b"GIF89a"
    + struct.pack("<HH", 60_000, 60_000)
    + b"\x00\x00\x00,"
    + struct.pack("<HHHH", 0, 0, 60_000, 60_000)
    + b"\x00\x08\x01\x00\x00;"
)
SIDES = (16_382 | 16_382 << 14).to_bytes(4, "little")  # the most a WebP can declare
WEBP_BOMB = b"RIFF\x16\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f" + SIDES + bytes(5)
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n%%EOF\n"
FLAT = b"P5 50 50 255\n" + bytes([90]) * 2500
TINY = b"P6 1 1 255\n\x01\x02\x03"

CASES = [
    (b"", Problem.EMPTY),
    (bytes(100_001), Problem.TOO_LARGE),
    (b"This is a text that calls itself a photograph.\n" * 9, Problem.UNSUPPORTED_FORMAT),
    (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', Problem.UNSUPPORTED_FORMAT),
    (EPS, Problem.UNSUPPORTED_FORMAT),
    (b"\x00", Problem.UNSUPPORTED_FORMAT),
    (bytes(5000), Problem.UNSUPPORTED_FORMAT),
    (PNG, Problem.UNDECODABLE),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", Problem.UNDECODABLE),
    (png_header(60_000, 60_000), Problem.TOO_MANY_PIXELS),
    (png_header(101, 100), Problem.TOO_MANY_PIXELS),
    (GIF_BOMB, Problem.TOO_MANY_PIXELS),
    (WEBP_BOMB, Problem.TOO_MANY_PIXELS),
    (png_header(100, 100), Problem.UNDECODABLE),
    (FLAT, Problem.QUALITY_TOO_LOW),
    (TINY, Problem.QUALITY_TOO_LOW),
]


@pytest.mark.parametrize(("data", "problem"), CASES)
def test_each_obstacle_has_its_name(data: bytes, problem: Problem) -> None:
    assert compute(data, LIMITS).problem is problem


@pytest.mark.parametrize(("data", "_problem"), CASES)
def test_digests_are_there_in_any_case(data: bytes, _problem: Problem) -> None:
    signals = compute(data, LIMITS)
    assert signals.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert signals.sha1 == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    assert signals.sha256 == hashlib.sha256(data).hexdigest()


def test_the_declared_size_is_told_even_when_decoding_fails() -> None:
    signals = compute(png_header(100, 90), LIMITS)
    assert (signals.media_type, signals.width, signals.height) == ("image/png", 100, 90)


def test_a_flat_picture_keeps_its_fingerprint_beside_the_problem() -> None:
    (frame,) = compute(FLAT, LIMITS).frames
    assert frame.quality < 50


def test_a_good_picture_has_no_problem() -> None:
    signals = compute(drawings.waves(), LIMITS)
    assert (signals.problem, signals.frames[0].hex) == (None, drawings.WAVES_PDQ)


def test_warnings_of_the_decoders_change_no_answer() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        roomy = Limits(max_pixels=150_000_000)
        assert compute(png_header(10_000, 10_000), roomy).problem is Problem.UNDECODABLE


@pytest.mark.parametrize("size", [0, 1, 3_000_000])
def test_a_file_read_piece_by_piece_has_the_digests_of_its_bytes(size: int) -> None:
    data = b"\x5a" * size
    assert digest_stream(io.BytesIO(data)) == digest(data)
