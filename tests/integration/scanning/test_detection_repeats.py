"""The same again: one object of evidence, and as many events as there were requests."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.world import (
    BANK,
    CURATOR,
    FORUM,
    KEY,
    REJECT,
    SARA,
    UPLOADS,
    World,
    altered,
    picture,
    signals_of,
)

from tutela.detection.errors import NotRecorded
from tutela.detection.given import signals_from
from tutela.detection.model import Incoming, VerdictKind
from tutela.indicators.activating import activate
from tutela.indicators.model import IndicatorState
from tutela.indicators.selectors import ByIds
from tutela.indicators.service import create_bank
from tutela.indicators.verifying import verify
from tutela.law.model import BankPurpose
from tutela.platform.audit.model import Event
from tutela.platform.errors import DatabaseBusy

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.detection.model import Hit, Verdict
    from tutela.platform.work import Work


def at_once(*acts: Callable[[], Verdict]) -> list[Verdict]:
    """Runs these in as many threads, started together."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Verdict]) -> Verdict:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_the_same_bytes_twice_are_one_object_and_two_events(live: World) -> None:
    first, second = live.hit(picture(1), account="kim"), live.hit(picture(1), account="lee")
    assert first != second
    assert len(live.rows("evidence_object")) == 1
    assert len(live.events("item:detect")) == len(live.events("evidence:keep")) == 2
    assert len(live.rows("hold")) == 2


def test_the_same_request_twice_is_one_event(live: World) -> None:
    first = live.hit(picture(1), name="photo-7")
    again = live.scan(picture(1), account="kim", name="photo-7")
    assert (again.kind, again.item_id) == (VerdictKind.HELD, first)
    assert again.detections
    assert len(live.events("item:detect")) == len(live.rows("hold")) == 1


@pytest.mark.parametrize(
    "changed", [{"name": "photo-8"}, {"account": "lee"}, {"surface": "messages"}]
)
def test_another_name_account_or_surface_is_another_request(
    live: World, changed: dict[str, str]
) -> None:
    asked = {"account": "kim", "name": "photo-7", "surface": UPLOADS}
    first = live.scan(picture(1), **asked)
    second = live.scan(picture(1), **{**asked, **changed})
    assert first.item_id != second.item_id


def test_a_name_used_again_for_other_bytes_is_another_request(live: World) -> None:
    assert live.hit(picture(1), name="photo-7") != live.hit(altered(1), name="photo-7")


def test_a_flagged_item_sent_again_is_flagged(world: World) -> None:
    world.switch_on()
    world.learn(1, state=IndicatorState.PROPOSED)
    first = world.hit(picture(1), name="photo-7")
    again = world.scan(picture(1), account="kim", name="photo-7")
    assert (again.kind, again.item_id) == (VerdictKind.FLAGGED, first)


def test_what_a_person_rejected_is_not_held_again_by_the_same_request(live: World) -> None:
    """Nobody would look at it: its clock has ended."""
    item_id = live.hit(picture(1), name="photo-7")
    live.decide(item_id, REJECT)
    again = live.scan(picture(1), account="kim", name="photo-7")
    assert (again.kind, again.item_id) == (VerdictKind.FLAGGED, item_id)
    fresh = live.scan(picture(1), account="kim", name="photo-8")
    assert fresh.kind is VerdictKind.HELD


def test_a_new_indicator_makes_the_same_request_a_new_event(live: World) -> None:
    """Rejected once, then listed by another bank: a person looks again, with a new clock."""
    create_bank(live.node, CURATOR, "second", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    item_id = live.hit(picture(1), name="photo-7")
    live.decide(item_id, REJECT)
    live.learn(1, bank="second")
    again = live.scan(picture(1), account="kim", name="photo-7")
    assert again.kind is VerdictKind.HELD
    assert again.item_id not in (None, item_id)
    assert [row.ended_at is None for row in live.rows("hold")].count(True) == 1
    assert live.scan(picture(1), account="kim", name="photo-7").item_id == again.item_id


def test_an_indicator_that_is_activated_meanwhile_holds_the_next_item(world: World) -> None:
    world.switch_on()
    indicator = world.learn(1, state=IndicatorState.PROPOSED)
    assert world.scan(picture(1)).kind is VerdictKind.FLAGGED
    verify(world.node, SARA, BANK, ByIds.of(indicator))
    world.refresh()
    assert world.scan(picture(1)).kind is VerdictKind.FLAGGED
    activate(world.node, SARA, BANK, ByIds.of(indicator))
    world.refresh()
    assert world.scan(picture(1)).kind is VerdictKind.HELD


def test_signals_without_a_sha256_are_the_same_only_if_all_of_them_are(live: World) -> None:
    live.learn(2)
    here = Incoming(FORUM, UPLOADS, "kim", "photo-7")
    one, two = signals_of(picture(1)), signals_of(picture(2))

    def send(md5: str) -> UUID | None:
        return live.program.scanner.match(KEY, here, signals_from(md5=md5)).item_id

    first = send(one.md5)
    assert send(one.md5) == first
    assert send(two.md5) != first


def test_two_threads_with_the_same_request_make_one_event(live: World) -> None:
    def act() -> Verdict:
        return live.scan(picture(1), account="kim", name="photo-7")

    for _ in range(3):
        answers = at_once(act, act, act)
        assert len({one.item_id for one in answers}) == 1
        assert {one.kind for one in answers} == {VerdictKind.HELD}
    assert len(live.rows("item")) == len(live.rows("case")) == 1


def test_two_threads_with_the_same_bytes_make_one_object_and_two_events(live: World) -> None:
    answers = at_once(
        lambda: live.scan(picture(1), account="kim"),
        lambda: live.scan(picture(1), account="kim"),
        lambda: live.scan(picture(1), account="lee"),
    )
    assert len({one.item_id for one in answers}) == 3
    assert len(live.rows("evidence_object")) == 1
    assert len(live.rows("case")) == 2
    files = {one.name for one in (live.node.settings.home / "objects").iterdir()}
    assert len(files - {"owner"}) == 1


def test_hits_without_a_name_do_not_wait_for_each_other(live: World) -> None:
    """A lock on the empty name would make every hit of a service take turns."""
    sink = live.program.scanner._sink
    started = threading.Event()
    with ThreadPoolExecutor(1) as threads:

        def slow(work: Work, item_id: UUID, hit: Hit) -> None:
            if not started.is_set():
                started.set()
                other = threads.submit(live.scan, altered(1), account="lee")
                assert other.result(10).item_id, "the second hit waited for the first"
            sink.receive(work, item_id, hit)

        live.program.scanner._sink = Sink(slow, sink.is_restricted)
        assert live.scan(picture(1), account="kim").item_id


class Sink:
    """A port of a test's own."""

    def __init__(
        self,
        receive: Callable[[Work, UUID, Hit], None],
        is_restricted: Callable[[Connection, UUID], bool],
    ) -> None:
        self.receive = receive
        self.is_restricted = is_restricted


class Failing:
    """A port that fails a number of times before it takes an item."""

    def __init__(self, world: World, *failures: Exception) -> None:
        self._sink = world.program.scanner._sink
        self._failures = list(failures)
        world.program.scanner._sink = self
        self.is_restricted = self._sink.is_restricted

    def receive(self, work: Work, item_id: UUID, hit: Hit) -> None:
        if self._failures:
            raise self._failures.pop(0)
        self._sink.receive(work, item_id, hit)


def test_a_hit_that_stood_crosswise_is_recorded_at_the_second_try(live: World) -> None:
    Failing(live, DatabaseBusy())
    assert live.scan(picture(1)).kind is VerdictKind.HELD


@pytest.mark.parametrize("failure", [DatabaseBusy(), ValueError("a fault"), KeyError("x")])
def test_a_hit_that_cannot_be_recorded_says_so_whatever_the_reason(
    live: World, failure: Exception
) -> None:
    Failing(live, failure, failure)
    with pytest.raises(NotRecorded, match="is a hit.*Keep the item from view"):
        live.scan(picture(1))
    assert not live.rows("item")
    assert not live.events("item:detect")


def test_two_changes_that_wait_for_each_other_are_told_as_busy(live: World) -> None:
    """A real deadlock: the database ends one of them, and it is a sentence, not a traceback."""
    barrier = threading.Barrier(2)
    first, second = live.learn(2), live.learn(3)
    lock = text("SELECT 1 FROM indicator WHERE id = :id FOR UPDATE")

    def cross(one: UUID, other: UUID) -> str:
        try:
            with live.node.transaction() as connection:
                connection.execute(lock, {"id": one})
                barrier.wait()
                connection.execute(lock, {"id": other})
        except DatabaseBusy as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as threads:
        ended = list(threads.map(cross, (first, second), (second, first)))
    assert sorted(ended) == ["database-busy", "done"]


def test_a_withdrawal_between_match_and_record_ends_the_hit(live: World) -> None:
    """The index still matches; the row is asked before anything is written."""
    indicator = live.learn(5)
    live.refresh()
    with live.node.transaction() as connection:
        connection.execute(
            text(
                "UPDATE indicator SET state = 'withdrawn', cause = 'wrong', verified_by = NULL "
                "WHERE id = :id"
            ),
            {"id": indicator},
        )
    verdict = live.scan(picture(5))
    assert (verdict.kind, verdict.item_id) == (VerdictKind.CLEAR, None)
    assert not live.events(Event.ITEM_DETECT.value)
