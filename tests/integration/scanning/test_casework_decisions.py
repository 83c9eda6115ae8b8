"""A person decides: findings, seconds, reversals, and what follows on the platform."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.world import (
    BOSS,
    CONFIRM,
    FACTS,
    JONAS,
    KEPT,
    KEY,
    LABEL,
    MIRA,
    REJECT,
    SARA,
    SEEN_CONFIRM,
    SEEN_REJECT,
    World,
    altered,
    picture,
    with_second,
)

from tutela.casework import decisions, queue
from tutela.casework.errors import (
    AlreadyDecided,
    CaseUnknown,
    ItemUnknown,
    LabelUnknown,
    MoveRefused,
    NothingToReverse,
    NothingToSecond,
    NotSeen,
    PersonNeeded,
    ReasonMissing,
    SamePerson,
)
from tutela.casework.machine import ItemState
from tutela.casework.model import DecisionState, Seen
from tutela.indicators.model import IndicatorState
from tutela.platform.actor import NODE, Actor
from tutela.platform.errors import Conflict, Forbidden
from tutela.platform.services.model import Policy, SecondPerson

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.casework.decisions import Decided, Judgement
    from tutela.platform.clock import ManualClock

NEAR = with_second(KEPT, SecondPerson.NEAR)
ALWAYS = with_second(KEPT, SecondPerson.ALWAYS)


def actions(platform: Platform) -> list[str]:
    """What the platform was asked to do, in the order of its messages' timestamps and ids."""
    found = sorted(platform.messages.items(), key=lambda one: (one[1]["timestamp"], one[0]))
    return [one["data"]["action"] for _, one in found]


def closed(world: World, item_id: UUID) -> bool:
    case = queue.show_case(world.node, MIRA, world.case_of(item_id), purpose="test")
    return case.summary.state == "closed"


def live_evidence(world: World) -> list[bool]:
    return [row.wrapped_key is not None for row in world.rows("evidence_object")]


def test_confirming_removes_and_closes(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1), name="photo-7")
    made = live.decide(item_id, CONFIRM)
    assert (made.state, made.seen, made.case_id) == (
        ItemState.CONFIRMED, Seen.NOT_SEEN, live.case_of(item_id),
    )  # fmt: skip
    live.run_jobs()
    assert actions(platform) == ["hold", "remove"]
    removed = next(one for one in platform.messages.values() if one["type"] == "item.remove")
    [decision] = live.item(item_id).decisions
    assert removed["data"]["decision"] == str(decision.id)
    assert (removed["data"]["item"], removed["data"]["id"]) == (str(item_id), "photo-7")
    assert (decision.scheme, decision.label, decision.state) == ("a1-b2", LABEL, "final")
    item = live.item(item_id)
    assert item.restricted
    assert item.hold
    assert item.hold.ended_at is not None
    assert closed(live, item_id)
    assert live_evidence(live) == [True]


def test_rejecting_restores_erases_and_closes(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    assert live.decide(item_id, REJECT).state is ItemState.REJECTED
    done = live.run_jobs()
    assert actions(platform) == ["hold", "restore"]
    assert "evidence:delete-bytes" in done
    assert live_evidence(live) == [False]
    kept = (live.node.settings.home / "objects").iterdir()
    assert [one.name for one in kept] == ["owner"]
    assert not live.item(item_id).restricted
    assert closed(live, item_id)
    [decision] = live.item(item_id).decisions
    assert (decision.scheme, decision.label) == ("", "")


def test_rejecting_what_was_only_flagged_asks_nothing_of_the_platform(
    live: World, platform: Platform
) -> None:
    item_id = live.scan(altered(1), surface="messages", account="kim").item_id
    assert item_id is not None
    live.decide(item_id, SEEN_REJECT)
    live.run_jobs()
    assert actions(platform) == []


def test_confirming_what_was_only_flagged_removes_it(live: World, platform: Platform) -> None:
    item_id = live.scan(altered(1), surface="messages", account="kim").item_id
    assert item_id is not None
    live.decide(item_id, SEEN_CONFIRM)
    live.run_jobs()
    assert actions(platform) == ["remove"]
    assert live.item(item_id).restricted


def test_bytes_that_another_item_needs_are_not_erased(live: World) -> None:
    first, second = live.hit(picture(1), account="kim"), live.hit(picture(1), account="lee")
    live.decide(first, REJECT)
    assert live_evidence(live) == [True]
    live.decide(second, REJECT)
    assert live_evidence(live) == [False]


def test_bytes_of_a_confirmed_item_stay_when_its_twin_is_rejected(live: World) -> None:
    first, second = live.hit(picture(1), account="kim"), live.hit(picture(1), account="lee")
    live.decide(second, CONFIRM)
    live.decide(first, REJECT)
    assert live_evidence(live) == [True]


def test_the_same_bytes_after_an_erasure_are_kept_anew(live: World) -> None:
    live.decide(live.hit(picture(1)), REJECT)
    live.run_jobs()
    live.hit(picture(1))
    assert sorted(live_evidence(live)) == [False, True]


def test_two_people_rejecting_twins_at_once_erase_the_bytes_they_share(live: World) -> None:
    """Each waits for the other's last word on the bytes, so that one of them erases."""
    for _ in range(3):
        items = [live.hit(picture(1), account=name) for name in ("kim", "lee")]
        with ThreadPoolExecutor(2) as threads:
            for one in [threads.submit(live.decide, item, REJECT) for item in items]:
                one.result(30)
        live.run_jobs()
        assert live_evidence(live).count(True) == 0


def test_a_hit_while_its_twin_is_rejected_keeps_its_bytes(live: World) -> None:
    for _ in range(3):
        first = live.hit(picture(1), account="kim")
        with ThreadPoolExecutor(2) as threads:
            rejecting = threads.submit(live.decide, first, REJECT)
            second = threads.submit(live.hit, picture(1), account="lee").result(30)
            rejecting.result(30)
        live.run_jobs()
        live.look(second)
        live.decide(second, REJECT)
        live.run_jobs()


@pytest.mark.parametrize(
    ("label", "refused"), [("A1", False), ("", True), ("Z9", True), ("stand-in", True)]
)
def test_confirming_needs_a_label_of_the_services_scheme(
    live: World, label: str, *, refused: bool
) -> None:
    item_id = live.hit(picture(1))
    judgement = replace(CONFIRM, label=label)
    if not refused:
        live.decide(item_id, judgement)
        return
    with pytest.raises(LabelUnknown, match="A1, A2, B1, B2"):
        live.decide(item_id, judgement)
    assert live.item(item_id).state == "pending"


def test_a_label_that_says_it_is_not_illegal_confirms_nothing(world: World) -> None:
    world.declare(Policy(scheme="interpol-baseline"))
    world.switch_on()
    world.learn(1)
    item_id = world.hit(picture(1))
    with pytest.raises(LabelUnknown, match="baseline, nationally-illegal"):
        world.decide(item_id, replace(CONFIRM, label="not-illegal"))


@pytest.mark.parametrize("judgement", [replace(CONFIRM, reason=" "), replace(REJECT, reason="")])
def test_a_decision_needs_a_reason(live: World, judgement: Judgement) -> None:
    with pytest.raises(ReasonMissing):
        live.decide(live.hit(picture(1)), judgement)


@pytest.mark.parametrize("actor", [BOSS, KEY, NODE])
def test_only_a_person_decides_seconds_or_reverses(live: World, actor: Actor) -> None:
    item_id = live.hit(picture(1))
    with pytest.raises(PersonNeeded):
        live.decide(item_id, CONFIRM, by=actor)
    with pytest.raises(PersonNeeded):
        live.second(item_id, agree=True, by=actor)
    with pytest.raises(PersonNeeded):
        live.reverse(item_id, REJECT, by=actor)


def test_a_person_without_the_permission_does_not_either(live: World) -> None:
    item_id = live.hit(picture(1))
    with pytest.raises(Forbidden):
        live.decide(item_id, CONFIRM, by=replace(MIRA, permissions=frozenset()))
    live.decide(item_id, CONFIRM)
    with pytest.raises(Forbidden):
        live.reverse(item_id, REJECT, by=MIRA)


def test_a_near_hit_must_be_looked_at_to_be_decided_either_way(live: World) -> None:
    item_id = live.hit(altered(1))
    for judgement in (CONFIRM, REJECT):
        with pytest.raises(NotSeen):
            live.decide(item_id, judgement)
    assert live.item(item_id).state == "pending"
    assert live.decide(item_id, SEEN_REJECT).seen is Seen.AT_PLATFORM


def test_a_look_is_a_fact_of_the_view_log_and_of_the_person(live: World) -> None:
    item_id = live.hit(altered(1))
    live.look(item_id, by=JONAS)
    with pytest.raises(NotSeen):
        live.decide(item_id, CONFIRM, by=MIRA)
    live.look(item_id, by=MIRA)
    assert live.decide(item_id, CONFIRM, by=MIRA).seen is Seen.VIEW_LOG
    [event] = live.events("decision:make")
    assert event.facts["seen"] == "view-log"


def test_looking_at_a_twin_is_not_looking_at_the_item(live: World) -> None:
    first, second = live.hit(altered(1), account="kim"), live.hit(altered(1), account="lee")
    live.look(first)
    with pytest.raises(NotSeen):
        live.decide(second, CONFIRM)


def test_an_exact_hit_of_a_proposed_indicator_must_be_looked_at(world: World) -> None:
    world.switch_on()
    world.learn(1, state=IndicatorState.PROPOSED)
    item_id = world.hit(picture(1))
    assert not world.item(item_id).exact
    with pytest.raises(NotSeen):
        world.decide(item_id, CONFIRM)


def test_all_that_waits_is_decided_together_or_not_at_all(live: World) -> None:
    live.learn(2)
    exact, near = live.hit(picture(1)), live.hit(altered(2))
    case = live.case_of(exact)
    with pytest.raises(NotSeen):
        decisions.decide(live.node, MIRA, case, CONFIRM)
    assert live.item(exact).state == "pending"
    made = decisions.decide(live.node, MIRA, case, SEEN_CONFIRM)
    assert {one.item_id for one in made} == {exact, near}
    assert len(live.events("case:close")) == 1


def test_a_case_closes_with_its_last_item(live: World) -> None:
    live.learn(2)
    first, second = live.hit(picture(1)), live.hit(picture(2))
    live.decide(first, CONFIRM)
    assert not closed(live, first)
    live.decide(second, REJECT)
    assert closed(live, second)
    assert len(live.events("case:close")) == 1


def test_unknown_cases_and_items_are_named(live: World) -> None:
    item_id = live.hit(picture(1))
    other = live.hit(picture(1), account="lee")
    with pytest.raises(CaseUnknown):
        decisions.decide(live.node, MIRA, live.node.ids.new(), CONFIRM)
    with pytest.raises(ItemUnknown):
        decisions.decide(live.node, MIRA, live.case_of(item_id), CONFIRM, item_ids=[other])


def test_what_is_decided_is_not_decided_again(live: World) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    case = live.case_of(item_id)
    with pytest.raises(AlreadyDecided):
        decisions.decide(live.node, MIRA, case, REJECT)
    with pytest.raises(NothingToSecond):
        decisions.second(live.node, MIRA, case, agree=True, reason="yes")
    with pytest.raises(AlreadyDecided):
        decisions.decide(live.node, MIRA, case, CONFIRM, item_ids=[])


@pytest.mark.parametrize("judgement", [REJECT, CONFIRM])
def test_naming_a_decided_item_is_no_way_around_reversing(
    live: World, judgement: Judgement
) -> None:
    """A reviewer decides; turning a final decision needs the permission to reverse."""
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    with pytest.raises(MoveRefused, match="This item is confirmed, so it cannot be decided"):
        live.decide(item_id, judgement)
    assert live.item(item_id).state == "confirmed"
    assert len(live.item(item_id).decisions) == 1


def test_of_two_deciders_at_once_one_wins_and_the_other_is_told(live: World) -> None:
    for name in ("kim", "lee", "max"):
        item_id = live.hit(picture(1), account=name)
        barrier = threading.Barrier(2)

        def decide(judgement: Judgement, by: Actor) -> Decided | Conflict:
            barrier.wait()  # noqa: B023
            try:
                return live.decide(item_id, judgement, by)  # noqa: B023
            except Conflict as error:
                return error

        with ThreadPoolExecutor(2) as threads:
            ended: list[Any] = list(threads.map(decide, (CONFIRM, REJECT), (MIRA, JONAS)))
        refused = [one for one in ended if isinstance(one, Conflict)]
        assert [type(one) for one in refused] == [MoveRefused]
        assert "cannot be decided" in refused[0].sentence
        assert len(live.item(item_id).decisions) == 1


def test_near_hits_need_a_second_person_where_the_service_says_so(
    live: World, platform: Platform
) -> None:
    live.declare(NEAR)
    exact, near = live.hit(picture(1)), live.hit(altered(1), account="lee")
    assert live.decide(exact, CONFIRM).state is ItemState.CONFIRMED
    made = live.decide(near, SEEN_CONFIRM)
    assert made.state is ItemState.SECONDING
    live.run_jobs()
    assert actions(platform) == ["hold", "hold", "remove"], "nothing is asked for yet"
    assert not closed(live, near)
    hold = live.item(near).hold
    assert hold is not None
    assert hold.ended_at is None, "the clock runs on until the second person"
    assert live.second(near, agree=True).state is ItemState.CONFIRMED
    live.run_jobs()
    assert actions(platform) == ["hold", "hold", "remove", "remove"]
    assert closed(live, near)
    [decision] = live.item(near).decisions
    assert (decision.state, decision.second_by_name) == (DecisionState.FINAL, "jonas")
    assert [one.event for one in live.events("decision:propose", "decision:make")][-2:] == [
        "decision:propose", "decision:make",
    ]  # fmt: skip


def test_every_decision_needs_a_second_person_where_the_service_says_always(
    live: World,
) -> None:
    live.declare(ALWAYS)
    item_id = live.hit(picture(1))
    assert live.decide(item_id, REJECT).state is ItemState.SECONDING
    assert live_evidence(live) == [True]
    live.second(item_id, agree=True)
    assert live_evidence(live) == [False]


def test_the_second_person_is_another_one(live: World) -> None:
    live.declare(ALWAYS)
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM, by=MIRA)
    with pytest.raises(SamePerson):
        live.second(item_id, agree=True, by=MIRA)
    with pytest.raises(SamePerson):
        live.second(item_id, agree=False, by=MIRA)
    with pytest.raises(ReasonMissing):
        decisions.second(live.node, JONAS, live.case_of(item_id), agree=True, reason=" ")
    with pytest.raises(MoveRefused, match="seconding"):
        live.decide(item_id, REJECT, by=JONAS)
    assert live.item(item_id).state == "seconding"


def test_a_declined_proposal_waits_again(live: World) -> None:
    live.declare(ALWAYS)
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    assert live.second(item_id, agree=False).state is ItemState.PENDING
    [decision] = live.item(item_id).decisions
    assert (decision.state, decision.second_by_name) == (DecisionState.DECLINED, "jonas")
    [event] = live.events("decision:decline")
    assert (event.reason, event.actor_id) == ("looked too", JONAS.id)
    live.decide(item_id, REJECT, by=JONAS)
    live.second(item_id, agree=True, by=MIRA)
    assert [one.state for one in live.item(item_id).decisions] == ["declined", "final"]


@pytest.mark.parametrize(
    ("first", "then", "asked", "kept"),
    [
        (CONFIRM, REJECT, ["hold", "remove", "restore"], [False]),
        (REJECT, CONFIRM, ["hold", "restore", "remove"], [False]),
    ],
)
def test_a_decision_is_reversed_and_both_stay_visible(
    live: World,
    platform: Platform,
    clock: ManualClock,
    first: Judgement,
    then: Judgement,
    asked: list[str],
    kept: list[bool],
) -> None:
    item_id = live.hit(picture(1))
    clock.advance(timedelta(minutes=1))
    live.decide(item_id, first)
    clock.advance(timedelta(minutes=1))
    made = live.reverse(item_id, replace(then, reason="the first look was wrong"))
    live.run_jobs()
    assert actions(platform) == asked
    assert live_evidence(live) == kept
    old, new = live.item(item_id).decisions
    assert (old.state, new.state) == (DecisionState.REVERSED, DecisionState.FINAL)
    assert new.reverses_id == old.id
    assert (old.decided_by_name, new.decided_by_name) == ("mira", "sara")
    [event] = live.events("decision:reverse")
    assert event.facts["reverses"] == str(old.id)
    assert event.reason == "the first look was wrong"
    assert made.state == live.item(item_id).state
    assert live.item(item_id).restricted is (made.state is ItemState.CONFIRMED)
    assert len(live.events("case:close")) == 1, "a closed case is not closed again"


def test_there_must_be_a_decision_to_reverse_and_another_finding(live: World) -> None:
    item_id = live.hit(picture(1))
    with pytest.raises(NothingToReverse):
        live.reverse(item_id, REJECT)
    live.decide(item_id, CONFIRM)
    with pytest.raises(NothingToReverse):
        live.reverse(item_id, CONFIRM)
    live.reverse(item_id, REJECT)
    live.reverse(item_id, CONFIRM)
    assert [one.state for one in live.item(item_id).decisions] == [
        "reversed", "reversed", "final",
    ]  # fmt: skip


def test_a_reversal_that_needs_a_second_person_goes_on_in_an_open_case(
    live: World, platform: Platform
) -> None:
    """A closed case is in nobody's queue: what waits there would wait for ever."""
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    old = live.case_of(item_id)
    live.declare(ALWAYS)
    made = live.reverse(item_id, REJECT)
    assert made.state is ItemState.SECONDING
    new = live.case_of(item_id)
    assert made.case_id == new != old
    [case] = queue.list_cases(live.node, MIRA)
    assert (case.id, case.seconding) == (new, 1)
    assert queue.show_case(live.node, MIRA, new, purpose="test").predecessor_id == old
    live.second(item_id, agree=True)
    live.run_jobs()
    assert sorted(actions(platform)) == ["hold", "remove", "restore"]
    assert not queue.list_cases(live.node, MIRA)


@pytest.mark.parametrize(
    ("first", "then", "stays"),
    [(CONFIRM, REJECT, ItemState.CONFIRMED), (REJECT, CONFIRM, ItemState.REJECTED)],
)
def test_a_declined_reversal_leaves_the_decision_in_force(
    live: World, platform: Platform, first: Judgement, then: Judgement, stays: ItemState
) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, first)
    live.declare(ALWAYS)
    live.reverse(item_id, then)
    assert live.second(item_id, agree=False).state is stays
    assert [one.state for one in live.item(item_id).decisions] == ["final", "declined"]
    assert live.item(item_id).restricted is (stays is ItemState.CONFIRMED)
    assert not queue.list_cases(live.node, MIRA), "nothing waits"
    live.run_jobs()
    assert len(actions(platform)) == 2
    live.reverse(item_id, then)
    assert live.second(item_id, agree=True).state is not stays


def test_a_decision_that_waited_for_another_comes_after_it(live: World, clock: ManualClock) -> None:
    """Its instant is taken once it has the item: the platform lets the later message hold."""
    item_id = live.hit(picture(1))
    with live.node.work(MIRA, purpose="test") as work:
        clock.advance(timedelta(seconds=5))
        before = work.now
        work.waited()
        assert work.now > before
    live.decide(item_id, CONFIRM)
    assert live.item(item_id).decisions[0].decided_at == clock.now()


def test_retention_facts_decides_without_bytes(world: World) -> None:
    world.declare(FACTS)
    world.switch_on()
    world.learn(1)
    exact, near = world.hit(picture(1)), world.hit(altered(1), account="lee")
    world.decide(exact, REJECT)
    with pytest.raises(NotSeen):
        world.decide(near, REJECT)
    world.decide(near, SEEN_REJECT)
    assert not world.rows("evidence_object")


def test_a_senior_may_decide_but_a_curators_bank_rights_decide_nothing(live: World) -> None:
    item_id = live.hit(picture(1))
    assert live.decide(item_id, CONFIRM, by=SARA).state is ItemState.CONFIRMED
