"""All signals of some bytes. Total: hostile input gives a problem, never an error."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from tutela.signals.digests import digest
from tutela.signals.errors import NoFingerprint
from tutela.signals.film import Film
from tutela.signals.model import MIN_QUALITY, Limits, Pdq, Perception, Problem, Signals
from tutela.signals.opening import opened
from tutela.signals.pdq import hash_pixels

if TYPE_CHECKING:
    from tutela.signals.render import Rendering


def compute(data: bytes, limits: Limits) -> Signals:
    """Digests and perception of the bytes."""
    return Signals.of(digest(data), perceive(data, limits))


def perceive(data: bytes, limits: Limits) -> Perception:
    """The fingerprints of a picture's frames or a film's stills, or why there are none.

    Never raises for bad input.

    Decodes in this very process, and quietens its warnings meanwhile, so not for several threads.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with opened(data, limits) as rendering:
                return _look(rendering)
        except NoFingerprint as failure:
            return Perception(problem=failure.facts["problem"])


def _look(rendering: Rendering | Film) -> Perception:
    frames: list[Pdq] = []
    problem: Problem | None = None
    try:
        for frame in rendering.frames():
            frames.append(hash_pixels(frame))  # noqa: PERF401 - those before a failure stand
    except NoFingerprint as failure:
        problem = failure.facts["problem"]
    except MemoryError:
        problem = Problem.OUT_OF_MEMORY
    if problem is None and all(frame.quality < MIN_QUALITY for frame in frames):
        problem = Problem.QUALITY_TOO_LOW
    return Perception(
        frames=tuple(frames),
        problem=problem,
        media_type=rendering.media_type,
        width=rendering.width,
        height=rendering.height,
        film=rendering.facts if isinstance(rendering, Film) else None,
    )
