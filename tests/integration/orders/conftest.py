"""A registry of orders over a fresh node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.orders import Registry
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node


@pytest.fixture
def registry(node: Node) -> Registry:
    return Registry(node)


@pytest.fixture
def world(node: Node, registry: Registry) -> Iterator[World]:
    """The same node, for its events, rows and jobs."""
    one = World(node, made=True)
    yield one
    one.close()
