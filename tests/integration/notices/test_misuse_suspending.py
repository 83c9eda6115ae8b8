"""A warning first, then a suspension that two people agree to and that ends by itself; meanwhile
nothing is lost, and danger is always heard.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.notices.misuse_samples import UNFOUNDED, Giver
from tests.integration.notices.notice_samples import NOT_ILLEGAL, Door
from tests.world import CURATOR, JONAS, MIRA, SARA

from tutela import assembly
from tutela.platform.approvals import answering
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval, OwnRequest, RequestStale
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role, permissions_of
from tutela.redress.misuse import ending, jobs, reading, suspending, telling, warning
from tutela.redress.misuse.errors import (
    AlreadyWarned,
    DaysUnfit,
    HadAHand,
    MisuseMoveRefused,
    MisuseUnknown,
    MisuseWordsMissing,
    NoMisuse,
    NoObjection,
    WarningHeeded,
    WarningNotTold,
    WarningTooNew,
    WeighingMissing,
)
from tutela.redress.misuse.machine import State
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.redress.notices import following, resuming
from tutela.redress.notices.machine import NoticeState

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.redress.misuse.model import Misuse

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WEIGHED = Weighing("Each took a person's time.", "Nothing can be seen.", "Please stop.")
DOERS = assembly.doers()


@pytest.fixture
def giver(node: Node, door: Door) -> Giver:
    made = Giver(node)
    made.is_wrong(door, 5)
    return made


def party(giver: Giver) -> Party:
    return Party(giver.service, giver.key_id)


def warned(giver: Giver, by: Actor = SARA) -> Misuse:
    return warning.warn(giver.node, by, Kind.NOTICES, party(giver), WEIGHED)


def goes_on(giver: Giver, door: Door, clock: ManualClock) -> Misuse:
    """The program was told, gave another that is wrong, and its time has passed."""
    one = warned(giver)
    assert telling.for_key(giver.node, giver.actor)
    clock.advance(SECOND)
    giver.is_wrong(door)
    clock.advance(7 * DAY)
    return one


def asks(giver: Giver, one: UUID, *, by: Actor = SARA, days: int = 30) -> UUID:
    with pytest.raises(AwaitsApproval) as waits:
        suspending.suspend(giver.node, by, one, days=days, told="It went on.", reason="it went on")
    found: UUID = waits.value.facts["request"]
    return found


def agrees(giver: Giver, request: UUID, by: Actor = CURATOR) -> None:
    """Another person agrees, as the page of requests does it."""
    with giver.node.work(by, purpose="test") as work:
        one = requests.find(work.connection, request, locked=True)
        assert one is not None
        suspending.carry_out(work, one)


def suspended(giver: Giver, door: Door, clock: ManualClock, days: int = 30) -> Misuse:
    one = goes_on(giver, door, clock)
    agrees(giver, asks(giver, one.id, days=days))
    return shown(giver, one.id)


def shown(giver: Giver, one: UUID) -> Misuse:
    return reading.show(giver.node, SARA, one, purpose="test").one


def test_a_warning_is_weighed_told_and_kept_with_the_counts_of_that_day(giver: Giver) -> None:
    one = warned(giver)
    assert (one.state, one.factors["misused"], one.factors["given"]) == (State.WARNED, 5, 5)
    assert shown(giver, one.id).told_at is None
    [told] = telling.for_key(giver.node, giver.actor)
    assert (told["state"], told["until"]) == ("warned", None)
    assert "5 were manifestly unfounded" in told["text"]
    assert "Please stop." in told["text"]
    assert "sara" not in told["text"].lower()
    assert shown(giver, one.id).told_at is not None
    assert "Please stop." not in repr(one)


def test_a_program_is_warned_with_the_answer_and_that_is_written_down_once(
    giver: Giver, rows: Callable[..., list[Any]]
) -> None:
    warned(giver)
    for _ in range(3):
        telling.for_key(giver.node, giver.actor)
    assert len(rows("SELECT 1 FROM audit_event WHERE event = 'misuse:tell'")) == 1
    assert telling.for_key(giver.node, Giver(giver.node, "other").actor) == []


def test_only_a_person_with_the_right_warns_and_only_of_what_was_decided(
    node: Node, door: Door, giver: Giver
) -> None:
    with pytest.raises(Forbidden):
        warned(giver, MIRA)
    other = Giver(node, "other")
    door.decides(other.gives().notice_id, NOT_ILLEGAL)
    with pytest.raises(NoMisuse):
        warned(other)
    with pytest.raises(WeighingMissing):
        warning.warn(node, SARA, Kind.NOTICES, party(giver), replace(WEIGHED, intention=" "))
    with pytest.raises(WeighingMissing):
        warning.warn(node, SARA, Kind.NOTICES, party(giver), replace(WEIGHED, told="a\x00"))
    one = warned(giver)
    with pytest.raises(AlreadyWarned, match=str(one.id)):
        warned(giver)


def test_nobody_is_suspended_before_the_warning_arrived_its_time_passed_and_it_went_on(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    one = warned(giver)

    def refused(why: type[Exception]) -> None:
        with pytest.raises(why):
            suspending.suspend(giver.node, SARA, one.id, days=30, told="x", reason="y")

    clock.advance(30 * DAY)
    refused(WarningNotTold)
    telling.for_key(giver.node, giver.actor)
    refused(WarningTooNew)
    clock.advance(7 * DAY - SECOND)
    refused(WarningTooNew)
    clock.advance(SECOND)
    refused(WarningHeeded)
    giver.is_right(door)
    refused(WarningHeeded)
    giver.is_wrong(door)
    assert asks(giver, one.id)


def test_what_was_given_before_the_warning_and_decided_after_it_is_no_going_on(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    early = giver.gives()
    one = warned(giver)
    telling.for_key(giver.node, giver.actor)
    clock.advance(8 * DAY)
    door.decides(early.notice_id, UNFOUNDED)
    with pytest.raises(WarningHeeded):
        suspending.suspend(giver.node, SARA, one.id, days=30, told="x", reason="y")


def test_another_person_agrees_and_whoever_asked_never_does(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    one = goes_on(giver, door, clock)
    for days in (0, 31, -1):
        with pytest.raises(DaysUnfit):
            suspending.suspend(giver.node, SARA, one.id, days=days, told="x", reason="y")
    with pytest.raises(MisuseWordsMissing):
        suspending.suspend(giver.node, SARA, one.id, days=1, told=" ", reason="y")
    request = asks(giver, one.id)
    with pytest.raises(OwnRequest):
        answering.approve(giver.node, SARA, request, reason="yes", doers=DOERS)
    assert shown(giver, one.id).state is State.WARNED
    agrees(giver, request)
    made = shown(giver, one.id)
    assert (made.state, made.suspended_by, made.seconded_by) == (
        State.SUSPENDED, SARA.id, CURATOR.id,
    )  # fmt: skip
    assert not made.single_person
    assert made.suspended_until == clock.now() + 30 * DAY
    [told] = telling.for_key(giver.node, giver.actor)
    assert told["state"] == "suspended"
    assert "Two people decided this" in told["text"]


def test_what_comes_meanwhile_is_received_kept_and_looked_at_from_a_day(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    made = suspended(giver, door, clock)
    before = len(door.queue())
    got = giver.gives()
    assert got.looked_at_from == made.suspended_until
    assert len(door.queue()) == before
    followed = following.follow(giver.node, got.code.reveal())
    assert "a person looks at it from" in followed.sentence
    assert followed.to_json()["looked_at_from"]
    clock.set(made.suspended_until or clock.now())
    clock.advance(-SECOND)
    resuming.resume_due(giver.node)
    assert len(door.queue()) == before
    clock.advance(SECOND)
    resuming.resume_due(giver.node)
    assert len(door.queue()) == before + 1
    one = door.shows(got.notice_id)
    assert (one.paused_until, one.due_at) == (None, clock.now() + timedelta(hours=72))
    assert giver.gives().looked_at_from is None
    door.decides(got.notice_id)


@pytest.mark.parametrize(
    "changes",
    [
        {"danger": True},
        {"kind": "solicitation"},
        {"kind": "extortion"},
        {"kind": "abuse"},
    ],
)
def test_a_child_in_danger_is_heard_at_once_whoever_says_so(
    giver: Giver, door: Door, clock: ManualClock, changes: dict[str, Any]
) -> None:
    suspended(giver, door, clock)
    before = len(door.queue())
    assert giver.gives(**changes).looked_at_from is None
    assert len(door.queue()) == before + 1


def test_others_are_not_held_up_by_a_notice_that_waits(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    suspended(giver, door, clock)
    place: dict[str, Any] = {"urls": ["https://forum.example/t/shared"]}
    first, again = giver.gives(**place), giver.gives(**place)
    assert first.looked_at_from
    assert again.looked_at_from
    before = len(door.queue())
    third = door.takes(**place)
    assert len(door.queue()) == before + 1
    decided = {one.id for one in door.decides(third.notice_id)}
    assert decided == {first.notice_id, again.notice_id, third.notice_id}


@pytest.mark.parametrize("freed", ["first", "second"])
def test_a_notice_waits_for_its_own_sender_alone_and_goes_on_by_whoever_is_free(
    node: Node, giver: Giver, door: Door, clock: ManualClock, freed: str
) -> None:
    other = Giver(node, "other")
    other.is_wrong(door, 5)
    cases = {
        "second": suspended(other, door, clock, days=20),
        "first": suspended(giver, door, clock),
    }
    shared: dict[str, Any] = {"urls": ["https://forum.example/t/shared"]}
    got = {"first": giver.gives(**shared), "second": other.gives(**shared)}
    for name, receipt in got.items():
        assert receipt.looked_at_from == cases[name].suspended_until
    apart = {"first": giver.gives(), "second": other.gives()}
    ending.lift(node, SARA, cases[freed].id, reason="They mended their program.")
    resuming.follow(node, subject_id=str(cases[freed].id))
    waits = {name: door.shows(one.notice_id).paused_until for name, one in apart.items()}
    assert [name for name, until in waits.items() if until is None] == [freed]
    for receipt in got.values():
        assert door.shows(receipt.notice_id).paused_until is None
    assert len(door.decides(got["first"].notice_id)) == 2


def test_what_joins_a_notice_that_is_looked_at_now_does_not_wait(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    suspended(giver, door, clock)
    place: dict[str, Any] = {"urls": ["https://forum.example/t/shared"]}
    door.takes(**place)
    assert giver.gives(**place).looked_at_from is None


def test_somebody_may_look_before_the_day(giver: Giver, door: Door, clock: ManualClock) -> None:
    suspended(giver, door, clock)
    got = giver.gives()
    door.decides(got.notice_id)
    assert door.shows(got.notice_id).state is NoticeState.DECIDED


def test_it_ends_by_itself_also_across_the_change_of_the_clock(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    clock.set(datetime(2027, 3, 10, 12, tzinfo=UTC))  # summer time begins on 28 March
    giver.is_wrong(door, 5)
    made = suspended(giver, door, clock)
    assert made.suspended_until is not None
    assert made.suspended_until.hour == 12
    clock.set(made.suspended_until - SECOND)
    ending.lapse(giver.node)
    assert shown(giver, made.id).state is State.SUSPENDED
    clock.set(made.suspended_until)
    ending.lapse(giver.node)
    ending.lapse(giver.node)
    over = shown(giver, made.id)
    assert (over.state, over.ended_by_name) == (State.ENDED, "")
    assert telling.for_key(giver.node, giver.actor) == []


def test_a_warning_that_nothing_followed_is_forgotten(giver: Giver, clock: ManualClock) -> None:
    one = warned(giver)
    clock.advance(180 * DAY - SECOND)
    ending.lapse(giver.node)
    assert shown(giver, one.id).state is State.WARNED
    clock.advance(SECOND)
    ending.lapse(giver.node)
    assert shown(giver, one.id).state is State.ENDED


def test_it_is_lifted_early_by_one_person_and_what_waited_goes_on(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    made = suspended(giver, door, clock)
    got = giver.gives()
    with pytest.raises(Forbidden):
        ending.lift(giver.node, MIRA, made.id, reason="no")
    with pytest.raises(MisuseWordsMissing):
        ending.lift(giver.node, SARA, made.id, reason="")
    ending.lift(giver.node, SARA, made.id, reason="They mended their program.")
    assert giver.gives().looked_at_from is None
    resuming.follow(giver.node, subject_id=str(made.id))
    assert door.shows(got.notice_id).paused_until is None
    with pytest.raises(MisuseMoveRefused):
        ending.lift(giver.node, SARA, made.id, reason="again")
    with pytest.raises(MisuseMoveRefused):
        suspending.suspend(giver.node, SARA, made.id, days=1, told="x", reason="y")


def test_a_request_is_stale_once_the_warning_was_taken_back(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    one = goes_on(giver, door, clock)
    request = asks(giver, one.id)
    ending.lift(giver.node, SARA, one.id, reason="They mended it.")
    with pytest.raises(RequestStale):
        agrees(giver, request)
    assert giver.gives().looked_at_from is None


def test_an_objection_is_answered_by_somebody_who_had_no_hand_in_it(
    giver: Giver, door: Door, clock: ManualClock
) -> None:
    made = suspended(giver, door, clock)
    with pytest.raises(NoObjection):
        ending.uphold(giver.node, SARA, made.id, words="it stands")
    ending.object_to(giver.node, SARA, made.id, words="We were right.")
    assert shown(giver, made.id).objects
    for by in (SARA, CURATOR):
        with pytest.raises(HadAHand):
            ending.uphold(giver.node, by, made.id, words="it stands")
    third = replace(JONAS, permissions=permissions_of(frozenset({Role.SENIOR})))
    ending.uphold(giver.node, third, made.id, words="Nothing new was said.")
    after = shown(giver, made.id)
    assert (after.objects, after.upheld_by_name) == (False, "jonas")
    [told] = telling.for_key(giver.node, giver.actor)
    assert "Nothing new was said." in told["text"]


def test_the_only_person_of_a_node_answers_after_a_time_and_nobody_is_told_of_another(
    giver: Giver, clock: ManualClock
) -> None:
    one = warned(giver)
    ending.object_to(giver.node, SARA, one.id, words="We were right.")
    few = "Only one person works here"
    assert few not in " ".join(reading.policy_now(giver.node))
    with giver.node.work(SARA, purpose="test") as work:
        requests.begin_single_handed(work.connection, work.new_id(), SARA.id, work.now)
    assert few in " ".join(reading.policy_now(giver.node))
    clock.advance(timedelta(hours=12) - SECOND)
    with pytest.raises(HadAHand):
        ending.uphold(giver.node, SARA, one.id, words="It stands.")
    clock.advance(SECOND)
    ending.uphold(giver.node, SARA, one.id, words="It stands.")
    assert shown(giver, one.id).upheld_alone
    [told] = telling.for_key(giver.node, giver.actor)
    assert few in told["text"]
    assert "had no part" not in told["text"]


def test_whose_it_was_and_what_was_written_is_erased_on_its_clock(
    giver: Giver, door: Door, clock: ManualClock, rows: Callable[..., list[Any]]
) -> None:
    made = suspended(giver, door, clock)
    ending.lift(giver.node, SARA, made.id, reason="canary")
    over = shown(giver, made.id)
    assert over.erase_at is not None
    clock.set(over.erase_at - SECOND)
    jobs.erase_due(giver.node)
    assert shown(giver, made.id).state is State.ENDED
    clock.set(over.erase_at)
    jobs.erase_due(giver.node)
    left = shown(giver, made.id)
    assert (left.state, left.key_id, left.gravity, left.end_reason) == (State.ERASED, None, "", "")
    assert (left.kind, left.suspended_at) == (Kind.NOTICES, made.suspended_at)
    [row] = rows("SELECT * FROM tutela.misuse")
    assert "canary" not in str(row)


def test_what_is_unknown_is_said_in_words(giver: Giver) -> None:
    with pytest.raises(MisuseUnknown):
        reading.show(giver.node, SARA, giver.key_id, purpose="test")
