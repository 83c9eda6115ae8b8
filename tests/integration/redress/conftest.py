"""A node that scans, a platform that takes its messages, and what a user was told by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
def live(node: Node) -> Iterator[World]:
    """A service that is scanned, with drawing 1 in the bank."""
    one = World(node)
    one.switch_on("uploads", "messages")
    one.learn(1)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def platform(live: World, clock: ManualClock) -> Iterator[Platform]:
    """The platform behind the service's webhook."""
    with Platform(now=clock.now) as one:
        live.hook(one)
        yield one


def told(platform: Platform) -> list[dict[str, Any]]:
    """What the platform was given to tell its users, in the order it came."""
    return [{"type": one["type"], **one["data"]} for one in platform.letters.values()]
