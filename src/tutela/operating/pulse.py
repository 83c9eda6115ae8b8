"""The pulse of a process: every few seconds it writes how it is, so that any of them can tell."""

from __future__ import annotations

import math
import os
import resource
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tutela.operating import rules, store
from tutela.operating.model import Figures, Pulse
from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from tutela.detection.coverage import Coverage
    from tutela.detection.sandbox.pool import DecoderPool
    from tutela.indicators.live import LiveIndex
    from tutela.platform.node import Node

FIRST, SERVING = "first", "serving"
_STATUS = Path("/proc/self/statm")  # proc(5)
_FILES = Path("/proc/self/fd")


class Scans(Protocol):
    """What a process that scans carries with it."""

    @property
    def node(self) -> Node: ...
    @property
    def coverage(self) -> Coverage: ...
    @property
    def index(self) -> LiveIndex: ...
    @property
    def decoders(self) -> DecoderPool: ...


class Beat:
    """Writes the pulse of this process until it is told to stop, and takes it back then."""

    def __init__(self, program: Scans, role: str) -> None:
        self._program = program
        self._role = role
        self._id = program.node.ids.new()
        self._started_at = program.node.clock.now()

    def run(self, stop: threading.Event) -> None:
        """Goes on while the database is away: its silence is what shows."""
        try:
            while True:
                with suppress(TutelaError):
                    self.once()
                if stop.wait(rules.PULSE.total_seconds()):
                    return
        finally:
            with suppress(TutelaError):
                self.end()

    def once(self) -> None:
        """Writes how this process is now. Raises DatabaseAway."""
        node = self._program.node
        now = node.clock.now()
        one = Pulse(self._role, os.getpid(), self._started_at, now, figures(self._program))
        with node.transaction() as connection:
            store.beat(connection, self._id, one)

    def end(self) -> None:
        """Takes back what this process said of itself. Raises DatabaseAway."""
        node = self._program.node
        with node.transaction() as connection:
            store.forget(connection, self._id, node.clock.now() - rules.GONE)


def figures(program: Scans) -> Figures:
    """What this process says of itself now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Figures(
        index_age=_finite(program.index.age_seconds()),
        declarations_age=_finite(program.coverage.age_seconds()),
        decoders=len(program.decoders.pids),
        busy_decoders=len(program.decoders.busy),
        resident_bytes=_resident(used.ru_maxrss),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 2),
        open_files=_open_files(),
        threads=threading.active_count(),
    )


def _finite(age: float) -> float | None:
    return None if math.isinf(age) else round(age, 2)


def _resident(most: int) -> int:
    """Memory in use; where the system does not say, the most there ever was."""
    try:
        return int(_STATUS.read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return most if sys.platform == "darwin" else most * 1024  # getrusage(2)


def _open_files() -> int:
    try:
        return sum(1 for _ in _FILES.iterdir())
    except OSError:
        return 0
