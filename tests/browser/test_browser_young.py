"""A child finds help without script, on a phone, by keyboard, and can leave at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person

PATH = "/public/young"
PHONE = {"width": 320, "height": 640}


def test_a_child_finds_whom_to_call_and_never_sends_a_picture(
    person: Callable[..., Person],
) -> None:
    kim = person("ada", signed_in=False, viewport=PHONE, java_script_enabled=False)
    kim.goes_to("/public/notice?lang=en")
    kim.follows("Here is help for you")
    page = kim.page
    page.get_by_role("link", name="Sverige").click()
    page.get_by_text("Bris").wait_for()
    assert page.locator("li a.number").first.get_attribute("href") == "tel:116111"
    kim.follows("We can look out for it")
    page.get_by_role("heading", name="Have a picture of you found").wait_for()
    kim.follows("Here is help for you")
    kim.follows("Tell us where it is")
    page.get_by_role("heading", name="Report something illegal").wait_for()
    assert kim.complaints == []


def test_the_way_out_stays_in_sight_and_comes_first_by_keyboard(
    person: Callable[..., Person],
) -> None:
    kim = person("ada", signed_in=False, viewport=PHONE)
    page = kim.goes_to(f"{PATH}?lang=en").page
    away = page.get_by_role("link", name="Leave this page quickly")
    page.mouse.wheel(0, 5000)
    page.wait_for_function("scrollY > 500")
    box = away.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < PHONE["height"] / 4
    page.locator("main").focus()
    kim.presses("Tab")
    assert away.evaluate("one => one === document.activeElement")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_grave_barrier_and_is_never_too_wide(
    person: Callable[..., Person], scheme: str
) -> None:
    for width in (320, 1280):
        kim = person("ada", signed_in=False, viewport={"width": width, "height": 700},
                     color_scheme=scheme)  # fmt: skip
        for query in ("lang=en", "lang=de&country=lv-lv", "lang=fr&country=nl-nl", "lang=nl"):
            kim.goes_to(f"{PATH}?{query}")
            assert kim.barriers() == [], query
            assert kim.is_within_width(), query
