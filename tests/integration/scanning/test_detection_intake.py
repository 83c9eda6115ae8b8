"""Items taken in now and scanned later: nothing promised is lost, nothing clear is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.world import FORUM, KEY, MESSAGES, MIRA, UPLOADS, World, picture, signals_of

from tutela.detection import intake
from tutela.detection.errors import (
    IntakeFull,
    NotRecorded,
    NoWebhook,
    OtherService,
    ReferenceInvalid,
    TooLargeToTakeIn,
)
from tutela.detection.model import Incoming, Reason, Verdict, VerdictKind
from tutela.platform.errors import Forbidden, Unavailable
from tutela.platform.services.service import SurfaceUnknown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.simulators.platform import Platform

    from tutela.detection.model import Hit
    from tutela.platform.clock import ManualClock
    from tutela.platform.work import Work

PHOTO = Incoming(FORUM, UPLOADS, "kim", "photo-7")


def take_in(world: World, data: bytes, incoming: Incoming = PHOTO) -> UUID | Verdict:
    return intake.take_in(world.node, world.program.scanner, KEY, incoming, data)


def verdicts(platform: Platform) -> list[dict[str, Any]]:
    return [one["data"] for one in platform.messages.values() if one["type"] == "verdict"]


def test_what_was_taken_in_is_scanned_and_its_verdict_told(live: World, platform: Platform) -> None:
    request = take_in(live, picture(1))
    assert live.jobs() == [intake.SCAN]
    live.run_jobs()
    [told] = verdicts(platform)
    assert told["request"] == str(request)
    assert (told["verdict"], told["id"], told["account"]) == ("held", "photo-7", "kim")
    assert told["item"] == str(request), "the item has the name it was taken in by"
    assert told["matches"] == [{"bank": "known", "exact": True, "distance": None, "quality": None}]
    holds = [one for one in platform.messages.values() if one["type"] == "item.hold"]
    assert [one["data"]["item"] for one in holds] == [str(request)]


def test_afterwards_neither_row_nor_bytes_are_left(
    live: World, platform: Platform, home_folder: Path
) -> None:
    take_in(live, picture(2), Incoming(FORUM, UPLOADS, "canary-kim", "canary-photo"))
    [row] = live.rows("intake")
    assert picture(2) not in bytes(row.sealed)
    live.run_jobs()
    assert verdicts(platform)[0]["verdict"] == "clear"
    assert not live.rows("intake")
    assert not live.jobs()
    everything = "".join(
        str(live.rows(name))
        for name in ("item", "intake", "webhook_delivery", "audit_event", "counter", "case")
    )
    for trace in ("canary", signals_of(picture(2)).sha256, signals_of(picture(2)).md5):
        assert trace not in everything
    assert not list((home_folder / "objects").glob("*"))


def test_nothing_is_taken_in_without_a_legal_basis(world: World) -> None:
    answer = take_in(world, picture(1))
    assert isinstance(answer, Verdict)
    assert (answer.kind, answer.reason) == (VerdictKind.UNSCANNED, Reason.NO_LEGAL_BASIS)
    assert not world.rows("intake")
    assert not world.jobs()


def test_a_basis_that_ends_while_the_item_waits_ends_the_scan(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    take_in(live, picture(1))
    clock.advance(timedelta(days=400))
    live.run_jobs()
    assert verdicts(platform)[0]["reason"] == "no legal basis"
    assert not live.rows("intake")
    assert not live.rows("item")


def test_without_a_webhook_nothing_is_promised(live: World) -> None:
    with pytest.raises(NoWebhook):
        take_in(live, picture(1))
    assert not live.rows("intake")


def test_wrong_requests_are_refused(live: World, platform: Platform) -> None:
    assert platform.url
    small = replace(
        live.node, settings=live.node.settings.model_copy(update={"max_item_bytes": 10})
    )
    with pytest.raises(TooLargeToTakeIn):
        intake.take_in(small, live.program.scanner, KEY, PHOTO, picture(1))
    with pytest.raises(SurfaceUnknown):
        take_in(live, picture(1), Incoming(FORUM, "nowhere"))
    with pytest.raises(OtherService):
        take_in(live, picture(1), Incoming("other", UPLOADS))
    with pytest.raises(ReferenceInvalid):
        take_in(live, picture(1), Incoming(FORUM, UPLOADS, "\0"))
    with pytest.raises(Forbidden):
        intake.take_in(live.node, live.program.scanner, MIRA, PHOTO, picture(1))
    assert not live.rows("intake")


def test_a_full_spool_says_so(
    live: World, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert platform.url
    monkeypatch.setattr(intake, "MOST_WAITING", 2)
    for _ in range(2):
        take_in(live, picture(2))
    with pytest.raises(IntakeFull, match="2 items wait"):
        take_in(live, picture(2))


def test_the_job_run_twice_makes_one_event_and_one_verdict(live: World, platform: Platform) -> None:
    request = take_in(live, picture(1), Incoming(FORUM, UPLOADS))
    assert isinstance(request, UUID)
    with ThreadPoolExecutor(2) as threads:
        scanner = live.program.scanner
        runs = [threads.submit(intake.scan_one, live.node, scanner, request) for _ in range(2)]
        for run in runs:
            run.result()
    live.run_jobs()
    assert len(verdicts(platform)) == 1
    assert [row.id for row in live.rows("item")] == [request]


def test_a_crash_between_hit_and_answer_repeats_neither(live: World, platform: Platform) -> None:
    """The hit is committed, the process dies, the job runs again."""
    request = take_in(live, picture(1))
    assert isinstance(request, UUID)
    incoming = replace(PHOTO, item_id=request)
    live.program.scanner.scan_signals(KEY, incoming, signals_of(picture(1)), picture(1))
    live.run_jobs()
    assert [told["item"] for told in verdicts(platform)] == [str(request)]
    assert len(live.rows("item")) == 1
    assert len(live.events("item:detect")) == 1


def test_the_same_item_taken_in_twice_is_one_event_and_two_verdicts(
    live: World, platform: Platform
) -> None:
    first, second = take_in(live, picture(1)), take_in(live, picture(1))
    live.run_jobs()
    told = verdicts(platform)
    assert {one["request"] for one in told} == {str(first), str(second)}
    assert {one["item"] for one in told} == {str(first)}
    assert len(live.rows("item")) == 1


def test_a_stale_index_keeps_the_item_waiting(live: World, platform: Platform) -> None:
    assert platform.url
    request = take_in(live, picture(1))
    assert isinstance(request, UUID)
    live.program.index.checked_at = None
    with pytest.raises(Unavailable):
        intake.scan_one(live.node, live.program.scanner, request)
    assert len(live.rows("intake")) == 1
    live.refresh()
    live.run_jobs()
    assert verdicts(platform)[0]["verdict"] == "held"


class Refusing:
    """A port that takes nothing."""

    def receive(self, work: Work, item_id: UUID, hit: Hit) -> None:
        raise Unavailable

    def is_restricted(self, *_: object) -> bool:
        return False


def test_a_hit_that_cannot_be_recorded_keeps_the_item_waiting(
    live: World, platform: Platform
) -> None:
    assert platform.url
    request = take_in(live, picture(1))
    assert isinstance(request, UUID)
    sink = live.program.scanner._sink
    live.program.scanner._sink = Refusing()
    with pytest.raises(NotRecorded):
        intake.scan_one(live.node, live.program.scanner, request)
    live.program.scanner._sink = sink
    live.run_jobs()
    assert verdicts(platform)[0]["verdict"] == "held"


def test_what_waits_too_long_is_answered_and_forgotten(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    """Bytes that may be clear do not stay for ever, whatever became of their job."""
    request = take_in(live, picture(2))
    clock.advance(timedelta(days=2))
    assert intake.give_up(live.node) == 0
    clock.advance(timedelta(seconds=1))
    assert intake.give_up(live.node) == 1
    assert intake.give_up(live.node) == 0
    live.run_jobs()
    [told] = verdicts(platform)
    assert (told["verdict"], told["reason"], told["advice"]) == ("unscanned", "timed out", "hold")
    assert told["request"] == str(request)
    assert not live.rows("intake")


def test_a_recorded_hit_that_waits_too_long_is_answered_as_what_it_is(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    request = take_in(live, picture(1))
    assert isinstance(request, UUID)
    incoming = replace(PHOTO, item_id=request)
    live.program.scanner.scan_signals(KEY, incoming, signals_of(picture(1)), picture(1))
    clock.advance(timedelta(days=3))
    intake.give_up(live.node)
    live.run_jobs()
    [told] = verdicts(platform)
    assert (told["verdict"], told["item"]) == ("held", str(request))


def test_messages_are_taken_in_as_well(live: World, platform: Platform) -> None:
    take_in(live, picture(1), Incoming(FORUM, MESSAGES))
    live.run_jobs()
    assert verdicts(platform)[0]["surface"] == MESSAGES
