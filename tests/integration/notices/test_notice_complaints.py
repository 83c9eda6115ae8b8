"""Whoever gave notice may object to what came of it, and somebody else looks again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.world import CURATOR, MIRA, SARA

from tutela.redress.complaints import clocks, deciding, lodging, standing
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.errors import (
    ComplaintMoveRefused,
    NoticeOutcomeNeeded,
    SameDecider,
)
from tutela.redress.complaints.model import Outcome
from tutela.redress.complaints.public_errors import ComplaintTooLate, NothingToComplain
from tutela.redress.notices import deciding as notices
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.redress.notices.public_errors import CodeUnknown

if TYPE_CHECKING:
    from tests.integration.notices.notice_samples import Door

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

NOTHING = notices.Judgement(NoticeOutcome.NOT_FOUND, "Nothing was there.")
RIGHT = Answer("We looked again, and it was there.", notice=NoticeOutcome.ACTED_LAW)


def test_a_complaint_about_a_notice_changes_its_decision_and_tells_it(
    door: Door, node: Node
) -> None:
    receipt = door.takes()
    code = receipt.code.reveal()
    with pytest.raises(NothingToComplain):
        lodging.by_code(node, code, "It is there.", language="en")
    notices.decide(node, SARA, receipt.notice_id, NOTHING)
    one = lodging.by_code(node, code, "It is there.", language="en")
    with pytest.raises(SameDecider):
        deciding.decide(node, SARA, one.id, RIGHT)
    with pytest.raises(NoticeOutcomeNeeded):
        deciding.decide(node, CURATOR, one.id, Answer("no", notice=NoticeOutcome.NOT_ILLEGAL))
    assert deciding.decide(node, CURATOR, one.id, RIGHT).outcome is Outcome.REVERSED
    shown = notices.show_notice(node, MIRA, receipt.notice_id, purpose="look")
    assert shown.outcome is NoticeOutcome.ACTED_LAW
    told = standing.of_code(node, code)
    assert told.told == RIGHT.told
    assert told.decided_at


def test_the_time_to_object_to_a_decision_is_crossed_at_its_end(
    door: Door, node: Node, clock: ManualClock
) -> None:
    receipt = door.takes()
    code = receipt.code.reveal()
    [done] = notices.decide(node, SARA, receipt.notice_id, NOTHING)
    decided = notices.show_notice(node, MIRA, done.id, purpose="look").decided_at
    assert decided is not None
    until = clocks.kept_until(decided)
    clock.set(until)
    with pytest.raises(ComplaintTooLate):
        lodging.by_code(node, code, "too late", language="en")
    assert not standing.of_code(node, code).may
    clock.set(until - timedelta(seconds=1))
    assert lodging.by_code(node, code, "just in time", language="en")


def test_no_code_opens_nothing(node: Node, door: Door) -> None:
    door.takes()
    with pytest.raises(CodeUnknown):
        lodging.by_code(node, "A" * 28, "words", language="en")
    with pytest.raises(CodeUnknown):
        standing.of_code(node, "A" * 28)


def test_complaints_about_the_same_places_are_answered_together(door: Door, node: Node) -> None:
    first, second = door.takes(source="here"), door.takes(source="there")
    notices.decide(node, SARA, first.notice_id, NOTHING)
    codes = [one.code.reveal() for one in (first, second)]
    made = [lodging.by_code(node, code, "It is there.", language="en") for code in codes]
    deciding.decide(node, CURATOR, made[1].id, RIGHT)
    assert deciding.list_complaints(node, SARA) == []
    for code in codes:
        assert standing.of_code(node, code).told == RIGHT.told


def test_those_who_answer_the_same_at_once_do_not_stop_each_other(door: Door, node: Node) -> None:
    receipt = door.takes(email="kim@example.org")
    notices.decide(node, SARA, receipt.notice_id, NOTHING)
    one = lodging.by_code(node, receipt.code.reveal(), "It is there.", language="en")
    stands = Answer("It stands.")

    def answer(number: int) -> str:
        try:
            deciding.decide(node, CURATOR, one.id, (RIGHT, stands)[number % 2])
        except ComplaintMoveRefused:
            return "refused"
        return "decided"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(answer, range(6))) == ["decided"] + ["refused"] * 5
