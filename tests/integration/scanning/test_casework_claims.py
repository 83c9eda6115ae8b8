"""One person works on a case at a time; nothing is given twice, and nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.world import (
    BOSS,
    CONFIRM,
    FORUM,
    JONAS,
    KEPT,
    KEY,
    MIRA,
    REJECT,
    SARA,
    World,
    picture,
    with_second,
)

from tutela.casework import queue
from tutela.casework.claims import keeping, store
from tutela.casework.claims import service as claims
from tutela.casework.claims.errors import (
    CannotTakeCases,
    CaseEscalated,
    ClaimedByOther,
    ClaimRefused,
    NothingToClaim,
    SkipReasonUnknown,
    WordsMissing,
)
from tutela.casework.claims.machine import ClaimState
from tutela.casework.claims.noting import digest
from tutela.casework.errors import CaseUnknown, PersonNeeded
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.errors import DatabaseAway, Forbidden
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.secret import Secret
from tutela.platform.services.model import SecondPerson

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.model import CaseSummary
    from tutela.platform.clock import ManualClock

MINUTE = timedelta(minutes=1)
REVIEWERS = 20
CASES = 45


def hit(world: World, account: str = "kim") -> UUID:
    return world.case_of(world.hit(picture(1), account=account))


def summary(world: World, case: UUID) -> CaseSummary:
    there = [
        *queue.list_cases(world.node, MIRA),
        *queue.list_cases(world.node, MIRA, state="closed"),
    ]
    return next(one for one in there if one.id == case)


def holder(world: World, case: UUID) -> str | None:
    return summary(world, case).claim.by_name


def reviewer(number: int) -> Actor:
    granted = permissions_of(frozenset({Role.REVIEWER}))
    return Actor(ActorKind.PERSON, f"reviewer-{number}", f"reviewer {number}", granted)


def test_the_next_case_is_the_most_urgent_that_nobody_holds(live: World) -> None:
    first, second = hit(live, "first"), hit(live, "second")
    assert claims.take_next(live.node, MIRA) == first
    assert claims.take_next(live.node, JONAS) == second
    assert claims.take_next(live.node, SARA) is None
    assert (holder(live, first), holder(live, second)) == ("mira", "jonas")
    assert [row.subject_id for row in live.events("claim:take")] == [str(first), str(second)]


def test_a_claim_ends_by_the_servers_clock_and_the_log_says_whose_it_was(
    live: World, clock: ManualClock
) -> None:
    case = hit(live)
    claims.take(live.node, MIRA, case)
    clock.advance(29 * MINUTE)
    with pytest.raises(ClaimedByOther, match="mira works on the case"):
        claims.take(live.node, JONAS, case)
    clock.advance(MINUTE)
    assert holder(live, case) is None
    assert claims.take_next(live.node, JONAS) == case
    [ended] = live.events("claim:end")
    assert ended.facts["was"] == MIRA.id
    with pytest.raises(ClaimedByOther):
        live.decide(live.rows("case_item")[0].item_id, CONFIRM, by=MIRA)


def test_work_on_a_case_renews_its_claim(live: World, clock: ManualClock) -> None:
    case = hit(live)
    claims.take(live.node, MIRA, case)
    for work in (
        lambda: queue.show_case(live.node, MIRA, case, purpose="review"),
        lambda: claims.comment(live.node, MIRA, case, words="I wait for the platform."),
        lambda: claims.take(live.node, MIRA, case),
    ):
        clock.advance(20 * MINUTE)
        work()
    clock.advance(20 * MINUTE)
    assert holder(live, case) == "mira"
    clock.advance(10 * MINUTE)
    queue.show_case(live.node, MIRA, case, purpose="review")
    assert holder(live, case) is None, "what has ended is not renewed by a look"


def test_a_look_of_somebody_else_renews_nothing(live: World, clock: ManualClock) -> None:
    case = hit(live)
    claims.take(live.node, MIRA, case)
    clock.advance(20 * MINUTE)
    queue.show_case(live.node, JONAS, case, purpose="review")
    clock.advance(10 * MINUTE)
    assert holder(live, case) is None


def test_deciding_takes_a_free_case_and_ends_the_claim_when_nothing_is_left(live: World) -> None:
    one = live.hit(picture(1), name="one")
    two = live.hit(picture(1), name="two")
    case = live.case_of(one)
    live.decide(one, CONFIRM)
    assert holder(live, case) == "mira"
    with pytest.raises(ClaimedByOther):
        live.decide(two, CONFIRM, by=JONAS)
    live.decide(two, CONFIRM)
    assert holder(live, case) is None
    assert [row.event for row in live.events("claim:take", "claim:end")] == [
        "claim:take",
        "claim:end",
    ]


def test_a_second_person_and_a_reversal_need_no_claim(live: World) -> None:
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one, two = live.hit(picture(1), name="one"), live.hit(picture(1), name="two")
    live.decide(one, CONFIRM)
    assert holder(live, live.case_of(two)) == "mira"
    live.second(one, agree=True, by=JONAS)
    live.reverse(one, REJECT, by=SARA)
    assert holder(live, live.case_of(two)) == "mira"


def test_who_skips_a_case_is_spared_it_for_a_while_and_others_are_not(
    live: World, clock: ManualClock
) -> None:
    case = hit(live)
    claims.take(live.node, MIRA, case)
    claims.skip(live.node, MIRA, case, why="strain")
    assert claims.take_next(live.node, MIRA) is None
    assert claims.take_next(live.node, JONAS) == case
    claims.release(live.node, JONAS, case)
    clock.advance(timedelta(hours=12))
    assert claims.take_next(live.node, MIRA) == case


def test_why_somebody_skipped_stands_with_the_case_and_not_in_the_log(live: World) -> None:
    case = hit(live)
    claims.skip(live.node, MIRA, case, why="other", words="I know the family")
    [note] = queue.show_case(live.node, SARA, case, purpose="review").notes
    assert (note.words, note.by_name) == ("I know the family", "mira")
    [row] = live.events("claim:skip")
    assert "family" not in str(row)
    assert "other" not in str(row.facts)
    assert row.facts == {"note": str(note.id), "sha256": digest(note.id, note.words)}


def test_a_skip_needs_a_reason_from_the_list_and_another_one_needs_words(live: World) -> None:
    case = hit(live)
    with pytest.raises(SkipReasonUnknown, match="language, knowledge"):
        claims.skip(live.node, MIRA, case, why="boring")
    with pytest.raises(WordsMissing):
        claims.skip(live.node, MIRA, case, why="other", words=" ")
    assert live.rows("case_note") == []


def test_an_escalated_case_waits_for_a_senior(live: World) -> None:
    case = hit(live)
    claims.take(live.node, MIRA, case)
    claims.escalate(live.node, MIRA, case, words="the law is not clear to me")
    assert summary(live, case).claim.state is ClaimState.ESCALATED
    assert claims.take_next(live.node, JONAS) is None
    with pytest.raises(CaseEscalated):
        claims.take(live.node, JONAS, case)
    with pytest.raises(CaseEscalated):
        live.decide(live.rows("case_item")[0].item_id, CONFIRM, by=MIRA)
    assert claims.take_next(live.node, SARA) == case
    claims.release(live.node, SARA, case)
    assert summary(live, case).claim.state is ClaimState.ESCALATED, "it stays escalated"
    live.decide(live.rows("case_item")[0].item_id, CONFIRM, by=SARA)
    assert summary(live, case).claim.state is ClaimState.FREE


def test_a_senior_gives_a_case_to_somebody_whoever_holds_it(live: World) -> None:
    accounts.add_account(live.node, BOSS, "ines", [Role.REVIEWER], Secret("nine quiet cats here"))
    accounts.add_account(live.node, BOSS, "ada", [Role.AUDITOR], Secret("nine quiet cats here"))
    case = hit(live)
    claims.take(live.node, MIRA, case)
    with pytest.raises(AccountUnknown):
        claims.reassign(live.node, SARA, case, name="nobody", words="more free time")
    with pytest.raises(CannotTakeCases, match="ada cannot be given a case"):
        claims.reassign(live.node, SARA, case, name="ada", words="more free time")
    with pytest.raises(Forbidden):
        claims.reassign(live.node, JONAS, case, name="ines", words="more free time")
    claims.reassign(live.node, SARA, case, name="Ines", words="more free time")
    assert holder(live, case) == "ines"
    [row] = live.events("claim:reassign")
    assert row.facts["was"] == MIRA.id
    with pytest.raises(ClaimedByOther):
        claims.release(live.node, MIRA, case)


def test_a_comment_is_kept_with_the_case_and_its_digest_in_the_log(live: World) -> None:
    case = hit(live)
    claims.comment(live.node, JONAS, case, words=" ask the platform first ")
    [note] = queue.show_case(live.node, MIRA, case, purpose="review").notes
    assert (note.words, note.by_name) == ("ask the platform first", "jonas")
    [row] = live.events("case:comment")
    assert row.facts["sha256"] == digest(note.id, note.words)
    assert "platform" not in str(row)
    with pytest.raises(WordsMissing):
        claims.comment(live.node, JONAS, case, words=" ")


def test_what_cannot_be_done_is_refused_in_words(live: World) -> None:
    case = hit(live)
    with pytest.raises(ClaimRefused, match="is free, so it cannot be released"):
        claims.release(live.node, MIRA, case)
    with pytest.raises(CaseUnknown):
        claims.take(live.node, MIRA, live.node.ids.new())
    for actor, refusal in ((BOSS, PersonNeeded), (KEY, PersonNeeded)):
        with pytest.raises(refusal):
            claims.take_next(live.node, actor)
    live.decide(live.rows("case_item")[0].item_id, CONFIRM)
    with pytest.raises(NothingToClaim):
        claims.take(live.node, MIRA, case)
    with pytest.raises(NothingToClaim):
        claims.skip(live.node, MIRA, case, why="strain")
    with pytest.raises(NothingToClaim):
        claims.escalate(live.node, MIRA, case, words="why")


def many(world: World) -> set[UUID]:
    """So many cases, written at once: what is tested is who gets them."""
    with world.node.work(BOSS, purpose="test") as work:
        for number in range(CASES):
            work.connection.execute(
                text(
                    'INSERT INTO tutela."case" (service_id, id, subject_kind, subject_ref, state, '
                    "opened_at, queue_at, pending, item_count) VALUES (:service, :id, 'account', "
                    ":ref, 'open', :now, :now, 1, 1)"
                ),
                {"service": FORUM, "id": work.new_id(), "ref": str(number), "now": work.now},
            )
    return {row.id for row in world.rows("case")}


def test_of_twenty_reviewers_no_two_get_the_same_case_and_none_is_left(live: World) -> None:
    wanted = many(live)
    together = threading.Barrier(REVIEWERS)

    def work_through(number: int) -> list[UUID]:
        together.wait()
        taken: list[UUID] = []
        while found := claims.take_next(live.node, reviewer(number)):
            taken.append(found)
        return taken

    with ThreadPoolExecutor(REVIEWERS) as threads:
        given = [one for taken in threads.map(work_through, range(REVIEWERS)) for one in taken]
    # Who finds all that is left locked by others at that moment is told that nothing waits.
    while found := claims.take_next(live.node, MIRA):
        given.append(found)
    assert max(Counter(given).values()) == 1
    assert set(given) == wanted
    assert len(live.events("claim:take")) == CASES


def test_a_connection_that_dies_in_the_middle_gives_its_case_back(live: World) -> None:
    wanted = many(live)
    seen: list[UUID | None] = []
    with pytest.raises(DatabaseAway):
        die_while_taking(live, seen)
    lost, other = seen
    assert lost != other, "what is being taken is passed over"
    assert claims.take_next(live.node, SARA) == lost
    assert len(live.events("claim:take")) == 2
    given = set(seen)
    while another := claims.take_next(live.node, JONAS):
        given.add(another)
    assert given == wanted


def die_while_taking(world: World, seen: list[UUID | None]) -> None:
    """Mira's connection is cut while she takes a case, after Jonas took another meanwhile."""
    with world.node.work(MIRA, purpose="take the next case") as work:
        backend = work.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        found = store.next_case(work.connection, MIRA.id, work.now, senior=False)
        row = store.lock(work.connection, found) if found else None
        keeping.take(work, row) if row else None
        seen.extend([found, claims.take_next(world.node, JONAS)])
        with world.node.read() as another:
            another.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
