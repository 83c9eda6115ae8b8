"""The database goes away while a page is made: the page that says so can still be shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from tests.conftest import opened
from tests.ownserver import DATABASE, own_server
from tests.world import SARA, World

from tutela.platform.accounts.model import Session
from tutela.platform.errors import DatabaseAway
from tutela.platform.secret import Secret
from tutela.web import errors
from tutela.web.app import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.clock import ManualClock


def test_the_page_that_says_that_the_database_is_away_needs_no_database(
    home_folder: Path, clock: ManualClock
) -> None:
    with (
        own_server() as server,
        opened(server, DATABASE, home_folder, clock, demo=False) as node,
    ):
        world = World(node)
        app = create_app(world.program)
        now, secret = clock.now(), Secret("x")
        request = Request({
            "type": "http", "method": "GET", "path": "/desk", "query_string": b"", "headers": [],
            "app": app, "server": ("127.0.0.1", 8321), "scheme": "http", "root_path": "",
        })  # fmt: skip
        request.state.session = Session(secret, secret, SARA, "0" * 64, now, now + timedelta(1))
        server.kill()
        answer = errors.answer(request, DatabaseAway())
        assert answer.status_code == 503
        assert b"Requests" in answer.body
        world.close()
