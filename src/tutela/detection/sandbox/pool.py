"""A fixed number of decoding processes, shared by any number of threads."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Lock, Semaphore
from typing import TYPE_CHECKING, TypeVar

from tutela.detection.sandbox.errors import DecodersBusy, DecodersClosed, NoPreview
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.process import Decoder
from tutela.detection.sandbox.reveal import revealed
from tutela.platform.errors import Unavailable
from tutela.signals.digests import digest
from tutela.signals.model import Perception, Problem, Signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from tutela.detection.sandbox.confinement import Confinement
    from tutela.detection.sandbox.reveal import Preview, Reveal
    from tutela.detection.sandbox.thumbnail import Thumbnail
    from tutela.signals.stretch import Stretch

Key = TypeVar("Key")

_AHEAD = 2  # items read ahead per worker


class DecoderPool:
    """`size` workers, started when first needed and replaced when they die.

    Made and used in one process: a fork of it must make its own.
    """

    def __init__(
        self, size: int, limits: DecoderLimits | None = None, *, patience: float = 30.0
    ) -> None:
        """`patience`: seconds `compute` waits for a free worker before it raises DecodersBusy."""
        if size < 1:
            raise ValueError("a decoder pool has at least one worker")
        self.size = size
        self.limits = limits or DecoderLimits()
        self._patience = patience
        self._places = Semaphore(size)
        self._lock = Lock()
        self._idle: list[Decoder] = []
        self._busy: list[Decoder] = []
        self._closed = False
        # One thread that outlives every worker starts them all: see Decoder.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="decoder-starter")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of all workers, idle and busy."""
        with self._lock:
            return tuple(sorted(decoder.pid for decoder in [*self._idle, *self._busy]))

    @property
    def busy(self) -> tuple[int, ...]:
        """The process ids of the workers that have a file in hand."""
        with self._lock:
            return tuple(sorted(decoder.pid for decoder in self._busy))

    def compute(self, data: bytes) -> Signals:
        """All signals of the bytes. Blocks until a worker is free and has answered.

        Hostile bytes never raise: what they do to a worker is the problem of the answer, and the
        digests, made in this process, are there in any case. DecodersBusy, DecodersClosed and
        DecoderMissing say that the bytes were not looked at.
        """
        return self._compute(data, self._patience)

    def preview(
        self, data: bytes, step: Reveal, mark: str, stretch: Stretch | None = None
    ) -> Preview:
        """This step of a small picture of the bytes, with a mark in it; of what moves, of a grid.

        Of a film it is a grid of that stretch, or of all of it. Raises NoPreview, DecodersBusy,
        DecodersClosed and DecoderMissing.
        """
        found = self.limits.signals.refuse(data) or self._thumbnail(data, stretch)
        if isinstance(found, Problem):
            raise NoPreview(problem=found.value)
        return revealed(found, step, mark)

    def map(self, items: Iterable[tuple[Key, bytes]]) -> Iterator[tuple[Key, Signals]]:
        """The signals of each item, in order, all workers kept busy, reading little ahead.

        Waits for workers as long as it takes. At most `2 * size + 1` items are held in memory.
        """
        ahead: deque[tuple[Key, Future[Signals]]] = deque()
        threads = ThreadPoolExecutor(self.size, thread_name_prefix="decoder-feeder")
        try:
            for key, data in items:
                ahead.append((key, threads.submit(self._compute, data, None)))
                if len(ahead) > _AHEAD * self.size:
                    yield _finished(*ahead.popleft())
            while ahead:
                yield _finished(*ahead.popleft())
        finally:
            threads.shutdown(cancel_futures=True)

    def warm(self) -> Confinement:
        """Start every worker now; which measures hold for them."""
        with ExitStack() as leases:
            decoders = [leases.enter_context(self._lease(None)) for _ in range(self.size)]
            return decoders[0].confinement

    def answers(self, patience: float = 1.0) -> bool:
        """Whether a worker is at work, waits, or can be started. One that died is replaced."""
        if self.busy:
            return True
        try:
            with self._lease(patience):
                return True
        except (Unavailable, OSError):
            return False

    def close(self) -> None:
        """Kill and reap every worker. Threads still waiting get DecodersClosed. Repeatable."""
        with self._lock:
            self._closed = True
            for decoder in self._busy:
                decoder.interrupt()
        for _ in range(self.size):  # each place is free once the thread that had it cleaned up
            self._places.acquire()
        for decoder in self._idle:
            decoder.kill()
        self._idle.clear()
        self._starter.shutdown()
        self._places.release(self.size)

    def _compute(self, data: bytes, patience: float | None) -> Signals:
        problem = self.limits.signals.refuse(data)
        if problem:
            return Signals.of(digest(data), Perception(problem=problem))
        with self._lease(patience) as decoder:
            perception = decoder.perceive(data)
        if perception.problem and self._closed:
            raise DecodersClosed  # the worker was killed by us, not by the file
        return Signals.of(digest(data), perception)

    def _thumbnail(self, data: bytes, stretch: Stretch | None) -> Thumbnail | Problem:
        with self._lease(self._patience) as decoder:
            found = decoder.thumbnail(data, stretch)
        if isinstance(found, Problem) and self._closed:
            raise DecodersClosed
        return found

    @contextmanager
    def _lease(self, patience: float | None) -> Iterator[Decoder]:
        if not self._places.acquire(timeout=patience):
            raise DecodersBusy(size=self.size, seconds=patience)
        try:
            decoder = self._take()
            try:
                yield decoder
            finally:
                self._give_back(decoder)
        finally:
            self._places.release()

    def _take(self) -> Decoder:
        decoder = self._pop_idle() or self._start()
        with self._lock:
            if not self._closed:
                self._busy.append(decoder)
                return decoder
        decoder.kill()
        raise DecodersClosed

    def _pop_idle(self) -> Decoder | None:
        with self._lock:
            if self._closed:
                raise DecodersClosed
            decoder = self._idle.pop() if self._idle else None
        if decoder and not decoder.usable:
            decoder.kill()
            return None
        return decoder

    def _start(self) -> Decoder:
        try:
            starting = self._starter.submit(Decoder, self.limits)
        except RuntimeError:
            raise DecodersClosed from None
        return starting.result()

    def _give_back(self, decoder: Decoder) -> None:
        with self._lock:
            self._busy.remove(decoder)
            keep = decoder.usable and not self._closed
            if keep:
                self._idle.append(decoder)
        if not keep:
            decoder.kill()


def _finished(key: Key, computing: Future[Signals]) -> tuple[Key, Signals]:
    return key, computing.result()
