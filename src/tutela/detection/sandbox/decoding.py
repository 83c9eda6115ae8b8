"""The part of the worker that needs the decoders; imported once the process is alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutela.detection.sandbox import grid
from tutela.detection.sandbox.question import Question, Wish
from tutela.detection.sandbox.thumbnail import packed
from tutela.signals import drawings, film_drawing
from tutela.signals.compute import perceive
from tutela.signals.errors import NoFingerprint
from tutela.signals.film import Film
from tutela.signals.model import Limits, Problem
from tutela.signals.opening import opened
from tutela.signals.render import confine

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.detection.sandbox.thumbnail import Thumbnail
    from tutela.signals.stretch import Stretch


def prepare(limits: dict[str, Any]) -> Callable[[Question, bytes], bytes]:
    """A function from what is asked and a file's bytes to the answer.

    Each is asked of a harmless picture and film first, so that what is imported late is imported
    now.
    """
    bounds = Limits(limits["max_bytes"], limits["max_pixels"], limits["max_frames"])
    confine(bounds)

    def decode(asked: Question, data: bytes) -> bytes:
        if asked.wish is Wish.THUMBNAIL:
            return packed(_look(data, bounds, asked.stretch))
        return json.dumps(perceive(data, bounds).to_json()).encode()

    for wish in Wish:
        for harmless in (drawings.hills(), film_drawing.reel()):
            decode(Question(wish), harmless)
    return decode


def _look(data: bytes, limits: Limits, stretch: Stretch | None) -> Thumbnail | Problem:
    """A picture, made small; of what moves, a grid of stills. Or why there is none."""
    try:
        with opened(data, limits) as found:
            return grid.of_film(found, stretch) if isinstance(found, Film) else grid.small(found)
    except NoFingerprint as failure:
        problem: Problem = failure.facts["problem"]
        return problem
    except MemoryError:
        return Problem.OUT_OF_MEMORY
