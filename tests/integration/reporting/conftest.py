"""A demo node that reports to a simulated CyberTipline and, by hand, to the police."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bureau import Bureau
from tests.simulators.cybertip import CyberTip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


@pytest.fixture
def service(clock: ManualClock) -> Iterator[CyberTip]:
    with CyberTip(now=clock.now) as one:
        yield one


@pytest.fixture
def bureau(demo_node: Node, service: CyberTip) -> Iterator[Bureau]:
    """Nobody to report to yet: `add_cybertip` and `add_pack` do that."""
    one = Bureau(demo_node, service)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def filing(bureau: Bureau) -> Bureau:
    """The same with the CyberTipline as its only recipient."""
    bureau.add_cybertip()
    return bureau
