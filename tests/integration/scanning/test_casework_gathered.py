"""A case gathers all of its subject; look-alikes are decided side by side, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.statements import statements_counted
from tests.world import (
    BANK,
    BOSS,
    CONFIRM,
    CURATOR,
    FORUM,
    JONAS,
    KEPT,
    MIRA,
    REJECT,
    SARA,
    SEEN_CONFIRM,
    World,
    altered,
    picture,
    signals_of,
)

from tutela.casework import decisions, queue
from tutela.casework.errors import NotSeen
from tutela.casework.judged import feedback_on
from tutela.casework.only import Only
from tutela.indicators.adding import add_from_image
from tutela.indicators.model import IndicatorState
from tutela.indicators.service import create_bank
from tutela.law.model import BankPurpose
from tutela.platform.services.model import Policy
from tutela.platform.services.service import LanguageInvalid, declare_service
from tutela.web.pages.case_view import case_view

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.model import Case


def case(world: World, item_id: UUID) -> Case:
    return queue.show_case(world.node, MIRA, world.case_of(item_id), purpose="test")


def test_look_alikes_stand_together_and_are_judged_one_by_one(live: World) -> None:
    live.learn(2)
    first, near, other = live.hit(picture(1)), live.hit(altered(1)), live.hit(picture(2))
    [group] = case(live, first).groups
    assert (set(group.items), group.radius) == ({first, near}, 31)
    with pytest.raises(NotSeen):
        decisions.decide(live.node, MIRA, live.case_of(first), CONFIRM, item_ids=group.items)
    assert live.item(first).state == "pending", "all or nothing"
    live.look(first)
    with pytest.raises(NotSeen):
        decisions.decide(live.node, MIRA, live.case_of(first), CONFIRM, item_ids=group.items)
    made = decisions.decide(
        live.node, MIRA, live.case_of(first), SEEN_CONFIRM, item_ids=group.items
    )
    assert {one.item_id: one.seen.value for one in made} == {
        first: "view-log", near: "at-platform",
    }  # fmt: skip
    assert len(live.rows("decision")) == 2
    assert live.item(other).state == "pending"


def test_a_case_shows_the_other_cases_of_its_subject(live: World) -> None:
    live.learn(2)
    first = live.hit(picture(1))
    live.decide(first, CONFIRM)
    live.hit(picture(1), account="lee")
    second = live.hit(picture(2))
    [earlier] = case(live, second).others
    assert (earlier.id, earlier.state, earlier.items) == (
        live.case_of(first), "closed", (("confirmed", 1),),
    )  # fmt: skip
    [later] = case(live, first).others
    assert later.id == live.case_of(second)


def test_a_match_names_every_source_its_batch_and_what_contests_it(live: World) -> None:
    add_from_image(
        live.node,
        CURATOR,
        BANK,
        signals_of(picture(1)),
        source="police",
        scheme="a1-b2",
        label="A2",
        state=IndicatorState.PROPOSED,
    )
    create_bank(live.node, BOSS, "harmless", purpose=BankPurpose.COMMON_HARMLESS)
    live.learn(1, bank="harmless")
    [match] = live.item(live.hit(picture(1))).matches
    assert (match.source, match.beside) == ("hotline", ("police",))
    assert match.contested_by == "harmless"
    assert match.batch_id


def test_what_people_found_is_told_of_the_indicator_and_follows_a_reversal(world: World) -> None:
    world.switch_on()
    indicator = world.learn(1)
    items = [world.hit(picture(1), account=name) for name in ("kim", "lee", "max")]
    world.decide(items[0], CONFIRM)
    world.decide(items[1], REJECT)
    found = feedback_on(world.node, MIRA, indicator)
    assert (found.right, found.wrong, found.open, found.waiting) == (1, 1, 0, 1)
    world.reverse(items[1], CONFIRM)
    found = feedback_on(world.node, MIRA, indicator)
    assert (found.right, found.wrong) == (2, 0)


def test_the_queue_is_chosen_by_the_language_of_a_service(live: World) -> None:
    item_id = live.hit(picture(1))
    assert not queue.list_cases(live.node, JONAS, only=Only(language="de"))
    declare_service(
        live.node, BOSS, FORUM, title="Forum",
        policy=Policy(KEPT.retention, KEPT.retention_basis, language="de"),
    )  # fmt: skip
    [found] = queue.list_cases(live.node, JONAS, only=Only(language="de"))
    assert found.id == live.case_of(item_id)
    assert not queue.list_cases(live.node, SARA, only=Only(language="fr"))


@pytest.mark.parametrize("language", ["DE", "deu", "d", "é1"])
def test_a_language_has_two_letters(live: World, language: str) -> None:
    with pytest.raises(LanguageInvalid):
        declare_service(live.node, BOSS, FORUM, title="Forum", policy=Policy(language=language))


def test_a_case_of_many_items_is_read_with_no_more_statements_than_one_of_few(live: World) -> None:
    case = live.case_of(live.hit(picture(1), name="one"))
    live.hit(picture(1), name="two")
    few = statements_of(live, case)
    for number in range(8):
        live.hit(picture(1), name=f"more-{number}")
    assert statements_of(live, case) == few


def statements_of(world: World, case: UUID) -> int:
    """How much is asked of the database to show a case."""
    with statements_counted() as sent:
        found = queue.show_case(world.node, MIRA, case, purpose="test")
        case_view(world.node, MIRA, found)
    return len(sent)
