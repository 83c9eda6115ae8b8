"""A stage behind the real application, and visitors who send forms as a browser without script."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import text
from tests.stage import PASSWORD, Stage

from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from tutela.platform.node import Node

ADDRESS = "http://127.0.0.1:8321"
_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')


class Visitor:
    """Somebody with a browser that keeps cookies and follows no redirect by itself."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.9", 4711))
        self._client = httpx.AsyncClient(transport=transport, base_url=ADDRESS)

    def opens(self, path: str, **headers: str) -> httpx.Response:
        return asyncio.run(self._client.get(path, headers=headers))

    def reads(self, path: str) -> str:
        """The text of a page that must open."""
        answer = self.opens(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    def sends(self, path: str, *, page: str = "/desk", **fields: Any) -> httpx.Response:
        """Sends a form to `path`, with the token of a form on `page`."""
        [token, *_] = _TOKEN.findall(self.opens(page).text)
        return self.sends_bare(path, csrf=token, **fields)

    def sends_bare(self, path: str, **fields: Any) -> httpx.Response:
        """Sends a form that no page of this node made."""
        return asyncio.run(self._client.post(path, data=fields))

    def signs_in(self, name: str) -> Visitor:
        answer = self.sends("/login", page="/login", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def stage(demo_node: Node) -> Iterator[Stage]:
    one = Stage(demo_node)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def visit(stage: Stage) -> Callable[[str], Visitor]:
    """Signs somebody in by name, with an account made when they first come."""
    app = create_app(stage.program)

    def come(name: str) -> Visitor:
        stage.add_people(name)
        return Visitor(app).signs_in(name)

    return come


@pytest.fixture
def stranger(stage: Stage) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(create_app(stage.program))


@pytest.fixture
def events(stage: Stage) -> Callable[[str], list[Any]]:
    """The audit rows of one event, oldest first."""

    def of(event: str) -> list[Any]:
        query = text("SELECT * FROM tutela.audit_event WHERE event = :event ORDER BY at, id")
        with stage.node.read() as connection:
            return list(connection.execute(query, {"event": event}))

    return of
