"""Who gives what is manifestly unfounded is counted from what people decided, and from no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.notices.misuse_samples import UNFOUNDED, Giver
from tests.integration.notices.notice_samples import NOT_ILLEGAL, Door
from tests.world import MIRA, SARA

from tutela.platform.actor import Actor, ActorKind
from tutela.platform.errors import Forbidden
from tutela.redress.misuse import assessing
from tutela.redress.misuse.model import Kind
from tutela.redress.notices import erasing

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

DAY = timedelta(days=1)


def test_a_key_stands_out_once_it_is_often_and_mostly_wrong(node: Node, door: Door) -> None:
    giver = Giver(node)
    giver.is_right(door, 2)
    giver.is_wrong(door, 4)
    [before] = assessing.list_standing(node, SARA)
    assert (before.count.misused, before.count.given, before.out) == (4, 6, False)
    giver.is_wrong(door, danger=True, kind="solicitation")
    [one] = assessing.list_standing(node, SARA)
    assert (one.count.kind, one.name, one.out) == (Kind.NOTICES, "hotline", True)
    assert (one.count.misused, one.count.given, one.count.percent) == (5, 7, 71)
    assert (dict(one.count.sorts), one.count.danger) == ({"material": 4, "solicitation": 1}, 1)


def test_what_was_only_not_right_or_is_not_decided_is_no_misuse(node: Node, door: Door) -> None:
    giver = Giver(node)
    door.decides(giver.gives().notice_id, NOT_ILLEGAL)
    giver.gives()
    assert assessing.list_standing(node, SARA) == []


def test_whoever_writes_into_the_form_is_never_counted(node: Node, door: Door) -> None:
    for number in range(6):
        urls = [f"https://forum.example/t/{number}"]
        made = door.takes(urls=urls, name="Kim", email="kim@example.org", kind="other")
        door.decides(made.notice_id, UNFOUNDED)
    assert assessing.list_standing(node, SARA) == []


def test_each_key_is_counted_alone(node: Node, door: Door) -> None:
    Giver(node, "one").is_wrong(door, 5)
    Giver(node, "other").is_wrong(door, 1)
    assert [(one.name, one.out) for one in assessing.list_standing(node, SARA)] == [
        ("one", True),
        ("other", False),
    ]


def test_what_is_older_than_the_period_counts_no_more_and_its_key_goes_with_its_words(
    node: Node, door: Door, clock: ManualClock, rows: Callable[..., list[Any]]
) -> None:
    giver = Giver(node)
    giver.is_wrong(door, 5)
    clock.advance(180 * DAY - timedelta(seconds=1))
    assert assessing.list_standing(node, SARA)[0].out
    clock.advance(timedelta(seconds=1))
    assert assessing.list_standing(node, SARA) == []
    clock.advance(5 * DAY)
    assert erasing.erase_due(node) == 5
    assert rows("SELECT 1 FROM tutela.notice WHERE key_id IS NOT NULL") == []


def test_only_who_may_see_it_sees_it(node: Node, door: Door) -> None:
    Giver(node).is_wrong(door)
    assert assessing.list_standing(node, MIRA)
    nobody = Actor(ActorKind.PERSON, "account:x", "x", frozenset())
    with pytest.raises(Forbidden):
        assessing.list_standing(node, nobody)
