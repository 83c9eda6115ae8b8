"""By which name a node is opened, and beyond this machine over TLS only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.integration.web.conftest import PASSWORD, Browser, Program

from tutela.platform.accounts.keyring import KeyRing
from tutela.web.app import create_app

if TYPE_CHECKING:
    from tutela.assembly import Program as WholeProgram
    from tutela.platform.node import Node

ORIGIN = "https://tutela.example.org"


def browser_at(node: Node, address: str, **settings: Any) -> Browser:
    """A browser that opened `address`, of a node with these settings."""
    changed = replace(node, settings=node.settings.model_copy(update=settings))
    program = Program(changed, KeyRing(changed))
    return Browser(create_app(cast("WholeProgram", program)), address)


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8321", "http://127.0.0.1:8321", "http://[::1]:1", "http://LOCALHOST"],
)
def test_on_this_machine_a_node_is_opened_by_its_names(node: Node, address: str) -> None:
    assert browser_at(node, address).get("/login").status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8321",
        "192.0.2.1", "localhost@evil.example", "evil.example#localhost", "localhost/evil", "",
        "localhost:99999", "[::1", "tutela.example.org",
    ],
)  # fmt: skip
def test_a_page_of_elsewhere_that_names_this_machine_gets_nothing(node: Node, host: str) -> None:
    browser = browser_at(node, "http://127.0.0.1:8321")
    for path in ("/login", "/", "/static/tutela.css", "/nothing"):
        answer = browser.get(path, headers={"host": host})
        assert answer.status_code == 400, path
        assert "not opened by that name" in answer.text
        assert "set-cookie" not in answer.headers


def test_two_names_at_once_are_none(node: Node) -> None:
    browser = browser_at(node, "http://127.0.0.1:8321")
    twice = [("host", "localhost"), ("host", "evil.example")]
    assert browser.get("/login", headers=twice).status_code == 400


def test_programs_call_by_any_name_for_their_key_is_what_counts(node: Node) -> None:
    browser = browser_at(node, "http://tutela.internal:8321")
    assert browser.get("/v1/nothing").status_code == 404
    assert browser.get("/healthz").status_code == 200


def test_behind_a_proxy_the_origin_names_the_node(node: Node) -> None:
    for address in (ORIGIN, ORIGIN + ":443", "http://tutela.example.org", "http://localhost:8321"):
        assert browser_at(node, address, origin=ORIGIN).get("/login").status_code == 200, address
    by_proxy = browser_at(node, "http://tutela.example.org", origin=ORIGIN).get("/login")
    assert by_proxy.headers["set-cookie"].startswith("__Host-tutela_form=")
    for address in ("https://tutela.example.org:8443", "https://other.example.org"):
        assert browser_at(node, address, origin=ORIGIN).get("/login").status_code == 400, address


def test_beyond_this_machine_only_the_origin_names_it_and_only_over_tls(node: Node) -> None:
    beyond = {"origin": ORIGIN, "host": "192.0.2.1"}
    assert browser_at(node, ORIGIN, **beyond).get("/login").status_code == 200
    for address in ("https://localhost", "https://192.0.2.1", "https://127.0.0.1:8321"):
        assert browser_at(node, address, **beyond).get("/login").status_code == 400, address
    for path in ("/login", "/v1/nothing"):
        plain = browser_at(node, "http://tutela.example.org", **beyond).get(path)
        assert plain.status_code == 403, path
        assert "without TLS" in plain.text
        assert "strict-transport-security" not in plain.headers
    assert browser_at(node, "http://192.0.2.1:8321", **beyond).get("/healthz").status_code == 200


def test_over_tls_browsers_are_told_to_stay_there_and_keep_cookies_for_this_host(
    node: Node, mira: str
) -> None:
    browser = browser_at(node, ORIGIN, origin=ORIGIN, host="192.0.2.1")
    page = browser.get("/login")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    made = page.headers["set-cookie"]
    assert made.startswith("__Host-tutela_form=")
    assert "; Secure" in made
    assert "Path=/" in made
    assert "Domain" not in made
    entered = browser.submit(page, "/login", name=mira, password=PASSWORD)
    assert entered.status_code == 303, entered.text
    assert "__Host-tutela_session" in browser.cookies
    assert browser.get("/account").status_code == 200
    # The name without the prefix is nobody's over TLS: another host may have set it.
    other = browser_at(node, ORIGIN, origin=ORIGIN, host="192.0.2.1")
    stolen = browser.cookies["__Host-tutela_session"]
    sent = other.get("/account", headers={"cookie": f"tutela_session={stolen}"})
    assert sent.status_code == 303
