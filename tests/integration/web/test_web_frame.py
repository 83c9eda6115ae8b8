"""The frame of the web door: headers, limits, errors, locks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from fastapi import Depends
from tests.integration.web.conftest import Browser, Program

from tutela.platform import log
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.errors import leaves
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import open_to_all, unchecked_forms, unprotected_routes
from tutela.web.app import create_app
from tutela.web.errors import HEADINGS
from tutela.web.headers import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from tutela.platform.node import Node

    Key = Callable[..., dict[str, str]]

MEBIBYTE = 1024 * 1024
CANARY = "canary-that-must-not-leave"


async def in_pieces(size: int) -> Any:
    for at in range(0, size, 65_536):
        yield bytes(min(65_536, size - at))


def test_every_route_is_locked_or_marked_open(app: FastAPI) -> None:
    assert unprotected_routes(app) == []
    assert unchecked_forms(app) == []


def test_a_route_without_a_lock_is_found(app: FastAPI) -> None:
    @app.get("/forgotten")
    def forgotten() -> None: ...

    @app.post("/open-form", dependencies=[Depends(open_to_all)])
    def form() -> None: ...

    app.mount("/elsewhere", app)
    assert unprotected_routes(app)[:1] == ["/forgotten"]
    assert any(name.startswith("/elsewhere") for name in unprotected_routes(app))
    assert "/open-form" in unchecked_forms(app)


@pytest.mark.parametrize(
    "path", ["/login", "/", "/trial", "/nothing", "/fail", "/v1/fail", "/v1/nothing", "/healthz"]
)
def test_every_answer_carries_the_protecting_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert {name: headers[name] for name in ALWAYS} == ALWAYS
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none';")


def test_only_the_form_for_notices_may_be_framed_and_only_by_sites_that_are_named(
    node: Node,
) -> None:
    sites = ("https://forum.example", "https://wiki.example:8443")
    settings = node.settings.model_copy(update={"notice_embedders": sites})
    named = replace(node, settings=settings)
    browser = Browser(create_app(cast("Any", Program(named, KeyRing(named)))))
    for path in ("/public/notice", "/public/notice/follow", "/public/notice/complaint"):
        headers = browser.get(path).headers
        assert "x-frame-options" not in headers
        policy = headers["content-security-policy"]
        assert f"frame-ancestors {' '.join(sites)}; base-uri 'none'" in policy
        assert policy.startswith("default-src 'none';")
    for path in ("/public/young", "/public/noticeboard", "/login", "/desk"):
        assert browser.get(path).headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("word", "code", "status"),
    [
        ("same-origin", "none", 404),
        ("same-origin", "\0", 400),
        ("same-site", "none", 403),
        ("cross-site", "none", 403),
        ("", "none", 403),
    ],
)
def test_a_form_without_cookie_is_taken_only_where_the_browser_says_it_is_ours(
    browser: Browser, word: str, code: str, status: int
) -> None:
    said = {"sec-fetch-site": word}
    answer = browser.send("POST", "/public/notice/follow", data={"code": code}, headers=said)
    assert answer.status_code == status


def test_static_files_may_be_kept_and_change_their_address_with_their_content(
    browser: Browser,
) -> None:
    address = templates.static("tutela.css")
    assert address in browser.get("/login").text
    style = browser.get(address)
    assert style.headers["cache-control"] == "public, max-age=86400"
    assert style.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/static/absent.css").headers["cache-control"] == "no-store"
    assert browser.get("/static/..%2fapp.py").status_code == 404


def test_no_page_asks_for_anything_from_elsewhere(open_browser: Callable[..., Browser]) -> None:
    browser = open_browser("http://localhost:8321")
    page, style = browser.get("/login").text, browser.get("/static/tutela.css").text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "<script" not in page
    assert " style=" not in page
    assert "url(" not in style
    assert "@import" not in style


def test_health_says_that_the_node_is_up_and_nothing_else(browser: Browser) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}


def test_the_api_describes_itself_and_nothing_but_itself(browser: Browser) -> None:
    described = browser.get("/openapi.json").json()
    assert "/login" not in described["paths"]
    assert "API key" in described["components"]["securitySchemes"]
    assert browser.get("/docs").status_code == 404


def test_a_demo_node_says_so(demo_browser: Browser) -> None:
    assert "DEMO" in demo_browser.get("/login").text


def test_a_real_node_does_not_call_itself_a_demo(browser: Browser) -> None:
    assert "demo" not in browser.get("/login").text.lower()


def test_every_error_has_a_heading_and_a_code_of_its_own() -> None:
    ours = [leaf for leaf in leaves() if leaf.__module__.startswith("tutela.")]
    assert [leaf for leaf in ours if leaf.status not in HEADINGS] == []
    codes = [leaf.code for leaf in ours]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_an_error_is_a_problem_for_programs(browser: Browser) -> None:
    answer = browser.get("/v1/refuse")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "urn:tutela:error:service-unknown",
        "title": "Nothing here",
        "status": 404,
        "code": "service-unknown",
        "detail": "There is no service named <script>: it must be declared first.",
    }


def test_an_error_is_a_page_for_people(browser: Browser) -> None:
    answer = browser.get("/refuse")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "service-unknown" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", ["/fail", "/v1/fail"])
def test_a_fault_of_ours_shows_no_values_to_anybody(
    browser: Browser, path: str, logged: Callable[[], str]
) -> None:
    log.configure("debug")
    answer = browser.get(path)
    written = logged()
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "ValueError" in written
    assert "conftest.py" in written
    assert CANARY not in answer.text + written


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "address-unknown"),
        ("GET", "/v1/trial/raw", 405, "method-not-allowed"),
        ("POST", "/v1/trial/raw", 401, "api-key-absent"),
    ],
)
def test_what_the_framework_refuses_looks_like_ours(
    browser: Browser, method: str, path: str, status: int, code: str
) -> None:
    answer = browser.send(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_wrong_address_is_a_page_for_people(browser: Browser) -> None:
    answer = browser.get("/nothing")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"number": "canary-that-must-not-leave"}', "body.number: input should be a valid int"),
        (b'{"number": 1', "its body is not JSON"),
        (b"{}", "body.number: field required"),
    ],
)
def test_a_request_that_does_not_fit_says_where_and_repeats_no_value(
    browser: Browser, make_key: Key, body: bytes, says: str
) -> None:
    headers = make_key() | {"Content-Type": "application/json"}
    answer = browser.send("POST", "/v1/trial/json", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "request-invalid")
    assert says in answer.json()["detail"]
    assert CANARY not in answer.text


def test_a_key_opens_what_its_scopes_say(browser: Browser, make_key: Key) -> None:
    key = make_key(Permission.SCAN)
    assert browser.send("POST", "/v1/trial/raw", content=b"abc", headers=key).json()["bytes"] == 3
    refused = browser.send("POST", "/v1/trial/json", json={"number": 1}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("sent", ["Basic abc", "Bearer", "Bearer x", "bearer tutela_a_b", "tutela"])
def test_anything_but_a_valid_key_is_refused(browser: Browser, sent: str) -> None:
    answer = browser.send("POST", "/v1/trial/raw", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_opens_no_api_and_a_key_no_page(
    browser: Browser, make_key: Key, mira: str
) -> None:
    assert browser.get("/trial", headers=make_key()).status_code == 303
    browser.sign_in(mira)
    assert browser.send("POST", "/v1/trial/raw").status_code == 401


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_larger_than_the_limit_is_refused_as_a_problem(
    browser: Browser, make_key: Key, *, announced: bool
) -> None:
    size = 2 * MEBIBYTE
    content = bytes(size) if announced else in_pieces(size)
    answer = browser.send("POST", "/v1/trial/json", content=content, headers=make_key())
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert answer.headers["connection"] == "close"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_body_with_a_valid_key_is_read_whole(
    browser: Browser, make_key: Key, *, announced: bool
) -> None:
    size = MEBIBYTE
    content = bytes(size) if announced else in_pieces(size)
    answer = browser.send("POST", "/v1/trial/raw", content=content, headers=make_key())
    assert answer.json()["bytes"] == size


@pytest.mark.parametrize("path", ["/v1/trial/raw", "/v1/trial/json"])
def test_a_strangers_large_body_is_not_read(app: FastAPI, path: str) -> None:
    taken = asyncio.run(_taken(app, path, b"application/json"))
    assert taken["status"] == 401
    assert taken["bytes"] <= 128 * 1024


def test_a_large_form_is_refused_with_a_page(browser: Browser, mira: str) -> None:
    answer = browser.sign_in(mira, "x" * 70_000)
    assert answer.status_code == 413
    assert "larger than 65536 bytes" in answer.text


async def _taken(app: FastAPI, path: str, kind: bytes) -> dict[str, int]:
    """Sends an endless body without a key; returns the status and how much was taken."""
    seen = {"bytes": 0, "status": 0}

    async def receive() -> dict[str, Any]:
        seen["bytes"] += 16_384
        return {"type": "http.request", "body": bytes(16_384), "more_body": True}

    async def send(message: Any) -> None:
        seen["status"] = message.get("status", seen["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", kind), (b"host", b"127.0.0.1")],
        "server": ("127.0.0.1", 8321),
        "client": ("192.0.2.9", 4711),
    }
    await app(scope, receive, send)
    return seen
