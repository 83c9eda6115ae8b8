"""A node that scans, and a platform that takes its messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.simulators.platform import Platform
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    """A declared service with a bank; everything is still switched off."""
    one = World(node)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def live(world: World) -> World:
    """The same, switched on for uploads and messages, with drawing 1 in the bank."""
    world.switch_on("uploads", "messages")
    world.learn(1)
    return world


@pytest.fixture
def platform(live: World, clock: ManualClock) -> Iterator[Platform]:
    """The platform behind the service's webhook."""
    with Platform(now=clock.now) as one:
        live.hook(one)
        yield one
