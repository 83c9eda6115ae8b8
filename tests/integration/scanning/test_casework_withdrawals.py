"""An indicator is withdrawn: what was wrong is undone by people, everything else stays."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.world import (
    CONFIRM,
    CURATOR,
    MIRA,
    REJECT,
    SARA,
    SEEN_CONFIRM,
    World,
    altered,
    picture,
    with_second,
)

from tutela.casework import queue
from tutela.casework.errors import NotSeen
from tutela.casework.withdrawals import reopen_after
from tutela.detection import store
from tutela.detection.model import VerdictKind
from tutela.indicators.service import create_bank
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.services.model import SecondPerson

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

HARMLESS_CAUSES = [one for one in WithdrawalCause if one is not WithdrawalCause.WRONG]


@pytest.fixture
def wrong(live: World) -> UUID:
    """The indicator of drawing 2."""
    return live.learn(2)


@pytest.fixture
def second(live: World) -> UUID:
    """The indicator of the same drawing in another bank."""
    create_bank(live.node, CURATOR, "second", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)
    return live.learn(2, bank="second")


def errors(world: World) -> int:
    with world.node.read() as connection:
        return sum(row.item_count for row in store.counts(connection) if row.verdict == store.ERROR)


def queued(world: World) -> list[UUID]:
    return [case.id for case in queue.list_cases(world.node, MIRA)]


def test_what_a_wrong_indicator_held_is_proposed_for_restoration(live: World, wrong: UUID) -> None:
    item_id = live.hit(picture(2))
    live.withdraw(wrong)
    assert live.jobs().count("casework:reopen") == 1
    live.run_jobs()
    item = live.item(item_id)
    assert (item.state, item.restoration_proposed, item.restricted) == ("pending", True, True)
    assert item.matches[0].withdrawn == "wrong"
    assert errors(live) == 1
    [event] = live.events("case:reopen")
    assert event.actor_id == "node"
    assert event.facts["indicator"] == str(wrong)


def test_a_person_restores_it_without_having_to_look(
    live: World, platform: Platform, wrong: UUID
) -> None:
    item_id = live.hit(altered(2))
    with pytest.raises(NotSeen):
        live.decide(item_id, REJECT)
    live.withdraw(wrong)
    live.run_jobs()
    with pytest.raises(NotSeen):
        live.decide(item_id, CONFIRM)
    live.decide(item_id, REJECT)
    live.run_jobs()
    assert [one["data"]["action"] for one in platform.messages.values()] == ["hold", "restore"]
    assert not live.item(item_id).restoration_proposed
    assert not queued(live)


def test_a_confirmed_item_of_a_closed_case_goes_on_in_a_successor(
    live: World, platform: Platform, wrong: UUID
) -> None:
    item_id = live.hit(picture(2))
    live.decide(item_id, CONFIRM)
    old = live.case_of(item_id)
    live.withdraw(wrong)
    live.run_jobs()
    new = live.case_of(item_id)
    assert new != old
    assert queued(live) == [new]
    shown = queue.show_case(live.node, MIRA, new, purpose="test")
    assert shown.predecessor_id == old
    assert shown.summary.restoration_proposed
    assert queue.show_case(live.node, MIRA, old, purpose="test").summary.state == "closed"
    live.decide(item_id, REJECT)
    live.run_jobs()
    asked = sorted(one["data"]["action"] for one in platform.messages.values())
    assert asked == ["hold", "remove", "restore"]
    first, second = live.item(item_id).decisions
    assert (first.state, second.state) == ("reversed", "final")
    assert second.reverses_id == first.id
    assert [one.actor_id for one in live.events("decision:reverse")] == [MIRA.id]


def test_what_was_reopened_has_a_clock_again(live: World, wrong: UUID) -> None:
    item_id = live.hit(picture(2))
    live.decide(item_id, CONFIRM)
    live.withdraw(wrong)
    live.run_jobs()
    running = [row for row in live.rows("hold") if row.ended_at is None]
    assert [row.item_id for row in running] == [item_id]
    live.decide(item_id, REJECT)
    assert all(row.ended_at for row in live.rows("hold"))


def test_a_person_may_confirm_it_all_the_same(live: World, wrong: UUID) -> None:
    """Confirming again is a decision beside the first one, not its reversal."""
    item_id = live.hit(picture(2))
    live.decide(item_id, CONFIRM)
    live.withdraw(wrong)
    live.run_jobs()
    live.decide(item_id, SEEN_CONFIRM)
    assert [one.state for one in live.item(item_id).decisions] == ["final", "final"]
    assert not live.events("decision:reverse")
    assert not live.item(item_id).restoration_proposed
    reopen_after(live.node, subject_id=str(wrong))
    assert live.item(item_id).state == "confirmed", "undone once is enough"


def test_the_successor_is_the_open_case_of_the_account(live: World, wrong: UUID) -> None:
    old = live.hit(picture(2))
    live.decide(old, CONFIRM)
    waiting = live.hit(picture(1))
    live.withdraw(wrong)
    live.run_jobs()
    assert live.case_of(old) == live.case_of(waiting)
    assert queued(live) == [live.case_of(waiting)]


def test_without_an_account_the_successor_is_about_the_same_bytes(live: World, wrong: UUID) -> None:
    item_id = live.hit(picture(2), account="")
    live.decide(item_id, CONFIRM)
    live.withdraw(wrong)
    live.run_jobs()
    again = live.learn(9)
    assert again
    [case] = queue.list_cases(live.node, MIRA)
    assert (case.subject_kind, case.subject_ref) == ("unknown", live.item(item_id).sha256)


def test_an_item_that_another_indicator_still_matches_stays_as_it_is(
    live: World, wrong: UUID, second: UUID
) -> None:
    assert second
    item_id = live.hit(picture(2))
    live.withdraw(wrong)
    live.run_jobs()
    assert not live.item(item_id).restoration_proposed
    assert errors(live) == 0
    assert live.scan(picture(2)).kind is VerdictKind.HELD


def test_an_item_of_two_wrong_indicators_is_undone_with_the_second(
    live: World, wrong: UUID, second: UUID
) -> None:
    item_id = live.hit(picture(2))
    live.withdraw(wrong)
    live.run_jobs()
    assert not live.item(item_id).restoration_proposed
    live.withdraw(second, bank="second")
    live.run_jobs()
    assert live.item(item_id).restoration_proposed
    assert errors(live) == 1


def test_two_wrong_indicators_of_an_item_are_one_error(
    live: World, wrong: UUID, second: UUID
) -> None:
    item_id = live.hit(picture(2))
    live.withdraw(wrong)
    live.withdraw(second, bank="second")
    live.run_jobs()
    assert live.item(item_id).restoration_proposed
    assert errors(live) == 1
    assert len(live.events("case:reopen")) == 1


def test_the_job_may_run_again_at_any_time(live: World, wrong: UUID) -> None:
    item_id = live.hit(picture(2))
    live.withdraw(wrong)
    for _ in range(2):
        reopen_after(live.node, subject_id=str(wrong))
    live.decide(item_id, REJECT)
    reopen_after(live.node, subject_id=str(wrong))
    live.run_jobs()
    assert live.item(item_id).state == "rejected"
    assert errors(live) == 1
    assert len(live.events("case:reopen")) == 1


def test_the_job_run_twice_at_once_undoes_once(live: World, wrong: UUID) -> None:
    live.hit(picture(2))
    live.withdraw(wrong)
    with ThreadPoolExecutor(2) as threads:
        for one in [
            threads.submit(reopen_after, live.node, subject_id=str(wrong)) for _ in range(2)
        ]:
            one.result(30)
    assert errors(live) == 1
    assert len(live.events("case:reopen")) == 1


def test_what_a_person_had_rejected_counts_as_an_error_and_stays_rejected(
    live: World, wrong: UUID
) -> None:
    item_id = live.hit(picture(2))
    live.decide(item_id, REJECT)
    live.withdraw(wrong)
    live.run_jobs()
    assert live.item(item_id).state == "rejected"
    assert not live.events("case:reopen")
    assert errors(live) == 1


def test_a_proposal_under_way_is_dropped(live: World, wrong: UUID) -> None:
    live.declare(with_second(live.policy, SecondPerson.ALWAYS))
    item_id = live.hit(picture(2))
    live.decide(item_id, CONFIRM)
    live.withdraw(wrong)
    live.run_jobs()
    item = live.item(item_id)
    assert (item.state, item.restoration_proposed) == ("pending", True)
    assert [one.state for one in item.decisions] == ["declined"]


def test_a_declined_restoration_waits_again_with_its_proposal(live: World, wrong: UUID) -> None:
    item_id = live.hit(picture(2))
    live.decide(item_id, CONFIRM)
    live.withdraw(wrong)
    live.run_jobs()
    live.declare(with_second(live.policy, SecondPerson.ALWAYS))
    live.decide(item_id, REJECT)
    live.second(item_id, agree=False)
    item = live.item(item_id)
    assert (item.state, item.restoration_proposed) == ("pending", True)
    assert queued(live) == [live.case_of(item_id)]


@pytest.mark.parametrize("cause", HARMLESS_CAUSES)
def test_every_other_cause_reopens_shows_and_restores_nothing(
    live: World, platform: Platform, wrong: UUID, cause: WithdrawalCause
) -> None:
    confirmed, waiting = live.hit(picture(2), account="kim"), live.hit(picture(2), account="lee")
    live.decide(confirmed, CONFIRM)
    live.run_jobs()
    before = len(platform.messages)
    live.withdraw(wrong, cause=cause)
    live.run_jobs()
    assert live.item(confirmed).state == "confirmed"
    assert live.item(waiting).state == "pending"
    assert not live.item(waiting).restoration_proposed
    assert (errors(live), len(platform.messages)) == (0, before)
    assert not live.events("case:reopen")
    assert live.scan(picture(2)).kind is VerdictKind.CLEAR
    assert live.item(waiting).matches[0].withdrawn == cause.value


def test_an_item_whose_other_indicator_left_is_still_not_only_wrong(
    live: World, wrong: UUID, second: UUID
) -> None:
    item_id = live.hit(picture(2))
    live.withdraw(second, cause=WithdrawalCause.LEFT, bank="second")
    live.withdraw(wrong)
    live.run_jobs()
    assert not live.item(item_id).restoration_proposed


def test_withdrawn_indicators_no_longer_match_nor_hold(live: World, wrong: UUID) -> None:
    live.withdraw(wrong)
    assert live.scan(picture(2)).kind is VerdictKind.CLEAR


def test_a_withdrawal_racing_with_a_hit_never_leaves_a_hit_on_a_wrong_indicator(
    live: World,
) -> None:
    """Either the hit comes first and is reopened, or it is not recorded: never a third thing."""
    outcomes = set()
    for number in range(20, 26):
        indicator = live.learn(number)
        barrier = threading.Barrier(2)

        def hit() -> UUID | None:
            barrier.wait()  # noqa: B023
            return live.scan(picture(number), account=f"kim-{number}").item_id  # noqa: B023

        def withdraw() -> None:
            barrier.wait()  # noqa: B023
            live.withdraw(indicator)  # noqa: B023

        with ThreadPoolExecutor(2) as threads:
            hitting, withdrawing = threads.submit(hit), threads.submit(withdraw)
            withdrawing.result(60)
            item_id = hitting.result(60)
        live.run_jobs()
        outcomes.add(item_id is None)
        assert item_id is None or live.item(item_id).restoration_proposed
    with live.node.read() as connection:
        standing = connection.execute(
            text(
                "SELECT count(*) FROM case_item c JOIN detection d USING (item_id) "
                "JOIN indicator i ON i.id = d.indicator_id "
                "WHERE i.state = 'withdrawn' AND NOT c.restoration_proposed"
            )
        ).scalar_one()
    assert standing == 0
    assert outcomes


def test_a_withdrawal_waits_for_a_hit_that_is_being_recorded(live: World, wrong: UUID) -> None:
    """The lock on the indicator, step by step: hit first, withdrawal after it."""
    entered, release = threading.Event(), threading.Event()
    sink = live.program.scanner._sink

    class Slow:
        is_restricted = staticmethod(sink.is_restricted)

        def receive(self, *arguments: object) -> None:
            entered.set()
            assert release.wait(30)
            sink.receive(*arguments)  # type: ignore[arg-type]

    live.program.scanner._sink = Slow()
    with ThreadPoolExecutor(2) as threads:
        hitting = threads.submit(live.hit, picture(2))
        assert entered.wait(30)
        withdrawing = threads.submit(live.withdraw, wrong)
        assert not withdrawing.done()
        release.set()
        item_id = hitting.result(30)
        withdrawing.result(30)
    live.program.scanner._sink = sink
    live.run_jobs()
    assert live.item(item_id).restoration_proposed


def test_a_senior_sees_who_withdrew_and_why_in_the_log(live: World, wrong: UUID) -> None:
    live.hit(picture(2))
    live.withdraw(wrong)
    [event] = live.events("indicator:withdraw")
    assert (event.actor_id, event.reason) == (SARA.id, "found out")
