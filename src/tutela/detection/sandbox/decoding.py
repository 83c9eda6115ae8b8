"""The part of the worker that needs the decoders; imported once the process is alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutela.detection.sandbox import channel, grid
from tutela.detection.sandbox.thumbnail import packed
from tutela.signals import drawings
from tutela.signals.compute import perceive
from tutela.signals.errors import NoFingerprint
from tutela.signals.model import Limits, Problem
from tutela.signals.render import confine, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.detection.sandbox.thumbnail import Thumbnail


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
    """A picture, made small; of what moves, a grid of stills. Or why there is none."""
    try:
        return grid.small(render(data, limits))
    except NoFingerprint as failure:
        problem: Problem = failure.facts["problem"]
        return problem
    except MemoryError:
        return Problem.OUT_OF_MEMORY
