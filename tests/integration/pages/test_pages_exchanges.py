"""The pages of indicators between institutions, on the node of each kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.exchanges.conftest import digest
from tests.screens.peers import play_peers
from tests.stage import Stage

from tutela.exchanges import store
from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.platform.actor import NODE
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tests.integration.pages.conftest import Visitor

    from tutela.platform.node import Node

PAGE = "/exchanges"


@pytest.fixture
def role() -> NodeRole:
    return NodeRole.PROVIDER


@pytest.fixture
def stage(demo_node: Node, role: NodeRole) -> Iterator[Stage]:
    one = Stage(replace(demo_node, identity=replace(demo_node.identity, role=role)))
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def centre(stage: Stage) -> UUID:
    stage.add_people("boss")
    return play_peers(stage.node, stage.actor("boss"), "")


def test_a_provider_that_knows_no_centre_is_not_bothered(visit: Callable[[str], Visitor]) -> None:
    sara = visit("sara")
    assert "Most providers need none of this" in sara.reads(PAGE)
    assert 'href="/exchanges"' not in sara.reads("/peers") + sara.reads("/desk")


def test_a_provider_asks_for_access_and_sees_its_clock(
    stage: Stage, centre: UUID, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    assert 'href="/exchanges"' in sara.reads("/peers")
    until = (stage.node.clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    said = {"centre": str(centre), "category": "known", "purpose": "the order <b>", "basis": ""}
    refused = sara.sends(PAGE + "/ask", page=PAGE, **said)
    assert refused.status_code == 400
    assert "the order &lt;b&gt;" in refused.text
    said |= {"basis": "order 12", "ends_at": until}
    asked = sara.sends(PAGE + "/ask", page=PAGE, **said)
    assert asked.headers["location"] == f"{PAGE}?done=asked"
    page = sara.reads(PAGE)
    assert "waits for the Centre" in page
    assert "This rests on draft law" in page
    assert sara.sends(PAGE + "/ask", page=PAGE, **said).status_code == 409
    with stage.node.work(NODE, purpose="test") as work:
        [one] = store.accesses(work.connection)
        store.save_access(work.connection, one.id, state=AccessState.GRANTED.value)
    sara.sends(f"{PAGE}/accesses/{one.id}/again", page=PAGE)
    assert "ends in 30 days" in " ".join(_plain(sara.reads(PAGE)).split())
    page = f"{PAGE}/accesses/{one.id}/longer"
    assert sara.sends(page, page=PAGE, basis="order 13", ends_at="").status_code == 400
    later = (stage.node.clock.now() + timedelta(days=60)).strftime("%Y-%m-%dT%H:%M")
    longer = sara.sends(page, page=PAGE, basis="order <b>13", ends_at=later)
    assert longer.headers["location"] == f"{PAGE}?done=longer"
    assert "order &lt;b&gt;13" in sara.reads(PAGE)
    assert "More time is asked for" in sara.reads(PAGE)
    # The Centre's part is not done here.
    answer = sara.sends(f"{PAGE}/accesses/{one.id}/decide", page=PAGE, act="end", reason="so")
    assert answer.status_code == 409


@pytest.mark.parametrize("role", [NodeRole.AUTHORITY])
def test_who_proposed_an_indicator_is_told_that_another_person_must_assess_it(
    stage: Stage, centre: UUID, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    said = {"centre": str(centre), "category": "known", "media": "picture", "label": "a1-b2 A1",
            "reference": "case 7", "reasons": "two people <i>looked"}  # fmt: skip
    assert sara.sends(PAGE + "/propose", page=PAGE, sha256="zz", **said).status_code == 400
    made = sara.sends(PAGE + "/propose", page=PAGE, sha256=digest("a"), **said)
    assert made.headers["location"] == f"{PAGE}?done=proposed"
    with stage.node.read() as connection:
        [one] = store.submissions(connection, store.in_state(SubmissionState.PROPOSED))
    page = f"{PAGE}/submissions/{one.id}"
    assert "two people &lt;i&gt;looked" in sara.reads(page)
    refused = sara.sends(page + "/decide", page=page, act="agree")
    assert refused.status_code == 403
    assert "another person must assess it" in refused.text
    assert sara.sends(page + "/decide", page=page, act="else").status_code == 400
    dropped = sara.sends(page + "/decide", page=page, act="drop", reason="not sure")
    assert dropped.headers["location"] == f"{page}?done=1"
    assert "not agreed to" in sara.reads(page)


def _plain(page: str) -> str:
    """The words of a page without its marks."""
    return "".join(part.partition(">")[2] for part in page.split("<"))
