"""What users flagged on the pages: sealed in the list, opened on its own page, and decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tutela import demonstration
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Role, permissions_of
from tutela.redress.flags import given, taking
from tutela.redress.flags.model import Category

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

WORDS = "he asks <b>me</b> for more"


@pytest.fixture
def flagged(stage: Stage) -> str:
    key = Actor(ActorKind.KEY, "key:platform", "platform",
                permissions_of(frozenset({Role.INTEGRATION})), demonstration.SERVICE)  # fmt: skip
    sent = given.UserFlag(
        id="f-1", item="photo-9", surface=demonstration.UPLOADS, category=Category.EXTORTION,
        account="u-1", words=WORDS,
    )  # fmt: skip
    return str(taking.take_in(stage.node, key, sent).flag_id)


def test_a_reviewer_opens_a_flag_and_decides_it(
    visit: Callable[[str], Visitor], flagged: str, events: Callable[[str], list[Any]]
) -> None:
    mira = visit("mira")
    assert "he asks" not in mira.reads("/flags")
    path = f"/flags/{flagged}"
    assert "he asks &lt;b&gt;me&lt;/b&gt; for more" in mira.reads(path)
    assert len(events("flag:view")) == 1
    refused = mira.sends(f"{path}/decide", page=path, outcome="x")
    assert refused.status_code == 400
    wrong = mira.sends(f"{path}/decide", page=path, outcome="acted", unfounded="yes")
    assert wrong.status_code == 400
    done = mira.sends(f"{path}/decide", page=path, outcome="not-against")
    assert done.headers["location"] == f"{path}?done=decided"
    assert "Your decision is recorded" in mira.reads(f"{path}?done=decided")
    assert flagged in mira.reads("/flags?show=decided")


def test_whoever_reads_logs_only_sees_none(visit: Callable[[str], Visitor], flagged: str) -> None:
    ada = visit("ada")
    assert ada.opens("/flags").status_code == 403
    assert ada.opens(f"/flags/{flagged}").status_code == 403
