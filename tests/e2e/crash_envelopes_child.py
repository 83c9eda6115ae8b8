"""The process that is killed while it carries messages to another node, or takes some in.

    python -m tests.e2e.crash_envelopes_child

takes orders as `crash_child` does; each says the story, the node's folder and database, and what
the story needs.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tests.e2e.dying import Steps, install, install_http, say, take_orders
from tests.institutions import ADA, Institution
from tests.jobs import run_jobs

from tutela import assembly
from tutela.federation import posting, taking
from tutela.federation.kinds import GREETING
from tutela.platform import home, keys
from tutela.platform.database.engine import engine
from tutela.platform.node import Node
from tutela.platform.services import identity
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def opened_node(folder: Path, database: str) -> Iterator[Node]:
    """The node of that folder, over its database on the tests' server."""
    own = keys.load(folder / home.KEYS)
    connections = engine(database)
    try:
        with connections.connect() as connection:
            who = identity.find(connection, own)
        assert who
        yield Node(
            settings=Settings(home=folder, demo=True, second_factor="optional"),
            identity=who,
            keys=own,
            engine=connections,
            database_url=database,
            tasks=assembly.tasks(),
        )
    finally:
        connections.dispose()


def carry(node: Node, number: int, other: str) -> None:
    """Says three things, two of them about the same, and brings them."""
    one, there = Institution(node, "", ""), UUID(other)
    for subject in ("first", "first", "second"):
        with node.work(ADA, purpose="test") as work:
            said = posting.post(work, there, GREETING, f"{subject} of {number}", {"greeting": "hi"})
        say("said", str(said))
    one.carries()


def take(node: Node, _: int, shown: str, post: str) -> None:
    """Takes a post in, answers, and acts on what came."""
    say("answered", taking.take(node, taking.admit(node, shown), post.encode()))
    run_jobs(node)


STORIES: dict[str, Callable[..., None]] = {"carry": carry, "take": take}


def live(folder: str, number: int, deadly: int, database: str, story: str, *given: str) -> None:
    """One life, up to its end or its deadly step."""
    os.environ["PGAPPNAME"] = f"story-{number}"
    steps = Steps(deadly, (f"{folder}/keys",))
    install(steps)
    install_http(steps)
    with opened_node(Path(folder), database) as node:
        steps.armed = True
        STORIES[story](node, number, *given)
        steps.armed = False
    say("steps", steps.passed)


if __name__ == "__main__":
    take_orders(live)
