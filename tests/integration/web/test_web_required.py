"""A node that asks for a second factor: who has none may set one up, and do nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from fastapi.routing import iter_route_contexts
from tests.integration.web.conftest import Browser, Program, trial
from tests.integration.web.test_web_account import Phone

from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.settings import Settings
from tutela.web.app import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

SOME_ID = "00000000-0000-0000-0000-000000000001"
# Open to all, or what somebody needs in order to set up a factor.
OPEN = {"/account", "/account/prove", "/account/app", "/healthz", "/openapi.json"}
OPEN |= {"/health", "/ready"}
OPEN_BELOW = ("/public", "/login", "/v1", "/metrics", "/static", "/fail", "/refuse")


@pytest.fixture
def app(node: Node) -> FastAPI:
    """The application of a node that asks for a factor, as a real one does by default."""
    settings = node.settings.model_copy(update={"second_factor": None})
    asking = replace(node, settings=settings)
    made = create_app(cast("Any", Program(asking, KeyRing(asking))))
    made.include_router(trial)
    return made


@pytest.mark.parametrize(
    ("demo", "said", "required"),
    [
        (False, None, True),
        (True, None, False),
        (False, "optional", False),
        (True, "required", True),
    ],
)
def test_a_real_node_asks_for_a_factor_and_a_demo_does_not_unless_told(
    tmp_path: Path,
    demo: bool,  # noqa: FBT001
    said: Any,
    required: bool,  # noqa: FBT001
) -> None:
    settings = Settings(home=tmp_path, demo=demo, second_factor=said)
    assert settings.requires_factor is required


def test_who_has_no_factor_reaches_the_page_to_set_one_up_and_no_other(
    app: FastAPI, browser: Browser, mira: str
) -> None:
    browser.sign_in(mira)
    asked = 0
    for route in iter_route_contexts(app.routes):
        path = re.sub(r"\{[^}]*\}", SOME_ID, str(route.path).replace("{number:int}", "1"))
        if "GET" not in (route.methods or ()) or path in OPEN or path.startswith(OPEN_BELOW):
            continue
        asked += 1
        assert browser.get(path).headers.get("location") == "/account", path
    assert asked > 15
    page = browser.get("/account")
    assert "Set one up to go on." in page.text
    assert 'href="/desk"' not in page.text
    assert browser.submit(page, "/trial", note="x").headers["location"] == "/account"


def test_with_a_factor_everything_opens(browser: Browser, mira: str, clock: ManualClock) -> None:
    Phone(browser, clock, mira)
    assert browser.get("/trial").status_code == 200
    assert "Set one up to go on." not in browser.get("/account").text


def test_who_must_set_one_up_may_leave(browser: Browser, mira: str) -> None:
    browser.sign_in(mira)
    left = browser.submit(browser.get("/account"), "/logout")
    assert left.headers["location"] == "/login?why=left"


def test_removing_the_last_factor_closes_everything_else_again(
    browser: Browser, mira: str, clock: ManualClock
) -> None:
    Phone(browser, clock, mira)
    browser.submit(browser.get("/account"), "/account/app/remove")
    assert browser.get("/trial").headers["location"] == "/account"
