"""The process that is killed while somebody looks at a kept object, and while objects are erased.

    python -m tests.e2e.crash_looking_child

takes orders as `crash_child` does; each says the home, the life's number, its step and its story.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.crash_child import content, opened_world
from tests.e2e.dying import Steps, install, say, take_orders
from tests.world import SARA, _person

from tutela.casework import legal_holds
from tutela.evidence import jobs as evidence_jobs
from tutela.evidence.looking import jobs as looking_jobs
from tutela.evidence.looking import service as looking
from tutela.evidence.model import ViewKind
from tutela.platform import log
from tutela.platform.clock import ManualClock, SystemClock
from tutela.platform.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.world import World

    from tutela.evidence.looking.model import Looked
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

    Said = Callable[..., None]

FIRST, SECOND = "first", "second"  # the names of what is kept in a life
AFTER_VIEWS = timedelta(hours=1)
AFTER_RETENTION = timedelta(days=800)


@dataclass(frozen=True)
class Kept:
    """An item of one life and the object of its bytes."""

    item_id: UUID
    object_id: UUID


def reviewer(number: int) -> Actor:
    """Who looks in one life; nobody else has these counters."""
    return _person(f"mira-{number}", Role.REVIEWER)


def later(node: Node, by: timedelta) -> Node:
    """The same node, so much later."""
    return replace(node, clock=ManualClock(SystemClock().now() + by))


def keep(world: World, number: int, name: str) -> Kept:
    """A hit whose bytes are kept; no other life has them."""
    data = content(number, name)
    world.learn(0, data=data)
    item_id = world.hit(data, account=f"kim-{number}", name=f"{name}-{number}")
    object_id = world.item(item_id).evidence_id
    assert object_id is not None
    return Kept(item_id, object_id)


def look(world: World, number: int, kept: list[Kept], said: Said) -> None:
    """Two steps of a look that somebody hides, and one that its time ends."""
    [one] = kept
    tiles = _sees(world, number, one, said)
    grey = _sees(world, number, one, said, kind=ViewKind.GREY, look_id=tiles.look_id)
    assert looking.hide(world.node, reviewer(number), grey.view_id)
    said("hidden", grey.view_id)
    left_open = _sees(world, number, one, said)
    looking_jobs.end_views(later(world.node, AFTER_VIEWS))
    said("over", left_open.view_id)


def _sees(
    world: World,
    number: int,
    one: Kept,
    said: Said,
    *,
    kind: ViewKind = ViewKind.TILES,
    look_id: UUID | None = None,
) -> Looked:
    made = looking.look(
        world.node,
        reviewer(number),
        one.object_id,
        item_id=str(one.item_id),
        purpose="review",
        kind=kind,
        look_id=look_id,
    )
    said("seen", made.view_id)
    return made


def erase(world: World, number: int, kept: list[Kept], said: Said) -> None:
    """Two objects whose time is over; a legal hold keeps one of them a while longer."""
    first, second = kept
    due = later(world.node, AFTER_RETENTION)
    hold_id = legal_holds.hold_object(
        world.node, SARA, second.object_id, reason="a court asks", reference="12 Js 345/26"
    )
    said("held", second.object_id)
    evidence_jobs.erase_due(due)
    said("erased", first.object_id)
    world.run_jobs()
    said("deleted", first.object_id)
    world.lifts(hold_id, "the court has it")
    said("lifted", second.object_id)
    world.run_jobs()
    evidence_jobs.erase_due(due)
    said("erased", second.object_id)
    world.run_jobs()
    said("deleted", second.object_id)


STORIES = {"look": (look, [FIRST]), "erase": (erase, [FIRST, SECOND])}


def live(folder: Path, number: int, deadly: int, story: str) -> None:
    """One life, up to its end or its deadly step. How items come in is killed elsewhere."""
    steps = Steps(deadly, (f"{folder}/objects",))
    install(steps)
    os.environ["PGAPPNAME"] = f"story-{number}"
    log.configure("error")  # standard output is for what is said
    with opened_world(folder) as world:

        def said(what: str, which: object) -> None:
            steps.step("answer")
            say(what, str(which))

        tell, names = STORIES[story]
        kept = [keep(world, number, name) for name in names]
        for one in kept:
            say("kept", str(one.object_id))
        steps.armed = True
        tell(world, number, kept, said)
        steps.armed = False
    say("steps", steps.passed)


if __name__ == "__main__":
    take_orders(lambda folder, *more: live(Path(folder), *more))
