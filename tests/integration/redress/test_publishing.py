"""Statements go to the Transparency Database: without personal data, each once, none lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.simulators.transparency import Fault, Transparency
from tests.world import BOSS, CONFIRM, FORUM, MIRA, REJECT, SARA, picture

from tutela.operating.alerting import watch_all
from tutela.platform.alerts import store as alerts
from tutela.platform.alerts.model import Kind
from tutela.platform.errors import Forbidden, TutelaError
from tutela.platform.secret import Secret
from tutela.redress.publishing import delivering, queueing, setting, settling, store
from tutela.redress.publishing.errors import (
    PublicationNotStuck,
    PublicationReasonMissing,
    PublicationUnknown,
    PublishingInvalid,
    PublishingUnset,
    RecordInvalid,
)
from tutela.redress.publishing.model import Publication, State, Terms
from tutela.redress.publishing.setting import NewTarget
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
S = State


@pytest.fixture
def commission(clock: ManualClock) -> Iterator[Transparency]:
    with Transparency(now=clock.now) as one:
        yield one


@pytest.fixture
def open_to(live: World, commission: Transparency) -> World:
    """The service, whose statements go to the simulated commission."""
    switch_on(live, commission)
    return live


def switch_on(live: World, commission: Transparency, **more: Any) -> None:
    target = {
        "environment": Environment.SIMULATOR,
        "token": Secret(commission.token),
        "terms": Terms(),
        "address": commission.url,
    }
    setting.switch_on(live.node, BOSS, FORUM, NewTarget(**{**target, **more}))


def hold(live: World, number: int = 1) -> None:
    """Holds so many items, each of another account, and queues their statements."""
    for one in range(number):
        live.hit(picture(1), account=f"kim-{one:03}", name=f"upload-{one:03}")
    live.run_jobs()


def deliver(live: World, clock: ManualClock, *, after: timedelta = timedelta(0)) -> None:
    clock.advance(after)
    delivering.deliver(live.node)


def listed(live: World, state: State | None = None) -> list[Publication]:
    with live.node.read() as connection:
        return settling.list_publications(connection, SARA, state)


def states(live: World) -> dict[State, int]:
    found = [one.state for one in listed(live)]
    return {state: found.count(state) for state in State if state in found}


def raised(node: Node) -> set[str]:
    watch_all(node)
    with node.read() as connection:
        return {kind.value for kind in alerts.standing(connection)}


def test_a_service_publishes_nothing_until_somebody_switches_it_on(
    live: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(live)
    switch_on(live, commission)
    deliver(live, clock)
    assert listed(live) == []
    assert commission.received == []


def test_a_hold_and_a_removal_are_published_each_once_and_an_end_is_not(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    item = open_to.hit(picture(1))
    open_to.run_jobs()
    open_to.decide(item, CONFIRM)
    open_to.run_jobs()
    open_to.reverse(item, REJECT)
    open_to.run_jobs()
    deliver(open_to, clock)
    deliver(open_to, clock, after=HOUR)
    held, removed = commission.stored.values()
    assert held["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert held["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert removed["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_REMOVED"]
    assert removed["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert {one["automated_detection"] for one in (held, removed)} == {"Yes"}
    assert len(commission.received) == 1
    assert states(open_to) == {S.STORED: 2}
    for one in listed(open_to):
        assert (one.environment, one.said) == ("simulator", {})
        assert one.remote_id == commission.stored[one.puid]["uuid"]


def test_no_fact_of_the_case_is_in_what_leaves(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    item = open_to.hit(picture(1), account="annabel-4711", name="holiday.png")
    open_to.run_jobs()
    deliver(open_to, clock)
    [request] = commission.received
    sent = request.body.decode()
    facts = ["annabel", "4711", "holiday", str(item), str(open_to.case_of(item)), FORUM]
    facts += [str(one.statement_id) for one in listed(open_to)]
    facts += [str(row.id) for row in open_to.rows("action")]
    assert not [one for one in facts if one in sent]


def test_the_name_is_reserved_before_anything_leaves_and_stays(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 2)
    before = {one.id: one.puid for one in listed(open_to)}
    assert all(len(one) == 32 for one in before.values())
    assert len(set(before.values())) == 2
    commission.fail("statements", Fault.HTML_STATUS, status=500)
    deliver(open_to, clock)
    deliver(open_to, clock, after=HOUR)
    assert {one.id: one.puid for one in listed(open_to)} == before
    assert set(commission.stored) == set(before.values())


def test_one_of_a_hundred_that_is_refused_waits_for_a_person_and_the_others_go(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 103)
    bad = sorted(listed(open_to), key=lambda one: (one.made_at, one.id))[41].puid
    words = {"decision_facts": ["The decision facts field is too vague."]}
    commission.stricter = lambda given: words if given["puid"] == bad else {}
    deliver(open_to, clock)
    assert len(commission.stored) == 102
    assert states(open_to) == {S.STORED: 102, S.DEAD: 1}
    [dead] = listed(open_to, S.DEAD)
    assert (dead.puid, dead.said) == (bad, words)
    assert [len(one.puids) for one in commission.received] == [100, 99, 3]
    assert Kind.PUBLICATION_STUCK.value in raised(open_to.node)


def test_a_batch_refused_without_a_word_is_halved_until_the_bad_one_is_alone(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 5)
    commission.fail("statements", Fault.HTML_STATUS, status=413, times=2)
    deliver(open_to, clock)
    assert states(open_to) == {S.STORED: 5}
    assert [len(one.puids) for one in commission.received] == [5, 2, 3, 1, 1]
    hold_one(open_to)
    commission.fail("statements", Fault.HTML_STATUS, status=422)
    deliver(open_to, clock)
    [dead] = listed(open_to, S.DEAD)
    assert dead.said == {"": ["refused, without a word why"]}


def hold_one(live: World) -> None:
    live.hit(picture(1), account="one-more")
    live.run_jobs()


@pytest.mark.parametrize(
    "fault", [Fault.LOSE_ANSWER, Fault.CUT, Fault.EMPTY, Fault.TRUNCATED, Fault.HTML_STATUS]
)
def test_what_was_stored_though_its_answer_was_lost_is_found_and_not_sent_again(
    fault: Fault, open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 3)
    commission.fail("statements", fault, effect=True)
    deliver(open_to, clock)
    assert states(open_to) == {S.ASKED: 3}
    deliver(open_to, clock)
    assert len(commission.received) == 1
    deliver(open_to, clock, after=5 * MINUTE)
    assert states(open_to) == {S.STORED: 3}
    assert [one.endpoint for one in commission.received] == ["statements", *["existing-puid"] * 3]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.REDIRECT, Fault.HTML_200])
def test_what_was_not_stored_is_asked_for_and_sent_again(
    fault: Fault, open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 2)
    commission.fail("statements", fault)
    deliver(open_to, clock)
    assert states(open_to) == {S.ASKED: 2}
    deliver(open_to, clock, after=5 * MINUTE)
    assert states(open_to) == {S.STORED: 2}
    endpoints = [one.endpoint for one in commission.received]
    assert endpoints == ["statements", "existing-puid", "existing-puid", "statements"]


def test_a_name_that_is_there_already_counts_as_stored_and_the_others_go(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 3)
    there = listed(open_to)[1]
    commission.stored[there.puid] = {"uuid": "known", **there.content}
    deliver(open_to, clock)
    assert states(open_to) == {S.STORED: 3}
    assert [len(one.puids) for one in commission.received] == [3, 2]


def test_a_process_that_died_between_asking_and_hearing_loses_and_doubles_nothing(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 2)
    first, second = listed(open_to)
    commission.stored[first.puid] = {"uuid": "known", **first.content}  # it got so far
    with open_to.node.work(BOSS, purpose="test") as work:
        for one in (first, second):
            store.save(work.connection, replace(one, state=S.ASKED, asked_at=work.now))
    deliver(open_to, clock)
    assert commission.received == []
    deliver(open_to, clock, after=5 * MINUTE)
    assert states(open_to) == {S.STORED: 2}
    assert [one.puids for one in commission.received if one.body] == [[second.puid]]


def test_a_database_that_is_down_for_a_week_gets_everything_once_and_somebody_is_called(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 3)
    commission.go_away()
    for hours in range(7 * 24):
        deliver(open_to, clock, after=HOUR)
        called = Kind.PUBLISHING_HALTED.value in raised(open_to.node) if hours % 12 == 11 else None
        if called is not None:
            assert called == (hours >= 24), hours
    assert states(open_to) == {S.WAITING: 3}
    deliver(open_to, clock)  # it rests
    commission.come_back()
    deliver(open_to, clock, after=2 * HOUR)
    assert states(open_to) == {S.STORED: 3}
    assert len(commission.stored) == 3
    assert Kind.PUBLISHING_HALTED.value not in raised(open_to.node)


def test_the_pause_grows_to_an_hour() -> None:
    assert [delivering.pause(one) for one in (1, 2, 3)] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert delivering.pause(500) == HOUR


def test_too_many_requests_are_honoured_as_long_as_was_said(
    live: World, clock: ManualClock
) -> None:
    with Transparency(now=clock.now, per_minute=1) as commission:
        switch_on(live, commission)
        hold(live)
        deliver(live, clock)
        hold_one(live)
        deliver(live, clock)
        assert [one.status for one in commission.received] == [201, 429]
        assert states(live) == {S.STORED: 1, S.WAITING: 1}
        deliver(live, clock, after=timedelta(seconds=30))
        assert len(commission.received) == 2
        deliver(live, clock, after=MINUTE)
        assert states(live) == {S.STORED: 2}


def test_a_refused_token_stops_everything_until_there_is_another(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 2)
    commission.generate_token()
    deliver(open_to, clock)
    deliver(open_to, clock, after=DAY)
    assert [one.status for one in commission.received] == [401]
    assert states(open_to) == {S.WAITING: 2}
    assert len(open_to.events("publishing:stop")) == 1
    assert Kind.PUBLISHING_HALTED.value in raised(open_to.node)
    switch_on(open_to, commission)
    deliver(open_to, clock)
    assert states(open_to) == {S.STORED: 2}
    assert Kind.PUBLISHING_HALTED.value not in raised(open_to.node)


def test_what_would_name_somebody_never_leaves_and_can_be_corrected(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    open_to.hit(picture(1), account="machine")  # a word of our own sentences
    open_to.run_jobs()
    deliver(open_to, clock)
    assert commission.received == []
    [one] = listed(open_to, S.WITHHELD)
    assert one.said == {"decision_facts": ["holds a fact of the case."]}
    with pytest.raises(RecordInvalid, match="decision_facts holds a fact of the case"):
        settling.correct(open_to.node, SARA, one.id, one.record, reason="again")
    better = {**one.record, "decision_facts": "The content equals known material."}
    with pytest.raises(PublicationReasonMissing):
        settling.correct(open_to.node, SARA, one.id, better, reason=" ")
    settling.correct(open_to.node, SARA, one.id, {**better, "puid": "mine"}, reason="a chance word")
    deliver(open_to, clock)
    assert set(commission.stored) == {one.puid}
    assert open_to.events("publication:correct")[0].reason == "a chance word"


def test_a_refused_one_is_tried_again_or_closed_with_a_reason(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to, 2)
    commission.stricter = lambda _: {"category": ["The selected category is invalid."]}
    deliver(open_to, clock)
    first, second = listed(open_to, S.DEAD)
    with pytest.raises(PublicationReasonMissing):
        settling.close(open_to.node, SARA, first.id, reason="")
    settling.close(open_to.node, SARA, first.id, reason="the service was sold")
    settling.retry(open_to.node, SARA, second.id)
    commission.stricter = lambda _: {}
    deliver(open_to, clock)
    assert set(commission.stored) == {second.puid}
    assert states(open_to) == {S.STORED: 1, S.CLOSED: 1}
    for again in (first, second):
        with pytest.raises(PublicationNotStuck):
            settling.retry(open_to.node, SARA, again.id)
    assert Kind.PUBLICATION_STUCK.value not in raised(open_to.node)
    with pytest.raises(PublicationUnknown):
        settling.retry(open_to.node, SARA, first.statement_id)


def test_only_who_may_can_see_settle_and_set(open_to: World, commission: Transparency) -> None:
    hold(open_to)
    [one] = listed(open_to)
    node = open_to.node
    with pytest.raises(Forbidden):
        settling.retry(node, MIRA, one.id)
    with pytest.raises(Forbidden):
        settling.close(node, MIRA, one.id, reason="so")
    with pytest.raises(Forbidden):
        settling.correct(node, MIRA, one.id, {}, reason="so")
    for person in (MIRA, SARA):
        with pytest.raises(Forbidden):
            switch_off(open_to, person)


def switch_off(live: World, by: Any) -> None:
    setting.switch_off(live.node, by, FORUM)


def test_switched_off_nothing_leaves_and_what_waited_goes_once_it_is_on_again(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to)
    switch_off(open_to, BOSS)
    hold_one(open_to)
    deliver(open_to, clock)
    assert (commission.received, states(open_to)) == ([], {S.WAITING: 1})
    switch_on(open_to, commission)
    deliver(open_to, clock)
    assert len(commission.stored) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": ""},
        {"address": "http://transparency.example/api/v1"},
        {"address": "https://127.0.0.1:1/api/v1"},
        {"environment": Environment.TEST},
        {"token": Secret("")},
        {"token": Secret("a\nb")},
        {"token": Secret("é")},
        {"terms": Terms(territory=())},
        {"terms": Terms(territory=("EL",))},
        {"terms": Terms(legal_ground="ask somebody@app.example")},
        {"terms": Terms(terms_url="terms")},
        {"terms": Terms(terms_ground="a " * 400)},
    ],
)
def test_a_target_that_could_not_work_is_refused_when_it_is_set(
    wrong: dict[str, Any], live: World, commission: Transparency
) -> None:
    with pytest.raises(PublishingInvalid):
        switch_on(live, commission, **wrong)


def test_a_demo_node_reaches_simulators_only(demo_node: Node) -> None:
    new = NewTarget(Environment.PRODUCTION, Secret("1|a"), Terms())
    with pytest.raises(PublishingInvalid, match="a demo node reaches simulators only"):
        setting.switch_on(demo_node, BOSS, "demo", new)


def test_a_service_that_was_never_set_cannot_be_switched_off(live: World) -> None:
    with pytest.raises(PublishingUnset):
        switch_off(live, BOSS)
    with pytest.raises(TutelaError):
        setting.switch_off(live.node, BOSS, "nowhere")


def test_the_token_is_sealed_and_in_no_row_of_the_log(
    open_to: World, commission: Transparency
) -> None:
    [row] = open_to.rows("publishing_target")
    assert commission.token not in json.dumps([str(value) for value in row])
    assert commission.token not in str(open_to.events())


def test_following_a_statement_again_changes_nothing(
    open_to: World, commission: Transparency, clock: ManualClock
) -> None:
    hold(open_to)
    [one] = listed(open_to)
    deliver(open_to, clock)
    queueing.follow(open_to.node, subject_id=str(one.statement_id))
    deliver(open_to, clock, after=HOUR)
    assert len(listed(open_to)) == len(commission.received) == 1
