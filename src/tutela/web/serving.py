"""One of several serving processes: the web door, and the threads that keep it current.

Started by `processes.py` with the number of the listener and the parent's process id as arguments.
Standard input is its channel to the parent: the settings come by it, and then the parent answers
what it is asked. It dies with the parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from typing import Any

from tutela import assembly
from tutela.detection.sandbox import channel
from tutela.platform import log
from tutela.platform.errors import TutelaError
from tutela.platform.settings import Settings
from tutela.web import waiting
from tutela.web.door import Door, threads_each, until_told

EXIT_FAILED = 1
EXIT_ORPHANED = 3
OPENED = "opened"
MOST_BYTES = 64 * 1024 * 1024  # of one message
PATIENCE = 30.0  # seconds for an answer of the parent
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOOK_SECONDS = 1.0


class Line:
    """This process's end of the channel. Threads may share it."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._one_at_a_time = threading.Lock()

    def settings(self) -> Settings:
        """The first message: how the parent runs. Raises ChannelClosed."""
        return Settings(**waiting.unpacked(channel.receive(self._end, MOST_BYTES)))

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The parent's answer. Raises TimeoutError, and ChannelClosed once the parent is gone."""
        deadline = time.monotonic() + PATIENCE
        with self._one_at_a_time:
            try:
                channel.send(self._end, waiting.packed(asked), deadline)
                return waiting.unpacked(channel.receive(self._end, MOST_BYTES, deadline))
            except TimeoutError:
                self._end.close()  # a late answer must not be taken for that of the next question
                raise


class Orphan:
    """Ends this process after its parent, where the system does not do so."""

    def __init__(self, parent: int) -> None:
        self._parent = parent

    def run(self, stop: threading.Event) -> None:
        """Looks for the parent until `stop` is set."""
        while not stop.wait(_LOOK_SECONDS):
            if os.getppid() != self._parent:
                os._exit(EXIT_ORPHANED)


def main(listener: int, parent: int) -> int:
    """Serves until told to stop; the exit status."""
    _die_with(parent)
    with socket.socket(fileno=sys.stdin.fileno()) as end:
        try:
            _serve(Line(end), socket.socket(fileno=listener), parent)
        except (TutelaError, channel.ChannelClosed) as error:
            log.get("web").error("serving-failed", error=getattr(error, "sentence", "no parent"))
            return EXIT_FAILED
    return 0


def _serve(line: Line, listener: socket.socket, parent: int) -> None:
    settings = line.settings()
    log.configure(settings.log_level)
    with assembly.open_program(settings) as program:
        program.decoders.warm()
        door = Door(
            program,
            waiting.far(line.ask),
            opened=lambda: _opened(line),
            threads=threads_each(settings.workers),
        )

        def end() -> None:
            door.should_exit = True

        runners = [*program.beside_door(), Orphan(parent)]
        with until_told(end), assembly.running(runners):
            door.run(sockets=[listener])


def _opened(line: Line) -> None:
    line.ask({"ask": OPENED})


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(EXIT_ORPHANED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
