"""The page of requests: who sees what, who may answer, and what the navigation counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.world import BOSS

from tutela import demonstration
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.services import store as services
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.actor import Actor

NOBODY = f"/requests/{UUID(int=7)}"


def asked(stage: Stage, by: Actor = BOSS) -> str:
    """Somebody asks for a looser policy; where its forms go."""
    with stage.node.transaction() as connection:
        services.mark_scanned(connection, [demonstration.SERVICE], stage.node.clock.now())
    with pytest.raises(AwaitsApproval) as waits:
        declare_service(
            stage.node, by, demonstration.SERVICE, title="Demo", policy=Policy(), reason="<b>why"
        )
    return f"/requests/{waits.value.facts['request']}"


def test_the_page_and_its_forms_are_locked(
    visit: Callable[[str], Visitor], stranger: Visitor
) -> None:
    ada, sara = visit("ada"), visit("sara")
    assert ada.opens("/requests").status_code == 403
    assert stranger.opens("/requests").headers["location"].startswith("/login?")
    for form in ("approve", "decline", "recall"):
        assert sara.sends_bare(f"{NOBODY}/{form}", reason="x").status_code == 403
        refused = ada.sends(f"{NOBODY}/{form}", page="/node", reason="x")
        assert "it needs the permission" in refused.text
        assert sara.sends(f"{NOBODY}/{form}", page="/node", reason="x").status_code == 404


def test_another_person_is_told_and_agrees(stage: Stage, visit: Callable[[str], Visitor]) -> None:
    sara, mira = visit("sara"), visit("mira")
    assert "Nothing waits" in sara.reads("/requests")
    path = asked(stage)
    assert '1<span class="unseen"> waiting for you' in sara.reads("/node")
    assert "waiting for you" not in mira.reads("/node")
    page = sara.reads("/requests")
    assert "near becomes never" in page
    assert "&lt;b&gt;why" in page
    assert "For others to answer" in mira.reads("/requests")
    assert path not in mira.reads("/requests")
    without = sara.sends(f"{path}/approve", page="/requests", reason=" ")
    assert without.status_code == 400
    assert "Say in words why" in without.text
    done = sara.sends(f"{path}/approve", page="/requests", reason="agreed")
    assert "it is done" in sara.reads(done.headers["location"])
    again = sara.sends(f"{path}/approve", page="/requests", reason="agreed")
    assert again.status_code == 409
    assert re.search("done takes no approve", again.text)


def test_nobody_answers_their_own_and_a_reviewer_nobodys(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    boss, mira = visit("boss"), visit("mira")
    path = asked(stage, stage.actor("boss"))
    page = boss.reads("/requests")
    assert f"{path}/approve" not in page
    assert "Asked by you" in page
    for form in ("approve", "decline"):
        own = boss.sends(f"{path}/{form}", page="/requests", reason="mine")
        assert own.status_code == 403
        assert "Nobody approves or declines" in own.text
        assert mira.sends(f"{path}/{form}", page="/requests", reason="mine").status_code == 403
    assert mira.sends(f"{path}/recall", page="/requests").status_code == 403
    recalled = boss.sends(f"{path}/recall", page="/requests")
    assert "The request is recalled" in boss.reads(recalled.headers["location"])
