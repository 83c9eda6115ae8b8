"""The parent's end of one serving process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutela.detection.sandbox import channel
from tutela.platform.secret import Secret
from tutela.web import waiting
from tutela.web.serving import MOST_BYTES, OPENED

if TYPE_CHECKING:
    from tutela.platform.settings import Settings
    from tutela.web.waiting import Keeper

# -P: the folder we happen to be in may hold others' files, and must not be imported from.
_PROGRAM = (sys.executable, "-P", "-m", "tutela.web.serving")


class ServingProcess:
    """A process that serves on the given listener, from its start to its end.

    Start it from a thread that lives as long as it shall: Linux takes the end of the starting
    *thread* for the parent's death (prctl(2), PR_SET_PDEATHSIG).
    """

    def __init__(self, settings: Settings, listener: socket.socket, keeper: Keeper) -> None:
        """Starts it. `heard` is set once it `answers` requests, or has ended before it did."""
        self.heard = threading.Event()
        self.answers = False
        self._keeper = keeper
        self._end, theirs = socket.socketpair()
        with theirs:
            self._process = _spawn(listener, theirs)
        self._thread = threading.Thread(
            target=self._converse, args=(told(settings),), name=f"serving-{self.pid}"
        )
        self._thread.start()

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """How it ended: its exit status, or a signal as a negative number. None while it runs."""
        return self._process.poll()

    def end(self) -> None:
        """Asks it to finish its requests and to end."""
        self._process.send_signal(signal.SIGTERM)

    def reap(self, seconds: float) -> None:
        """Waits for its end, and brings it about after so many seconds. Safe to repeat."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()

    def _converse(self, first: bytes) -> None:
        """Answers what the process asks, until it is gone or talks nonsense."""
        with self._end:
            try:
                channel.send(self._end, first)
                while True:
                    channel.send(self._end, self._answer(channel.receive(self._end, MOST_BYTES)))
            except (channel.ChannelClosed, ValueError, KeyError, TypeError):
                self._process.kill()
            finally:
                self.heard.set()

    def _answer(self, message: bytearray) -> bytes:
        asked = waiting.unpacked(message)
        if asked["ask"] != OPENED:
            return waiting.packed(self._keeper.answer(asked))
        self.answers = True
        self.heard.set()
        return waiting.packed({})


def told(settings: Settings) -> bytes:
    """The settings as a serving process is told them: not from a file, which may have changed."""
    return waiting.packed({name: _plain(value) for name, value in settings})


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    return str(value) if isinstance(value, Path) else value


def _spawn(listener: socket.socket, theirs: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program, our own arguments
        [*_PROGRAM, str(listener.fileno()), str(os.getpid())],
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,  # what is announced, the parent announces
        pass_fds=[listener.fileno()],
        start_new_session=True,  # the parent decides what Ctrl-C means
    )
