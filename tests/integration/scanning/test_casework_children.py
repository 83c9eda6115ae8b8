"""What children themselves may have made or shared: support first, no ban by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.world import (
    BOSS,
    CONFIRM,
    JONAS,
    KEY,
    MIRA,
    REJECT,
    SARA,
    World,
    altered,
    picture,
)

from tutela.casework import marking, queue
from tutela.casework.children import AccountAction, Circumstance
from tutela.casework.errors import (
    BanUnfounded,
    CaseUnknown,
    ItemUnknown,
    NothingToMark,
    OwnMark,
    PersonNeeded,
    ReasonMissing,
)
from tutela.casework.machine import ItemState
from tutela.casework.marking import Marking
from tutela.law.model import Finding
from tutela.platform.errors import Forbidden

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.casework.model import CaseSummary
    from tutela.platform.actor import Actor

COERCED = Marking(Circumstance.COERCED, "the messages beside it threaten", childs_account=True)
SELF = Marking(Circumstance.SELF_GENERATED, "taken in a mirror")
OFF = Marking(None, "it is an adult actor")
BAN = replace(CONFIRM, ban_reason="the same person under a third name")


def marks(world: World, item_id: UUID, marking_: Marking, by: Actor = MIRA) -> int:
    return marking.mark(world.node, by, world.case_of(item_id), marking_, item_ids=[item_id])


def summary(world: World) -> CaseSummary:
    [found] = queue.list_cases(world.node, MIRA)
    return found


def told(platform: Platform, kind: str) -> list[dict[str, Any]]:
    return [one["data"] for one in platform.messages.values() if one["type"] == kind]


def test_a_mark_puts_support_first_and_tells_the_platform_at_once(
    live: World, platform: Platform
) -> None:
    item_id = live.hit(picture(1))
    assert marks(live, item_id, COERCED) == 1
    live.run_jobs()
    [asked] = told(platform, "account.support")
    assert (asked["account"], asked["circumstance"]) == ("kim", "coerced")
    assert "This is not your fault." in asked["support"]["text"]
    assert {one["reach"] for one in asked["support"]["contacts"]} >= {"116 111", "112"}
    assert live.item(item_id).restricted, "nothing else changes"
    assert live.item(item_id).state == "pending"


def test_support_is_shown_only_where_the_account_is_the_childs(
    live: World, platform: Platform
) -> None:
    """Whoever harms the child must not be told."""
    item_id = live.hit(picture(1))
    marks(live, item_id, replace(COERCED, childs_account=False))
    live.decide(item_id, CONFIRM)
    live.second(item_id, agree=True)
    live.run_jobs()
    assert not told(platform, "account.support")
    [asked] = told(platform, "item.remove")
    assert (asked["account_action"], asked["support"]) == ("none", None)


def test_a_marked_item_has_a_second_person_whatever_the_policy(live: World) -> None:
    item_id = live.hit(picture(1))
    marks(live, item_id, SELF)
    for judgement in (CONFIRM, REJECT):
        assert live.decide(item_id, judgement).state is ItemState.SECONDING
        assert live.second(item_id, agree=False).state is ItemState.PENDING


def test_coercion_stands_before_everything_but_danger(live: World) -> None:
    item_id = live.hit(picture(1))
    before = summary(live).priority.points
    marks(live, item_id, SELF)
    assert summary(live).priority.points == before + 120
    marks(live, item_id, COERCED)
    assert summary(live).priority.points == before + 5000
    assert summary(live).circumstance is Circumstance.COERCED
    assert summary(live).priority.reasons[0].words == "a child may be coerced"


def test_no_ban_is_proposed_by_itself(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    marks(live, item_id, COERCED)
    live.decide(item_id, CONFIRM)
    live.second(item_id, agree=True)
    live.run_jobs()
    [asked] = told(platform, "item.remove")
    assert (asked["account_action"], asked["account_before"]) == ("support", "none")
    assert "This is not your fault." in asked["support"]["text"]


def test_no_child_is_told_of_a_picture_that_is_none(live: World, platform: Platform) -> None:
    """Support that a mark asked for ends with the finding that there was nothing."""
    item_id = live.hit(picture(1))
    marks(live, item_id, COERCED)
    live.decide(item_id, REJECT)
    live.second(item_id, agree=True)
    live.run_jobs()
    [asked] = told(platform, "item.restore")
    assert (asked["account_action"], asked["account_before"]) == ("none", "support")
    assert asked["support"] is None


def test_nothing_is_proposed_for_the_account_of_any_other_item(
    live: World, platform: Platform
) -> None:
    live.decide(live.hit(picture(1)), CONFIRM)
    live.run_jobs()
    [asked] = told(platform, "item.remove")
    assert (asked["account_action"], asked["support"]) == ("none", None)


def test_a_ban_is_a_choice_with_a_reason_that_the_second_person_sees(
    live: World, platform: Platform
) -> None:
    item_id = live.hit(picture(1))
    marks(live, item_id, SELF)
    live.decide(item_id, BAN)
    [decision] = live.item(item_id).decisions
    assert decision.account_action is AccountAction.BAN
    assert decision.account_reason == "the same person under a third name"
    live.second(item_id, agree=True)
    live.run_jobs()
    [asked] = told(platform, "item.remove")
    assert asked["account_action"] == "ban"
    assert "third name" not in str(asked), "words of a case stay here"


def test_a_reversal_says_that_the_ban_behind_it_is_gone(live: World, platform: Platform) -> None:
    item_id = live.hit(picture(1))
    live.decide(item_id, BAN)
    live.reverse(item_id, REJECT)
    live.run_jobs()
    [asked] = told(platform, "item.restore")
    assert (asked["account_action"], asked["account_before"]) == ("none", "ban")


@pytest.mark.parametrize("finding", [Finding.NOT_ABUSE_MATERIAL, Finding.OTHER_ILLEGAL])
def test_nobody_is_banned_for_what_is_not_confirmed(live: World, finding: Finding) -> None:
    item_id = live.hit(picture(1))
    with pytest.raises(BanUnfounded):
        live.decide(item_id, replace(BAN, finding=finding, seen_at_platform=True))


def test_nobody_is_banned_where_no_account_is_known(live: World) -> None:
    with pytest.raises(BanUnfounded):
        live.decide(live.hit(picture(1), account=""), BAN)


def test_who_set_a_mark_does_not_take_it_off(live: World) -> None:
    item_id = live.hit(picture(1))
    marks(live, item_id, COERCED)
    with pytest.raises(OwnMark):
        marks(live, item_id, OFF)
    with pytest.raises(OwnMark):
        marks(live, item_id, replace(COERCED, childs_account=False))
    assert marks(live, item_id, OFF, by=JONAS) == 1
    assert live.item(item_id).circumstance is None
    assert live.decide(item_id, REJECT).state is ItemState.SECONDING, "off, but still for two"
    set_, cleared = live.events("circumstance:set", "circumstance:clear")
    assert (set_.facts["circumstance"], cleared.facts["was"]) == ("coerced", "coerced")
    assert "threaten" not in str(set_.facts), "the words stand with the case"


def test_a_mark_has_its_words_in_the_notes_of_the_case(live: World) -> None:
    item_id = live.hit(picture(1))
    marks(live, item_id, SELF)
    case = queue.show_case(live.node, SARA, live.case_of(item_id), purpose="test")
    assert [(one.kind, one.words) for one in case.notes] == [("mark", "taken in a mirror")]


def test_a_mark_is_for_the_items_that_are_meant(live: World) -> None:
    first, second = live.hit(picture(1)), live.hit(altered(1))
    marks(live, first, SELF)
    assert live.item(second).circumstance is None
    assert marking.mark(live.node, MIRA, live.case_of(first), SELF) == 1, (
        "the other one, by default"
    )
    with pytest.raises(NothingToMark):
        marking.mark(live.node, MIRA, live.case_of(first), SELF)


def test_what_cannot_be_marked_is_said(live: World) -> None:
    item_id = live.hit(picture(1))
    other = live.hit(picture(1), account="lee")
    case = live.case_of(item_id)
    with pytest.raises(ReasonMissing):
        marks(live, item_id, replace(SELF, reason=" "))
    with pytest.raises(NothingToMark):
        marks(live, item_id, OFF)
    with pytest.raises(ItemUnknown):
        marking.mark(live.node, MIRA, case, SELF, item_ids=[other])
    with pytest.raises(CaseUnknown):
        marking.mark(live.node, MIRA, live.node.ids.new(), SELF)
    for actor in (BOSS, KEY):
        with pytest.raises(PersonNeeded):
            marks(live, item_id, SELF, by=actor)
    with pytest.raises(Forbidden):
        marks(live, item_id, SELF, by=replace(MIRA, permissions=frozenset()))
