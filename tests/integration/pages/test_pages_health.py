"""The operator's page, and what machines that watch are told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.integration.pages.conftest import ADDRESS, Visitor

from tutela.platform.accounts.api_keys import create_key
from tutela.platform.actor import operator
from tutela.platform.database.engine import engine
from tutela.platform.permissions import Permission
from tutela.web.app import create_app
from tutela.web.readiness import KEPT, Readiness

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.stage import Stage

BOSS = operator("console")


def say(stage: Stage, **settings: object) -> None:
    changed = stage.node.settings.model_copy(update=settings)
    object.__setattr__(stage.node, "settings", changed)


def test_what_is_wrong_stands_first_with_its_meaning_and_a_command_to_copy(
    stage: Stage, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    say(stage, witness=tmp_path / "in-the-way" / "checkpoints", disk_floor=10**18)
    page = visit("boss").reads("/node/health")
    bad, good = page.split("In order", 1)
    assert "cannot be written." in bad
    assert "Nearly full: " in bad
    assert "could rewrite unseen what the witness has not seen" in bad
    assert "<code>tutela audit verify</code>" in bad
    assert "All keys are there" in good


@pytest.mark.parametrize("name", ["mira", "sara", "boss"])
def test_who_may_see_the_node_may_see_what_is_wrong(
    visit: Callable[[str], Visitor], name: str
) -> None:
    assert "Health of the node" in visit(name).reads("/node/health")
    assert "/node/health" in visit(name).reads("/node")


def test_readiness_is_open_to_all_and_names_no_more_than_what_fails(
    stage: Stage, stranger: Visitor
) -> None:
    assert stranger.opens("/health").json() == {"status": "ok"}
    assert stranger.opens("/ready").json() == {"ready": True, "failing": []}
    say(stage, disk_floor=10**18)
    fresh = Visitor(create_app(stage.program))
    answer = fresh.opens("/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "failing": ["disk"]})


def test_a_browser_gets_a_page_while_the_database_is_away(stage: Stage) -> None:
    visitor = Visitor(create_app(stage.program))
    was = stage.node.engine
    away = was.url.set(database="gone").render_as_string(hide_password=False)
    object.__setattr__(stage.node, "engine", engine(away))
    try:
        answer = browse(visitor, "/ready")
        assert answer.status_code == 503
        assert "This node cannot do its work" in answer.text
        assert "Database" in answer.text
        assert "gone" not in answer.text
        refused = visitor.sends_bare("/login", name="mira", password="x", csrf="x")
        assert refused.status_code in (403, 503)
    finally:
        object.__setattr__(stage.node, "engine", was)
    assert "This node is ready" in browse(Visitor(create_app(stage.program)), "/ready").text


def browse(visitor: Visitor, path: str) -> httpx.Response:
    return visitor.opens(path, accept="text/html,*/*")


def test_checks_are_asked_once_a_second_however_many_ask(stage: Stage) -> None:
    now = [100.0]
    readiness = Readiness(stage.program, monotonic=lambda: now[0])
    assert readiness.failing() == []
    say(stage, disk_floor=10**18)
    now[0] += KEPT / 2
    assert readiness.failing() == []
    now[0] += KEPT
    assert readiness.failing() == ["disk"]


def ask(stage: Stage, path: str, key: str = "") -> httpx.Response:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(stage.program))
        headers: dict[str, Any] = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.get(path, headers=headers)

    return asyncio.run(get())


def test_figures_need_a_key_made_for_them_and_such_a_key_opens_nothing_else(stage: Stage) -> None:
    watching = create_key(
        stage.node, BOSS, "demo", "watcher", scopes=[Permission.METRICS_READ]
    ).reveal()
    scanning = create_key(stage.node, BOSS, "demo", "uploader").reveal()
    stage.program.keyring.refresh()
    assert ask(stage, "/metrics").status_code == 401
    assert ask(stage, "/metrics", scanning).status_code == 403
    answer = ask(stage, "/metrics", watching)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE tutela_scans_total counter" in answer.text
    assert ask(stage, "/v1/match", watching).status_code == 405
