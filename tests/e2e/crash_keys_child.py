"""The process that is killed while it replaces the master key, and while it moves kept objects.

python -m tests.e2e.crash_keys_child

takes orders as `crash_child` does; each says the story, the home and, for moving, the bucket.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.dying import Steps, install, say, take_orders
from tests.world import BOSS

from tutela import assembly
from tutela.evidence import moves
from tutela.platform import home, log
from tutela.platform.clock import ManualClock, SystemClock
from tutela.platform.masterkey import rotation
from tutela.platform.masterkey.model import GRACE
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node


@contextmanager
def opened_node(folder: Path) -> Iterator[Node]:
    settings, _ = load(folder, {})
    with home.open_node(settings, assembly.tasks()) as node:
        yield node


def between(node: Node, store: str, before: str) -> Node:
    """The node with its objects on the way from one store to another."""
    changed = {"evidence_store": store, "evidence_store_from": before}
    return replace(node, settings=node.settings.model_copy(update=changed))


def later(node: Node) -> Node:
    """The same node after the old key's last hour."""
    now = SystemClock().now() + GRACE + timedelta(minutes=1)
    return replace(node, clock=ManualClock(now))


def replace_key(node: Node, _: str) -> None:
    rotation.start(node, BOSS)
    rotation.advance(node, assembly.SEALED)
    rotation.advance(later(node), assembly.SEALED)


def move_there_and_back(node: Node, bucket: str) -> None:
    moves.move_all(between(node, bucket, "folder"), BOSS)
    moves.move_all(between(node, "folder", bucket), BOSS)


STORIES = {"key": replace_key, "move": move_there_and_back}


def live(folder: str, number: int, deadly: int, story: str, bucket: str) -> None:
    """One life, up to its end or its deadly step."""
    del number
    steps = Steps(deadly, (f"{folder}/keys", f"{folder}/objects"))
    install(steps)
    log.configure("error")  # standard output is for what is said
    with opened_node(Path(folder)) as node:
        steps.armed = True
        STORIES[story](node, bucket)
        steps.armed = False
    say("steps", steps.passed)


if __name__ == "__main__":
    take_orders(live)
