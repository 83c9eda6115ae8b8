"""Signing in to the pages, staying, and leaving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fastapi.routing import iter_route_contexts

from tutela.platform.accounts import service
from tutela.platform.actor import operator
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import GRANTS, Role
from tutela.web.shell import PLACES

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from tests.integration.web.conftest import Browser

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

SESSION = "tutela_session"


def test_a_person_signs_in_works_and_leaves(browser: Browser, mira: str) -> None:
    assert browser.sign_in(mira).headers["location"] == "/"
    page = browser.get("/trial")
    assert 'title="Your account"><bdi translate="no">mira</bdi></a>' in page.text
    left = browser.submit(page, "/logout")
    assert left.headers["location"] == "/login?why=left"
    assert SESSION not in browser.cookies
    assert "You are signed out." in browser.get("/login?why=left").text


def test_the_cookie_of_a_closed_session_opens_nothing(browser: Browser, mira: str) -> None:
    browser.sign_in(mira)
    kept = {"Cookie": f"{SESSION}={browser.cookies[SESSION]}"}
    browser.submit(browser.get("/trial"), "/logout")
    assert browser.get("/trial", headers=kept).status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Browser, mira: str
) -> None:
    cookie = browser.sign_in(mira).headers.get_list("set-cookie")[0]
    assert cookie.startswith(f"{SESSION}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie  # over loopback without TLS a browser would drop it


def test_over_tls_cookies_travel_over_tls_only(open_browser: Callable[..., Browser]) -> None:
    cookie = open_browser("https://127.0.0.1").get("/login").headers["set-cookie"]
    assert "Secure" in cookie


def test_who_is_not_signed_in_is_sent_to_sign_in_and_then_on(browser: Browser, mira: str) -> None:
    asked = browser.get("/trial?page=2")
    assert asked.status_code == 303
    form = browser.get(asked.headers["location"])
    arrived = browser.submit(form, "/login", name=mira, password="nine lives of a quiet cat")
    assert arrived.headers["location"] == "/trial?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:"],
)
def test_nobody_is_sent_to_another_site(browser: Browser, mira: str, elsewhere: str) -> None:
    assert browser.sign_in(mira, then=elsewhere).headers["location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(browser: Browser, mira: str) -> None:
    refused = browser.sign_in(mira, "wrong password here")
    assert refused.status_code == 401
    assert "The name or the password is not right." in refused.text
    assert 'value="mira"' in refused.text
    assert "wrong password here" not in refused.text
    assert SESSION not in browser.cookies


def test_a_name_is_shown_as_text_never_as_a_page(browser: Browser) -> None:
    refused = browser.sign_in('"><script>alert(1)</script>')
    assert "<script>" not in refused.text


def test_an_empty_form_is_refused_like_a_wrong_one(browser: Browser) -> None:
    assert browser.sign_in("", "").status_code == 401


def test_too_many_attempts_are_told_how_long_to_wait(browser: Browser, mira: str) -> None:
    for _ in range(5):
        browser.sign_in(mira, "wrong password here")
    refused = browser.sign_in(mira)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "2"
    assert "Wait 2 seconds" in refused.text


def test_an_expired_login_says_so_and_leads_back(
    browser: Browser, mira: str, clock: ManualClock
) -> None:
    browser.sign_in(mira)
    clock.advance(timedelta(minutes=31))
    sent = browser.get("/trial").headers["location"]
    assert sent == "/login?why=session-ended&next=/trial"
    assert "Your session has ended." in browser.get(sent).text


def test_a_disabled_persons_open_page_ends(browser: Browser, mira: str, node: Node) -> None:
    browser.sign_in(mira)
    service.disable_account(node, operator("console"), mira)
    assert browser.get("/trial").status_code == 303


@pytest.mark.parametrize("token", ["", "forged", "x" * 64])
def test_a_form_without_its_pages_token_changes_nothing(
    browser: Browser, mira: str, token: str
) -> None:
    browser.sign_in(mira)
    refused = browser.send("POST", "/trial", data={"csrf": token, "note": "x"})
    assert refused.status_code == 403
    assert "Load the page again" in refused.text


def test_a_form_with_its_pages_token_is_taken(browser: Browser, mira: str) -> None:
    browser.sign_in(mira)
    taken = browser.submit(browser.get("/trial"), "/trial", note="hello")
    assert taken.json() == {"by": "mira", "note": "hello"}


def test_a_token_of_another_session_does_not_count(
    browser: Browser, mira: str, open_browser: Callable[..., Browser]
) -> None:
    browser.sign_in(mira)
    other = open_browser()
    other.sign_in(mira)
    assert browser.submit(other.get("/trial"), "/trial").status_code == 403


def test_nobody_is_signed_in_by_a_form_of_another_site(browser: Browser, mira: str) -> None:
    fields = {"name": mira, "password": "nine lives of a quiet cat", "csrf": ""}
    assert browser.send("POST", "/login", data=fields).status_code == 403
    fields["csrf"] = "chosen by somebody else"
    assert browser.send("POST", "/login", data=fields).status_code == 403


def test_signing_out_needs_the_token_too(browser: Browser, mira: str) -> None:
    browser.sign_in(mira)
    assert browser.send("POST", "/logout").status_code == 403
    assert browser.get("/trial").status_code == 200


def test_who_lacks_a_permission_is_told_which_and_may_go_elsewhere(
    browser: Browser, ada: str
) -> None:
    browser.sign_in(ada)
    refused = browser.get("/trial")
    assert refused.status_code == 403
    assert "case:case:read" in refused.text
    assert "Sign out" in refused.text


def test_the_start_page_greets_those_who_have_no_desk(browser: Browser, ada: str) -> None:
    browser.sign_in(ada)
    page = browser.get("/")
    assert "Welcome, ada" in page.text
    assert 'href="/desk"' not in page.text


def test_only_places_that_exist_and_open_are_shown(
    browser: Browser, app: FastAPI, mira: str
) -> None:
    browser.sign_in(mira)
    page = browser.get("/trial").text
    paths = {route.path for route in iter_route_contexts(app.routes)}
    for place in PLACES:
        there = place.path in paths and NodeRole.PROVIDER in place.roles
        expected = there and place.permission in GRANTS[Role.REVIEWER]
        assert (f'<a href="{place.path}"' in page) == expected
