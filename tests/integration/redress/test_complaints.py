"""Whoever does not agree is heard by somebody else, and what was wrong is put right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.integration.redress.conftest import told
from tests.integration.redress.test_links import code_of, in_the_database
from tests.simulators.platform import Platform
from tests.together import together
from tests.world import (
    BOSS,
    CONFIRM,
    CURATOR,
    FORUM,
    JONAS,
    KEPT,
    MIRA,
    REJECT,
    SARA,
    World,
    picture,
    with_second,
)

from tutela.casework import decisions, findings, locking
from tutela.casework.decisions import Judgement
from tutela.casework.errors import AccountNotClosed, LookNeeded, PersonNeeded, SamePerson
from tutela.law.model import Finding
from tutela.platform.actor import operator
from tutela.platform.approvals import store as approvals
from tutela.platform.errors import Forbidden
from tutela.platform.services.model import SecondPerson
from tutela.redress.complaints import clocks, deciding, jobs, lodging, settling, standing
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.errors import (
    AlreadyRestored,
    ComplaintMoveRefused,
    ComplaintUnknown,
    FindingNeeded,
    ItemUndecided,
    NotUnfounded,
    SameDecider,
    WordsForComplainant,
)
from tutela.redress.complaints.model import LONGEST_WORDS, Complaint, Outcome, State
from tutela.redress.complaints.public_errors import (
    AlreadyComplained,
    ComplaintTooLate,
    ComplaintTooLong,
    ComplaintUnreadable,
    ComplaintWordsMissing,
    NothingToComplain,
)
from tutela.redress.statements.public_errors import LinkUnknown
from tutela.web.pages.case_statements import told_panel

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.clock import ManualClock

WORDS = "It is a drawing of my own."
DAY = timedelta(days=1)
WRONG = Answer("You are right: it is a harmless drawing.", Finding.NOT_ABUSE_MATERIAL,
               seen_at_platform=True)  # fmt: skip
RIGHT = Answer("A second look found the same.")


def removed(world: World, number: int = 1) -> UUID:
    """An item that Mira confirmed, of which the user was told."""
    item = world.hit(picture(number), name=f"post-{number}")
    world.decide(item, CONFIRM)
    world.run_jobs()
    return item


def complained(world: World, platform: Platform, words: str = WORDS) -> Complaint:
    return lodging.by_link(world.node, code_of(platform), words, language="en")


def kinds(platform: Platform) -> list[str]:
    return [one["type"] for one in told(platform)]


def test_a_complaint_that_is_right_restores_the_item_and_is_answered(
    live: World, platform: Platform
) -> None:
    item = removed(live)
    one = complained(live, platform)
    done = deciding.decide(live.node, SARA, one.id, WRONG)
    assert (done.state, done.outcome) == (State.DECIDED, Outcome.REVERSED)
    live.run_jobs()
    assert not live.item(item).restricted
    answer = next(x for x in told(platform) if x["type"] == "complaint.decided")
    assert answer["outcome"] == "reversed"
    assert "You were right" in answer["text"]
    assert "harmless drawing" in answer["text"]
    assert "sara" not in answer["text"].lower()
    assert "statement.ended" in kinds(platform)
    assert [row.kind for row in live.rows("action")][-1] == "restore"


def test_the_link_of_the_letter_shows_what_came_of_it_as_long_as_that_is_kept(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    removed(live)
    code = code_of(platform)
    clock.advance(170 * DAY)
    one = lodging.by_link(live.node, code, WORDS, language="en")
    clock.advance(10 * DAY)
    done = deciding.decide(live.node, SARA, one.id, RIGHT)
    assert done.erase_at is not None
    clock.set(done.erase_at)
    with live.node.read() as connection:
        assert lodging.statement_of(connection, code, clock.now()).statement.id == one.statement_id


def test_the_same_person_never_decides_about_their_own_decision(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.decide(item, CONFIRM, by=SARA)
    live.run_jobs()
    one = complained(live, platform)
    for answer in (RIGHT, WRONG):
        with pytest.raises(SameDecider):
            deciding.decide(live.node, SARA, one.id, answer)
    assert deciding.decide(live.node, CURATOR, one.id, RIGHT).outcome is Outcome.UPHELD


def test_who_agreed_as_second_person_had_a_hand_in_it(live: World, platform: Platform) -> None:
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    item = live.hit(picture(1), name="post-1")
    live.decide(item, CONFIRM)
    decisions.second(live.node, SARA, live.case_of(item), agree=True, reason="yes")
    live.run_jobs()
    one = complained(live, platform)
    with pytest.raises(SameDecider):
        deciding.decide(live.node, SARA, one.id, RIGHT)


def test_no_machine_and_nobody_without_the_permission_decides(
    live: World, platform: Platform
) -> None:
    removed(live)
    one = complained(live, platform)
    with pytest.raises(PersonNeeded):
        deciding.decide(live.node, operator("console"), one.id, RIGHT)
    with pytest.raises(Forbidden):
        deciding.decide(live.node, JONAS, one.id, RIGHT)


def test_where_two_must_agree_the_reversal_waits_for_the_second(
    live: World, platform: Platform
) -> None:
    item = removed(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    assert deciding.decide(live.node, SARA, one.id, WRONG).state is State.PROPOSED
    live.run_jobs()
    assert "complaint.decided" not in kinds(platform)
    with pytest.raises(SamePerson):
        decisions.second(live.node, SARA, live.case_of(item), agree=True, reason="yes")
    decisions.second(live.node, JONAS, live.case_of(item), agree=True, reason="yes")
    live.run_jobs()
    [done] = deciding.list_complaints(live.node, SARA, waiting=False)
    assert (done.outcome, done.decided_by, done.told) == (Outcome.REVERSED, SARA.id, WRONG.told)
    assert not live.item(item).restricted


def test_a_declined_reversal_lets_the_complaint_wait_again(live: World, platform: Platform) -> None:
    item = removed(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, WRONG)
    decisions.second(live.node, JONAS, live.case_of(item), agree=False, reason="no")
    live.run_jobs()
    [waiting] = deciding.list_complaints(live.node, SARA)
    assert (waiting.state, waiting.told, waiting.decided_by) == (State.LODGED, "", "")
    assert live.item(item).restricted


def test_a_hold_that_nobody_decided_is_settled_by_the_reviewer_who_ends_it(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.run_jobs()
    one = complained(live, platform)
    assert one.due_at - one.received_at == clocks.LONGEST_HIDDEN
    with pytest.raises(ItemUndecided):
        deciding.decide(live.node, SARA, one.id, RIGHT)
    live.decide(item, Judgement(Finding.NOT_ABUSE_MATERIAL, "a drawing"))
    live.run_jobs()
    [done] = deciding.list_complaints(live.node, SARA, waiting=False)
    assert (done.outcome, done.decided_by) == (Outcome.REVERSED, MIRA.id)


def test_a_hold_that_was_confirmed_is_still_judged_by_somebody_else(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.run_jobs()
    one = complained(live, platform)
    live.decide(item, CONFIRM)
    live.run_jobs()
    assert [x.id for x in deciding.list_complaints(live.node, SARA)] == [one.id]
    assert deciding.decide(live.node, SARA, one.id, RIGHT).outcome is Outcome.UPHELD


def test_what_is_illegal_for_another_reason_is_a_reversal_in_part(
    live: World, platform: Platform
) -> None:
    item = removed(live)
    one = complained(live, platform)
    other = Answer("It is something else.", Finding.OTHER_ILLEGAL)
    with pytest.raises(LookNeeded):
        deciding.decide(live.node, SARA, one.id, other)
    assert live.item(item).restricted
    looked = replace(other, seen_at_platform=True)
    assert deciding.decide(live.node, SARA, one.id, looked).outcome is Outcome.PARTLY_REVERSED
    live.run_jobs()
    [answer] = [x for x in told(platform) if x["type"] == "complaint.decided"]
    assert "You were right" not in answer["text"]
    assert "Article 21" in answer["text"]


def test_only_the_account_is_given_back_where_what_was_found_stands(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.decide(item, replace(CONFIRM, ban_reason="the third time"))
    live.run_jobs()
    one = complained(live, platform, "Not my whole account.")
    assert deciding.closed_account(live.node, SARA, one)
    done = deciding.decide(live.node, SARA, one.id, Answer("That was too much.", account=True))
    assert (done.outcome, done.account_only) == (Outcome.PARTLY_REVERSED, True)
    live.run_jobs()
    assert live.item(item).restricted
    [decision] = live.item(item).decisions
    assert (decision.closes_account, decision.account_lifted_at) == (False, live.node.clock.now())
    answer = next(x for x in told(platform) if x["type"] == "complaint.decided")
    assert (answer["outcome"], answer["account_only"]) == ("partly-reversed", True)
    assert "your account is not to be closed. What else was decided stands." in answer["text"]
    [restored] = [x for x in platform.messages.values() if x["type"] == "account.restore"]
    assert (restored["data"]["account"], restored["data"]["item"]) == ("kim", str(item))
    [lifted] = live.events("decision:lift")
    assert (lifted.subject_id, lifted.reason) == (str(item), f"complaint {one.id}")


def test_what_was_given_back_is_given_back_once(live: World, platform: Platform) -> None:
    item = live.hit(picture(1), name="post-1")
    live.decide(item, replace(CONFIRM, ban_reason="the third time"))
    live.run_jobs()
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, Answer("Too much.", account=True))
    live.reverse(item, REJECT)
    live.run_jobs()
    ended = told(platform)[-1]
    assert (ended["type"], ended["reopens_account"]) == ("statement.ended", False)
    asked = next(x for x in platform.messages.values() if x["type"] == "item.restore")
    assert asked["data"]["account_before"] == "none"


def test_an_account_that_nobody_closes_is_not_given_back(live: World, platform: Platform) -> None:
    removed(live)
    one = complained(live, platform)
    assert not deciding.closed_account(live.node, SARA, one)
    with pytest.raises(AccountNotClosed):
        deciding.decide(live.node, SARA, one.id, Answer("Keep it.", account=True))
    assert live.events("complaint:decide") == []


def test_what_is_written_to_whoever_complained_lies_in_no_log_and_no_decision(
    live: World, platform: Platform
) -> None:
    removed(live)
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, replace(WRONG, told="canary for kim alone"))
    live.run_jobs()
    assert in_the_database(live, "canary for kim alone") == ["complaint"]


def test_whoever_removed_it_cannot_keep_it_removed_as_the_second_person(
    live: World, platform: Platform
) -> None:
    item = removed(live)  # by Mira
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, WRONG)
    with pytest.raises(SamePerson):
        decisions.second(live.node, MIRA, live.case_of(item), agree=False, reason="I was right")
    decisions.second(live.node, MIRA, live.case_of(item), agree=True, reason="I was wrong")
    live.run_jobs()
    assert deciding.show(live.node, SARA, one.id, purpose="look").outcome is Outcome.REVERSED


def test_the_only_person_of_a_node_waits_and_is_marked_and_may_think_again(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    item = removed(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    with live.node.work(BOSS, purpose="test") as work:
        approvals.begin_single_handed(work.connection, work.new_id(), MIRA.id, work.now)
    alone = replace(MIRA, permissions=SARA.permissions)
    code, few = code_of(platform), "Only one person works here"
    assert few in standing.of_link(live.node, code).come_back
    with pytest.raises(SameDecider):
        deciding.decide(live.node, alone, one.id, RIGHT)
    clock.advance(timedelta(hours=12))
    waits = deciding.decide(live.node, alone, one.id, WRONG)
    assert (waits.state, waits.single_person) == (State.PROPOSED, True)
    assert few in standing.of_link(live.node, code).title
    decisions.second(live.node, alone, live.case_of(item), agree=False, reason="no, it was right")
    live.run_jobs()
    assert live.item(item).restricted
    again = deciding.show(live.node, alone, one.id, purpose="look")
    assert (again.state, again.single_person) == (State.LODGED, False)
    done = deciding.decide(live.node, alone, one.id, RIGHT)
    assert (done.outcome, done.single_person) == (Outcome.UPHELD, True)
    assert few in standing.of_link(live.node, code).texts[0]
    live.run_jobs()
    assert few in told(platform)[-1]["text"]


def test_where_several_work_whoever_complains_is_told_that_somebody_else_answers(
    live: World, platform: Platform
) -> None:
    removed(live)
    code = code_of(platform)
    assert "had no part" in standing.of_link(live.node, code).heard
    one = complained(live, platform)
    assert "Whoever decided before does not" in standing.of_link(live.node, code).come_back
    deciding.decide(live.node, SARA, one.id, RIGHT)
    assert "Only one person" not in str(standing.of_link(live.node, code).texts)
    with live.node.work(BOSS, purpose="test") as work:
        approvals.begin_single_handed(work.connection, work.new_id(), MIRA.id, work.now)
    assert "Only one person" not in str(standing.of_link(live.node, code).texts), "as it was"


def test_nothing_is_upheld_that_was_taken_back_meanwhile(live: World, platform: Platform) -> None:
    item = removed(live)
    one = complained(live, platform)
    decisions.reverse(
        live.node, SARA, live.case_of(item), item,
        Judgement(Finding.NOT_ABUSE_MATERIAL, "harmless"),
    )  # fmt: skip
    with pytest.raises(AlreadyRestored):
        deciding.decide(live.node, CURATOR, one.id, RIGHT)
    live.run_jobs()
    assert deciding.show(live.node, SARA, one.id, purpose="look").outcome is Outcome.REVERSED


def test_a_reversal_whose_job_was_lost_is_settled_by_the_sweep(
    live: World, platform: Platform
) -> None:
    item = removed(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, WRONG)
    decisions.second(live.node, JONAS, live.case_of(item), agree=True, reason="yes")
    settling.sweep(live.node)
    assert deciding.show(live.node, SARA, one.id, purpose="look").outcome is Outcome.REVERSED


def test_a_reversal_counts_as_an_error_of_what_found_it(live: World, platform: Platform) -> None:
    item = removed(live)
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, WRONG)
    live.run_jobs()
    [decision] = [x for x in live.events("decision:reverse") if x.subject_id == str(item)]
    assert decision.facts["finding"] == "not-abuse-material"
    [event] = live.events("complaint:decide")
    assert event.facts["outcome"] == "reversed"


def test_the_time_runs_from_the_day_of_receipt_and_is_crossed_at_its_end(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1), name="post-1")
    live.run_jobs()
    clock.advance(3 * DAY)  # the letter waits: the service has no webhook yet
    with Platform(now=clock.now) as platform:
        live.hook(platform)
        live.run_jobs()
        code = code_of(platform)
    with live.node.read() as connection:
        about = lodging.statement_of(connection, code, clock.now())
    assert about.received_at is not None
    until = clocks.open_until(about.received_at)
    assert until >= about.statement.facts.complain_until + 3 * DAY
    clock.set(until)
    with pytest.raises(ComplaintTooLate):
        lodging.by_link(live.node, code, WORDS, language="en")
    clock.set(until - timedelta(seconds=1))
    assert lodging.by_link(live.node, code, WORDS, language="en").state is State.LODGED


def test_an_end_cannot_be_complained_of_and_a_wrong_code_opens_nothing(
    live: World, platform: Platform
) -> None:
    item = live.hit(picture(1), name="post-1")
    live.decide(item, Judgement(Finding.NOT_ABUSE_MATERIAL, "a drawing"))
    live.run_jobs()
    assert told(platform)[-1]["type"] == "statement.ended"
    with pytest.raises(NothingToComplain):
        complained(live, platform)
    with pytest.raises(LinkUnknown):
        lodging.by_link(live.node, "A" * 28, WORDS, language="en")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("", ComplaintWordsMissing),
        (" \n\t", ComplaintWordsMissing),
        ("x" * (LONGEST_WORDS + 1), ComplaintTooLong),
        ("x" * 1_000_000, ComplaintTooLong),
        ("a\x00b", ComplaintUnreadable),
        ("a\x1bb", ComplaintUnreadable),
        ("\ud800", ComplaintUnreadable),
    ],
)
def test_words_are_bounded(
    live: World, platform: Platform, words: str, refusal: type[Exception]
) -> None:
    removed(live)
    with pytest.raises(refusal):
        complained(live, platform, words)
    assert deciding.list_complaints(live.node, SARA) == []


def test_the_same_complaint_many_times_at_once_is_one(live: World, platform: Platform) -> None:
    removed(live)
    code = code_of(platform)
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: lodging.by_link(live.node, code, WORDS, language="en").id, range(16))
        )
    assert len(set(made)) == 1
    assert len(live.events("complaint:lodge")) == 1
    with pytest.raises(AlreadyComplained):
        lodging.by_link(live.node, code, "something else", language="en")


def test_a_complaint_sent_again_while_it_is_answered_stops_neither(
    live: World, platform: Platform
) -> None:
    for number in range(1, 7):
        live.learn(number)
        live.refresh()
        removed(live, number)
        one = complained(live, platform)
        again = partial(lodging.by_link, live.node, code_of(platform), WORDS, language="en")
        answer = partial(deciding.decide, live.node, SARA, one.id, RIGHT)
        made = together(answer, *[again] * 6)
        assert {it.id for it in made} == {one.id}, made


def test_of_several_who_decide_at_once_one_does(live: World, platform: Platform) -> None:
    removed(live)
    one = complained(live, platform)

    def answer(number: int) -> str:
        try:
            deciding.decide(live.node, (SARA, CURATOR)[number % 2], one.id, RIGHT)
        except ComplaintMoveRefused:
            return "refused"
        return "decided"

    with ThreadPoolExecutor(6) as pool:
        made = sorted(pool.map(answer, range(6)))
    assert made == ["decided"] + ["refused"] * 5
    live.run_jobs()
    assert kinds(platform).count("complaint.decided") == 1


def test_what_cannot_be_is_refused_and_changes_nothing(live: World, platform: Platform) -> None:
    removed(live)
    one = complained(live, platform)
    confirmed = Answer("no", Finding.CONFIRMED)
    for answer, refusal in (
        (Answer(""), WordsForComplainant),
        (Answer("x" * 5001), WordsForComplainant),
        (Answer("a\x00b"), WordsForComplainant),
        (Answer("\ud800"), WordsForComplainant),
        (confirmed, FindingNeeded),
        (Answer("no", Finding.NOT_ABUSE_MATERIAL, unfounded=True), NotUnfounded),
    ):
        with pytest.raises(refusal):
            deciding.decide(live.node, SARA, one.id, answer)
    with pytest.raises(ComplaintUnknown):
        deciding.decide(live.node, SARA, live.node.ids.new(), RIGHT)
    assert deciding.list_complaints(live.node, SARA)[0].state is State.LODGED


def test_what_was_written_is_erased_on_its_clock(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    removed(live)
    one = complained(live, platform)
    done = deciding.decide(live.node, SARA, one.id, RIGHT)
    live.run_jobs()
    assert done.erase_at is not None
    clock.set(done.erase_at - timedelta(seconds=1))
    jobs.erase_due(live.node)
    assert deciding.show(live.node, SARA, one.id, purpose="look").words == WORDS
    clock.set(done.erase_at)
    jobs.erase_due(live.node)
    gone = deciding.show(live.node, SARA, one.id, purpose="look")
    assert (gone.state, gone.words, gone.told) == (State.ERASED, "", "")
    assert gone.outcome is Outcome.UPHELD
    assert gone.service_id == FORUM


def test_a_recipient_who_finds_the_same_settles_a_reversal_that_waits(
    live: World, platform: Platform
) -> None:
    item = removed(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))
    one = complained(live, platform)
    deciding.decide(live.node, SARA, one.id, WRONG)
    with live.node.work(CURATOR, purpose="test") as work:
        [locked] = locking.meant(work, live.case_of(item), [item])
        assert findings.overturn(work, locked, "the authority found it harmless")
    live.run_jobs()
    [done] = deciding.list_complaints(live.node, SARA, waiting=False)
    assert (done.outcome, done.decided_by) == (Outcome.REVERSED, SARA.id)


def test_the_case_shows_what_was_said_against_it(live: World, platform: Platform) -> None:
    item = removed(live)
    one = complained(live, platform)
    panel = told_panel(live.node, SARA, live.case_of(item))
    assert panel is not None
    assert [each.id for each in panel.complaints] == [one.id]
