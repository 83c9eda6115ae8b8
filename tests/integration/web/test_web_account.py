"""The page of the person who is signed in: setting up an app, codes, and proving who it is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.integration.web.conftest import PASSWORD, Browser

from tutela.platform import log
from tutela.platform.accounts import proving
from tutela.platform.accounts.factors import totp
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock

STEP = timedelta(seconds=totp.STEP_SECONDS)


def secret_on(page: httpx.Response) -> Secret:
    """The key an app is given, as it stands on the page."""
    found = re.search(r"secret=([A-Z2-7]{32})", page.text)
    assert found
    return Secret(found[1])


def sheet_on(page: httpx.Response) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]{19})</code>", page.text)


class Phone:
    """Somebody who has set up an app, and knows their codes."""

    def __init__(self, browser: Browser, clock: ManualClock, name: str) -> None:
        self.clock = clock
        browser.sign_in(name)
        browser.submit(browser.get("/account"), "/account/app")
        page = browser.get("/account/app")
        self.secret = secret_on(page)
        self.done = browser.submit(page, "/account/app/confirm", code=self.code())
        self.sheet = sheet_on(self.done)
        clock.advance(STEP)

    def code(self) -> str:
        return totp.code_of(self.secret, totp.step_at(self.clock.now()))


@pytest.fixture
def phone(browser: Browser, clock: ManualClock, mira: str) -> Phone:
    return Phone(browser, clock, mira)


def halfway(browser: Browser, then: str = "") -> httpx.Response:
    """Gives the password, and follows to the form for the code."""
    sent = browser.sign_in("mira", PASSWORD, then)
    assert sent.status_code == 303
    return browser.get(sent.headers["location"])


def test_an_app_is_set_up_with_a_picture_a_key_and_one_code(browser: Browser, phone: Phone) -> None:
    assert phone.done.status_code == 200
    assert len(set(phone.sheet)) == 10
    page = browser.get("/account")
    assert "10 of 10 left" in page.text
    for secret in (phone.secret.reveal(), *phone.sheet):
        assert secret not in page.text


def test_what_the_app_was_given_is_not_shown_again(browser: Browser, phone: Phone) -> None:
    again = browser.get("/account/app")
    assert again.status_code == 409
    assert phone.secret.reveal() not in again.text


def test_a_wrong_code_sets_nothing_up_and_is_not_repeated(browser: Browser, mira: str) -> None:
    browser.sign_in(mira)
    browser.submit(browser.get("/account"), "/account/app")
    refused = browser.submit(browser.get("/account/app"), "/account/app/confirm", code="98765x")
    assert refused.status_code == 401
    assert "The code is not right" in refused.text
    assert "98765x" not in refused.text
    assert "not set up" in browser.get("/account").text


def test_after_the_password_a_code_leads_on_to_where_one_was_going(
    open_browser: Callable[..., Browser], phone: Phone
) -> None:
    other = open_browser()
    form = halfway(other, "/trial?page=2")
    assert "tutela_session" not in other.cookies
    arrived = other.submit(form, "/login/code", code=phone.code())
    assert arrived.headers["location"] == "/trial?page=2"
    assert other.get("/trial").status_code == 200
    assert "tutela_step" not in other.cookies


def test_halfway_in_opens_no_page(open_browser: Callable[..., Browser], phone: Phone) -> None:
    assert phone
    other = open_browser()
    halfway(other)
    for path in ("/account", "/trial", "/account/app"):
        assert other.get(path).headers["location"].startswith("/login?why=unauthenticated")


def test_a_wrong_password_looks_the_same_with_and_without_a_factor(
    open_browser: Callable[..., Browser], phone: Phone, ada: str
) -> None:
    assert phone
    pages = [open_browser().sign_in(name, "wrong password here") for name in ("mira", ada)]
    assert [page.status_code for page in pages] == [401, 401]
    bare = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert bare[0] == bare[1]


def test_a_wrong_code_may_be_corrected_and_too_many_must_wait(
    open_browser: Callable[..., Browser], phone: Phone, clock: ManualClock
) -> None:
    other = open_browser()
    form = halfway(other)
    for _ in range(5):
        refused = other.submit(form, "/login/code", code="no code")
        assert refused.status_code == 401
    slowed = other.submit(form, "/login/code", code=phone.code())
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "2")
    clock.advance(timedelta(seconds=2))
    assert other.submit(form, "/login/code", code=phone.code()).headers["location"] == "/"


def test_a_recovery_code_signs_in_once(open_browser: Callable[..., Browser], phone: Phone) -> None:
    other = open_browser()
    sheet = phone.sheet
    assert other.submit(halfway(other), "/login/code", code=sheet[0]).status_code == 303
    assert "9 of 10 left" in other.get("/account").text
    third = open_browser()
    assert third.submit(halfway(third), "/login/code", code=sheet[0]).status_code == 401


def test_who_took_too_long_begins_again(
    open_browser: Callable[..., Browser], phone: Phone, clock: ManualClock
) -> None:
    other = open_browser()
    form = halfway(other)
    clock.advance(timedelta(minutes=5))
    sent = other.submit(form, "/login/code", code=phone.code())
    assert sent.headers["location"] == "/login?why=step-ended"
    assert "Begin again." in other.get("/login?why=step-ended").text


def test_the_form_for_the_code_is_checked_like_every_other(
    open_browser: Callable[..., Browser], phone: Phone
) -> None:
    other = open_browser()
    halfway(other)
    refused = other.send("POST", "/login/code", data={"code": phone.code()})
    assert refused.status_code == 403


def test_a_change_after_a_while_asks_for_a_proof_first(
    browser: Browser, phone: Phone, clock: ManualClock
) -> None:
    clock.advance(proving.FRESH)
    page = browser.get("/account")
    assert browser.submit(page, "/account/app/remove").headers["location"] == "/account/prove"
    form = browser.get("/account/prove")
    refused = browser.submit(form, "/account/prove", proof=PASSWORD)
    assert refused.status_code == 401
    assert PASSWORD not in refused.text
    assert browser.submit(form, "/account/prove", proof=phone.code()).status_code == 303
    assert browser.submit(page, "/account/app/remove").headers["location"] == "/account"
    assert "not set up" in browser.get("/account").text


def test_without_a_factor_the_password_is_asked_for(
    browser: Browser, mira: str, clock: ManualClock
) -> None:
    browser.sign_in(mira)
    clock.advance(proving.FRESH)
    page = browser.get("/account")
    assert browser.submit(page, "/account/app").headers["location"] == "/account/prove"
    form = browser.get("/account/prove")
    assert browser.submit(form, "/account/prove", proof="wrong password").status_code == 401
    assert browser.submit(form, "/account/prove", proof=PASSWORD).status_code == 303
    assert browser.submit(page, "/account/app").headers["location"] == "/account/app"


def test_new_recovery_codes_are_shown_once(browser: Browser, phone: Phone) -> None:
    page = browser.get("/account")
    fresh = sheet_on(browser.submit(page, "/account/recovery"))
    assert len(fresh) == 10
    assert not set(fresh) & set(phone.sheet)
    assert browser.get("/account/recovery").status_code == 405


def test_no_secret_of_a_factor_reaches_the_log(
    browser: Browser,
    open_browser: Callable[..., Browser],
    mira: str,
    clock: ManualClock,
    logged: Callable[[], str],
) -> None:
    log.configure("debug")
    phone = Phone(browser, clock, mira)
    other = open_browser()
    form = halfway(other)
    step = other.cookies["tutela_step"]
    typed = phone.code()
    answers = [other.submit(form, "/login/code", code=code) for code in ("no code", typed)]
    assert [one.status_code for one in answers] == [401, 303]
    said = logged()
    for secret in (phone.secret.reveal(), step, *phone.sheet, other.cookies["tutela_session"]):
        assert secret not in said


def test_a_secret_that_no_key_opens_is_a_fault_of_ours_and_recovery_codes_still_hold(
    open_browser: Callable[..., Browser], phone: Phone, admin_connection: Connection
) -> None:
    admin_connection.execute(text("UPDATE tutela.authenticator_app SET sealed_secret = 'AAAA'"))
    other = open_browser()
    form = halfway(other)
    broken = other.submit(form, "/login/code", code=phone.code())
    assert broken.status_code == 500
    assert "authenticator" not in broken.text
    assert other.submit(form, "/login/code", code=phone.sheet[0]).status_code == 303


def test_a_session_is_ended_from_another_browser(
    browser: Browser, open_browser: Callable[..., Browser], mira: str
) -> None:
    other = open_browser()
    other.sign_in(mira)
    browser.sign_in(mira)
    page = browser.get("/account")
    assert "this one" in page.text
    (path,) = re.findall(r'action="(/account/sessions/[0-9a-f]{64}/close)"', page.text)
    assert browser.submit(page, path).headers["location"] == "/account"
    assert other.get("/trial").headers["location"].startswith("/login?why=session-ended")
    assert "End all others" not in browser.get("/account").text


def test_all_other_sessions_are_ended_at_once(
    browser: Browser, open_browser: Callable[..., Browser], mira: str
) -> None:
    others = [open_browser() for _ in range(2)]
    for one in (*others, browser):
        one.sign_in(mira)
    browser.submit(browser.get("/account"), "/account/sessions/close")
    assert [one.get("/trial").status_code for one in others] == [303, 303]
    assert browser.get("/trial").status_code == 200


@pytest.mark.parametrize("fingerprint", ["x", "A" * 64, "0" * 63, "0" * 65, "%00"])
def test_what_names_no_session_is_refused(browser: Browser, mira: str, fingerprint: str) -> None:
    browser.sign_in(mira)
    page = browser.get("/account")
    path = f"/account/sessions/{fingerprint}/close"
    assert browser.submit(page, path).status_code == 400
