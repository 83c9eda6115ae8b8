"""What each finding leads to: the table, and what people are told of it beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from tutela.casework.children import Circumstance
from tutela.casework.consequence import CONSEQUENCES, Asking, Counts, Held
from tutela.casework.foretelling import AT_ONCE, PARTLY_SECONDED, SECONDED, foretold
from tutela.casework.handover import words
from tutela.casework.machine import CLEARED, DECIDED, Command, ItemState, command_for, move
from tutela.casework.model import ActionKind, CaseItem, HoldClock, MatchFact
from tutela.casework.rules import asks_look, asks_second
from tutela.law.model import Finding, SurfaceKind
from tutela.platform.services.model import SecondPerson

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
AGE, OTHER = Finding.AGE_AMBIGUOUS, Finding.OTHER_ILLEGAL
MATCH = MatchFact(
    bank="known",
    demo=False,
    exact=True,
    verified=True,
    distance=None,
    quality=None,
    scheme="a1-b2",
    label="A1",
    source="hotline",
    profile="",
    withdrawn="",
    indicator_id=UUID(int=3),
    batch_id=UUID(int=4),
)
ITEM = CaseItem(
    id=UUID(int=1),
    surface="uploads",
    surface_kind=SurfaceKind.HOSTING,
    external_id="photo",
    verdict="held",
    state="pending",
    restricted=True,
    restoration_proposed=False,
    sha256="0" * 64,
    size=1,
    media_type="image/png",
    received_at=NOW,
    evidence_id=UUID(int=2),
    views=0,
    matches=(MATCH,),
    decisions=(),
    circumstance=None,
    childs_account=False,
    marked=False,
    guarded=False,
    doubters=(),
    hold=HoldClock(NOW, NOW + timedelta(hours=72), None, alarmed=False),
    actions=(),
)
FLAGGED = replace(ITEM, restricted=False, hold=None)
TALKED = replace(ITEM, surface_kind=SurfaceKind.COMMUNICATION)


def said(finding: Finding, *items: CaseItem, policy: SecondPerson = SecondPerson.NEVER) -> str:
    return " ".join(foretold(finding, items, policy, NOW))


def test_every_finding_has_its_consequence_with_a_reason_and_a_source() -> None:
    assert set(CONSEQUENCES) == set(Finding)
    for one in CONSEQUENCES.values():
        assert one.why.endswith(".")
        assert one.sources


def test_only_what_is_confirmed_is_reported_or_kept() -> None:
    for finding, one in CONSEQUENCES.items():
        confirmed = finding is Finding.CONFIRMED
        assert one.reported is confirmed
        assert (one.held is Held.FOR_GOOD) is confirmed
        if finding is Finding.UNSURE:
            assert not one.erases
        else:
            there = move(ItemState.PENDING, command_for(finding, reverses=False, proposed=False))
            assert one.erases is (there.target in CLEARED)


def test_the_table_and_the_machine_agree_on_what_decides() -> None:
    deciding = {one for one in Finding if CONSEQUENCES[one].held is not Held.GOES_ON}
    assert len(deciding) == len(DECIDED)
    assert command_for(Finding.UNSURE, reverses=True, proposed=True) is Command.DOUBT


@pytest.mark.parametrize(("policy", "exact"), list(product(SecondPerson, (True, False))))
def test_an_age_that_cannot_be_told_always_has_two_people(
    policy: SecondPerson, *, exact: bool
) -> None:
    assert asks_second(AGE, policy, exact=exact)
    assert not asks_second(Finding.UNSURE, policy, exact=exact)
    by_rule = {SecondPerson.NEVER: False, SecondPerson.NEAR: not exact, SecondPerson.ALWAYS: True}
    for finding in (Finding.CONFIRMED, Finding.NOT_ABUSE_MATERIAL, OTHER):
        assert asks_second(finding, policy, exact=exact) is by_rule[policy]


@pytest.mark.parametrize("finding", list(Finding))
def test_what_needs_a_look(finding: Finding) -> None:
    always = CONSEQUENCES[finding].look is Asking.ALWAYS
    assert always is (finding in (AGE, OTHER))
    assert asks_look(finding, exact=True, restores=False) is always
    assert asks_look(finding, exact=False, restores=False) is (finding is not Finding.UNSURE)
    assert asks_look(finding, exact=False, restores=True) is always


@pytest.mark.parametrize(
    ("finding", "restricted", "kept", "hosting", "asked"),
    [
        (Finding.CONFIRMED, True, False, True, ActionKind.REMOVE),
        (Finding.CONFIRMED, False, False, False, ActionKind.REMOVE),
        (Finding.NOT_ABUSE_MATERIAL, True, False, True, ActionKind.RESTORE),
        (Finding.NOT_ABUSE_MATERIAL, False, False, True, None),
        (AGE, True, True, True, ActionKind.HAND_OVER),
        (AGE, True, True, False, None),
        (AGE, True, False, True, ActionKind.RESTORE),
        (AGE, True, False, False, ActionKind.RESTORE),
        (AGE, False, False, True, ActionKind.HAND_OVER),
        (AGE, False, False, False, None),
        (OTHER, True, False, True, ActionKind.HAND_OVER),
        (OTHER, True, False, False, ActionKind.RESTORE),
        (OTHER, False, False, True, ActionKind.HAND_OVER),
        (OTHER, False, False, False, None),
        (Finding.UNSURE, True, False, True, None),
    ],
)
def test_what_the_platform_is_asked_for(
    finding: Finding, asked: ActionKind | None, *, restricted: bool, kept: bool, hosting: bool
) -> None:
    then = CONSEQUENCES[finding]
    assert then.asks(restricted=restricted, kept=kept, hosting=hosting) is asked


def test_what_is_handed_over_says_what_the_law_asks() -> None:
    assert "Article 18" in words(OTHER, None)
    assert "nobody as child sexual abuse material" in words(AGE, None)
    assert "until 2026-11-29 12:00 UTC" in words(AGE, NOW)
    assert words(Finding.CONFIRMED, None) == words(Finding.NOT_ABUSE_MATERIAL, None) == ""


def test_before_the_button_is_pressed_it_is_said_what_it_will_do() -> None:
    assert said(Finding.CONFIRMED, ITEM).startswith(f"{AT_ONCE} The platform is asked to remove")
    assert "draft of a report" in said(Finding.CONFIRMED, ITEM)
    rejected = said(Finding.NOT_ABUSE_MATERIAL, ITEM)
    assert "restore it." in rejected
    assert "erased at once" in rejected
    assert "counts as an error" in rejected
    assert "asked of the platform" in said(Finding.NOT_ABUSE_MATERIAL, FLAGGED)
    assert "erased" not in said(Finding.NOT_ABUSE_MATERIAL, replace(FLAGGED, evidence_id=None))


def test_an_age_that_cannot_be_told_is_kept_from_view_until_its_clock_ends() -> None:
    told = said(AGE, ITEM)
    assert told.startswith(SECONDED)
    assert "until 2026-12-02 12:00 UTC" in told
    assert "decide by its own process" in told
    assert "knows no maybe" in told
    over = HoldClock(NOW, NOW, None, alarmed=True)
    assert "asked to restore it" in said(AGE, replace(ITEM, hold=over))


def test_what_a_scan_of_messages_found_is_not_handed_over() -> None:
    for finding in (AGE, OTHER):
        assert "serves no other purpose" in said(finding, TALKED)
        assert "in words" not in said(finding, TALKED)


def test_several_items_are_told_of_together() -> None:
    near = replace(ITEM, matches=(replace(MATCH, exact=False),))
    told = said(Finding.CONFIRMED, ITEM, near, policy=SecondPerson.NEAR)
    assert told.startswith(PARTLY_SECONDED)
    assert told.count("asked to remove it") == 1


def test_who_is_unsure_is_told_that_somebody_else_decides() -> None:
    assert "Another person must look." in said(Finding.UNSURE, ITEM)
    assert CONSEQUENCES[Finding.UNSURE].counts is Counts.OPEN


def test_a_marked_item_has_a_second_person_and_no_ban_by_itself() -> None:
    marked = replace(ITEM, circumstance=Circumstance.COERCED, guarded=True)
    for policy, exact in product(SecondPerson, (True, False)):
        assert asks_second(Finding.CONFIRMED, policy, exact=exact, guarded=True)
        assert not asks_second(Finding.UNSURE, policy, exact=exact, guarded=True)
    told = said(Finding.CONFIRMED, marked)
    assert told.startswith(SECONDED)
    assert "no ban is proposed unless you choose one" in told
    assert "show support" not in told
    assert "show support" in said(Finding.CONFIRMED, replace(marked, childs_account=True))
    told = said(Finding.NOT_ABUSE_MATERIAL, replace(marked, childs_account=True))
    assert "show support" not in told
    assert "asked for by mistake" in told
