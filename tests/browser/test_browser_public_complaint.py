"""Somebody complains by the link of their letter, in a browser without script, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.browser.test_browser_screens import play, stage

from tutela.law.model import Finding
from tutela.redress.complaints import deciding
from tutela.redress.complaints.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person
    from tests.screens.play import Play

__all__ = ["play", "stage"]  # fixtures
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}


def test_whoever_has_the_letter_complains_and_reads_the_answer(
    person: Callable[..., Person], play: Play
) -> None:
    kim = person("ada", signed_in=False, **PHONE)
    kim.goes_to(play.letter() + "?lang=nl")
    kim.page.get_by_role("link", name="Klagen, of zien hoe uw klacht ervoor staat").click()
    kim.page.get_by_label("Waarom bent u het er niet mee eens?").fill("Het is mijn eigen foto.")
    kim.page.get_by_role("button", name="Uw klacht versturen").click()
    kim.page.get_by_role("heading", name="Wij hebben uw klacht").wait_for()
    sara = play.stage.actor("sara")
    one = deciding.list_complaints(play.node, sara)[-1]
    deciding.decide(play.node, sara, one.id, Answer("A second look.", Finding.NOT_ABUSE_MATERIAL))
    kim.page.reload()
    kim.page.get_by_text("A second look.").wait_for()
    assert kim.complaints == []


def test_no_page_of_it_has_a_grave_barrier_or_is_too_wide(
    person: Callable[..., Person], play: Play
) -> None:
    for width in (320, 1280):
        kim = person("ada", signed_in=False, viewport={"width": width, "height": 700})
        kim.goes_to(play.letter() + "/complaint?lang=de")
        assert kim.barriers() == []
        assert kim.is_within_width()
