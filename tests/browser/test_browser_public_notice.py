"""Somebody gives notice and follows it in a browser without script, on a phone, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


def test_the_whole_way_works_without_script_on_a_phone(person: Callable[..., Person]) -> None:
    kim = person("ada", signed_in=False, **PHONE)
    kim.goes_to("/public/notice?url=https://forum.example/t/1")
    page = kim.page
    page.get_by_label("Somebody threatens a child with pictures").check()
    page.get_by_label("Why is it illegal? In your own words").fill("neutral marker")
    page.get_by_label("I believe in good faith").check()
    kim.clicks("Send it")
    page.get_by_role("heading", name="We have your notice").wait_for()
    code = page.locator("code.code").inner_text()
    page.reload()  # which sends the form again
    assert page.locator("code.code").inner_text() == code
    kim.follows("See how it stands")
    page.get_by_label("Your code").fill(code)
    page.keyboard.press("Enter")
    page.get_by_text("A person will look at it and decide").wait_for()
    assert code not in page.url
    assert kim.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_it_has_a_grave_barrier_or_is_too_wide(
    person: Callable[..., Person], scheme: str
) -> None:
    for width in (320, 1280):
        kim = person("ada", signed_in=False, viewport={"width": width, "height": 700},
                     color_scheme=scheme)  # fmt: skip
        for lang in ("en", "de"):
            kim.goes_to(f"/public/notice?lang={lang}")
            assert kim.barriers() == [], lang
            assert kim.is_within_width(), lang
        kim.goes_to("/public/notice")
        kim.page.locator("form").evaluate("form => { form.noValidate = true }")
        kim.clicks("Send it")
        kim.page.get_by_role("alert").wait_for()
        assert kim.barriers() == []
        kim.page.get_by_label("Pictures or films").check()
        kim.page.get_by_label("Where is it?").fill(f"https://forum.example/{'a' * 200}")
        kim.page.get_by_label("Why is it illegal?").fill("neutral marker")
        kim.page.get_by_label("I believe in good faith").check()
        kim.clicks("Send it")
        kim.page.get_by_role("heading", name="We have your notice").wait_for()
        assert kim.barriers() == []
        assert kim.is_within_width()
        kim.goes_to("/public/notice/follow")
        assert kim.barriers() == []
