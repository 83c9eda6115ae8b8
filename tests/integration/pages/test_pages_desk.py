"""The desk says what waits, the most urgent first, and is kind when nothing does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.stage import BANKED, bytes_of

from tutela.casework import decisions, holds
from tutela.casework.decisions import Judgement
from tutela.law.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock

SCRIPT = "<script>alert('x')</script>"


def subjects(page: str) -> list[str]:
    return re.findall(r'<a href="/cases/[^"]*"><bdi[^>]*>([^<]*)</bdi></a>', page)


def test_an_empty_desk_is_kind(visit: Callable[[str], Visitor]) -> None:
    page = visit("mira").reads("/desk")
    assert "Nothing waits" in page
    assert "Thank you" in page


def test_a_case_stands_there_with_its_hold_in_words(
    stage: Stage, visit: Callable[[str], Visitor], clock: ManualClock
) -> None:
    case = stage.exact_hit(account="kim")
    clock.advance(timedelta(hours=2))
    page = visit("mira").reads("/desk")
    assert f'<a href="/cases/{case}"><bdi translate="no">kim</bdi></a>' in page
    assert 'title="2026-11-25 09:00 UTC">ends in 70 h</time>' in page
    assert "1 case waits for a person" in page


def test_an_overdue_hold_comes_first_and_is_said(
    stage: Stage, visit: Callable[[str], Visitor], clock: ManualClock
) -> None:
    stage.near_hit(account="first")
    clock.advance(timedelta(hours=1))
    stage.exact_hit(account="second")
    clock.advance(timedelta(hours=71, minutes=30))
    holds.raise_alarms(stage.node)
    page = visit("mira").reads("/desk")
    assert subjects(page) == ["first", "second"]
    assert "overdue by 30 min" in page
    assert "1 with an overdue hold" in page


def test_a_decision_that_waits_for_a_second_person_is_on_the_desk(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.near_hit()
    stage.add_people("jonas")
    made = Judgement(Finding.NOT_ABUSE_MATERIAL, "an everyday picture", seen_at_platform=True)
    decisions.decide(stage.node, stage.actor("jonas"), case, made)
    assert "1 for a second person" in visit("mira").reads("/desk")


def test_a_reversal_that_waits_for_a_second_person_is_on_the_desk_though_its_case_was_closed(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.near_hit()
    stage.add_people("jonas", "mira", "sara")
    confirmed = Judgement(Finding.CONFIRMED, "it is", "stand-in", seen_at_platform=True)
    [item] = decisions.decide(stage.node, stage.actor("jonas"), case, confirmed)
    decisions.second(stage.node, stage.actor("mira"), case, agree=True, reason="it is")
    assert subjects(visit("mira").reads("/desk")) == []
    rejected = Judgement(Finding.NOT_ABUSE_MATERIAL, "it is not", seen_at_platform=True)
    decisions.reverse(stage.node, stage.actor("sara"), case, item.item_id, rejected)
    assert subjects(visit("mira").reads("/desk")) == ["kim"]


def test_a_proposed_restoration_is_on_the_desk(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    stage.exact_hit()
    stage.proves_wrong(BANKED[0])
    assert "restoration proposed" in visit("mira").reads("/desk")


def test_closed_cases_stand_apart_the_latest_first(
    stage: Stage, visit: Callable[[str], Visitor], clock: ManualClock
) -> None:
    stage.add_people("jonas")
    for account in ("first", "second"):
        case = stage.case_of(stage.comes_in(bytes_of(BANKED[0]), account, account))
        made = Judgement(Finding.NOT_ABUSE_MATERIAL, "an everyday picture")
        decisions.decide(stage.node, stage.actor("jonas"), case, made)
        clock.advance(timedelta(minutes=1))
    mira = visit("mira")
    assert subjects(mira.reads("/desk")) == []
    assert subjects(mira.reads("/desk?show=closed")) == ["second", "first"]


def test_a_desk_without_closed_cases_says_so(visit: Callable[[str], Visitor]) -> None:
    assert "No case is closed yet" in visit("mira").reads("/desk?show=closed")


def test_an_unknown_filter_is_refused(visit: Callable[[str], Visitor]) -> None:
    assert visit("mira").opens("/desk?show=secret").status_code == 400


def test_an_account_without_a_name_and_one_with_a_script_are_shown_as_text(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    stage.exact_hit(account="")
    case = stage.near_hit(account=SCRIPT, name=SCRIPT)
    mira = visit("mira")
    desk, page = mira.reads("/desk"), mira.reads(f"/cases/{case}")
    assert "No account given" in desk
    for text in (desk, page, mira.reads("/deliveries")):
        assert SCRIPT not in text
    assert "&lt;script&gt;" in desk
    assert "&lt;script&gt;" in page
