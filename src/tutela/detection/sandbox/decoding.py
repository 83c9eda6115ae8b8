"""The part of the worker that needs the decoders; imported once the process is alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PIL import Image

from tutela.detection.sandbox import channel
from tutela.detection.sandbox.thumbnail import LARGEST, Thumbnail, packed
from tutela.signals import drawings
from tutela.signals.compute import perceive
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Limits, Problem
from tutela.signals.render import confine, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.signals.pixels import Rgb


def prepare(limits: dict[str, Any]) -> Callable[[bytes, bytes], bytes]:
    """A function from what is asked and a file's bytes to the answer.

    Each is asked of a harmless picture first, so that whatever is imported late is imported now.
    """
    bounds = Limits(limits["max_bytes"], limits["max_pixels"], limits["max_frames"])
    confine(bounds)

    def decode(asked: bytes, data: bytes) -> bytes:
        if asked == channel.THUMBNAIL:
            return packed(_look(data, bounds))
        return json.dumps(perceive(data, bounds).to_json()).encode()

    for asked in (channel.PERCEIVE, channel.THUMBNAIL):
        decode(asked, drawings.hills())
    return decode


def _look(data: bytes, limits: Limits) -> Thumbnail | Problem:
    """The main frame of a picture, small and grey, or why there is none."""
    try:
        return _reduced(next(render(data, limits).frames()))
    except NoFingerprint as failure:
        problem: Problem = failure.facts["problem"]
        return problem
    except MemoryError:
        return Problem.OUT_OF_MEMORY


def _reduced(frame: Rgb) -> Thumbnail:
    image = Image.fromarray(frame).convert("L")
    image.thumbnail((LARGEST, LARGEST))
    return Thumbnail(image.width, image.height, image.tobytes())
