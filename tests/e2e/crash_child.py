"""The process that is killed: it runs one story on a node and dies just before its k-th step.

    python -m tests.e2e.crash_child

reads orders from standard input, forks a child for each, and says on standard output what the child
acknowledged and which steps it passed (see `dying`).
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.dying import Steps, install, say, take_orders
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
            say(what, str(which))

        steps.armed = True
        story(world, number, said)
        steps.armed = False
    say("steps", steps.passed)


if __name__ == "__main__":
    take_orders(lambda folder, number, deadly: live(Path(folder), number, deadly))
