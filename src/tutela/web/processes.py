"""Several serving processes on one listener: started, watched, replaced, and ended in order."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.platform import log
from tutela.platform.errors import Unavailable
from tutela.web.door import LONGEST_ANSWER
from tutela.web.process import ServingProcess
from tutela.web.waiting import Keeper

if TYPE_CHECKING:
    import socket
    import threading
    from types import TracebackType
    from typing import Self

    from tutela.platform.settings import Settings

LOOK_SECONDS = 0.1
LONGEST_START = 600.0  # seconds; a cold machine reads a large index
ENDING_SECONDS = LONGEST_ANSWER + 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0  # seconds before a process that ended is replaced
STEADY_SECONDS = 60.0  # a process that lived so long did not end of its beginning


class NotServing(Unavailable):
    """A serving process ended before it answered (status {status}). What it said of it stands
    above; `tutela doctor` looks at the node.
    """

    code = "not-serving"


@dataclass
class _Place:
    """The place of one serving process: who has it, and when it may be taken again."""

    settings: Settings
    process: ServingProcess
    since: float = field(default_factory=time.monotonic)
    pause: float = FIRST_PAUSE
    due: float | None = None


class Crew:
    """The serving processes of a node. Used by one thread, which outlives them."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._listener = listener
        self._keeper = Keeper()
        self._shares = shares(settings)
        self._places: list[_Place] = []
        self._log = log.get("web")

    def __enter__(self) -> Self:
        """Starts all of them."""
        try:
            for settings in self._shares:
                self._places.append(_Place(settings, self._start(settings)))
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, failure: type[BaseException] | None, _: object, __: TracebackType | None
    ) -> None:
        """Ends them: requests under way are finished, unless something failed here."""
        processes = [place.process for place in self._places]
        until = time.monotonic() + (0 if failure else ENDING_SECONDS)
        for process in processes:
            process.end()
        for process in processes:
            process.reap(max(0.0, until - time.monotonic()))

    def wait_until_open(self, told: threading.Event) -> None:
        """Returns once all of them answer requests, or `told` is set. Raises NotServing."""
        until = time.monotonic() + LONGEST_START
        for place in self._places:
            process = place.process
            while not (process.heard.wait(LOOK_SECONDS) or told.is_set()):
                if time.monotonic() > until:
                    raise NotServing(status="none yet")
            if not (process.answers or told.is_set()):
                process.reap(ENDING_SECONDS)
                raise NotServing(status=process.status)

    def tend(self, told: threading.Event) -> None:
        """Replaces those that end, each time a little later, until `told` is set."""
        while not told.wait(LOOK_SECONDS):
            for place in self._places:
                self._look(place)

    def _look(self, place: _Place) -> None:
        now = time.monotonic()
        if place.process.status is None:
            return
        if place.due is None:
            self._mourn(place, now)
        elif now >= place.due:
            self._replace(place, now)

    def _replace(self, place: _Place, now: float) -> None:
        try:
            place.process = self._start(place.settings)
        except OSError as error:  # the machine has no room for it now
            place.due = now + place.pause
            self._log.error("serving-process-waits", problem=error.strerror)
            return
        place.since, place.due = now, None

    def _mourn(self, place: _Place, now: float) -> None:
        place.process.reap(0)
        steady = now - place.since > STEADY_SECONDS
        place.pause = FIRST_PAUSE if steady else min(2 * place.pause, LONGEST_PAUSE)
        place.due = now + place.pause
        self._log.error(
            "serving-process-ended",
            pid=place.process.pid,
            status=place.process.status,
            replaced_in=place.pause,
        )

    def _start(self, settings: Settings) -> ServingProcess:
        return ServingProcess(settings, self._listener, self._keeper)


def own_share(settings: Settings) -> Settings:
    """The settings with the decoders of the process that `tutela serve` starts as.

    One of several only scans what was taken in for later, and starts its decoders when it must.
    """
    if settings.workers == 1:
        return settings
    return _with(settings, settings.decoders // (settings.workers + 1))


def shares(settings: Settings) -> list[Settings]:
    """The settings of each serving process: the decoders are shared out, one at least to each."""
    left = settings.decoders - own_share(settings).decoders
    each, more = divmod(left, settings.workers)
    return [_with(settings, each + (number < more)) for number in range(settings.workers)]


def _with(settings: Settings, decoders: int) -> Settings:
    return settings.model_copy(update={"decoders": max(1, decoders)})
