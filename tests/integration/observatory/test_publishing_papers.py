"""A closed paper is published by two people, and anybody sees it with small numbers hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.world import FORUM, MIRA, SARA, officer, picture

from tutela import assembly
from tutela.observatory.editions import closing, jobs, keeping, publishing
from tutela.observatory.errors import (
    EditionErased,
    EditionPublished,
    EditionUnknown,
    FiguresUnknown,
)
from tutela.observatory.model import Kind, Period, Scope
from tutela.observatory.outside import HIDDEN
from tutela.observatory.words import Words
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import (
    AskingReasonMissing,
    AwaitsApproval,
    OwnRequest,
    RequestStale,
)
from tutela.platform.errors import Forbidden

if TYPE_CHECKING:
    from uuid import UUID

    from tests.world import World

    from tutela.observatory.editions.model import Edition
    from tutela.platform.clock import ManualClock

QUIET = Scope(FORUM, Period.year(2001))


def closed(world: World, scope: Scope = QUIET) -> Edition:
    return closing.close(world.node, SARA, Kind.DSA, scope)


def asks(world: World, edition_id: UUID) -> UUID:
    with pytest.raises(AwaitsApproval) as waits:
        publishing.publish(
            world.node, officer(world.node, "first"), edition_id, reason="the year is over"
        )
    found: UUID = waits.value.facts["request"]
    return found


def agrees(world: World, request: UUID, name: str = "other") -> None:
    who = officer(world.node, name)
    answering.approve(world.node, who, request, reason="read it", doers=assembly.doers())


def test_nobody_publishes_alone_and_then_anybody_sees_it(live: World) -> None:
    one = closed(live)
    request = asks(live, one.id)
    assert publishing.published(live.node) == []
    with pytest.raises(OwnRequest):
        agrees(live, request, "first")
    agrees(live, request)
    [shown] = publishing.published(live.node)
    assert (shown.kind, shown.version, shown.threshold) == (Kind.DSA, 1, 5)
    _, made = keeping.outside(live.node, SARA, one.id)
    assert shown.rows == made.rows
    assert publishing.publication(live.node, shown.id) == shown
    assert keeping.published_at(live.node, SARA, one.id) == shown.published_at
    [row] = live.events("paper:publish")
    assert (row.facts["version"], row.facts["threshold"]) == (1, 5)


def test_small_numbers_stay_hidden_as_they_were_when_it_was_asked_for(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    day = clock.now().date()
    clock.advance(timedelta(days=1))
    request = asks(live, closed(live, Scope(FORUM, Period(day, day))).id)
    looser = live.node.settings.model_copy(update={"paper_threshold": 3})
    live.node = replace(live.node, settings=looser)
    agrees(live, request)
    [shown] = publishing.published(live.node)
    cells = {(table, path): cell for table, path, cell in shown.rows}
    assert cells["found", "found"] == HIDDEN
    assert shown.threshold == 5


def test_a_correction_stands_beside_what_it_corrects_and_comes_first(live: World) -> None:
    agrees(live, asks(live, closed(live).id))

    again = closing.close(
        live.node, SARA, Kind.DSA, QUIET, Words({"summary": "More."}), reason="it was short"
    )
    agrees(live, asks(live, again.id))
    assert [one.version for one in publishing.published(live.node)] == [2, 1]


def test_what_cannot_be_published_is_refused(live: World) -> None:
    one = closed(live)
    with pytest.raises(Forbidden):
        publishing.publish(live.node, MIRA, one.id, reason="x")
    with pytest.raises(AskingReasonMissing):
        publishing.publish(live.node, SARA, one.id, reason=" ")
    with pytest.raises(EditionUnknown):
        publishing.publish(live.node, SARA, live.node.ids.new(), reason="x")
    agrees(live, asks(live, one.id))
    with pytest.raises(EditionPublished):
        publishing.publish(live.node, SARA, one.id, reason="x")
    with pytest.raises(FiguresUnknown):
        publishing.publication(live.node, one.id)


def test_it_goes_with_its_edition_and_a_request_about_that_is_stale(
    live: World, clock: ManualClock
) -> None:
    agrees(live, asks(live, closed(live).id))
    other = closed(live, Scope(FORUM, Period.year(2002)))
    clock.set(other.erase_at - timedelta(hours=1))
    request = asks(live, other.id)
    clock.set(other.erase_at)
    jobs.erase_due(live.node)
    assert publishing.published(live.node) == []
    with pytest.raises(RequestStale):
        agrees(live, request)
    with pytest.raises(EditionErased):
        publishing.publish(live.node, SARA, other.id, reason="x")


@pytest.mark.parametrize("change", ["data = 'x'", "edition_id = id", "published_at = now()"])
def test_the_program_cannot_rewrite_what_is_shown(live: World, change: str) -> None:
    agrees(live, asks(live, closed(live).id))
    with pytest.raises(DBAPIError), live.node.transaction() as connection:
        connection.execute(text(f"UPDATE tutela.paper_publication SET {change}"))
    assert len(publishing.published(live.node)) == 1
