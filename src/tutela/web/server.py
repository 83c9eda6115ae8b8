"""Serving: one process with the web door, the worker, the sealer and everything that watches."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from tutela import assembly
from tutela.platform import home
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import Conflict
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.assembly import Program
    from tutela.platform.settings import Settings

BACKLOG = 1024


class BeyondLoopback(Conflict):
    """This node would listen on {host}, where others can reach it. Until its safeguards for that
    exist it serves only this machine: set TUTELA_HOST to 127.0.0.1 and put a proxy in front.
    """

    code = "beyond-loopback"


class AddressTaken(Conflict):
    """{host}:{port} cannot be listened on: {problem}. Set TUTELA_PORT to another port."""

    code = "address-taken"
    exit_code = 4


def serve(program: Program, *, announce: Callable[[str], None]) -> None:
    """Serves until told to stop. Raises BeyondLoopback, AddressTaken and AlreadyServed."""
    settings = program.node.settings
    if not settings.demo and not settings.listens_on_loopback:
        raise BeyondLoopback(host=settings.host)
    with home.serving(settings.home), _listening(settings) as listener:
        server = _server(program)
        program.decoders.warm()
        _record(program)
        with _until_told(server), assembly.running(program.runners()):
            port = listener.getsockname()[1]
            announce(f"http://{_named(settings.host)}:{port}")
            server.run(sockets=[listener])


def _server(program: Program) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create_app(program),
            loop="uvloop",
            http="httptools",
            lifespan="off",
            access_log=False,  # addresses name accounts and items
            server_header=False,
            proxy_headers=False,  # or whoever calls could choose the address we count
            date_header=False,
            log_config=None,
            timeout_graceful_shutdown=20,
        )
    )


@contextmanager
def _until_told(server: uvicorn.Server) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the serving, and then everything else in its order.

    The server alone would answer the signal by dying of it once it has closed its door, with
    counters unwritten and rows unsealed.
    """

    def end(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, or the event loop leaves Nagle's delay on: 44 ms for each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:
        listener.close()
        problem = getattr(error, "strerror", None) or "it is no address"
        raise AddressTaken(host=settings.host, port=settings.port, problem=problem) from error
    return listener


def _named(host: str) -> str:
    # Passkeys work on `localhost`, not on its number.
    return "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host


def _record(program: Program) -> None:
    with program.node.work(NODE, purpose="serve") as work:
        work.record(
            Event.NODE_SERVE,
            subject=("node", program.node.identity.id),
            service_id=NODE_SERVICE,
        )
