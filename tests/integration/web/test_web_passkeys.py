"""The forms around a passkey: which page offers one, and what a wrong answer gets."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tests.integration.web.conftest import Browser
from tests.simulators.authenticator import Authenticator

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from fastapi import FastAPI

ORIGIN = "http://localhost:8321"


def options_on(page: httpx.Response) -> str:
    """What the page asks the browser for."""
    found = re.search(r'data-options="([^"]*)"', page.text)
    assert found
    return html.unescape(found[1])


def add(browser: Browser, device: Authenticator, name: str) -> httpx.Response:
    page = browser.submit(browser.get("/account"), "/account/passkeys", name=name)
    answer = device.makes(options_on(page))
    return browser.submit(page, "/account/passkeys/answer", answer=answer, name=name)


def test_a_passkey_is_added_with_recovery_codes_and_signs_in(app: FastAPI, mira: str) -> None:
    browser, device = Browser(app, ORIGIN), Authenticator(ORIGIN)
    browser.sign_in(mira)
    assert "Your recovery codes" in add(browser, device, "Work <laptop>").text
    page = browser.get("/account")
    assert "Work &lt;laptop&gt;" in page.text
    other = Browser(app, ORIGIN)
    asked = other.submit(other.get("/login?next=/trial"), "/login/passkey")
    assert 'href="/login?next=/trial"' in asked.text
    arrived = other.submit(asked, "/login/passkey/answer", answer=device.signs(options_on(asked)))
    assert arrived.headers["location"] == "/trial"
    assert other.get("/trial").status_code == 200


def test_a_passkey_is_offered_first_where_it_works_and_named_elsewhere(app: FastAPI) -> None:
    here = Browser(app, ORIGIN).get("/login").text
    assert here.index("Use a passkey") < here.index("Password")
    elsewhere = Browser(app, "http://127.0.0.1:8321").get("/login").text
    assert "Use a passkey" not in elsewhere
    assert f'<a href="{ORIGIN}/login">' in elsewhere


def test_a_wrong_answer_is_told_so_on_the_form_to_sign_in(app: FastAPI, mira: str) -> None:
    assert mira
    browser = Browser(app, ORIGIN)
    asked = browser.submit(browser.get("/login"), "/login/passkey")
    refused = browser.submit(asked, "/login/passkey/answer", answer="<script>no answer")
    assert refused.status_code == 401
    assert "The passkey was not accepted" in refused.text
    assert "no answer" not in refused.text
    again = browser.submit(asked, "/login/passkey/answer", answer="")
    assert "Begin again" in again.text


def test_the_forms_of_passkeys_are_checked_like_every_other(
    open_browser: Callable[..., Browser],
) -> None:
    browser = open_browser()
    for path in ("/login/passkey", "/login/passkey/answer"):
        assert browser.send("POST", path, data={"step": "x"}).status_code == 403


def test_who_has_a_passkey_may_prove_with_it(app: FastAPI, mira: str) -> None:
    browser, device = Browser(app, ORIGIN), Authenticator(ORIGIN)
    browser.sign_in(mira)
    add(browser, device, "laptop")
    asked = browser.submit(browser.get("/account/prove"), "/account/prove/passkey")
    done = browser.submit(
        asked, "/account/prove/passkey/answer", answer=device.signs(options_on(asked))
    )
    assert done.headers["location"] == "/account"
    page = browser.get("/account")
    (path,) = re.findall(r'action="(/account/passkeys/[^"]*/remove)"', page.text)
    assert browser.submit(page, path).headers["location"] == "/account"
    assert "none yet" in browser.get("/account").text
