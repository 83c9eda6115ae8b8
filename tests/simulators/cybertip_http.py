"""The connections of simulated services: answers go out whole, or as a fault wants them."""

from __future__ import annotations

import select
import socket
import struct
import sys
import traceback
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Protocol, cast

from tests.simulators.cybertip_faults import Fault
from tests.simulators.cybertip_service import Call, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulators.cybertip_faults import Plan

LONGEST_BODY = 256 * 1024 * 1024
_TICK = 0.02
_POURING = frozenset({Fault.DRIP, Fault.DRIP_HEADERS, Fault.ENDLESS})


class Simulated(Protocol):
    """What answers: a service with its planned faults."""

    def take(self, call: Call, request_id: str) -> tuple[Reply, Plan | None]: ...
    def closing(self, seconds: float | None = None) -> bool: ...
    def resuming(self, seconds: float) -> bool: ...


class Server(ThreadingHTTPServer):
    """Finishes its open requests before it closes."""

    daemon_threads = False

    def __init__(self, tip: Simulated, port: int) -> None:
        self.tip = tip
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    """One request on one connection."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Stays silent."""

    def _take(self) -> None:
        self.close_connection = True
        length = int(self.headers.get("content-length") or 0)
        request_id = str(uuid.uuid4())
        if length > LONGEST_BODY:
            self._answer(Reply(413), request_id)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        if len(body) < length:
            return  # The client died while it was sending: there was no request.
        call = Call(self.command, self.path, headers, body, self.client_address[0])
        reply, plan = self.tip.take(call, request_id)
        self._perform(plan.fault if plan else None, reply, request_id)

    def _perform(self, fault: Fault | None, reply: Reply, request_id: str) -> None:
        if fault in {Fault.RESET, Fault.LOSE_ANSWER}:
            self._break()
        elif fault is Fault.HANG:
            self._until_gone()
        elif fault is Fault.SLOW:
            if not self._until_gone(self.tip.resuming):
                self._answer(reply, request_id)
        elif fault in _POURING:
            self._pour(fault, request_id)
        elif fault is Fault.CUT:
            self._answer(reply, request_id, sent=len(reply.body) // 2)
        else:
            self._answer(reply, request_id)

    def _answer(self, reply: Reply, request_id: str, sent: int | None = None) -> None:
        self.send_response(reply.status)
        self.send_header("Request-ID", request_id)
        self.send_header("Connection", "close")
        if reply.body and "Content-Type" not in reply.headers:
            self.send_header("Content-Type", "text/xml;charset=utf-8")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[:sent])

    def _pour(self, fault: Fault | None, request_id: str) -> None:
        self.send_response(200)
        self.send_header("Request-ID", request_id)
        if fault is Fault.DRIP_HEADERS:
            self.flush_headers()
            self.wfile.write(b"X-Slow: ")
        else:
            self.end_headers()
            self.wfile.write(b'<?xml version="1.0"?><reportResponse>')
        drop, pause = (b" " * 65536, 0.0) if fault is Fault.ENDLESS else (b".", _TICK)
        while not self.tip.closing(pause):
            self.wfile.write(drop)

    def _until_gone(self, resumed: Callable[[float], bool] | None = None) -> bool:
        """Waits until the client hangs up (True), the server closes, or `resumed`."""
        wait = resumed or self.tip.closing
        while not wait(_TICK) and not self.tip.closing(0):
            if select.select([self.connection], [], [], 0)[0] and self._hung_up():
                return True
        return False

    def _hung_up(self) -> bool:
        try:
            return not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def _break(self) -> None:
        # With a linger of zero the kernel resets instead of closing in good order.
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    @property
    def tip(self) -> Simulated:
        return cast("Server", self.server).tip
