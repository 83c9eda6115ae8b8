"""Every screen there is: nothing grave for anybody, in light and dark, and none too wide."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.screens.play import Play
from tests.screens.table import NOBODY, SCREENS
from tests.simulators.cybertip import CyberTip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

WIDE = {"width": 1280, "height": 900}
WINDOWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "high contrast": {"viewport": WIDE, "contrast": "more"},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
    # As wide as a window of 1280 pixels is when it is enlarged.
    "200 %": {"viewport": {"width": 640, "height": 450}},
    "400 %": {"viewport": {"width": 320, "height": 480}},
}


@pytest.fixture
def play(demo_node: Node, clock: ManualClock) -> Iterator[Play]:
    with CyberTip(now=clock.now) as service, ThreadPoolExecutor(1) as pool:
        # In a thread of its own: the browser's event loop counts as running in this one.
        one = pool.submit(Play, demo_node, clock, service, untidy=True).result()
        try:
            yield one
        finally:
            one.close()


@pytest.fixture
def stage(play: Play) -> Stage:
    """What the browsers of these tests are served."""
    return play.stage


@pytest.mark.parametrize("window", WINDOWS)
def test_no_screen_has_a_grave_barrier_or_is_too_wide(
    play: Play, person: Callable[..., Person], window: str
) -> None:
    people: dict[str, Person] = {}
    for screen in SCREENS:
        if screen.who not in people:
            who, signed_in = screen.who or "ada", screen.who != NOBODY
            people[screen.who] = person(who, signed_in=signed_in, **WINDOWS[window])
        someone = people[screen.who]
        screen.way(someone, play)
        assert someone.barriers() == [], screen.name
        assert someone.is_within_width(), screen.name
