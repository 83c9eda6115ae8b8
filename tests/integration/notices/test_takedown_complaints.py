"""Whoever lost something after a notice is heard by somebody who had no hand in that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.notices.notice_samples import URL
from tests.integration.notices.takedown_samples import DAY, Acting, letters
from tests.world import CURATOR, KEY, SARA

from tutela.law.model import Finding
from tutela.redress.complaints import deciding, handing, keeping, lodging, proceedings, standing
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.errors import (
    AlreadyRestored,
    ComplaintMoveRefused,
    NoticeOutcomeNeeded,
    SameDecider,
)
from tutela.redress.complaints.model import Complaint, Outcome
from tutela.redress.complaints.proceeding import Kind, Result
from tutela.redress.complaints.proceedings import Begun
from tutela.redress.complaints.public_errors import AlreadyComplained, ComplaintTooLate
from tutela.redress.notices import deciding as notices
from tutela.redress.notices import erasing
from tutela.redress.notices.following import follow
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.redress.notices.public_letter import letter
from tutela.redress.statements import links, withholding
from tutela.redress.statements.errors import TakedownUnfounded
from tutela.redress.statements.model import Why
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.clock import ManualClock
    from tutela.redress.statements.acted import Recorded

WORDS = "It is a drawing of my own."
WRONG = Answer("You are right: a harmless drawing.", notice=NoticeOutcome.NOT_ILLEGAL)
RIGHT = Answer("A second look found the same.")


@pytest.fixture
def acting(live: World, platform: Platform) -> Acting:
    del platform  # it takes what the service sends from here on
    return Acting(live)


def code_of(platform: Platform, at: int = 0) -> str:
    link: str = letters(platform)[at]["link"]
    return link.rpartition("/")[2]


def complained(acting: Acting, platform: Platform, at: int = 0) -> Complaint:
    code = code_of(platform, at)
    return lodging.by_link(acting.world.node, code, WORDS, language="en")


def of_type(platform: Platform, kind: str) -> list[dict[str, Any]]:
    return [one["data"] for one in platform.messages.values() if one["type"] == kind]


def outcome_of(acting: Acting, notice_id: UUID) -> NoticeOutcome | None:
    return acting.door.shows(notice_id).outcome


def test_a_complaint_that_is_right_restores_it_tells_everybody_and_changes_the_notice(
    acting: Acting, platform: Platform, live: World
) -> None:
    receipt = acting.door.takes(name="Anna", email="anna@there.example")
    acting.door.decides(receipt.notice_id, notices.Judgement(NoticeOutcome.ACTED_LAW, "removed"))
    told = acting.tells(receipt.notice_id)
    one = complained(acting, platform)
    assert (one.item_id, one.case_id) == (None, told.statement.case_id)
    done = deciding.decide(live.node, SARA, one.id, WRONG)
    live.run_jobs()
    assert done.outcome is Outcome.REVERSED
    [asked] = of_type(platform, "takedown.restore")
    assert (asked["takedown"], asked["notice"]) == (
        str(told.takedown.id), str(receipt.notice_id),
    )  # fmt: skip
    assert (asked["id"], asked["account"], asked["place"]) == ("post-7", "kim", URL)
    kinds = [one["type"] for one in letters(platform)]
    assert sorted(kinds[1:]) == ["complaint.decided", "complaint.lodged", "statement.ended"]
    ended = next(one for one in letters(platform) if one["type"] == "statement.ended")
    assert ended["ends"] == [str(told.statement.id)]
    assert "wieder sichtbar" in ended["text"]
    assert links.open_link(live.node, code_of(platform)).over_since is not None
    assert outcome_of(acting, receipt.notice_id) is NoticeOutcome.NOT_ILLEGAL
    followed = follow(live.node, receipt.code.reveal())
    assert (followed.outcome, followed.told) == (NoticeOutcome.NOT_ILLEGAL, "")
    assert [row.kind for row in live.rows("notice_mail")] == ["receipt", "decision", "complaint"]
    for said in (WORDS, WRONG.told):
        assert said not in str(live.rows("notice")), "what they said is not the notifier's"
    assert len(of_type(platform, "notice.acted")) == 1
    assert live.rows("technology_error") == []


def test_whoever_gave_notice_is_told_the_new_decision_and_may_still_object(
    acting: Acting, platform: Platform, live: World
) -> None:
    receipt = acting.door.takes(email="anna@there.example")
    acting.door.decides(receipt.notice_id, notices.Judgement(NoticeOutcome.ACTED_LAW, "removed"))
    acting.tells(receipt.notice_id)
    deciding.decide(live.node, SARA, complained(acting, platform).id, WRONG)
    about = acting.door.shows(receipt.notice_id)
    *_, mail = notices.messages(live.node, SARA, about.id)
    made = letter(mail, about, "tutela@example.net", title="Forum", catalogue=ENGLISH)
    said = made.get_content()
    for part in (
        "After a complaint, a person at Forum has looked again",
        "it is not illegal and does not break our terms.",
        "You can complain to us about this decision",
    ):
        assert part in said
    for part in (WRONG.told, WORDS, "The answer to a complaint", "kim", "post-7", URL):
        assert part not in said
    code = receipt.code.reveal()
    assert lodging.by_code(live.node, code, "It is there.", language="en").waits


def test_a_complaint_that_is_not_right_changes_nothing(
    acting: Acting, platform: Platform, live: World
) -> None:
    one = acting.right()
    acting.tells(one.id)
    done = deciding.decide(live.node, SARA, complained(acting, platform).id, RIGHT)
    live.run_jobs()
    assert done.outcome is Outcome.UPHELD
    assert of_type(platform, "takedown.restore") == []
    assert outcome_of(acting, one.id) is NoticeOutcome.ACTED_LAW
    found = standing.of_link(live.node, code_of(platform))
    assert (found.told, found.may) == (RIGHT.told, False)


def test_whoever_had_a_hand_in_the_notice_does_not_decide(
    acting: Acting, platform: Platform, live: World
) -> None:
    first, second = acting.door.takes(source="here"), acting.door.takes(source="there")
    notices.decide(
        live.node, SARA, first.notice_id, notices.Judgement(NoticeOutcome.ACTED_LAW, "removed")
    )
    acting.tells(second.notice_id)
    one = complained(acting, platform)
    for answer in (WRONG, RIGHT):
        with pytest.raises(SameDecider):
            deciding.decide(live.node, SARA, one.id, answer)
    assert deciding.decide(live.node, CURATOR, one.id, WRONG).outcome is Outcome.REVERSED
    for receipt in (first, second):
        assert outcome_of(acting, receipt.notice_id) is NoticeOutcome.NOT_ILLEGAL


def test_the_notice_stands_while_something_that_it_led_to_does(
    acting: Acting, platform: Platform, live: World
) -> None:
    one = acting.right(urls=[URL, f"{URL}0"])
    acting.tells(one.id)
    deciding.decide(live.node, SARA, complained(acting, platform).id, WRONG)
    assert outcome_of(acting, one.id) is NoticeOutcome.ACTED_LAW
    acting.tells(one.id, place=f"{URL}0", id="post-8", account="lee")
    late = next(at for at, each in enumerate(letters(platform)) if each.get("id") == "post-8")
    deciding.decide(live.node, SARA, complained(acting, platform, late).id, WRONG)
    assert outcome_of(acting, one.id) is NoticeOutcome.NOT_ILLEGAL


def test_what_is_found_right_after_all_can_be_removed_and_told_once_more(
    acting: Acting, platform: Platform, live: World, clock: ManualClock
) -> None:
    receipt = acting.door.takes()
    acting.door.decides(receipt.notice_id, notices.Judgement(NoticeOutcome.ACTED_LAW, "removed"))
    first = acting.body()
    acting.tells(receipt.notice_id, **first)
    deciding.decide(live.node, SARA, complained(acting, platform).id, WRONG)
    clock.advance(DAY)
    with pytest.raises(TakedownUnfounded):
        acting.tells(receipt.notice_id)
    mine = lodging.by_code(live.node, receipt.code.reveal(), "It is there.", language="en")
    again = Answer("It is what they said.", notice=NoticeOutcome.ACTED_LAW)
    deciding.decide(live.node, CURATOR, mine.id, again)
    live.run_jobs()
    assert len(of_type(platform, "notice.acted")) == 2
    assert not acting.tells(receipt.notice_id, **first).new, "a late repeat is no new removal"
    assert acting.tells(receipt.notice_id).new
    assert [one["type"] for one in letters(platform)].count("statement.issued") == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer("no", Finding.NOT_ABUSE_MATERIAL),
        Answer("no", account=True),
        Answer("no", notice=NoticeOutcome.ACTED_LAW),
    ],
)
def test_what_is_no_answer_to_it_is_refused(
    acting: Acting, platform: Platform, live: World, answer: Answer
) -> None:
    acting.tells(acting.right().id)
    one = complained(acting, platform)
    with pytest.raises(NoticeOutcomeNeeded, match="not-illegal"):
        deciding.decide(live.node, SARA, one.id, answer)
    assert of_type(platform, "takedown.restore") == []


def test_many_answers_at_once_restore_it_once(
    acting: Acting, platform: Platform, live: World
) -> None:
    acting.tells(acting.right().id)
    one, at_once = complained(acting, platform), Barrier(4)

    def answers(number: int) -> str:
        at_once.wait()
        try:
            deciding.decide(live.node, SARA if number % 2 else CURATOR, one.id, WRONG)
        except ComplaintMoveRefused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(answers, range(4))) == ["complaint-move-refused"] * 3 + ["done"]
    live.run_jobs()
    assert len(of_type(platform, "takedown.restore")) == 1
    assert len(live.events("takedown:restore")) == 1


def test_what_another_body_reverses_is_restored_once_and_answers_who_complained(
    acting: Acting, platform: Platform, live: World
) -> None:
    one = acting.right()
    told = acting.tells(one.id)
    waiting = complained(acting, platform)
    dispute = _dispute(live, told)
    proceedings.end(live.node, SARA, dispute, Result.REVERSED, "They found it harmless.")
    live.run_jobs()
    assert len(of_type(platform, "takedown.restore")) == 1
    assert outcome_of(acting, one.id) is NoticeOutcome.NOT_ILLEGAL
    assert deciding.list_complaints(live.node, SARA) == []
    [done] = deciding.list_complaints(live.node, SARA, waiting=False)
    assert (done.id, done.outcome) == (waiting.id, Outcome.REVERSED)
    assert not acting.tells(one.id).new, "told once, it is not told anew"


def test_what_another_body_restored_before_cannot_be_upheld(
    acting: Acting, platform: Platform, live: World
) -> None:
    told = acting.tells(acting.right().id)
    dispute = _dispute(live, told)
    proceedings.end(live.node, SARA, dispute, Result.REVERSED, "They found it harmless.")
    waiting = complained(acting, platform)
    with pytest.raises(AlreadyRestored):
        deciding.decide(live.node, CURATOR, waiting.id, RIGHT)
    assert deciding.decide(live.node, CURATOR, waiting.id, WRONG).outcome is Outcome.REVERSED
    live.run_jobs()
    assert len(of_type(platform, "takedown.restore")) == 1


def _dispute(live: World, told: Recorded) -> UUID:
    begun = Begun(Kind.DISPUTE, told.statement.id, "Body", "7/26", date(2026, 11, 20))
    return proceedings.register(live.node, SARA, begun).id


def test_the_platform_hands_on_what_its_user_wrote(acting: Acting, live: World) -> None:
    told = acting.tells(acting.right().id)
    sent = handing.ComplaintSent(statement=told.statement.id, words=WORDS, id="ticket-7")
    made = handing.hand_on(live.node, KEY, sent)
    assert made.new
    assert not handing.hand_on(live.node, KEY, sent).new
    with pytest.raises(AlreadyComplained):
        handing.hand_on(live.node, KEY, sent.model_copy(update={"words": "x", "id": "y"}))
    assert made.complaint.due_at == made.complaint.received_at + timedelta(days=14)


def test_the_time_to_complain_is_crossed_at_its_end(
    acting: Acting, platform: Platform, live: World, clock: ManualClock
) -> None:
    told = acting.tells(acting.right().id)
    until = told.statement.facts.complain_until + DAY
    clock.set(until)
    with pytest.raises(ComplaintTooLate):
        complained(acting, platform)
    clock.set(until - timedelta(seconds=1))
    one = complained(acting, platform)
    clock.advance(60 * DAY)
    assert erasing.erase_due(live.node) == 0
    assert deciding.decide(live.node, SARA, one.id, WRONG).outcome is Outcome.REVERSED
    live.run_jobs()
    assert of_type(platform, "takedown.restore")[0]["place"] == URL, "the notice is kept for it"


def test_the_end_waits_while_a_lawful_ground_holds_it_back(
    acting: Acting, platform: Platform, live: World, clock: ManualClock
) -> None:
    told = acting.tells(acting.right().id)
    one = complained(acting, platform)
    live.run_jobs()
    until = clock.now() + DAY
    case_id = told.statement.case_id
    withholding.hold_back(live.node, SARA, case_id, why=Why.ORDER, source="Court 3/26", until=until)
    deciding.decide(live.node, SARA, one.id, WRONG)
    live.run_jobs()
    assert "statement.ended" not in [one["type"] for one in letters(platform)]
    assert len(of_type(platform, "takedown.restore")) == 1
    withholding.end_due(live.node)
    clock.set(until)
    withholding.end_due(live.node)
    live.run_jobs()
    assert letters(platform)[-1]["type"] == "statement.ended"


def test_the_end_is_kept_by_a_clock_of_its_own(
    acting: Acting, platform: Platform, live: World
) -> None:
    acting.tells(acting.right().id)
    keeping.start_clocks(live.node)
    assert [row.erase_at is not None for row in live.rows("statement")] == [True]
    deciding.decide(live.node, SARA, complained(acting, platform).id, WRONG)
    [ended] = [row for row in live.rows("statement") if row.kind == "ended"]
    assert ended.erase_at is None
