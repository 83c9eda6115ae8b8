"""What somebody signs in with, in a real browser: an app and its codes, in every appearance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.stage import PASSWORD

from tutela.platform.accounts.factors import totp
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person

    from tutela.platform.clock import ManualClock

STEP = timedelta(seconds=totp.STEP_SECONDS)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def reads_key(person: Person) -> Secret:
    """Types the key from the page into an app."""
    return Secret("".join(person.page.locator(".secret code").inner_text().split()))


def sets_up(person: Person, clock: ManualClock) -> tuple[Secret, list[str]]:
    """Sets up an app from the page; gives its key and the recovery codes."""
    person.goes_to("/account").clicks("Set up an app")
    secret = reads_key(person)
    person.page.get_by_label("Code in the app now").fill(code(secret, clock))
    person.clicks("Use this app")
    sheet = person.page.locator(".codes code").all_inner_texts()
    clock.advance(STEP)
    return secret, sheet


def code(secret: Secret, clock: ManualClock) -> str:
    return totp.code_of(secret, totp.step_at(clock.now()))


def gives_password(person: Person) -> Person:
    person.goes_to("/login")
    person.page.get_by_label("Name").fill(person.name)
    person.page.get_by_label("Password").fill(PASSWORD)
    person.clicks("Sign in")
    person.page.wait_for_url("**/login/code**")
    return person


def gives_code(person: Person, typed: str) -> Person:
    person.page.get_by_label("Code").fill(typed)
    return person.clicks("Sign in")


def test_an_app_is_set_up_signs_in_and_its_code_holds_once(
    person: Callable[..., Person], clock: ManualClock
) -> None:
    mira = person("mira")
    secret, _ = sets_up(mira, clock)
    mira.follows("I have kept them").clicks("Sign out")
    typed = code(secret, clock)
    gives_code(gives_password(mira), typed)
    mira.page.wait_for_url("**/desk")
    mira.clicks("Sign out")
    gives_code(gives_password(mira), typed)
    assert "was used before" in mira.page.get_by_role("alert").inner_text()
    clock.advance(STEP)
    gives_code(mira, code(secret, clock)).page.wait_for_url("**/desk")


def test_a_recovery_code_signs_in_once(person: Callable[..., Person], clock: ManualClock) -> None:
    mira = person("mira")
    _, sheet = sets_up(mira, clock)
    mira.goes_to("/account").clicks("Sign out")
    gives_code(gives_password(mira), sheet[0].upper()).page.wait_for_url("**/desk")
    assert "9 of 10 left" in mira.goes_to("/account").reads()
    mira.clicks("Sign out")
    gives_code(gives_password(mira), sheet[0])
    assert mira.page.get_by_role("alert").is_visible()


def test_ending_a_session_ends_it_in_the_other_browser(person: Callable[..., Person]) -> None:
    at_home = person("mira")
    at_work = person("mira")
    at_work.goes_to("/account")
    at_work.page.get_by_role("button", name="End the session of").click()
    at_work.page.get_by_text("End all others").wait_for(state="detached")
    at_home.goes_to("/desk")
    assert "Your session has ended." in at_home.reads()
    assert "Your account" in at_work.reads()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_the_account_is_accessible_and_fits(
    person: Callable[..., Person], clock: ManualClock, scheme: Any, size: Any
) -> None:
    mira = person("mira", color_scheme=scheme, viewport=size)

    def fits() -> None:
        assert mira.barriers() == []
        assert mira.is_within_width()

    mira.goes_to("/account")
    fits()
    mira.clicks("Set up an app")
    fits()
    secret = reads_key(mira)
    mira.page.get_by_label("Code in the app now").fill(code(secret, clock))
    mira.clicks("Use this app")
    fits()
    mira.follows("I have kept them")
    fits()
    clock.advance(timedelta(minutes=6))
    mira.clicks("Remove the app")
    fits()
    mira.clicks("Sign out")
    gives_password(mira)
    fits()
