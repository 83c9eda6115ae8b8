"""What the other browser tests rely on: a browser that complains is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person

WITHOUT_NAME = "document.querySelector('main').innerHTML = '<input type=text><p lang=zz>x</p>'"
INLINE = "document.querySelector('main').innerHTML = '<p style=\"color: red\">x</p>'"


def test_a_page_against_the_content_policy_is_a_complaint(person: Callable[..., Person]) -> None:
    mira = person("mira")
    with mira.page.expect_console_message():
        mira.page.evaluate(INLINE)
    [complaint] = mira.complaints
    assert "Content Security Policy" in complaint
    mira.complaints.clear()


def test_a_field_without_a_name_is_a_barrier(person: Callable[..., Person]) -> None:
    mira = person("mira")
    mira.page.evaluate(WITHOUT_NAME)
    assert any(barrier.startswith("label:") for barrier in mira.barriers())
