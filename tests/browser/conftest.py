"""A demo node served for real, and people with browsers in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import sync_playwright
from tests.browser.person import Person
from tests.stage import Stage

from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from playwright.sync_api import Browser

    from tutela.platform.node import Node

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "No Chromium on this machine: install it with `apt-get install chromium`."


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is. Without it these tests are left out, but never in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


# Not for the whole run: while it lives, its event loop counts as running in this thread.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def stage(demo_node: Node) -> Iterator[Stage]:
    one = Stage(demo_node)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    """Serves the stage; the address of its start page."""
    with served(create_app(stage.program)) as where:
        yield where


@pytest.fixture
def person(stage: Stage, address: str, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Gives somebody an account and a browser of their own; signed in unless told otherwise.

    In the end nobody's browser may have complained.
    """
    people: list[Person] = []

    def come(name: str, *, signed_in: bool = True, **window: object) -> Person:
        stage.add_people(name)
        one = Person(chromium, address, name, **window)
        people.append(one)
        return one.signs_in() if signed_in else one

    yield come
    complaints = [complaint for one in people for complaint in one.complaints]
    for one in people:
        one.leaves()
    assert complaints == []


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serves an application on a port of this machine, by default a free one, in a thread."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
