"""The findings beside yes and no: an age nobody can tell, another crime, and being unsure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.world import (
    CONFIRM,
    CURATOR,
    JONAS,
    KEPT,
    MESSAGES,
    MIRA,
    REJECT,
    SARA,
    SEEN_CONFIRM,
    World,
    altered,
    picture,
    with_second,
)

from tutela.casework import decisions, holds, queue
from tutela.casework.claims import service as claims
from tutela.casework.claims.errors import CaseEscalated, OnlyForOthers
from tutela.casework.decisions import Judgement
from tutela.casework.errors import (
    FindingUndecided,
    LookNeeded,
    ReasonMissing,
    StillUnsure,
    TooManyToDecide,
)
from tutela.casework.machine import ItemState
from tutela.casework.model import DecisionState
from tutela.casework.only import Only, Who
from tutela.casework.withdrawals import reopen_after
from tutela.law.model import Finding
from tutela.platform.services.model import SecondPerson
from tutela.reporting.threats import service as threats

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.casework.model import Case
    from tutela.platform.clock import ManualClock

AGE = Judgement(Finding.AGE_AMBIGUOUS, "may be seventeen or twenty", seen_at_platform=True)
OTHER = Judgement(Finding.OTHER_ILLEGAL, "a forged document", seen_at_platform=True)
UNSURE = Judgement(Finding.UNSURE, "too blurred for me")


def told(platform: Platform) -> list[dict[str, Any]]:
    """What the platform was asked after the hold, in order."""
    found = sorted(platform.messages.items(), key=lambda one: (one[1]["timestamp"], one[0]))
    return [one["data"] for _, one in found if one["type"] != "item.hold"]


def case(world: World, item_id: UUID) -> Case:
    return queue.show_case(world.node, MIRA, world.case_of(item_id), purpose="test")


def kept(world: World) -> list[bool]:
    return [row.wrapped_key is not None for row in world.rows("evidence_object")]


def running(world: World, item_id: UUID) -> bool:
    hold = world.item(item_id).hold
    return hold is not None and hold.ended_at is None


# --- unsure ---------------------------------------------------------------------------------


def test_who_is_unsure_changes_nothing_for_the_item(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    made = live.decide(item_id, UNSURE)
    live.run_jobs()
    assert made.state is ItemState.UNSURE
    assert (told(platform), kept(live)) == ([], [True])
    assert live.item(item_id).restricted
    assert running(live, item_id)
    assert case(live, item_id).summary.state == "open"
    assert not live.rows("report")
    [decision] = live.item(item_id).decisions
    assert (decision.state, decision.finding) == (DecisionState.PASSED, Finding.UNSURE)
    [event] = live.events("decision:pass")
    assert (event.reason, event.facts["finding"]) == ("too blurred for me", "unsure")


def test_another_person_decides_what_somebody_was_unsure_about(live: World) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, UNSURE, by=MIRA)
    for judgement in (CONFIRM, REJECT, UNSURE):
        with pytest.raises(StillUnsure):
            live.decide(item_id, judgement, by=MIRA)
    with pytest.raises(StillUnsure):
        decisions.decide(live.node, MIRA, live.case_of(item_id), CONFIRM)
    assert live.decide(item_id, CONFIRM, by=JONAS).state is ItemState.CONFIRMED
    assert [one.state for one in live.item(item_id).decisions] == ["passed", "final"]
    [event] = live.events("decision:make")
    assert event.facts["reverses"] is None, "there was nothing to reverse"


def test_being_unsure_needs_a_reason_but_no_look(live: World) -> None:
    item_id = live.hit(altered(1))
    with pytest.raises(ReasonMissing):
        live.decide(item_id, replace(UNSURE, reason=" "))
    assert live.decide(item_id, UNSURE).state is ItemState.UNSURE


def test_what_somebody_was_unsure_about_is_next_for_everybody_else(live: World) -> None:
    item_id = live.hit(picture(1))
    mine = live.case_of(item_id)
    assert claims.take_next(live.node, MIRA) == mine
    live.decide(item_id, UNSURE, by=MIRA)
    assert case(live, item_id).summary.claim.by is None, "the case is given back"
    assert claims.take_next(live.node, MIRA) is None
    with pytest.raises(OnlyForOthers):
        claims.take(live.node, MIRA, mine)
    assert claims.take_next(live.node, JONAS) == mine


def test_the_queue_knows_what_somebody_was_unsure_about(live: World) -> None:
    item_id = live.hit(picture(1))
    before = case(live, item_id).summary
    live.decide(item_id, UNSURE)
    [after] = queue.list_cases(live.node, JONAS, only=Only(who=Who.UNSURE))
    assert (after.pending, after.unsure, after.seconding) == (1, 1, 0)
    assert after.priority.points == before.priority.points + 48
    assert "somebody was unsure: another person must look" in [
        one.words for one in after.priority.reasons
    ]
    live.decide(item_id, REJECT, by=JONAS)
    assert not queue.list_cases(live.node, JONAS, only=Only(who=Who.UNSURE))


def test_after_two_unsure_people_a_senior_must_look(live: World) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, UNSURE, by=MIRA)
    live.decide(item_id, UNSURE, by=JONAS)
    assert case(live, item_id).summary.claim.state == "escalated"
    with pytest.raises(CaseEscalated):
        live.decide(item_id, CONFIRM, by=MIRA)
    assert live.decide(item_id, CONFIRM, by=SARA).state is ItemState.CONFIRMED


def test_everybody_who_was_unsure_leaves_it_to_others_not_only_the_last(live: World) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, UNSURE, by=SARA)
    live.decide(item_id, UNSURE, by=JONAS)
    with pytest.raises(StillUnsure):
        live.decide(item_id, CONFIRM, by=SARA)
    assert [claims.take_next(live.node, one) for one in (SARA, JONAS)] == [None, None]
    assert live.item(item_id).doubters == (SARA.id, JONAS.id)


def test_a_declined_proposal_leaves_it_to_others_still(live: World) -> None:
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    item_id = live.hit(picture(1))
    live.decide(item_id, UNSURE, by=MIRA)
    assert live.decide(item_id, CONFIRM, by=SARA).state is ItemState.SECONDING
    assert live.second(item_id, agree=False, by=JONAS).state is ItemState.UNSURE
    with pytest.raises(StillUnsure):
        live.decide(item_id, CONFIRM, by=MIRA)
    assert live.decide(item_id, CONFIRM, by=SARA).state is ItemState.SECONDING
    assert live.second(item_id, agree=True, by=JONAS).state is ItemState.CONFIRMED
    assert live.item(item_id).doubters == (), "it is decided"


def test_who_has_more_to_decide_keeps_the_case(live: World) -> None:
    live.learn(2)
    first, second = live.hit(picture(1)), live.hit(picture(2))
    live.decide(first, UNSURE)
    assert case(live, first).summary.claim.by == MIRA.id
    [made] = decisions.decide(live.node, MIRA, live.case_of(first), CONFIRM)
    assert made.item_id == second, "what waits for another person is not meant"
    assert case(live, first).summary.claim.by is None


def test_the_clock_of_what_somebody_was_unsure_about_raises_its_alarm(
    live: World, clock: ManualClock
) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, UNSURE)
    clock.advance(timedelta(hours=73))
    assert holds.raise_alarms(live.node) == 1
    assert live.item(item_id).restricted
    assert case(live, item_id).summary.alarmed


def test_an_unsure_item_of_a_wrong_indicator_waits_for_anybody_again(world: World) -> None:
    world.switch_on()
    indicator = world.learn(1)
    item_id = world.hit(picture(1))
    world.decide(item_id, UNSURE)
    world.withdraw(indicator)
    reopen_after(world.node, subject_id=str(indicator))
    assert world.item(item_id).state == "pending"
    assert world.decide(item_id, REJECT, by=MIRA).state is ItemState.REJECTED


# --- an age that cannot be told ---------------------------------------------------------------


def two_cannot_tell(world: World, item_id: UUID) -> None:
    assert world.decide(item_id, AGE).state is ItemState.SECONDING
    assert world.second(item_id, agree=True).state is ItemState.AGE_AMBIGUOUS


def test_the_second_person_must_have_looked_as_well(live: World) -> None:
    """The platform is told that two people looked."""
    item_id = live.hit(picture(1))
    live.decide(item_id, AGE)
    with pytest.raises(LookNeeded):
        live.second(item_id, agree=True, seen=False)
    live.look(item_id, by=JONAS)
    assert live.second(item_id, agree=True, seen=False).state is ItemState.AGE_AMBIGUOUS
    proposed, made = live.events("decision:propose", "decision:make")
    assert (proposed.facts["second_seen"], made.facts["second_seen"]) == (None, "view-log")
    other = live.hit(picture(1), account="lee")
    live.decide(other, AGE)
    assert live.second(other, agree=False, seen=False).state is ItemState.PENDING


def test_an_age_that_two_cannot_tell_is_reported_nowhere_and_kept_until_the_clock(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item_id = live.hit(picture(1))
    two_cannot_tell(live, item_id)
    live.run_jobs()
    assert not live.rows("report")
    assert not live.rows("threat_assessment")
    [asked] = told(platform)
    due = live.item(item_id).hold
    assert due is not None
    assert (asked["action"], asked["finding"]) == ("hand-over", "age-ambiguous")
    assert asked["until"] == due.due_at.isoformat()
    assert "It was reported to nobody" in asked["words"]
    assert live.item(item_id).restricted
    assert running(live, item_id)
    assert kept(live) == [False], "what is not confirmed is not kept"
    assert case(live, item_id).summary.state == "closed"

    clock.advance(timedelta(hours=73))
    assert holds.raise_alarms(live.node) == 0, "people have decided: there is no alarm"
    live.run_jobs()
    assert told(platform)[-1]["action"] == "restore"
    assert not live.item(item_id).restricted
    assert not running(live, item_id)
    assert not live.events("hold:alarm")
    assert holds.raise_alarms(live.node) == 0
    assert len(told(platform)) == 2


def test_after_the_clock_an_age_that_cannot_be_told_keeps_nothing(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, AGE)
    clock.advance(timedelta(hours=73))
    holds.raise_alarms(live.node)
    live.second(item_id, agree=True)
    live.run_jobs()
    [asked] = told(platform)
    assert (asked["action"], asked["until"]) == ("restore", None)
    assert not live.item(item_id).restricted


def test_a_senior_can_confirm_it_while_it_is_kept(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    two_cannot_tell(live, item_id)
    assert live.reverse(item_id, SEEN_CONFIRM).state is ItemState.CONFIRMED
    live.run_jobs()
    assert [one["action"] for one in told(platform)] == ["hand-over", "remove"]
    assert not running(live, item_id)


def test_a_declined_turn_leaves_it_kept_and_its_clock_lets_it_go(
    live: World, clock: ManualClock
) -> None:
    item_id = live.hit(picture(1))
    two_cannot_tell(live, item_id)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    live.reverse(item_id, SEEN_CONFIRM)
    clock.advance(timedelta(hours=73))
    assert holds.raise_alarms(live.node) == 1, "a second person was too slow"
    assert live.second(item_id, agree=False, by=CURATOR).state is ItemState.AGE_AMBIGUOUS
    assert holds.raise_alarms(live.node) == 0
    assert not live.item(item_id).restricted


def test_a_wrong_indicator_reopens_what_is_still_kept_only(
    world: World, clock: ManualClock
) -> None:
    world.switch_on()
    indicators = world.learn(1), world.learn(2)
    held, gone = world.hit(picture(1)), world.hit(picture(2), account="lee")
    two_cannot_tell(world, gone)
    clock.advance(timedelta(hours=73))
    holds.raise_alarms(world.node)
    world.decide(held, AGE)
    world.second(held, agree=True)
    for indicator in indicators:
        world.withdraw(indicator)
        reopen_after(world.node, subject_id=str(indicator))
    assert world.item(gone).state == "age-ambiguous"


@pytest.mark.parametrize("judgement", [AGE, OTHER])
def test_these_findings_need_a_look_even_at_an_exact_hit(live: World, judgement: Judgement) -> None:
    item_id = live.hit(picture(1))
    with pytest.raises(LookNeeded):
        live.decide(item_id, replace(judgement, seen_at_platform=False))
    live.look(item_id)
    live.decide(item_id, replace(judgement, seen_at_platform=False))


# --- another crime ----------------------------------------------------------------------------


def test_another_crime_leaves_the_path_of_abuse_material(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    assert live.decide(item_id, OTHER).state is ItemState.OTHER_ILLEGAL
    live.run_jobs()
    [asked] = told(platform)
    assert (asked["action"], asked["finding"]) == ("hand-over", "other-illegal")
    assert "Article 18" in asked["words"]
    assert not live.rows("report")
    assert not live.item(item_id).restricted
    assert not running(live, item_id)
    assert kept(live) == [False]
    assert case(live, item_id).summary.state == "closed"


def test_another_crime_asks_whether_somebody_is_in_danger(live: World) -> None:
    """Article 18 is about any crime that threatens life or safety."""
    item_id = live.hit(picture(1))
    live.decide(item_id, OTHER)
    live.run_jobs()
    one = threats.of_case(live.node, MIRA, live.case_of(item_id))
    assert one is not None
    assert (one.state, one.found_items) == ("open", 1)


def test_what_a_scan_of_messages_found_serves_no_other_purpose(
    live: World, platform: Platform
) -> None:
    item_id = live.scan(picture(1), surface=MESSAGES, account="kim").item_id
    assert item_id is not None
    assert live.item(item_id).restricted
    live.decide(item_id, OTHER)
    live.run_jobs()
    assert [one["action"] for one in told(platform)] == ["restore"]
    assert not live.rows("threat_assessment")


def test_a_confirmed_item_that_proves_another_crime_leaves_its_report(
    live: World, platform: Platform
) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    live.run_jobs()
    live.reverse(item_id, OTHER)
    live.run_jobs()
    assert [one["action"] for one in told(platform)] == ["remove", "hand-over"]
    assert live.item(item_id).state == "other-illegal"


@pytest.mark.parametrize("first", [AGE, OTHER])
@pytest.mark.parametrize("then", [SEEN_CONFIRM, REJECT])
def test_every_finding_can_be_reversed(live: World, first: Judgement, then: Judgement) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, first)
    if first is AGE:
        live.second(item_id, agree=True)
    made = live.reverse(item_id, then)
    old, new = live.item(item_id).decisions
    assert (old.state, new.reverses_id) == (DecisionState.REVERSED, old.id)
    assert live.item(item_id).restricted is (made.state is ItemState.CONFIRMED)


def test_nobody_reverses_to_being_unsure(live: World) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, CONFIRM)
    with pytest.raises(FindingUndecided):
        live.reverse(item_id, UNSURE)


def test_one_act_decides_no_more_than_a_person_can_answer_for(
    live: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.learn(2)
    item_id = live.hit(picture(1))
    live.hit(picture(2))
    monkeypatch.setattr(decisions, "MOST", 1)
    with pytest.raises(TooManyToDecide):
        decisions.decide(live.node, MIRA, live.case_of(item_id), CONFIRM)
    assert case(live, item_id).summary.pending == 2
    assert live.decide(item_id, CONFIRM).state is ItemState.CONFIRMED
