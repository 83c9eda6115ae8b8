"""The lives of processes that are killed at a step: ordering them, and what they answered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import text
from tests.ownserver import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

EVERY_STEP = os.environ.get("CRASH_STEPS") == "all"
STATEMENTS = 40  # of the plain statements, spread evenly


@dataclass
class Life:
    """What one child answered before it died or ended."""

    number: int
    answers: dict[str, list[Any]] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    status: int = 0

    def heard(self, what: str, which: Any) -> None:
        self.answers.setdefault(what, []).append(which)


class Forks:
    """A process that forks a child for each order, and tells what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._pids: SimpleQueue[int] = SimpleQueue()

    def live(self, folder: str, number: int, *more: object) -> Life:
        """One child's life, up to its end."""
        assert self._process.stdin
        assert self._process.stdout
        self._pids = SimpleQueue()
        life = Life(number)
        self._process.stdin.write(json.dumps([folder, number, *more]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            what, which = json.loads(line)
            if what == "ended":
                life.status = which
                break
            if what == "pid":
                self._pids.put(which)
            elif what == "steps":
                life.steps = which
            else:
                life.heard(what, which)
        return life

    def kill(self) -> None:
        """Kills the child that lives now; from another thread. Returns once it is dead."""
        child = psutil.Process(self._pids.get(timeout=30))
        os.kill(child.pid, signal.SIGKILL)
        child.wait(timeout=30)


@contextmanager
def forking(module: str) -> Iterator[Forks]:
    """The process of a module that takes orders (`dying.take_orders`)."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield Forks(process)
    finally:
        process.communicate()


def until_noticed(node: Node) -> None:
    """Waits until the database has noticed that a dead child's connections (story-N) are gone."""
    query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'story-%'")

    def gone() -> bool:
        with node.read() as connection:
            return bool(connection.execute(query).scalar_one() == 0)

    eventually(gone, "the end of the dead child's connections")


def chosen(steps: list[str], statements: int = STATEMENTS) -> list[int]:
    """Which steps are deadly, counted from 1: of plain statements so many, or all if asked for.

    Taking and giving back a lock of the session is not plain: no transaction undoes it.
    """
    everything = range(1, len(steps) + 1)
    if EVERY_STEP:
        return list(everything)
    plain = [at for at in everything if _is_plain(steps[at - 1])]
    sampled = {plain[at * len(plain) // statements] for at in range(statements)}
    return [at for at in everything if at not in plain or at in sampled]


def _is_plain(step: str) -> bool:
    return step.startswith("sql") and "advisory" not in step
