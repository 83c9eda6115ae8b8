"""Changing one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.web.conftest import PASSWORD

from tutela.platform.accounts import signin
from tutela.platform.accounts.errors import CredentialsRefused
from tutela.platform.accounts.proving import FRESH
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.web.conftest import Browser

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

NEW = "seven loud dogs in a boat"


def test_a_new_password_replaces_the_old_one_and_ends_the_other_sessions(
    node: Node, open_browser: Callable[..., Browser], mira: str
) -> None:
    here, there = open_browser(), open_browser()
    here.sign_in(mira)
    there.sign_in(mira)
    done = here.submit(here.get("/account"), "/account/password", password=NEW, again=NEW)
    assert done.status_code == 200
    assert "You have a new password" in done.text
    assert NEW not in done.text
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert signin.person(node, mira, Secret(NEW)).name == mira
    with pytest.raises(CredentialsRefused):
        signin.person(node, mira, Secret(PASSWORD))


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        (NEW, NEW + "!", "not the same"),
        ("short", "short", "cannot be used"),
        ("", "", "cannot be used"),
    ],
)
def test_a_password_that_cannot_be_used_changes_nothing(
    node: Node, browser: Browser, mira: str, password: str, again: str, said: str
) -> None:
    browser.sign_in(mira)
    page = browser.get("/account")
    refused = browser.submit(page, "/account/password", password=password, again=again)
    assert refused.status_code == 400
    assert said in refused.text
    assert signin.person(node, mira, Secret(PASSWORD)).name == mira


def test_an_unattended_session_changes_no_password(
    node: Node, browser: Browser, mira: str, clock: ManualClock
) -> None:
    browser.sign_in(mira)
    clock.advance(FRESH)
    page = browser.get("/account")
    sent = browser.submit(page, "/account/password", password=NEW, again=NEW)
    assert (sent.status_code, sent.headers["location"]) == (303, "/account/prove")
    assert signin.person(node, mira, Secret(PASSWORD)).name == mira
