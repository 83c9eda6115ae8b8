"""A simulated service that listens on loopback: it comes, goes away, and comes back as it was.

The platform (`platform.py`) does so by itself: it runs as one file, without this project.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer
    from types import TracebackType


class Listening:
    """Whoever says how it serves a port (`serve`) is a context in which it can be called."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._closing = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread = threading.Thread()

    def serve(self, port: int) -> ThreadingHTTPServer:
        """The server on a port; 0 takes a free one."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.come_back()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.go_away()

    def come_back(self) -> None:
        """Listens, on the same port as before, with all that it had."""
        self._closing.clear()
        self._server = self.serve(self.port)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def go_away(self) -> None:
        """Refuses connections until it comes back."""
        if self._server is None:
            return
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    def closing(self, seconds: float | None = None) -> bool:
        """Waits for the server to go away; returns whether it does."""
        return self._closing.wait(seconds)
