"""The desk and a case by keyboard alone: keys of their own, all listed, and none needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.stage import BANKED, bytes_of

from tutela.casework.queue import show_case
from tutela.law.model import Finding
from tutela.web.pages.case_offers import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person
    from tests.stage import Stage


def test_two_cases_are_worked_through_by_keyboard_alone(
    stage: Stage, person: Callable[..., Person]
) -> None:
    for account in ("first", "second"):
        stage.exact_hit(account=account)
    mira = person("mira").goes_to("/desk")
    for account in ("first", "second"):
        mira.presses("n")
        mira.page.wait_for_url("**/cases/*done=taken")
        assert account in mira.reads()
        assert "You work on this case." in mira.reads()
        form = mira.form("Decide")
        mira.presses("d").tabs_to(form.get_by_label("Confirm")).presses("Space")
        mira.tabs_to(form.get_by_role("combobox", name="Label")).types("stand-in:")
        mira.tabs_to(form.get_by_label("Reason")).types("njk? Byte for byte the listed one.")
        mira.tabs_to(form.get_by_role("button", name="Record the decision")).presses("Enter")
        mira.page.wait_for_url("**/cases/*done=decided")
        assert "“njk? Byte for byte the listed one.”" in mira.reads(), "what is typed is no key"
    mira.presses("n")
    mira.page.wait_for_url("**/desk?done=none")
    assert "Nothing waits" in mira.reads()


@pytest.mark.parametrize("finding", [one for one in Finding if one is not Finding.CONFIRMED])
def test_every_other_finding_is_made_by_keyboard_alone(
    finding: Finding, stage: Stage, person: Callable[..., Person]
) -> None:
    case = stage.exact_hit()
    mira = person("mira").goes_to("/desk").presses("n")
    mira.page.wait_for_url("**/cases/*done=taken")
    form = mira.form("Decide")
    mira.presses("d").tabs_to(form.get_by_role("radio", name="Confirm")).presses("Space")
    name = NAMES[finding][0]
    chosen = form.get_by_role("radio", name=name, exact=False)
    while not chosen.is_checked():
        mira.presses("ArrowDown")
    mira.tabs_to(form.get_by_label("Reason")).types("Seen beside the messages.")
    if finding is not Finding.UNSURE:
        seen = form.get_by_label("I looked at it where the platform keeps it")
        mira.tabs_to(seen).presses("Space")
    mira.tabs_to(form.get_by_role("button", name="Record the decision")).presses("Enter")
    mira.page.wait_for_url(re.compile(r"/cases/.*done=(decided|proposed|passed)$"))
    [made] = show_case(stage.node, stage.actor("mira"), case, purpose="read").items[0].decisions
    assert made.finding is finding
    assert mira.barriers() == []


def test_the_list_is_gone_through_and_a_case_is_opened(
    stage: Stage, person: Callable[..., Person]
) -> None:
    stage.exact_hit(account="first")
    second = stage.exact_hit(account="second")
    mira = person("mira").goes_to("/desk")
    assert mira.presses("j").focus() == "first"
    assert mira.presses("j").focus() == "second"
    assert mira.presses("k").presses("k").focus() == "first"
    mira.presses("j").presses("Enter")
    mira.page.wait_for_url(f"**/cases/{second}")
    mira.presses("j")
    assert "Item 1" in mira.focus()
    assert mira.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    mira.presses("u")
    mira.page.wait_for_url("**/desk")


def test_a_letter_in_a_field_is_no_key_and_escape_leaves_the_field(
    stage: Stage, person: Callable[..., Person]
) -> None:
    case = stage.exact_hit()
    mira = person("mira").opens(case)
    confirm = mira.form("Decide").get_by_label("Confirm")
    mira.presses("d").tabs_to(confirm).presses("Space").presses("n").presses("u")
    assert confirm.is_checked()
    mira.presses("Escape")
    assert mira.page.evaluate("document.activeElement.id") == "decide"
    mira.presses("c").types("seen before").presses("Escape")
    assert mira.page.evaluate("document.activeElement.id") == "notes"


def test_every_key_of_a_page_is_in_its_list(stage: Stage, person: Callable[..., Person]) -> None:
    case = stage.exact_hit()
    stage.comes_in(bytes_of(BANKED[0]), "kim", "again")
    sara = person("sara")
    for path in ("/desk", f"/cases/{case}"):
        sara.goes_to(path).presses("?")
        said = sara.page.get_by_role("dialog", name="Keys").inner_text()
        used = sara.page.eval_on_selector_all(
            "[data-key]", "found => found.map(one => one.dataset.key)"
        )
        listed = set(re.findall(r"(?m)^(\w|\?|Enter|Esc)$", said))
        assert {*used, "j", "k", "Enter", "?", "Esc"} <= listed
        assert sara.barriers() == []
        sara.presses("Escape")
        assert not sara.page.get_by_role("dialog").is_visible()


def test_who_wants_no_keys_switches_them_off(stage: Stage, person: Callable[..., Person]) -> None:
    stage.exact_hit()
    mira = person("mira").goes_to("/desk").presses("?")
    mira.page.get_by_label("Use these keys on this computer").uncheck()
    mira.clicks("Close")
    mira.goes_to("/desk").presses("j").presses("?")
    assert not mira.page.get_by_role("dialog").is_visible()
    assert mira.page.evaluate("document.activeElement === document.body")
    mira.clicks("Keys ?")
    assert mira.page.get_by_role("dialog", name="Keys").is_visible()


def test_without_script_no_key_is_promised(stage: Stage, person: Callable[..., Person]) -> None:
    case = stage.exact_hit()
    mira = person("mira", java_script_enabled=False)
    mira.goes_to("/desk")
    assert not mira.page.get_by_role("button", name="Keys").is_visible()
    mira.clicks("Take the next case")
    mira.page.wait_for_url(f"**/cases/{case}?done=taken")
