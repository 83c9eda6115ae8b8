"""A platform that takes Tutela's webhooks: a small real server that refuses what a real one does.

It checks the Standard Webhooks signature and the timestamp by its own code, answers 401 to what is
wrong, remembers idempotency keys, and can be told to misbehave. It only knows the standard library.

    python tests/simulators/platform.py --port 9000 --secret-file webhook.secret

`GET /` shows what it did with which item.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import sys
import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

TOLERANCE_SECONDS = 300
LONGEST_BODY = 1024 * 1024
PATH = "/tutela"
LETTER = ("statement.", "complaint.", "misuse.")


@dataclass(frozen=True)
class Received:
    """One request as it came in, and what was answered (0: nothing was)."""

    id: str
    timestamp: str
    status: int
    repeated: bool
    body: str


@dataclass(frozen=True)
class Behaviour:
    """What to do with one request instead of answering 204.

    `take` says whether the message has its effect although the answer is not a confirmation.
    """

    status: int = 0
    location: str = ""
    hang: bool = False
    drip: bool = False
    take: bool = False


class Platform:
    """The server and what it knows. Use it as a context manager."""

    def __init__(
        self,
        secret: str = "",
        *,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.secret = secret
        self.now = now
        self.received: list[Received] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.letters: dict[str, dict[str, Any]] = {}  # what users are to be told
        self.items: dict[str, dict[str, Any]] = {}
        self.on_taken: Callable[[str], None] = lambda _id: None
        self._port = port
        self._behaviours: deque[Behaviour] = deque()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._server: _Server | None = None
        self._thread = threading.Thread()

    @property
    def url(self) -> str:
        """Where webhooks go."""
        return f"http://127.0.0.1:{self._port}{PATH}"

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
        """Listens, on the same port as before."""
        self._closing.clear()
        self._server = _Server(self, self._port)
        self._port = self._server.server_address[1]
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

    def fail(self, times: int = 1, status: int = 500) -> None:
        """Answers the next `times` requests with `status`."""
        self._behaviours.extend([Behaviour(status=status)] * times)

    def redirect(self, location: str) -> None:
        """Answers the next request with a redirect."""
        self._behaviours.append(Behaviour(status=307, location=location))

    def hang(self) -> None:
        """Never answers the next request."""
        self._behaviours.append(Behaviour(hang=True))

    def drip(self) -> None:
        """Answers the next request one byte at a time, without an end."""
        self._behaviours.append(Behaviour(drip=True))

    def lose_answer(self) -> None:
        """Takes the next message, and breaks the connection instead of confirming it."""
        self._behaviours.append(Behaviour(take=True))

    def wait(self, requests: int, seconds: float = 20) -> None:
        """Returns once so many requests came in. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.received) >= requests, seconds):
                raise TimeoutError(f"{len(self.received)} of {requests} requests came in")

    def receive(self, headers: dict[str, str], body: bytes) -> Behaviour:
        """Judges one request and returns what to do with its connection."""
        if not self._genuine(headers, body):
            return self._note(headers, body, Behaviour(status=401))
        behaviour = self._behaviours.popleft() if self._behaviours else Behaviour(204, take=True)
        return self._note(headers, body, behaviour)

    def closing(self, seconds: float | None = None) -> bool:
        """Waits for the server to go away; returns whether it does."""
        return self._closing.wait(seconds)

    def _genuine(self, headers: dict[str, str], body: bytes) -> bool:
        message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not (message and stamp.isdecimal() and self.secret):
            return False
        if abs(self.now().timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            return False
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{message}.{stamp}.".encode() + body
        expected = hmac.new(key, signed, hashlib.sha256).digest()
        return any(
            hmac.compare_digest(expected, given)
            for given in _signatures(headers.get("webhook-signature", ""))
        )

    def _note(self, headers: dict[str, str], body: bytes, behaviour: Behaviour) -> Behaviour:
        message = headers.get("webhook-id", "")
        with self._changed:
            repeated = message in self.messages or message in self.letters
            if behaviour.take and not repeated:
                self._take(message, json.loads(body))
            self.received.append(
                Received(
                    id=message,
                    timestamp=headers.get("webhook-timestamp", ""),
                    status=behaviour.status,
                    repeated=repeated,
                    body=body.decode(errors="replace"),
                )
            )
            self._changed.notify_all()
        if behaviour.take:
            self.on_taken(message)
        return behaviour

    def _take(self, message: str, content: dict[str, Any]) -> None:
        if content["type"].startswith(LETTER):  # nothing is to be done but to show it
            self.letters[message] = content
            return
        self.messages[message] = content
        data = content.get("data", {})
        item = str(data.get("id") or data.get("item") or "")
        if not item:
            return
        known = self.items.get(item)
        # Messages may overtake each other: what was caused last holds.
        if known is None or _instant(known["timestamp"]) <= _instant(content["timestamp"]):
            self.items[item] = {"type": content["type"], "timestamp": content["timestamp"]}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _signatures(header: str) -> list[bytes]:
    found = []
    for part in header.split():
        version, _, value = part.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(value, validate=True))
            except binascii.Error:
                continue
    return found


class _Server(ThreadingHTTPServer):
    """Finishes its open requests before it closes."""

    daemon_threads = False

    def __init__(self, platform: Platform, port: int) -> None:
        self.platform = platform
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    timeout = 30

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if self.path != PATH or length > LONGEST_BODY:
            self._answer(404 if self.path != PATH else 413)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        behaviour = self.platform.receive(headers, self.rfile.read(length))
        if behaviour.hang:
            self.platform.closing()
        elif behaviour.drip:
            self._drip()
        elif behaviour.status:
            self._answer(behaviour.status, behaviour.location)

    def do_GET(self) -> None:
        shown = {"items": self.platform.items, "requests": len(self.platform.received)}
        content = json.dumps(shown, indent=1, sort_keys=True).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Stays silent."""

    def _drip(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while not self.platform.closing(0.05):
                self.wfile.write(b".")
        except OSError:
            return

    def _answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-length", "0")
        self.end_headers()

    @property
    def platform(self) -> Platform:
        return cast("_Server", self.server).platform


class _SecretFile(Platform):
    """Reads its secret from a file at each request, so that the file may come later."""

    def __init__(self, file: Path, *, port: int) -> None:
        self._file = file
        super().__init__(port=port)

    def receive(self, headers: dict[str, str], body: bytes) -> Behaviour:
        self.secret = self._file.read_text().strip() if self._file.exists() else ""
        return super().receive(headers, body)


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(description="A simulated platform for Tutela's webhooks.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--fail", type=int, default=0, help="answer 500 so many times first")
    given = parser.parse_args()
    with _SecretFile(given.secret_file, port=given.port) as platform:
        platform.fail(given.fail)
        sys.stdout.write(f"taking webhooks at {platform.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
