"""A mark that was never right: two people recall it, and what it caused ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.world import CONFIRM, REJECT, World, picture

from tutela.assembly import doers
from tutela.casework import marking, queue, recalling
from tutela.casework.children import Circumstance
from tutela.casework.errors import NothingToRecall, ReasonMissing
from tutela.casework.machine import ItemState
from tutela.casework.marking import Marking
from tutela.platform.accounts import store as accounts
from tutela.platform.accounts.model import Account
from tutela.platform.approvals import answering
from tutela.platform.approvals.errors import AwaitsApproval, OwnRequest, RequestStale
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.simulators.platform import Platform

    from tutela.platform.actor import Actor

CHILDS = Marking(Circumstance.COERCED, "it looks so", childs_account=True)
People = dict[str, "Actor"]


@pytest.fixture
def people(live: World) -> People:
    """People with accounts: whoever answers a request is looked up there."""
    found: People = {}
    with live.node.transaction() as connection:
        for name in ("mira", "jonas", "sara"):
            role = frozenset({Role.REVIEWER})
            one = Account(uuid4(), name, role, live.node.clock.now())
            accounts.add_account(connection, one, Secret("no password opens it"))
            found[name] = one.actor
    return found


def asks(world: World, by: Actor, item: UUID, reason: str = "an adult actor") -> UUID:
    with pytest.raises(AwaitsApproval) as waits:
        recalling.recall(world.node, by, world.case_of(item), reason=reason, item_ids=[item])
    found: UUID = waits.value.facts["request"]
    return found


def agrees(world: World, by: Actor, request: UUID) -> None:
    answering.approve(world.node, by, request, reason="so it is", doers=doers())


@pytest.fixture
def marked(live: World, people: People) -> UUID:
    """An item that mira marked as from a child's own account."""
    item = live.hit(picture(1))
    marking.mark(live.node, people["mira"], live.case_of(item), CHILDS)
    return item


def told(platform: Platform, kind: str) -> list[dict[str, Any]]:
    return [one["data"] for one in platform.messages.values() if one["type"] == kind]


def test_two_people_recall_it_and_it_counts_as_never_set(
    live: World, people: People, marked: UUID
) -> None:
    request = asks(live, people["mira"], marked)
    assert live.item(marked).circumstance is Circumstance.COERCED, "nothing is changed yet"
    with pytest.raises(OwnRequest):
        agrees(live, people["mira"], request)
    agrees(live, people["jonas"], request)
    found = live.item(marked)
    assert (found.circumstance, found.marked, found.guarded) == (None, False, False)
    assert live.decide(marked, REJECT).state is ItemState.REJECTED, "one person decides again"
    [row] = live.events("circumstance:recall")
    assert (row.facts["was"], row.facts["childs_account"]) == ("coerced", True)
    assert "adult" not in str(row.facts), "the words stand with the case"


def test_what_it_caused_is_put_right(
    live: World, people: People, marked: UUID, platform: Platform
) -> None:
    live.decide(marked, CONFIRM, people["sara"])
    agrees(live, people["jonas"], asks(live, people["mira"], marked))
    [case] = queue.list_cases(live.node, people["mira"])
    assert case.circumstance is None, "its place in the queue follows"
    live.second(marked, agree=True)
    live.run_jobs()
    [ended] = told(platform, "account.support-end")
    assert ended["account"] == "kim"
    [removed] = told(platform, "item.remove")
    assert (removed["account_action"], removed["support"]) == ("none", None)


def test_support_stays_where_another_item_says_that_the_account_is_a_childs(
    live: World, people: People, marked: UUID, platform: Platform
) -> None:
    other = live.hit(picture(1), name="another")
    marking.mark(live.node, people["sara"], live.case_of(other), CHILDS, item_ids=[other])
    agrees(live, people["jonas"], asks(live, people["mira"], marked))
    live.run_jobs()
    assert told(platform, "account.support-end") == []
    assert live.item(marked).guarded, "the other item still says it of the account"


def test_a_mark_that_is_off_can_be_recalled_too(live: World, people: People, marked: UUID) -> None:
    case = live.case_of(marked)
    marking.mark(live.node, people["jonas"], case, Marking(None, "an adult"))
    assert live.item(marked).guarded
    agrees(live, people["jonas"], asks(live, people["mira"], marked))
    assert not live.item(marked).guarded


def test_what_was_said_since_is_not_recalled_unseen(
    live: World, people: People, marked: UUID
) -> None:
    request = asks(live, people["mira"], marked)
    again = Marking(Circumstance.SELF_GENERATED, "she says so", childs_account=True)
    marking.mark(live.node, people["sara"], live.case_of(marked), again)
    with pytest.raises(RequestStale):
        agrees(live, people["jonas"], request)
    assert live.item(marked).circumstance is Circumstance.SELF_GENERATED


def test_what_cannot_be_recalled_is_said(live: World, people: People) -> None:
    item = live.hit(picture(1))
    tries: list[tuple[type[Exception], Callable[[], object]]] = [
        (NothingToRecall, lambda: recalling.recall(
            live.node, people["mira"], live.case_of(item), reason="wrong")),
        (ReasonMissing, lambda: recalling.recall(
            live.node, people["mira"], live.case_of(item), reason=" ")),
    ]  # fmt: skip
    for refusal, act in tries:
        with pytest.raises(refusal):
            act()
