"""How long a caller may take to send a request: the server itself would wait for ever.

Each connection that says nothing, or says it letter by letter, holds a place. So a head has seconds
and a size, a body has a pace, and there are only so many places (`Door`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tutela.web.places import Places

if TYPE_CHECKING:
    import asyncio

CONNECTIONS = 512
REFUSED = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
)


CROWDED = (
    b"HTTP/1.1 429 Too Many Requests\r\n"
    b"content-length: 0\r\ncache-control: no-store\r\nretry-after: 1\r\nconnection: close\r\n\r\n"
)


class Patience(HttpToolsProtocol):
    """A connection that is closed when its request takes too long or its head is too large, or at
    once where its caller has as many as it may.
    """

    # From the connection, or the first letter of the next request, to its last header.
    head_seconds = 10.0
    head_bytes = 64 * 1024
    body_seconds = 30.0  # that any body may take
    body_pace = 4 * 1024  # bytes a second that a larger one must keep up
    look_seconds = 1.0
    places = Places(CONNECTIONS)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None
        self._began = 0.0
        self._taken = 0
        self._in_head = True
        self._place: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._takes_place(transport):
            self._begin()
        else:
            transport.write(CROWDED)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        if self._place is not None:
            self.places.give(self._place)
            self._place = None
        super().connection_lost(exc)

    def _takes_place(self, transport: asyncio.Transport) -> bool:
        peer = transport.get_extra_info("peername")
        host = peer[0] if isinstance(peer, tuple) else ""
        if not host or self.places.is_proxy(host):
            return True
        if not self.places.take(host):
            return False
        self._place = host
        return True

    def data_received(self, data: bytes) -> None:
        self._taken += len(data)
        super().data_received(data)
        # Empty lines begin no request, but end the server's own waiting for the next one.
        if self._timer is None and self.cycle is not None and self.cycle.response_complete:
            self._begin()
        if self._timer and self._in_head and self._taken > self.head_bytes:
            self.transport.write(REFUSED)
            self._close()

    def on_message_begin(self) -> None:
        if self._timer is None:
            self._begin()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head, self._taken = False, 0
        self._began = self.loop.time()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._rest()
        super().on_message_complete()

    def _begin(self) -> None:
        self._in_head, self._taken = True, 0
        self._began = self.loop.time()
        self._timer = self.loop.call_later(self.look_seconds, self._look)

    def _look(self) -> None:
        taken = self.loop.time() - self._began
        allowed = (
            self.head_seconds if self._in_head else self.body_seconds + self._taken / self.body_pace
        )
        if self.flow.read_paused:  # we keep the caller waiting, not the caller us
            self._began += self.look_seconds
        if taken > allowed:
            self._close()
        else:
            self._timer = self.loop.call_later(self.look_seconds, self._look)

    def _close(self) -> None:
        self._rest()
        self.transport.close()

    def _rest(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def counted(places: Places) -> type[Patience]:
    """The same, whose connections count in these places: those of one door."""
    return type(Patience.__name__, (Patience,), {"places": places})
