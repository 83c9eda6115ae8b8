"""The sign-in pages in a real browser: without script, in every appearance, for everybody."""

from __future__ import annotations

import shutil
import socket
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tutela.platform.accounts import service
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.actor import operator
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tutela.platform.node import Node

PASSWORD = "nine lives of a quiet cat"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(demo_node: Node) -> Iterator[str]:
    """Where a demo node with one auditor is served."""
    boss = operator("console")
    service.add_account(demo_node, boss, "ada", [Role.AUDITOR], Secret(PASSWORD))
    program = SimpleNamespace(node=demo_node, keyring=KeyRing(demo_node))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(cast("Any", program)), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    return [one["id"] for one in Axe().run(page).response["violations"]]


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_appearance_of_the_sign_in_pages_is_accessible_and_obeys_the_policy(
    chromium: Browser, address: str, scheme: Any, size: Any
) -> None:
    page = chromium.new_page(color_scheme=scheme, viewport=size)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/login")
    assert faults(page) == []
    sign_in(page, "a wrong password")
    assert page.get_by_role("alert").is_visible()
    assert faults(page) == []
    sign_in(page, PASSWORD)
    assert page.get_by_role("heading", level=1).inner_text() == "Welcome, ada"
    assert faults(page) == []
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(too_wide)
    page.goto(f"{address}/nothing")
    assert faults(page) == []
    assert [line for line in said if "Failed to load resource" not in line] == []
    page.close()


def test_without_script_a_person_signs_in_and_out_by_keyboard(
    chromium: Browser, address: str
) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{address}/login")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url(f"{address}/login?why=left")
    assert page.get_by_text("You are signed out.").is_visible()
    page.close()
