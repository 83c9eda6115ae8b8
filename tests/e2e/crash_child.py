"""The process that is killed: it runs one story on a node and dies just before its k-th step.

Steps are not listed but counted. Whatever reaches the database driver and changes something there,
every commit, every file that is made, synced, renamed or removed, and every acknowledgement is a
step. A read is none: to die before it is to die before the next step.

    python -m tests.e2e.crash_child

reads orders from standard input, one JSON object a line, forks a child for each, and says on
standard output what the child acknowledged and which steps it passed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from tests.world import CONFIRM, FORUM, KEY, REJECT, UPLOADS, World, signals_of

from tutela import assembly
from tutela.detection import intake
from tutela.detection.model import Incoming
from tutela.platform import home
from tutela.platform.audit.sealer import seal_once
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.signals.model import Signals

NEVER = 1_000_000
_READS = re.compile(r"\s*(SELECT|SET|SHOW|COPY|LISTEN|BEGIN|WITH\s+waiting)\b", re.IGNORECASE)
_CHANGES = re.compile(r"procrastinate_|pg_advisory|FOR (NO KEY )?(UPDATE|SHARE)", re.IGNORECASE)
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


class Here:
    """Decodes in this process: the files are our own words, and a decoder would not be counted."""

    def compute(self, data: bytes) -> Signals:
        return signals_of(data)


def content(number: int, name: str) -> bytes:
    """Bytes that no other story has."""
    return f"stand-in {number} {name}".encode()


def story(world: World, number: int, said: Callable[..., None]) -> None:
    """All that matters, in one life: what `said` is told was answered to somebody."""
    listed, later = content(number, "listed"), content(number, "later")
    first, second = world.learn(0, data=listed), world.learn(0, data=later)
    said("learnt", first)
    said("learnt", second)
    item = world.hit(listed, account=f"kim-{number}", name=f"photo-{number}")
    said("hit", item)
    where = Incoming(FORUM, UPLOADS, f"lee-{number}", f"later-{number}")
    request = intake.take_in(world.node, world.program.scanner, KEY, where, later)
    said("taken", request)
    world.run_jobs()
    world.decide(item, CONFIRM)
    said("confirmed", item)
    assert not isinstance(request, str)
    world.decide(request, REJECT)
    said("rejected", request)
    world.run_jobs()
    seal_once(world.node)
    said("sealed", number)
    world.withdraw(first)
    said("withdrawn", first)
    world.run_jobs()
    seal_once(world.node)


@contextmanager
def opened_world(folder: Path) -> Iterator[World]:
    """The world over a home that was made before."""
    settings, _ = load(folder, {})
    with home.open_node(settings, assembly.tasks()) as node:
        world = World(node, made=True)
        world.program.scanner._decoders = Here()  # type: ignore[assignment]
        try:
            yield world
        finally:
            world.close()


def live(folder: Path, number: int, deadly: int) -> None:
    """One life, up to its end or its deadly step."""
    steps = Steps(deadly, (str(folder) + "/objects", str(folder) + "-witness"))
    install(steps)
    os.environ["PGAPPNAME"] = f"story-{number}"
    with opened_world(folder) as world:

        def said(what: str, which: object) -> None:
            steps.step("answer")
            os.write(1, f"{json.dumps([what, str(which)])}\n".encode())

        steps.armed = True
        story(world, number, said)
        steps.armed = False
    os.write(1, f"{json.dumps(['steps', steps.passed])}\n".encode())


def main() -> None:
    """Forks one child for each order: importing everything anew would take a second each time."""
    for line in sys.stdin:
        folder, number, deadly = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                live(Path(folder), number, deadly)
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{json.dumps(['ended', status])}\n".encode())


if __name__ == "__main__":
    main()
