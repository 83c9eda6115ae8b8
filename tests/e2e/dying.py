"""A process that dies just before its k-th step, for the tests that kill it at every one.

Steps are not listed but counted. Whatever reaches the database driver and changes something there,
every commit, every file that is made, synced, renamed or removed, and every acknowledgement is a
step; where a story speaks HTTP, so is every request, before it leaves and once its answer began. A
read is none: to die before it is to die before the next step.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import psycopg

from tutela.platform import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEVER = 1_000_000
# An empty statement is a look at whether a connection still lives.
_READS = re.compile(r"\s*(;|(SELECT|SET|SHOW|COPY|LISTEN|BEGIN|WITH\s+waiting)\b)", re.IGNORECASE)
_CHANGES = re.compile(
    r"procrastinate_|pg_(try_)?advisory|FOR (NO KEY )?(UPDATE|SHARE)", re.IGNORECASE
)
_FILE_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate"})


@dataclass
class Steps:
    """Counts steps, and kills this very process before the k-th."""

    deadly: int
    folders: tuple[str, ...]
    passed: list[str] = field(default_factory=list)
    armed: bool = False

    def step(self, kind: str) -> None:
        if not self.armed:
            return
        self.passed.append(kind)
        if len(self.passed) == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def disarmed(self) -> Iterator[None]:
        """What is done meanwhile is no step."""
        before, self.armed = self.armed, False
        try:
            yield
        finally:
            self.armed = before

    def statement(self, query: object) -> None:
        text = query if isinstance(query, str) else repr(query)
        if _CHANGES.search(text) or not _READS.match(text):
            self.step("sql " + " ".join(text.split())[:60])

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """A hook of the interpreter: it sees every file that is opened, renamed or removed."""
        if not self.armed or event not in _FILE_EVENTS:
            return
        if event == "open" and not _writes(arguments):
            return
        path = arguments[0]
        if isinstance(path, str | bytes | os.PathLike) and self._ours(os.fspath(path)):
            self.step(f"file {event}")

    def _ours(self, path: str | bytes) -> bool:
        return os.fsdecode(path).startswith(self.folders)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def install(steps: Steps) -> None:
    """Hooks the driver, the interpreter and the system calls it does not tell of."""
    execute, executemany = psycopg.Cursor.execute, psycopg.Cursor.executemany
    commit, fsync = psycopg.Connection.commit, os.fsync

    def counted_execute(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        steps.statement(query)
        return execute(self, query, *rest, **more)

    def counted_executemany(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        steps.statement(query)
        return executemany(self, query, *rest, **more)

    def counted_commit(self: Any) -> None:
        steps.step("commit")
        commit(self)

    def counted_fsync(descriptor: int) -> None:
        steps.step("file fsync")
        fsync(descriptor)

    psycopg.Cursor.execute = counted_execute  # type: ignore[method-assign]
    psycopg.Cursor.executemany = counted_executemany  # type: ignore[method-assign]
    psycopg.Connection.commit = counted_commit  # type: ignore[method-assign]
    os.fsync = counted_fsync  # type: ignore[assignment]
    sys.addaudithook(steps.audit)


def install_http(steps: Steps) -> None:
    """Hooks the client of HTTP: a step before a request leaves, and one before its answer is used.

    Both are named by the endpoint, so that a dry run tells what is asked.
    """
    send = httpx.AsyncClient.send

    async def counted_send(self: Any, request: httpx.Request, **more: Any) -> httpx.Response:
        endpoint = request.url.path.rpartition("/")[2]
        steps.step(f"http before {endpoint}")
        response = await send(self, request, **more)
        steps.step(f"http after {endpoint}")
        return response

    httpx.AsyncClient.send = counted_send  # type: ignore[method-assign]


def say(what: str, which: object) -> None:
    """One line for the parent."""
    os.write(1, f"{json.dumps([what, which])}\n".encode())


def take_orders(live: Callable[..., None]) -> None:
    """Reads orders from standard input, one JSON array of arguments a line, and forks for each.

    Importing everything anew would take a second each time. Tells the child's process id first and
    its status last.
    """
    log.configure("warning")  # what is said on standard output is what it answered
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                say("pid", os.getpid())
                live(*json.loads(line))
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        say("ended", status)
