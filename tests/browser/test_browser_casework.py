"""From signing in to a reversal, in a real browser: with a mouse, by keyboard, without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.stage import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Dialog
    from tests.browser.person import Person
    from tests.stage import Stage

REASON = "It is the listed picture, saved anew."


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_two_people_decide_a_near_hit_and_a_third_has_it_reversed(
    stage: Stage, person: Callable[..., Person], *, script: bool
) -> None:
    case = stage.near_hit(account="kim", name="photo-2")
    mira, jonas, sara = (
        person(name, java_script_enabled=script) for name in ("mira", "jonas", "sara")
    )
    mira.opens(case).looks_at(1, "is this the listed picture?")
    if script:
        mira.sees_a_picture()  # or it is hidden before it was there to be looked at
    mira.clicks("Hide it, back to the case").confirms("stand-in", REASON)
    assert "It takes effect once a second person agrees." in mira.reads()
    assert "A second person must be somebody else." in mira.reads()

    jonas.opens(case)
    assert "mira proposes confirmed" in jonas.reads()
    jonas.agrees("I see the same.")
    assert "You agreed: the decision takes effect." in jonas.reads()
    assert "Seconded by jonas" in jonas.reads()

    sara.goes_to(f"/cases/{case}").reverses(1, "The listed picture was mistaken.", seen=True)
    assert "It takes effect once a second person agrees." in sara.reads()
    mira.goes_to("/desk").follows("kim").agrees("So it was.")
    said = mira.item(1).inner_text()
    assert "Reversed by decision 2." in said
    assert "Reversal: rejected as not abuse material" in said
    assert REASON in said


def test_an_exact_hit_is_decided_unseen_and_leaves_the_desk(
    stage: Stage, person: Callable[..., Person]
) -> None:
    case = stage.exact_hit(account="kim")
    mira = person("mira").opens(case)
    assert mira.page.locator("img").count() == 0
    mira.confirms("stand-in", "Byte for byte the listed picture.")
    assert "Decided without looking at it." in mira.reads()
    assert "Nothing waits" in mira.goes_to("/desk").reads()
    assert "kim" in mira.follows("Closed").reads()


def test_a_refused_decision_comes_back_with_every_word(
    stage: Stage, person: Callable[..., Person]
) -> None:
    mira = person("mira").opens(stage.near_hit())
    mira.confirms("stand-in", REASON)
    form = mira.form("Decide")
    assert "no exact hit and that you have not looked at" in form.inner_text()
    assert form.get_by_label("Reason").input_value() == REASON
    assert form.get_by_label("Confirm").is_checked()
    assert form.get_by_role("combobox", name="Label").input_value() == "stand-in"
    form.get_by_label("I looked at it where the platform keeps it").check()
    mira.clicks("Record the decision")
    assert "once a second person agrees" in mira.reads()


def test_a_preview_is_small_and_gone_when_the_page_is_loaded_again(
    stage: Stage, person: Callable[..., Person]
) -> None:
    mira = person("mira").opens(stage.near_hit()).looks_at(1, "compare").sees_a_picture()
    shown = mira.page.get_by_role("img", name="The item, small, in shades of grey.")
    assert shown.evaluate("image => image.naturalWidth") == 320
    assert shown.evaluate("image => image.width") <= 320
    # The picture is gone once it was fetched.
    mira.page.reload()
    assert "It is hidden" in mira.reads()
    mira.page.go_back()
    assert not mira.shows_a_picture()


def test_everything_is_done_by_keyboard(stage: Stage, person: Callable[..., Person]) -> None:
    case = stage.exact_hit(account="kim")
    mira = person("mira", signed_in=False).goes_to("/login")
    mira.tabs_to(mira.page.get_by_label("Name")).types("mira")
    mira.tabs_to(mira.page.get_by_label("Password")).types(PASSWORD).presses("Enter")
    mira.page.wait_for_url("**/desk")
    mira.presses("Tab")
    assert mira.focus() == "Skip to the page"
    mira.presses("Enter")
    mira.tabs_to(mira.page.get_by_role("link", name="kim")).presses("Enter")
    mira.page.wait_for_url(f"**/cases/{case}")
    form = mira.form("Decide")
    mira.tabs_to(form.get_by_label("Confirm")).presses("Space")
    mira.tabs_to(form.get_by_role("combobox", name="Label")).types("stand-in:")
    mira.tabs_to(form.get_by_label("Reason")).types("Byte for byte the listed picture.")
    mira.tabs_to(form.get_by_role("button", name="Record the decision")).presses("Enter")
    mira.page.wait_for_url("**done=decided")
    assert "Your decision is recorded and takes effect." in mira.reads()


def test_a_name_with_a_script_in_it_runs_nothing(
    stage: Stage, person: Callable[..., Person]
) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    case = stage.near_hit(account=name, name=name)
    mira = person("mira")
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    mira.page.on("dialog", dismiss)
    assert name in mira.goes_to("/desk").reads()
    assert name in mira.opens(case).reads()
    assert asked == []
