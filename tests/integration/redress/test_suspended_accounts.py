"""An account that is suspended for what it put there is told why, once, as of any restriction."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.integration.redress.account_samples import (
    DAY,
    LIFTED,
    STANDS,
    VERA,
    Account,
    answers,
    complains,
    letters,
)
from tests.integration.redress.test_links import code_of, in_the_database
from tests.simulators.transparency import Transparency
from tests.together import together
from tests.world import BOSS, CURATOR, FORUM, KEY, SARA, World

from tutela.observatory import store_measures, store_misuse
from tutela.observatory.model import Period, Scope
from tutela.platform import languages
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.secret import Secret
from tutela.redress.complaints import deciding, keeping, lodging, proceedings
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.errors import (
    ComplaintMoveRefused,
    LiftedAlready,
    LiftNeeded,
    SameDecider,
)
from tutela.redress.complaints.model import Outcome
from tutela.redress.complaints.proceeding import Kind as Before
from tutela.redress.complaints.proceeding import Result
from tutela.redress.complaints.proceedings import Begun
from tutela.redress.misuse import ending, jobs, suspending
from tutela.redress.misuse.errors import (
    ComplainInstead,
    ComplaintAnswers,
    MisuseMoveRefused,
    MisuseWordsUnfit,
)
from tutela.redress.misuse.machine import State
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.redress.publishing import delivering, setting
from tutela.redress.publishing.model import Terms
from tutela.redress.publishing.setting import NewTarget
from tutela.redress.statements import guard, mending, reading, withholding
from tutela.redress.statements.model import Kind
from tutela.redress.statements.model import State as Told
from tutela.redress.statements.public_letter import letter
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from tests.simulators.platform import Platform

    from tutela.platform.clock import ManualClock

STATEMENTS = ("statement.issued", "statement.ended")


@pytest.fixture
def kim(live: World, platform: Platform, clock: ManualClock) -> Account:
    assert platform
    return Account(live, clock)


def of_account(platform: Platform) -> list[dict[str, object]]:
    """The letters about the account itself, not about its items."""
    return [one for one in letters(platform, *STATEMENTS) if one["suspension"]]


def test_it_is_told_once_by_a_statement_and_the_platform_what_to_do(
    kim: Account, live: World, platform: Platform
) -> None:
    one = kim.suspended()
    [told] = of_account(platform)
    assert (told["account"], told["language"], told["restriction"]) == ("kim", "nl", "suspension")
    assert (told["ground"], told["automated_decision"]) == ("illegal", False)
    assert told["suspension"] == str(one.id)
    assert told["item"] is told["takedown"] is told["notice"] is None
    assert one.suspended_until is not None
    assert told["until"] == one.suspended_until.isoformat()
    text = str(told["text"])
    for words in ("180 dagen", "kennelijk illegaal", "It went on (after) the warning.", "23"):
        assert words in text
    for hidden in ("sara", "curator", "Others saw it", "Nothing can be seen"):
        assert hidden not in text
    [asked] = letters(platform, "misuse.suspended")
    assert "text" not in asked
    assert asked["title"] is None
    assert (asked["statement"], asked["until"]) == (told["statement"], told["until"])


def test_its_end_is_told_once_whether_it_runs_out_or_is_lifted(
    kim: Account, live: World, platform: Platform, clock: ManualClock
) -> None:
    first = kim.suspended()
    clock.advance(30 * DAY)
    for _ in range(2):
        ending.lapse(live.node)
    live.run_jobs()
    [_, ended] = of_account(platform)
    assert ended["ends"] == [str(kim.statement(first.id).id)]
    assert not kim.statement(first.id, Kind.ENDED).facts.lifted
    other = Account(live, clock, "ann", "en")
    second = other.suspended()
    ending.lift(live.node, SARA, second.id, reason="It was somebody else.")
    with pytest.raises(MisuseMoveRefused):
        ending.lift(live.node, SARA, second.id, reason="again")
    live.run_jobs()
    lifted = of_account(platform)[-1]
    assert (lifted["account"], lifted["title"]) == (
        "ann", "Your account on Forum is no longer suspended",
    )  # fmt: skip
    assert "People decided that it ends before its time." in str(lifted["text"])
    ends = letters(platform, "misuse.ended")
    assert [(one["account"], "text" in one) for one in ends] == [("kim", False), ("ann", False)]


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de", "it"])
def test_its_letter_is_whole_in_every_language(kim: Account, live: World, language: str) -> None:
    kim.language = language
    one = kim.suspended()
    ending.lift(live.node, SARA, one.id, reason="over")
    words = languages.for_anybody(live.node.settings, language)
    english = languages.for_anybody(live.node.settings, "en")
    for kind in (Kind.SUSPENSION, Kind.ENDED):
        facts = kim.statement(one.id, kind).facts
        said = letter(facts, words)
        assert guard.problem(said) == ""
        assert said.language == language
        own = {text for part in letter(facts, english).parts for text in part.texts}
        left = {text for part in said.parts for text in part.texts} & own
        assert language == "en" or left <= {facts.told}, "no sentence is left in English"


def test_agreeing_at_the_same_time_makes_one_statement(kim: Account, live: World) -> None:
    one = kim.warned()
    request = kim.asked(one.id)
    found = together(partial(kim.agreed, request), partial(kim.agreed, request))
    assert [type(each) for each in found if each] == [RequestStale]
    assert [row.kind for row in live.rows("statement") if row.suspension_id] == ["suspension"]


def test_what_would_leave_a_letter_unfinished_is_refused_before(kim: Account, live: World) -> None:
    one = kim.warned()
    with pytest.raises(MisuseWordsUnfit):
        suspending.suspend(live.node, SARA, one.id, days=3, told="TODO", reason="why")


def test_while_it_is_held_back_only_the_platform_is_told_and_then_the_account(
    kim: Account, live: World, platform: Platform, clock: ManualClock
) -> None:
    one = kim.suspended()
    until = clock.now() + 10 * DAY
    case = kim.statement(one.id).case_id
    withholding.hold_back(live.node, SARA, case, why="order", source="Police", until=until)
    ending.lift(live.node, SARA, one.id, reason="over")
    live.run_jobs()
    assert len(of_account(platform)) == 1
    assert letters(platform, "misuse.ended")
    assert kim.statement(one.id, Kind.ENDED).state is Told.HELD_BACK
    clock.set(until)
    mending.tend(live.node)
    live.run_jobs()
    assert [each["type"] for each in of_account(platform)] == [*STATEMENTS]
    assert "only now" in str(
        letter(kim.statement(one.id, Kind.ENDED).facts, languages.for_anybody(
            live.node.settings, "en")).text)  # fmt: skip


def test_a_complaint_that_is_right_lifts_it_in_the_same_moment(
    kim: Account, live: World, platform: Platform
) -> None:
    one = kim.suspended()
    words = lodging.by_link(live.node, code_of(platform, -2), "It was not me.", language="nl")
    case = live.rows("case")
    assert any(row.id == words.case_id and row.complained_at for row in case)
    done = answers(live, words.id, LIFTED)
    assert (done.outcome, done.item_id) == (Outcome.REVERSED, None)
    ended = kim.shown(one.id)
    assert (ended.state, ended.end_reason, ended.ended_by_name) == (
        State.ENDED, LIFTED.told, "vera",
    )  # fmt: skip
    live.run_jobs()
    assert [each["type"] for each in of_account(platform)] == [*STATEMENTS]
    [asked] = letters(platform, "misuse.ended")
    assert asked["state"] == "ended"
    assert "You were right" not in str(asked)
    assert letters(platform, "complaint.decided")[-1]["outcome"] == "reversed"
    assert not any(row.complained_at for row in live.rows("case"))


def test_a_complaint_that_is_wrong_leaves_it_as_it_is(kim: Account, live: World) -> None:
    one = kim.suspended()
    made = complains(live, KEY, kim.statement(one.id).id)
    assert answers(live, made.id, STANDS).outcome is Outcome.UPHELD
    assert kim.shown(one.id).state is State.SUSPENDED


def test_nobody_with_a_hand_in_it_answers_and_nothing_else_than_it_is_said_of_it(
    kim: Account, live: World
) -> None:
    one = kim.suspended()
    made = complains(live, KEY, kim.statement(one.id).id)
    for by in (SARA, CURATOR):
        with pytest.raises(SameDecider):
            answers(live, made.id, LIFTED, by)
    with pytest.raises(LiftNeeded):
        answers(live, made.id, Answer("x", notice=NoticeOutcome.NOT_ILLEGAL))
    assert kim.shown(one.id).state is State.SUSPENDED


def test_a_complaint_is_settled_where_somebody_lifts_it_before_it_is_answered(
    kim: Account, live: World, platform: Platform
) -> None:
    one = kim.suspended()
    made = complains(live, KEY, kim.statement(one.id).id)
    ending.lift(live.node, SARA, one.id, reason="You are right.")
    live.run_jobs()
    [told] = letters(platform, "complaint.decided")
    assert (told["complaint"], told["outcome"]) == (str(made.id), "reversed")
    with pytest.raises(ComplaintMoveRefused):
        answers(live, made.id, STANDS)
    assert [each["type"] for each in of_account(platform)] == [*STATEMENTS]


def test_a_complaint_about_what_was_lifted_is_never_answered_that_it_stands(
    kim: Account, live: World
) -> None:
    one = kim.suspended()
    ending.lift(live.node, SARA, one.id, reason="over")
    made = complains(live, KEY, kim.statement(one.id).id)
    with pytest.raises(LiftedAlready):
        answers(live, made.id, STANDS)
    assert answers(live, made.id, LIFTED).outcome is Outcome.REVERSED


@pytest.mark.parametrize("answer", [LIFTED, STANDS])
def test_answering_while_it_runs_out_ends_it_once(
    kim: Account, live: World, clock: ManualClock, answer: Answer
) -> None:
    one = kim.suspended()
    made = complains(live, KEY, kim.statement(one.id).id)
    clock.advance(30 * DAY)
    found = together(
        partial(answers, live, made.id, answer),
        partial(ending.lapse, live.node),
        partial(ending.lapse, live.node),
    )
    assert not [each for each in found if isinstance(each, Exception)]
    assert [row.kind for row in live.rows("statement") if row.suspension_id].count("ended") == 1
    assert kim.shown(one.id).state is State.ENDED
    assert len(live.events("misuse:lift", "misuse:lapse")) == 1


def test_answering_while_it_is_lifted_never_contradicts(kim: Account, live: World) -> None:
    one = kim.suspended()
    made = complains(live, KEY, kim.statement(one.id).id)
    answered, lifted = together(
        partial(answers, live, made.id, STANDS),
        partial(ending.lift, live.node, SARA, one.id, reason="over"),
    )
    assert lifted is None
    decided = deciding.show(live.node, VERA, made.id, purpose="test")
    refused = isinstance(answered, ComplaintMoveRefused | LiftedAlready)
    assert decided.outcome is (Outcome.REVERSED if refused else Outcome.UPHELD)
    assert [row.kind for row in live.rows("statement") if row.suspension_id].count("ended") == 1


def test_an_objection_is_not_typed_where_the_account_complains_itself(
    kim: Account, live: World
) -> None:
    one = kim.suspended()
    with pytest.raises(ComplainInstead) as refused:
        ending.object_to(live.node, SARA, one.id, words="It was not me.")
    assert str(kim.statement(one.id).id) in refused.value.sentence


def test_an_objection_that_waits_is_answered_by_the_complaint(kim: Account, live: World) -> None:
    warned = kim.warned()
    ending.object_to(live.node, SARA, warned.id, words="I object.")
    kim.agreed(kim.asked(warned.id))
    live.run_jobs()
    made = complains(live, KEY, kim.statement(warned.id).id)
    with pytest.raises(ComplaintAnswers):
        ending.uphold(live.node, VERA, warned.id, words="It stands.")
    answers(live, made.id, STANDS)
    now = kim.shown(warned.id)
    assert (now.objects, now.upheld, now.upheld_by_name) == (False, STANDS.told, "vera")


def test_what_a_court_reversed_lifts_it_and_answers_the_complaint(
    kim: Account, live: World
) -> None:
    one = kim.suspended()
    about = kim.statement(one.id).id
    made = complains(live, KEY, about)
    begun = Begun(Before.COURT, about, "Court", "C 1", live.node.clock.now().date())
    case = proceedings.register(live.node, VERA, begun)
    proceedings.admit(live.node, VERA, case.id, "admitted")
    proceedings.end(
        live.node, VERA, case.id, Result.REVERSED, "not frequent", answered=ending.answered
    )
    assert kim.shown(one.id).state is State.ENDED
    decided = deciding.show(live.node, VERA, made.id, purpose="test")
    assert decided.outcome is Outcome.REVERSED


def test_it_is_erased_as_any_statement_and_not_before_though_its_misuse_was(
    kim: Account, live: World, clock: ManualClock
) -> None:
    one = kim.suspended(sent=True)
    made = complains(live, KEY, kim.statement(one.id).id)
    clock.advance(30 * DAY)
    ending.lapse(live.node)
    live.run_jobs()
    clock.advance(timedelta(days=200))
    jobs.erase_due(live.node)
    assert kim.shown(one.id).state is State.ERASED
    about = reading.show(live.node, SARA, kim.statement(one.id).id, purpose="test")
    assert about.told.account_ref == "kim", "a complaint about it waits"
    answers(live, made.id, LIFTED)
    live.run_jobs()
    clock.advance(timedelta(days=800))
    for _ in range(2):
        keeping.start_clocks(live.node)
        keeping.erase_due(live.node)
    for kind in (Kind.SUSPENSION, Kind.ENDED):
        left = kim.statement(one.id, kind)
        assert (left.state, left.facts.told, left.facts.misused) == (Told.ERASED, "", 0)
    [row] = live.rows("suspension")
    assert row.account_ref == ""
    assert "statement" not in in_the_database(live, "It went on (after)")


def test_the_transparency_database_takes_its_record_and_nothing_of_the_account_is_in_it(
    kim: Account, live: World, clock: ManualClock
) -> None:
    one = kim.warned()
    with Transparency(now=clock.now) as commission:
        target = NewTarget(
            environment=Environment.SIMULATOR, token=Secret(commission.token), terms=Terms(),
            address=commission.url,
        )  # fmt: skip
        setting.switch_on(live.node, BOSS, FORUM, target)
        kim.agreed(kim.asked(one.id, days=10))
        live.run_jobs()
        ending.lift(live.node, SARA, one.id, reason="over")
        live.run_jobs()
        delivering.deliver(live.node)
        [made] = commission.stored.values()
        assert made["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
        assert "decision_visibility" not in made
        until = clock.now().date() + 10 * DAY
        assert made["end_date_account_restriction"] == until.isoformat()
        assert made["content_type"] == ["CONTENT_TYPE_IMAGE"]
        assert made["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
        for fact in ("kim", str(one.id), str(kim.statement(one.id).id), "It went on"):
            assert fact not in str(commission.received)


def test_the_papers_count_it_once_as_a_suspension_and_not_as_a_measure(
    kim: Account, live: World, clock: ManualClock
) -> None:
    kim.suspended()
    day = clock.now().date()
    scope = Scope(FORUM, Period(day - 30 * DAY, day))
    with live.node.read() as connection:
        measures = connection.execute(store_measures.illegal(scope)).all()
        suspended = connection.execute(store_misuse.suspended(scope)).all()
    assert not [row for row in measures if "suspension" in row]
    assert measures
    assert [row.row for row in suspended if row.row == "content"] == ["content"]
