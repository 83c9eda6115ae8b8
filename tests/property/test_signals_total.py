"""Whatever the bytes, signals come back whole, the same each time, and survive JSON."""

from __future__ import annotations

import io
import json

import numpy as np
import pdqhash
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tutela.signals.compute import compute
from tutela.signals.errors import SignalJsonError, SignalTextError
from tutela.signals.model import DIGITS, Limits, SignalKind, Signals
from tutela.signals.parse import parse
from tutela.signals.pdq import hash_pixels

LIMITS = Limits(max_bytes=50_000, max_pixels=50_000, max_frames=3)
MARKS = (b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\x00\x00\x00WEBPVP8 ")
MORE_MARKS = (
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"P6 9 9 255\n",
    b"8BPS\x00\x01",
    b"qoif",
    b"SIMPLE  =",
)
FORMS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "PPM", "QOI", "TGA", "PCX", "ICO", "JPEG2000")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=9,
)


def _file(form: str, seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (24, 31, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


@given(st.sampled_from(MARKS + MORE_MARKS), st.binary(max_size=2000))
def test_random_bytes_behind_any_mark_give_an_answer(mark: bytes, rest: bytes) -> None:
    signals = compute(mark + rest, LIMITS)
    assert signals.frames or signals.problem


@settings(max_examples=150)
@given(st.sampled_from(FORMS), st.integers(0, 9), st.data())
def test_a_damaged_file_gives_the_same_answer_twice(
    form: str, seed: int, data: st.DataObject
) -> None:
    spoilt = bytearray(_file(form, seed))
    for _ in range(data.draw(st.integers(0, 6))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    first, second = (compute(bytes(spoilt), LIMITS) for _ in range(2))
    assert first == second
    assert Signals.from_json(json.loads(json.dumps(first.to_json()))) == first


@given(json_values)
def test_no_json_but_ours_is_read(value: object) -> None:
    with pytest.raises(SignalJsonError):
        Signals.from_json(value)


@given(st.sampled_from(SignalKind), st.text(max_size=70))
def test_a_text_is_a_signal_or_refused_by_name(kind: SignalKind, text: str) -> None:
    try:
        value = parse(kind, text)
    except SignalTextError:
        return
    assert value.hex() == text.lower()


@given(st.sampled_from(SignalKind), st.data())
def test_the_text_of_any_signal_reads_back(kind: SignalKind, data: st.DataObject) -> None:
    size = DIGITS[kind] // 2
    value = data.draw(st.binary(min_size=size, max_size=size))
    assert parse(kind, value.hex()) == parse(kind, value.hex().upper()) == value


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_pdq_agrees_with_the_reference_on_random_pixels(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    vector, quality = pdqhash.compute(pixels)
    ours = hash_pixels(pixels)
    assert (ours.quality, ours.bits) == (quality, np.packbits(vector.astype(np.uint8)).tobytes())
