"""A closed paper is published by two people, and anybody sees it with small numbers hidden."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.ownserver import eventually
from tests.world import FORUM, MIRA, SARA, officer, picture

from tutela import assembly
from tutela.observatory import making
from tutela.observatory.editions import archive, closing, jobs, keeping, publishing, store
from tutela.observatory.editions.model import State
from tutela.observatory.errors import (
    EditionErased,
    EditionOlder,
    EditionPublished,
    EditionUnknown,
    EditionUnpublished,
)
from tutela.observatory.model import Kind, Period, Scope
from tutela.observatory.outside import HIDDEN
from tutela.observatory.public_errors import FiguresGone, FiguresUnknown
from tutela.observatory.words import Words
from tutela.platform.actor import NODE
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import (
    AskingReasonMissing,
    AwaitsApproval,
    OwnRequest,
    RequestStale,
    RequestWaits,
)
from tutela.platform.errors import Forbidden, TutelaError

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import Connection
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
    assert (shown.kind, shown.version, shown.seen.threshold) == (Kind.DSA, 1, 5)
    assert keeping.outside(live.node, SARA, one.id) == (one, shown.seen)
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
    cells = {(table, path): cell for table, path, cell in shown.seen.rows}
    assert cells["found", "found"] == HIDDEN
    assert shown.seen.threshold == 5


def test_a_correction_stands_beside_what_it_corrects_and_comes_first(live: World) -> None:
    agrees(live, asks(live, closed(live).id))

    again = closing.close(
        live.node, SARA, Kind.DSA, QUIET, Words({"summary": "More."}), reason="it was short"
    )
    agrees(live, asks(live, again.id))
    found = publishing.published(live.node)
    assert [(one.version, one.newest) for one in found] == [(2, True), (1, False)]


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
    another = closed(live, Scope(FORUM, Period.year(2002)))
    with pytest.raises(EditionUnpublished):
        keeping.published(live.node, SARA, another.id)


def test_it_goes_with_its_edition_and_a_request_about_that_is_stale(
    live: World, clock: ManualClock
) -> None:
    agrees(live, asks(live, closed(live).id))
    [shown] = publishing.published(live.node)
    other = closed(live, Scope(FORUM, Period.year(2002)))
    clock.set(other.erase_at - timedelta(hours=1))
    request = asks(live, other.id)
    clock.set(other.erase_at)
    jobs.erase_due(live.node)
    assert publishing.published(live.node) == []
    with pytest.raises(FiguresGone):
        publishing.publication(live.node, shown.id)
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


def test_what_is_shown_stays_when_the_service_is_renamed_and_the_threshold_changes(
    live: World, clock: ManualClock, admin_connection: Connection
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    day = clock.now().date()
    clock.advance(timedelta(days=1))
    one = closed(live, Scope(FORUM, Period(day, day)))
    agrees(live, asks(live, one.id))
    before = publishing.published(live.node)
    seen = keeping.outside(live.node, SARA, one.id)
    admin_connection.execute(text("UPDATE tutela.service SET title = 'Another name'"))
    looser = live.node.settings.model_copy(update={"paper_threshold": 50})
    live.node = replace(live.node, settings=looser)
    assert publishing.published(live.node) == before
    assert keeping.outside(live.node, SARA, one.id) == seen


def test_a_publication_of_the_first_shape_can_still_be_read(
    live: World, admin_connection: Connection
) -> None:
    agrees(live, asks(live, closed(live).id))
    old = {"threshold": 4, "rows": [["found", "found", "0"], ["no more", "a/b", "7"]]}
    admin_connection.execute(
        text("UPDATE tutela.paper_publication SET data = :data"),
        {"data": json.dumps(old).encode()},
    )
    [shown] = publishing.published(live.node)
    assert shown.service == "Forum"
    assert (shown.seen.threshold, shown.seen.rows[1]) == (4, ("no more", "a/b", "7"))


def test_a_paper_that_lacks_a_figure_of_today_is_refused_and_not_guessed(
    live: World, admin_connection: Connection
) -> None:
    one = closed(live)
    made, numbers = making.make(live.node, SARA, Kind.DSA, QUIET)
    fewer = {name: numbers[name] for name in numbers if name != "disputes"}
    older = archive.packed(made, fewer, [])
    put = {"data": older, "sha256": sha256(older).hexdigest()}
    admin_connection.execute(text("UPDATE tutela.paper_content SET data = :data"), put)
    admin_connection.execute(text("UPDATE tutela.paper_edition SET sha256 = :sha256"), put)
    with pytest.raises(EditionOlder, match="disputes"):
        publishing.publish(live.node, SARA, one.id, reason="x")


def at_once(*acts: Callable[[], None]) -> list[str]:
    """What became of acts that begin together, by name, sorted."""
    gate = Barrier(len(acts))

    def tried(act: Callable[[], None]) -> str:
        gate.wait()
        try:
            act()
        except TutelaError as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as all_of_them:
        return sorted(all_of_them.map(tried, acts))


def test_of_two_who_ask_at_once_one_waits_and_the_other_is_told_of_that_request(
    live: World,
) -> None:
    one = closed(live)
    first, second = officer(live.node, "first"), officer(live.node, "second")
    found = at_once(
        lambda: publishing.publish(live.node, first, one.id, reason="x"),
        lambda: publishing.publish(live.node, second, one.id, reason="y"),
    )
    assert found == ["AwaitsApproval", "RequestWaits"]


def test_of_two_who_agree_at_once_one_publishes_and_the_other_is_refused(live: World) -> None:
    request = asks(live, closed(live).id)
    for name in ("other", "third"):
        officer(live.node, name)
    found = at_once(lambda: agrees(live, request, "other"), lambda: agrees(live, request, "third"))
    assert found == ["RequestMoveRefused", "done"]
    assert len(publishing.published(live.node)) == len(live.events("paper:publish")) == 1


def test_who_asks_while_another_publishes_never_waits_and_is_told_how_it_stands(
    live: World,
) -> None:
    one = closed(live)
    request = asks(live, one.id)
    late = officer(live.node, "late")
    with ThreadPoolExecutor(1) as other:
        with live.node.work(NODE, purpose="stand in the way") as work:
            # Whoever agrees waits for the request that this holds; whoever asks does not.
            work.connection.execute(text("SELECT 1 FROM tutela.approval_request FOR UPDATE"))
            agreeing = other.submit(agrees, live, request)
            eventually(lambda: waiting(live) == 1, "the one who agrees waits")
            with pytest.raises(RequestWaits):
                publishing.publish(live.node, late, one.id, reason="again")
        agreeing.result()
    with pytest.raises(EditionPublished):
        publishing.publish(live.node, late, one.id, reason="again")


def waiting(world: World) -> int:
    """How many wait for a lock."""
    query = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """
    with world.node.read() as connection:
        found: int = connection.execute(text(query)).scalar_one()
    return found


def test_who_agrees_while_the_paper_is_erased_publishes_nothing(
    live: World, clock: ManualClock
) -> None:
    one = closed(live)
    clock.set(one.erase_at - timedelta(hours=1))
    request = asks(live, one.id)
    clock.set(one.erase_at)
    with ThreadPoolExecutor(1) as other:
        with live.node.work(NODE, purpose="erase papers") as work:
            [due] = store.due_to_erase(work.connection, work.now, 1)
            agreeing = other.submit(agrees, live, request)
            eventually(lambda: waiting(live) == 1, "the one who agrees waits")
            store.erase(work.connection, due[0], State.ERASED, work.now)
        with pytest.raises(RequestStale):
            agreeing.result()
    assert publishing.published(live.node) == []
