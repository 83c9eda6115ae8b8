"""A picture's pixels are read where they lie, unless somebody will draw over them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tutela.signals.model import Limits
from tutela.signals.pdq import hash_pixels
from tutela.signals.pixels import to_rgb
from tutela.signals.render import render


def noise(height: int, width: int, seed: int = 7) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_the_pixels_of_a_picture_in_one_piece_are_not_packed(mode: str) -> None:
    picture = noise(60, 80).convert(mode)
    seen = to_rgb(picture)
    assert seen.strides == (4 * 80, 4, 1)
    assert np.array_equal(seen, np.asarray(picture.convert("RGB")))


def test_the_pixels_outlive_the_picture() -> None:
    kept = np.asarray(noise(60, 80))
    assert np.array_equal(to_rgb(noise(60, 80)), kept)


def test_a_picture_in_several_pieces_is_copied() -> None:
    picture = Image.new("RGB", (5000, 4000), (1, 2, 3))
    seen = to_rgb(picture)
    assert seen.shape == (4000, 5000, 3)
    assert np.array_equal(seen[-1, -1], (1, 2, 3))


def test_the_pixels_are_not_to_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        to_rgb(noise(9, 9))[0, 0] = 0


@pytest.mark.parametrize(("form", "options"), [("WEBP", {"lossless": True}), ("PNG", {})])
def test_a_frame_stays_as_it_was_when_the_next_is_drawn(form: str, options: Any) -> None:
    pictures = [noise(60, 80, seed) for seed in range(4)]
    file = io.BytesIO()
    pictures[0].save(file, form, save_all=True, append_images=pictures[1:], **options)
    frames = list(render(file.getvalue(), Limits()).frames())
    assert len(frames) == len(pictures)
    for frame, picture in zip(frames, pictures, strict=True):
        assert np.array_equal(frame, np.asarray(picture))
        assert hash_pixels(frame) == hash_pixels(np.asarray(picture))
