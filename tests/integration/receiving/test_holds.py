"""A user is told of a report when that is due, later where an authority asks, and never never."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.months import WHY, Months
from tests.receiving import OTTO
from tests.world import SARA

from tutela.federation.kinds import HOLD_ASKED, HOLD_ENDED, REPORT_HOLD, REPORT_TOLD
from tutela.platform.audit.canonical import instant_text
from tutela.receiving import assessing, holding, triage
from tutela.receiving.errors import HoldMissing, NotOurPart, ReceivedMoveRefused
from tutela.receiving.model import Outcome
from tutela.redress.informing.model import State
from tutela.redress.statements import withholding
from tutela.reporting.centre.model import Finding

if TYPE_CHECKING:
    from tests.institutions import Institution
    from tests.receiving import Loop

DAY = timedelta(days=1)


def test_a_user_is_told_three_months_after_the_report_and_once(loop: Loop) -> None:
    year = Months(loop)
    due = year.notice().due_at
    assert due > year.clock.now() + timedelta(days=88)
    year.passes(due - timedelta(seconds=1))
    assert year.letters() == []
    for _ in range(2):
        year.passes(due)
    [letter] = year.letters()
    assert year.notice().state is State.TOLD
    assert letter["account"] == f"kim-{loop.count}"
    assert "was reported to the EU Centre" in letter["title"]
    assert "draft law" in letter["text"]
    assert "We do not know yet" in letter["text"]
    assert year.line(loop.centre).user_told_at is None


def test_a_user_is_told_at_once_of_a_report_that_the_centre_found_unfounded(loop: Loop) -> None:
    year = Months(loop)
    triage.find_unfounded(loop.centre.node, OTTO, year.line(loop.centre).id, "a cat")
    loop.goes()
    year.passes(year.clock.now())
    [letter] = year.letters()
    assert "passed it on to nobody" in letter["text"]
    assert "a cat" not in letter["text"]


def test_a_hold_ends_when_the_authority_says_so_and_the_user_is_told(loop: Loop) -> None:
    year = Months(loop).forwarded()
    there = year.line(loop.authority).id
    node = loop.authority.node
    with pytest.raises(HoldMissing):
        holding.end(node, OTTO, there, "it is over")
    year.holds(year.clock.now() + 30 * DAY)
    holding.end(node, OTTO, there, "the house was searched")
    loop.goes()
    year.passes(year.clock.now())
    assert len(year.letters()) == 1
    assert year.line(loop.centre).user_told_at is not None


@pytest.mark.parametrize("how", ["finding", "outcome"])
def test_a_hold_ends_by_itself_where_nothing_came_of_the_report(loop: Loop, how: str) -> None:
    year = Months(loop).forwarded()
    there = loop.received(loop.authority, year.report)
    year.holds(year.clock.now() + 30 * DAY)
    node = loop.authority.node
    if how == "finding":
        for item in there.items:
            assessing.assess(node, OTTO, there.line.id, item.id, Finding.NOT_ABUSE, "a cat")
    else:
        assessing.conclude(node, OTTO, there.line.id, Outcome.NONE, "nothing was found")
        with pytest.raises(ReceivedMoveRefused):
            holding.hold(node, OTTO, there.line.id, year.clock.now() + DAY, WHY)
    loop.goes()
    year.passes(year.clock.now())
    [letter] = year.letters()
    assert ("does not show the sexual abuse" in letter["text"]) is (how == "finding")


def test_an_authority_that_asks_too_late_hears_when_the_user_was_told(loop: Loop) -> None:
    year = Months(loop).forwarded()
    year.passes(year.notice().due_at)
    told_at = year.clock.now()
    year.clock.advance(DAY)
    year.holds(year.clock.now() + 30 * DAY)
    for one in (loop.centre, loop.authority):
        line = year.line(one)
        assert (line.user_told_at, line.hold_until) == (told_at, None)


def test_what_people_of_the_platform_hold_back_waits_for_them(loop: Loop) -> None:
    year = Months(loop)
    provider, now = loop.provider.node, year.clock.now()
    due = year.notice().due_at
    case_id = loop.bureau.show(year.report).summary.row.case_id
    assert case_id
    year.clock.advance(due - now)
    withholding.hold_back(
        provider, SARA, case_id, why="safety", source="the police, 7", until=due + DAY
    )
    year.passes(due)
    assert year.letters() == []
    year.clock.advance(DAY)
    withholding.end_due(provider)
    year.passes(due + DAY)
    assert len(year.letters()) == 1


def test_only_the_authority_that_has_the_report_may_hold_and_only_where_one_has(
    loop: Loop,
) -> None:
    year = Months(loop)
    at_centre = year.line(loop.centre).id
    until = year.clock.now() + DAY
    with pytest.raises(NotOurPart):
        holding.hold(loop.centre.node, OTTO, at_centre, until, WHY)
    number = year.line(loop.centre).number
    asked = {"number": number, "until": instant_text(until), "reason": WHY}
    loop.says(loop.authority, loop.centre, HOLD_ASKED, f"report {number}", asked)
    assert _codes(loop, loop.centre, loop.authority) == ["report-unknown"]
    loop.goes()
    loop.forwarded(year.report)
    there = loop.received(loop.authority, year.report)
    for item in there.items:
        assessing.assess(
            loop.authority.node, OTTO, there.line.id, item.id, Finding.NOT_ABUSE, "a cat"
        )
    with pytest.raises(ReceivedMoveRefused):
        holding.hold(loop.authority.node, OTTO, there.line.id, until, WHY)


def test_what_is_said_wrongly_of_a_hold_is_refused_and_changes_nothing(loop: Loop) -> None:
    year = Months(loop).forwarded()
    number = year.line(loop.centre).number
    until = instant_text(year.clock.now() + DAY)
    too_long = instant_text(year.clock.now() + timedelta(days=560))
    good = {"number": number, "until": until, "reason": WHY}
    before = year.line(loop.centre), year.notice()
    spoilt: Any = (
        ({}, "body-unreadable"),
        (good | {"until": "tomorrow"}, "body-unreadable"),
        (good | {"until": 1}, "body-unreadable"),
        (good | {"until": "2026-01-01T00:00:00"}, "body-unreadable"),
        (good | {"more": "x"}, "body-unreadable"),
        (good | {"number": "EUC-0"}, "report-unknown"),
        (good | {"until": too_long}, "hold-too-long"),
        (good | {"until": "2020-01-01T00:00:00.000000Z"}, "hold-too-long"),
    )
    for body, _ in spoilt:
        loop.says(loop.authority, loop.centre, HOLD_ASKED, f"report {number}", body)
    assert _codes(loop, loop.centre, loop.authority) == [code for _, code in spoilt]
    loop.goes()
    loop.says(
        loop.authority,
        loop.centre,
        HOLD_ENDED,
        f"report {number}",
        {"number": number, "reason": "x"},
    )
    about = {"report": str(year.report), "until": until}
    spoilt = (
        (about | {"until": too_long}, "hold-too-long"),
        (about | {"report": str(uuid4())}, "report-unknown"),
        ({"report": 1}, "body-unreadable"),
    )
    for body, _ in spoilt:
        loop.says(loop.centre, loop.provider, REPORT_HOLD, f"report {year.report}", body)
    assert _codes(loop, loop.provider, loop.centre) == [code for _, code in spoilt]
    loop.goes()
    told = {"report": str(uuid4()), "at": until}
    loop.says(loop.provider, loop.centre, REPORT_TOLD, f"report {year.report}", told)
    assert _codes(loop, loop.centre, loop.provider) == ["report-unknown"]
    loop.goes()
    assert (year.line(loop.centre), year.notice()) == before


def test_a_provider_that_says_it_told_tomorrow_told_today(loop: Loop) -> None:
    year = Months(loop).forwarded()
    at = instant_text(year.clock.now() + 30 * DAY)
    told = {"report": str(year.report), "at": at}
    loop.says(loop.provider, loop.centre, REPORT_TOLD, f"report {year.report}", told)
    loop.goes()
    assert year.line(loop.authority).user_told_at == year.clock.now()


def _codes(loop: Loop, by: Institution, to: Institution) -> list[str]:
    return [answer["code"] for _, answer in loop.answers(by, to)]
