"""Passkeys in a real browser, with an authenticator that the browser itself plays."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import served
from tests.stage import Stage

from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.person import Person

    from tutela.platform.node import Node

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def stage(demo_node: Node) -> Iterator[Stage]:
    """A stage whose node knows the port it is served on: passkeys are bound to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = demo_node.settings.model_copy(update={"port": port})
    one = Stage(replace(demo_node, settings=settings))
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    """By its name: browsers give no passkeys to a number."""
    with served(create_app(stage.program), stage.node.settings.port) as where:
        yield where.replace("127.0.0.1", "localhost")


def gets_device(person: Person, **askew: Any) -> Callable[..., Any]:
    """Gives somebody's browser an authenticator; returns how to speak with it."""
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    options = {"options": DEVICE | askew}
    device = session.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]
    return lambda command, **more: session.send(
        f"WebAuthn.{command}", {"authenticatorId": device} | more
    )


def adds_passkey(person: Person, name: str = "Work laptop") -> Person:
    person.goes_to("/account")
    person.page.get_by_label("Name of a new one").fill(name)
    return person.clicks("Add a passkey")


def test_a_passkey_is_added_and_signs_in_without_name_or_password(
    person: Callable[..., Person],
) -> None:
    mira = person("mira")
    device = gets_device(mira)
    adds_passkey(mira).page.get_by_role("heading", name="Your recovery codes").wait_for()
    (made,) = device("getCredentials")["credentials"]
    assert made["isResidentCredential"]
    mira.follows("I have kept them").clicks("Sign out")
    mira.clicks("Use a passkey").page.wait_for_url("**/desk")
    said = mira.goes_to("/account").reads()
    assert "Work laptop" in said
    assert "10 of 10 left" in said
    mira.clicks("Remove Work laptop")
    assert "none yet" in mira.reads()


def test_what_is_called_off_says_so_and_leaves_other_ways(person: Callable[..., Person]) -> None:
    mira = person("mira", signed_in=False)
    gets_device(mira, isUserVerified=False)
    mira.goes_to("/login").clicks("Use a passkey")
    mira.page.get_by_role("alert").wait_for()
    assert mira.barriers() == []
    assert mira.page.get_by_role("button", name="Try again").is_visible()
    mira.follows("Sign in with your password").signs_in()


def test_who_has_a_passkey_proves_with_it_who_they_are(
    person: Callable[..., Person],
) -> None:
    mira = person("mira")
    gets_device(mira)
    adds_passkey(mira).page.get_by_role("heading", name="Your recovery codes").wait_for()
    mira.goes_to("/account/prove").clicks("Use a passkey").page.wait_for_url("**/account")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_with_passkeys_are_accessible_and_fit(
    person: Callable[..., Person], scheme: Any, size: Any
) -> None:
    mira = person("mira", color_scheme=scheme, viewport=size)
    gets_device(mira)
    adds_passkey(mira).page.get_by_role("heading", name="Your recovery codes").wait_for()
    for path in ("/account", "/account/prove"):
        mira.goes_to(path)
        assert mira.barriers() == []
        assert mira.is_within_width()
    mira.goes_to("/account").clicks("Sign out")
    assert mira.barriers() == []
    assert mira.is_within_width()
