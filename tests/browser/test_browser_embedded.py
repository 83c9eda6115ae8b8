"""The form for notices in a frame of another site's page; nobody else can frame it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from tests.browser.conftest import served
from tests.browser.person import Person
from tests.stage import Stage

from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FrameLocator

    from tutela.platform.node import Node


@contextmanager
def framed(node: Node, chromium: Browser, *, named: bool) -> Iterator[tuple[Person, FrameLocator]]:
    """A person without script in front of a forum's page with the form in it. `named`: whether the
    node's settings name that forum.
    """
    forum, shown = FastAPI(), {"address": ""}

    @forum.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse(f'<iframe src="{shown["address"]}/public/notice"></iframe>')

    with served(forum) as outside:
        site = outside.replace("127.0.0.1", "localhost")  # another site than the node's
        settings = node.settings.model_copy(update={"notice_embedders": (site,) if named else ()})
        stage = Stage(replace(node, settings=settings))
        with served(create_app(stage.program)) as shown["address"]:
            kim = Person(chromium, site, "kim", java_script_enabled=False)
            kim.goes_to("/")
            yield kim, kim.page.frame_locator("iframe")
            kim.leaves()
        stage.close()


def test_notice_is_given_in_the_frame_of_a_named_site(demo_node: Node, chromium: Browser) -> None:
    with framed(demo_node, chromium, named=True) as (kim, frame):
        frame.get_by_label("Somebody threatens a child with pictures").check()
        frame.get_by_label("Where is it?").fill("https://forum.example/t/1")
        frame.get_by_label("Why is it illegal? In your own words").fill("neutral marker")
        frame.get_by_label("I believe in good faith").check()
        frame.get_by_role("button", name="Send it").click()
        code = frame.locator("code.code").inner_text()
        frame.get_by_role("link", name="See how it stands").click()
        frame.get_by_label("Your code").fill(code)
        frame.get_by_role("button", name="See how it stands").click()
        frame.get_by_text("A person will look at it and decide").wait_for()
        frame.get_by_role("link", name="Another code").click()
        frame.get_by_role("link", name="Report something illegal").click()
        frame.get_by_role("link", name="Here is help for you").click()
        kim.page.wait_for_url("**/public/young")  # the whole window, with its own way out


def test_no_other_site_can_frame_it(demo_node: Node, chromium: Browser) -> None:
    with framed(demo_node, chromium, named=False) as (kim, frame):
        assert frame.get_by_role("button").count() == 0
        assert any("frame" in one for one in kim.complaints)
