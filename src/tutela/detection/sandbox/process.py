"""The parent's end of one decoding process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import tutela
from tutela.detection.sandbox import channel, thumbnail
from tutela.detection.sandbox.confinement import Confinement
from tutela.detection.sandbox.errors import DecoderMissing
from tutela.detection.sandbox.question import Question, Wish
from tutela.detection.sandbox.worker import EXIT_OUT_OF_MEMORY
from tutela.signals.model import Perception, Problem

if TYPE_CHECKING:
    from tutela.detection.sandbox.limits import DecoderLimits
    from tutela.detection.sandbox.thumbnail import Thumbnail
    from tutela.signals.stretch import Stretch

_START_SECONDS = 60.0
_FRAME_BYTES = 1000  # of an answer, at most
_LIFETIME = 1000  # files; native decoders leak and fragment
_PROGRAM = (sys.executable, "-s", "-P", "-B", "-m", "tutela.detection.sandbox.worker")


class Decoder:
    """One worker process. Used by one thread at a time."""

    def __init__(self, limits: DecoderLimits) -> None:
        """Start the process and wait until it is closed in. DecoderMissing if it does not come.

        Call it from a thread that lives as long as the worker shall: Linux takes the end of the
        starting *thread* for the parent's death (prctl(2), PR_SET_PDEATHSIG).
        """
        self._limits = limits
        self._left = _LIFETIME
        self._most = _FRAME_BYTES * (limits.max_frames + 1)
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = self._spawn(theirs)
        self.confinement = self._await_start()

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Whether it lives and may take another file."""
        return self._left > 0 and self._process.poll() is None

    def perceive(self, data: bytes) -> Perception:
        """Decode one file. Whatever befalls the process is a Problem of the file."""
        answer = self._ask(Question(Wish.PERCEIVE), data, self._most)
        if isinstance(answer, Problem):
            return Perception(problem=answer)
        try:
            perception = Perception.from_json(json.loads(answer))
        except (ValueError, RecursionError):  # a decoder that babbles was taken over
            return Perception(problem=self._lost(Problem.DECODER_CRASHED))
        if perception.problem is Problem.OUT_OF_MEMORY:
            self._left = 0
        return perception

    def thumbnail(self, data: bytes, stretch: Stretch | None = None) -> Thumbnail | Problem:
        """A small picture of one file, or what befell it; of a film, stills of that stretch."""
        asked = Question(Wish.THUMBNAIL, stretch)
        answer = self._ask(asked, data, thumbnail.MOST_BYTES)
        if isinstance(answer, Problem):
            return answer
        try:
            found = thumbnail.unpacked(answer)
        except ValueError:
            return self._lost(Problem.DECODER_CRASHED)
        if found is Problem.OUT_OF_MEMORY:
            self._left = 0
        return found

    def interrupt(self) -> None:
        """Kill the process while another thread waits for it; that thread cleans up."""
        self._process.kill()

    def kill(self) -> None:
        """Kill the process, wait for its end and close the channel. Safe to repeat."""
        self._left = 0
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def _spawn(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [*_PROGRAM, json.dumps(self._limits.to_json()), str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )
        except OSError as failure:
            self._channel.close()
            raise DecoderMissing(reason=os.strerror(failure.errno or 0)) from failure

    def _await_start(self) -> Confinement:
        try:
            hello = channel.receive(self._channel, 1000, time.monotonic() + _START_SECONDS)
            return Confinement(**json.loads(hello))
        except (TimeoutError, channel.ChannelClosed, ValueError, TypeError) as failure:
            self.kill()
            reason = f"it ended with status {self._process.returncode} before it was ready"
            raise DecoderMissing(reason=reason) from failure

    def _ask(self, what: Question, data: bytes, most: int) -> bytearray | Problem:
        """The answer, of `most` bytes at most; a decoder that says more than that is killed."""
        deadline = time.monotonic() + self._limits.seconds
        self._left -= 1
        try:
            channel.send(self._channel, data, deadline, head=what.packed())
            return channel.receive(self._channel, most, deadline)
        except TimeoutError:
            return self._lost(Problem.TIMED_OUT)
        except channel.ChannelClosed:
            return self._lost(self._cause_of_death())

    def _lost(self, problem: Problem) -> Problem:
        self.kill()
        return problem

    def _cause_of_death(self) -> Problem:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return Problem.DECODER_CRASHED
        known = {-signal.SIGXCPU: Problem.TIMED_OUT, EXIT_OUT_OF_MEMORY: Problem.OUT_OF_MEMORY}
        return known.get(status, Problem.DECODER_CRASHED)


def _environment() -> dict[str, str]:
    """Nothing of ours, but where the package is, and what keeps the libraries to one thread."""
    return {
        "PYTHONPATH": str(Path(tutela.__file__).parents[1]),
        "MALLOC_ARENA_MAX": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
