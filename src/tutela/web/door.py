"""The web door of one process: uvicorn on a listener that is there already, until told to stop."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from anyio.to_thread import current_default_thread_limiter

from tutela.web.app import built, create_app
from tutela.web.patience import CONNECTIONS, counted
from tutela.web.places import Places

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from tutela.assembly import Program
    from tutela.web.waiting import Waiting

THREADS = 40  # of one process alone: so many requests are worked on at once
FEWEST_THREADS = 8
LONGEST_ANSWER = 20  # seconds that requests under way get when the door closes


class Door(uvicorn.Server):
    """Serves `program` on listeners that somebody else made.

    `opened` is called, in the event loop, once requests are answered. `threads` is how many
    requests are worked on at once.
    """

    def __init__(
        self,
        program: Program,
        waiting: Waiting | None = None,
        *,
        opened: Callable[[], None] = lambda: None,
        threads: int = THREADS,
    ) -> None:
        settings = program.node.settings
        super().__init__(
            uvicorn.Config(
                built(create_app(program, waiting)),
                loop="uvloop",
                http=counted(Places(settings.connections_per_address, settings.trusted_proxies)),
                ws="none",
                limit_concurrency=CONNECTIONS,
                lifespan="off",
                access_log=False,  # addresses name accounts and items
                server_header=False,
                # Only of named proxies, or whoever calls could choose the address we count.
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
                ssl_certfile=settings.tls_certificate,
                ssl_keyfile=settings.tls_key,
                date_header=False,
                log_config=None,
                timeout_graceful_shutdown=LONGEST_ANSWER,
            )
        )
        self._opened = opened
        self._threads = threads

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the door, and says so."""
        current_default_thread_limiter().total_tokens = self._threads
        await super().startup(sockets)
        if self.started:
            self._opened()


def threads_each(processes: int) -> int:
    """How many requests each of so many processes works on at once: all together as many as one.

    Each thread may hold a connection to the database, of which there are not many.
    """
    return max(FEWEST_THREADS, THREADS // processes)


@contextmanager
def until_told(end: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C call `end`: the serving, and then everything else in its order.

    The server alone would answer the signal by dying of it once it has closed its door, with
    counters unwritten and rows unsealed.
    """

    def heard(*_: object) -> None:
        end()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
