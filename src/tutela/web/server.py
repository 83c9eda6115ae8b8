"""Serving: the web door, in this process or several, beside all that a node runs once."""

from __future__ import annotations

import errno
import socket
import threading
import time
from typing import TYPE_CHECKING

from tutela import assembly
from tutela.evidence.owning import require_own_at_start
from tutela.evidence.stores import objects_of
from tutela.platform import home, safeguards
from tutela.platform.accounts.factors import requiring
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import Conflict
from tutela.platform.guarded import service as guarded
from tutela.web.door import Door, until_told
from tutela.web.processes import Crew

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.assembly import Program
    from tutela.platform.settings import Settings

BACKLOG = 1024
# Serving processes whose parent was killed have the address for a moment longer.
ADDRESS_SECONDS = 3.0


class BeyondLoopback(Conflict):
    """This node would listen on {host}, where others can reach it, and is not safe enough for that.
    {missing} `tutela doctor` says how each safeguard stands.
    """

    code = "beyond-loopback"


class TlsUnusable(Conflict):
    """This node cannot speak TLS. {problem}"""

    code = "tls-unusable"


class AddressTaken(Conflict):
    """{host}:{port} cannot be listened on: {problem}. Set TUTELA_PORT to another port."""

    code = "address-taken"
    exit_code = 4


def serve(program: Program, settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serves until told to stop. `settings` are the node's; of several processes, `program` has
    its own share of them.

    Raises BeyondLoopback, TlsUnusable, AddressTaken, AlreadyServed, NotServing and StoreOfAnother.
    """
    _require_safeguards(settings, program.node.clock.now())
    require_own_at_start(objects_of(program.node))
    with home.serving(settings.home), _listening(settings) as listener:
        scheme = "https" if settings.tls_certificate else "http"
        address = f"{scheme}://{_named(settings.host)}:{listener.getsockname()[1]}"
        if settings.workers == 1:
            _alone(program, listener, lambda: announce(address))
        else:
            _together(program, settings, listener, lambda: announce(address))


def _alone(program: Program, listener: socket.socket, announce: Callable[[], None]) -> None:
    door = Door(program)

    def end() -> None:
        door.should_exit = True

    program.decoders.warm()
    _record(program)
    with until_told(end), assembly.running(program.runners()):
        announce()
        door.run(sockets=[listener])


def _together(
    program: Program, settings: Settings, listener: socket.socket, announce: Callable[[], None]
) -> None:
    told = threading.Event()
    _record(program)
    # The sealer ends after the processes whose rows it seals.
    with (
        until_told(told.set),
        assembly.running([*program.watchers(), *program.once()]),
        Crew(settings, listener) as crew,
    ):
        crew.wait_until_open(told)
        if not told.is_set():
            announce()
            crew.tend(told)
        listener.close()  # or it would let callers in whom nobody answers


def _require_safeguards(settings: Settings, now: datetime) -> None:
    """Raises BeyondLoopback with everything that is missing, and TlsUnusable."""
    if settings.listens_on_loopback:
        problem = safeguards.tls_problem(settings, now) if settings.speaks_tls else ""
        if problem:
            raise TlsUnusable(problem=problem)
        return
    lacking = safeguards.missing(settings, now)
    if lacking:
        said = " ".join(one.sentence for one in lacking)
        raise BeyondLoopback(host=settings.host, missing=said)


def _listening(settings: Settings) -> socket.socket:
    until = time.monotonic() + ADDRESS_SECONDS
    while True:
        try:
            return _listener(settings.host, settings.port)
        except (OSError, UnicodeError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.05)
                continue
            problem = getattr(error, "strerror", None) or "it is no address"
            raise AddressTaken(host=settings.host, port=settings.port, problem=problem) from error


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or the event loop leaves Nagle's delay on: 44 ms for each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, UnicodeError):
        listener.close()
        raise
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
        requiring.note(work)
    guarded.note_at_start(program.node)
