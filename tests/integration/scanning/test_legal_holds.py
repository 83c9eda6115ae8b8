"""Legal holds: while one stands nothing erases what it is on, and every stopped erasure is seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.bureau import OLGA
from tests.integration.test_evidence_store import until, waiting_for_lock
from tests.world import (
    BOSS,
    CONFIRM,
    FORUM,
    MIRA,
    REJECT,
    SARA,
    SEEN_CONFIRM,
    SEEN_REJECT,
    World,
    altered,
    picture,
)

from tutela.casework import legal_holds
from tutela.casework.errors import CaseUnknown, PersonNeeded
from tutela.evidence import holds
from tutela.evidence import jobs as evidence_jobs
from tutela.evidence import service as evidence
from tutela.evidence.errors import (
    EvidenceUnknown,
    HoldNeedsWords,
    LegalHoldLifted,
    LegalHoldUnknown,
)
from tutela.evidence.model import HoldScope
from tutela.platform.actor import NODE
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import Forbidden
from tutela.platform.services.service import ServiceUnknown
from tutela.reporting.erasure import certificate, proof
from tutela.reporting.erasure import store as certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

WORDS = {"reason": "a court asks for it", "reference": "12 Js 345/26"}
NOBODY = UUID(int=7)
YEARS = timedelta(days=800)


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    one = World(node).switch_on()
    one.learn(0)
    one.learn(1)
    yield one
    one.close()


def kept(world: World, item: UUID) -> UUID:
    found = world.item(item).evidence_id
    assert found is not None
    return found


def is_live(world: World, object_id: UUID) -> bool:
    with world.node.read() as connection:
        return object_id not in evidence.erasures(connection, [object_id])


def statement(world: World) -> certificate.Statement:
    proof.prove(world.node)
    with world.node.read() as connection:
        last = certificates.last(connection)
    assert last is not None
    return certificate.read(last.statement)


def told(world: World) -> list[tuple[str, Any]]:
    return [(row.event, row.reason) for row in world.events(
        "legalhold:place", "legalhold:extend", "legalhold:refuse", "legalhold:lift")]  # fmt: skip


def test_a_rejected_item_under_hold_is_kept_and_erased_when_the_hold_is_lifted(
    world: World,
) -> None:
    item = world.hit(picture(0))
    one, case = kept(world, item), world.case_of(item)
    made = legal_holds.hold_case(world.node, SARA, case, **WORDS)
    world.decide(item, REJECT)
    assert is_live(world, one)
    assert told(world) == [
        ("legalhold:place", "a court asks for it"),
        ("legalhold:refuse", "not confirmed by a person"),
    ]
    world.lifts(made, "the court let it go")
    world.run_jobs()
    assert not is_live(world, one)
    assert told(world)[2:] == [("legalhold:lift", "the court let it go")]


def test_what_was_confirmed_meanwhile_is_not_erased_when_the_hold_is_lifted(world: World) -> None:
    item = world.hit(picture(0))
    one = kept(world, item)
    made = legal_holds.hold_object(world.node, SARA, one, **WORDS)
    world.decide(item, REJECT)
    world.reverse(item, SEEN_CONFIRM)
    world.lifts(made)
    world.run_jobs()
    assert is_live(world, one)


def test_no_clock_erases_what_is_held_and_the_refusal_is_told_once(
    world: World, clock: ManualClock
) -> None:
    item, other = world.hit(picture(0)), world.hit(picture(1), account="lee")
    one, free = kept(world, item), kept(world, other)
    made = legal_holds.hold_account(world.node, OLGA, FORUM, "kim", **WORDS)
    clock.advance(YEARS)
    assert evidence_jobs.erase_due(world.node) == 1
    assert evidence_jobs.erase_due(world.node) == 0
    assert (is_live(world, one), is_live(world, free)) == (True, False)
    refused = world.events("legalhold:refuse")
    assert [row.facts["object"] for row in refused] == [str(one)]
    world.lifts(made)
    assert evidence_jobs.erase_due(world.node) == 1
    assert not is_live(world, one)


def test_two_holds_are_lifted_one_by_one(world: World, clock: ManualClock) -> None:
    item = world.hit(picture(0))
    one = kept(world, item)
    first = legal_holds.hold_case(world.node, SARA, world.case_of(item), **WORDS)
    second = legal_holds.hold_object(world.node, OLGA, one, **WORDS)
    world.decide(item, REJECT)
    world.lifts(first)
    world.run_jobs()
    assert is_live(world, one)
    clock.advance(YEARS)
    assert evidence_jobs.erase_due(world.node) == 0
    world.lifts(second)
    world.run_jobs()
    assert not is_live(world, one)


def test_what_is_kept_later_for_the_case_or_the_account_comes_under_the_hold(
    world: World,
) -> None:
    case = world.case_of(world.hit(picture(0)))
    legal_holds.hold_case(world.node, SARA, case, **WORDS)
    legal_holds.hold_account(world.node, SARA, FORUM, "noa", **WORDS)
    later, new = world.hit(picture(1), name="b"), world.hit(picture(1), account="noa")
    world.decide(later, REJECT)
    world.decide(new, REJECT)
    assert is_live(world, kept(world, later))
    assert [(one.scope.value, one.objects) for one in holds.list_holds(world.node, MIRA)] == [
        ("account", 1),
        ("case", 2),
    ]


def test_a_receipt_does_not_erase_what_is_held(world: World) -> None:
    """Whoever erases goes the same way, whatever the reason is."""
    one = kept(world, world.hit(picture(0)))
    legal_holds.hold_object(world.node, SARA, one, **WORDS)
    waiting = world.jobs()
    with world.node.work(NODE, purpose="test") as work:
        assert not evidence.erase(work, one, "every report of it has a production receipt")
    assert is_live(world, one)
    assert world.jobs() == waiting


def test_the_daily_proof_names_what_a_hold_keeps_and_not_as_overdue(
    world: World, clock: ManualClock
) -> None:
    one = kept(world, world.hit(picture(0)))
    before = statement(world)
    assert (before.held, before.form) == ((), "tutela-erasure/1")
    made = legal_holds.hold_object(world.node, SARA, one, **WORDS)
    clock.advance(YEARS)
    evidence_jobs.erase_due(world.node)
    clock.advance(timedelta(hours=2))
    found = statement(world)
    assert found.form == "tutela-erasure/2"
    assert [each.id for each in found.held] == [one]
    assert found.overdue == ()
    world.lifts(made)
    evidence_jobs.erase_due(world.node)
    world.run_jobs()
    clock.advance(timedelta(hours=2))
    last = statement(world)
    assert (last.held, [each.id for each in last.erased]) == ((), [one])


def test_a_hold_that_waits_for_an_erasure_is_on_nothing(world: World) -> None:
    item = world.hit(picture(0))
    one, case = kept(world, item), world.case_of(item)
    with ThreadPoolExecutor(1) as pool:
        with world.node.work(NODE, purpose="test") as work:
            assert evidence.erase(work, one, "not confirmed by a person")
            hold = pool.submit(legal_holds.hold_case, world.node, SARA, case, **WORDS)
            until(lambda: waiting_for_lock(world.node))
        hold.result(30)
    assert not is_live(world, one)
    assert [each.objects for each in holds.list_holds(world.node, MIRA)] == [0]


def test_an_erasure_that_waits_for_a_hold_is_stopped(world: World) -> None:
    item = world.hit(picture(0))
    one = kept(world, item)
    with ThreadPoolExecutor(1) as pool:
        with world.node.work(SARA, purpose="test") as work:
            holds.place(
                work, service_id=FORUM, scope=HoldScope.OBJECT, ref=str(one), objects_now=[one],
                **WORDS,
            )  # fmt: skip
            rejected = pool.submit(world.decide, item, REJECT)
            until(lambda: waiting_for_lock(world.node))
        rejected.result(30)
    assert is_live(world, one)


def test_what_is_taken_in_while_a_hold_is_placed_comes_under_it(world: World) -> None:
    """Neither sees what the other has not committed, so they take turns."""
    with ThreadPoolExecutor(1) as pool:
        with world.node.work(SARA, purpose="test") as work:
            holds.before_placing(work, FORUM, "kim")
            holds.place(
                work, service_id=FORUM, scope=HoldScope.ACCOUNT, ref="kim", objects_now=[], **WORDS
            )
            taken = pool.submit(world.hit, picture(0))
            until(lambda: waiting_for_lock(world.node))
        item = taken.result(30)
    world.decide(item, REJECT)
    assert is_live(world, kept(world, item))


@pytest.mark.parametrize("scope", [HoldScope.CASE, HoldScope.ACCOUNT])
def test_a_hold_that_is_placed_while_something_is_taken_in_waits_for_it(
    world: World, scope: HoldScope
) -> None:
    case = world.case_of(world.hit(picture(0)))
    with ThreadPoolExecutor(1) as pool:
        with world.node.work(NODE, purpose="test") as work:
            legal_holds.before_keeping(work, FORUM, "kim")
            if scope is HoldScope.CASE:
                made = pool.submit(legal_holds.hold_case, world.node, SARA, case, **WORDS)
            else:
                made = pool.submit(
                    legal_holds.hold_account, world.node, SARA, FORUM, "kim", **WORDS
                )
            until(lambda: waiting_for_lock(world.node))
        made.result(30)
    assert [each.objects for each in holds.list_holds(world.node, MIRA)] == [1]


def test_what_goes_on_to_another_case_comes_under_the_hold_of_that_case(world: World) -> None:
    """A withdrawn indicator reopens an item of a closed case in the open one of its account."""
    wrong = world.learn(2)
    item = world.hit(picture(2), name="a")
    world.decide(item, CONFIRM)
    old = world.case_of(item)
    other = world.hit(picture(1), name="b")
    new = world.case_of(other)
    assert new != old
    legal_holds.hold_case(world.node, SARA, new, **WORDS)
    world.withdraw(wrong)
    world.run_jobs()
    assert world.case_of(item) == new
    world.decide(item, REJECT)
    assert is_live(world, kept(world, item))


def test_a_hold_on_a_case_covers_the_cases_that_follow_it(world: World) -> None:
    """A closed case gets a successor: what a court asked to keep does not end with it."""
    item = world.hit(picture(0), name="a")
    case = world.case_of(item)
    early = legal_holds.hold_case(world.node, SARA, case, **WORDS)
    world.decide(item, CONFIRM)
    later = world.hit(picture(1), name="b")
    assert world.case_of(later) != case
    world.decide(later, REJECT)
    assert is_live(world, kept(world, later))
    third = world.hit(picture(1), name="c")
    with world.node.read() as connection:
        found = legal_holds.of_case(connection, world.case_of(third))
    assert [one.id for one in found] == [early], "the page of each of them says so"


def test_a_hold_on_a_closed_case_finds_what_was_kept_after_it(world: World) -> None:
    first = world.hit(picture(0), name="a")
    world.decide(first, CONFIRM)
    second = world.hit(picture(1), name="b")
    other = world.hit(altered(1), account="lee")
    legal_holds.hold_case(world.node, SARA, world.case_of(first), **WORDS)
    for item in (second, other):
        world.decide(item, SEEN_REJECT)
    assert is_live(world, kept(world, second))
    assert not is_live(world, kept(world, other))


def test_nobody_lifts_a_hold_alone(world: World) -> None:
    item = world.hit(picture(0))
    made = legal_holds.hold_case(world.node, SARA, world.case_of(item), **WORDS)
    with pytest.raises(AwaitsApproval):
        holds.lift(world.node, SARA, made, reason="over")
    world.decide(item, REJECT)
    world.run_jobs()
    assert is_live(world, kept(world, item))
    assert not world.events("legalhold:lift")


def test_a_hold_needs_words_a_person_and_its_permission(world: World) -> None:
    item = world.hit(picture(0))
    case = world.case_of(item)
    for words in ({**WORDS, "reason": " "}, {**WORDS, "reference": ""}):
        with pytest.raises(HoldNeedsWords):
            legal_holds.hold_case(world.node, SARA, case, **words)
    with pytest.raises(PersonNeeded):
        legal_holds.hold_case(world.node, BOSS, case, **WORDS)
    with pytest.raises(Forbidden):
        legal_holds.hold_case(world.node, MIRA, case, **WORDS)
    with pytest.raises(CaseUnknown):
        legal_holds.hold_case(world.node, SARA, NOBODY, **WORDS)
    with pytest.raises(EvidenceUnknown):
        legal_holds.hold_object(world.node, SARA, NOBODY, **WORDS)
    with pytest.raises(ServiceUnknown):
        legal_holds.hold_account(world.node, SARA, "nowhere", "kim", **WORDS)
    made = legal_holds.hold_case(world.node, SARA, case, **WORDS)
    with pytest.raises(HoldNeedsWords):
        holds.lift(world.node, SARA, made, reason="")
    with pytest.raises(Forbidden):
        holds.lift(world.node, MIRA, made, reason="over")
    with pytest.raises(LegalHoldUnknown):
        holds.lift(world.node, SARA, NOBODY, reason="over")
    world.lifts(made)
    with pytest.raises(LegalHoldLifted):
        holds.lift(world.node, SARA, made, reason="over")
    assert holds.list_holds(world.node, MIRA) == []
    assert len(holds.list_holds(world.node, MIRA, everything=True)) == 1


def test_a_rejection_seen_by_the_wrong_database_role_cannot_take_a_hold_away(
    world: World,
) -> None:
    """The application's role may lift a hold, and cannot delete that it was there."""
    item = world.hit(picture(0))
    legal_holds.hold_case(world.node, SARA, world.case_of(item), **WORDS)
    with pytest.raises(Exception, match="permission denied"), world.node.transaction() as one:
        one.execute(text("DELETE FROM legal_hold"))
    world.decide(item, SEEN_REJECT)
    assert is_live(world, kept(world, item))
