"""A server that does to whoever calls it what a broken or hostile one could: a bare socket."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

PAUSE: Final = 0.05  # seconds between two bytes: shorter than any wait for one
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_ENTITY: Final = 64 * 1024


class Slow:
    """Listens on loopback, and does `how` to each connection; `called` once there was one."""

    def __init__(self, how: str) -> None:
        self._how = HOW[how]
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ENTITY)
        self.called = threading.Event()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        # A thread that waits in `accept` is woken by this, not by closing.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._threads:
            one.join()

    def closing(self, seconds: float | None = None) -> bool:
        """Waits for the end; whether it is there."""
        return self._closing.wait(seconds)

    def _start(self, what: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=what, args=given)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self.called.set()
                self._start(self._serve, caller)

    def _serve(self, caller: socket.socket) -> None:
        caller.settimeout(PAUSE)
        with caller, suppress(OSError):
            self._how(self, caller)


def silent(slow: Slow, caller: socket.socket) -> None:
    """Reads all, and says nothing."""
    while not slow.closing():
        _hear(caller)


def deaf(slow: Slow, _: socket.socket) -> None:
    """Reads nothing either."""
    slow.closing(None)


def _drip(slow: Slow, caller: socket.socket, what: bytes) -> None:
    """One byte at a time, and again from the beginning, for ever."""
    while True:
        for byte in what:
            if slow.closing(PAUSE):
                return
            caller.sendall(bytes([byte]))


def drips_its_head(slow: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD)
    _drip(slow, caller, b"X-Slow: 1\r\n")


def drips_its_body(slow: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD + b"\r\n")
    _drip(slow, caller, b" ")


def has_an_endless_head(slow: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD)
    while not slow.closing():
        caller.sendall(b"X-More: " + b"x" * _ENTITY + b"\r\n")


def has_an_endless_body(slow: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD + b"\r\n")
    while not slow.closing():
        caller.sendall(b" " * _ENTITY)


def closes_at_once(_: Slow, __: socket.socket) -> None:
    """Hangs up before anything is said."""


def closes_in_its_head(_: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD[:20])


def closes_in_its_body(_: Slow, caller: socket.socket) -> None:
    _hear(caller)
    caller.sendall(_HEAD + b'Content-Length: 1000\r\n\r\n{"answers": [')


def _hear(caller: socket.socket) -> None:
    with suppress(TimeoutError):
        caller.recv(_ENTITY)


HOW: Final[dict[str, Callable[[Slow, socket.socket], None]]] = {
    one.__name__.replace("_", " "): one
    for one in (
        silent, deaf, drips_its_head, drips_its_body, has_an_endless_head, has_an_endless_body,
        closes_at_once, closes_in_its_head, closes_in_its_body,
    )
}  # fmt: skip
