"""Accounts are counted by what people decided about them: complaints and confirmed items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.integration.redress.test_complaints import RIGHT, removed
from tests.integration.redress.test_links import code_of
from tests.world import CONFIRM, REJECT, SARA, World, picture

from tutela.redress.complaints import deciding, lodging
from tutela.redress.complaints.answer import Answer
from tutela.redress.misuse import assessing
from tutela.redress.misuse.model import Kind

if TYPE_CHECKING:
    from tests.simulators.platform import Platform

    from tutela.redress.misuse.assessing import Standing


def standing(world: World, kind: Kind) -> list[Standing]:
    found = assessing.list_standing(world.node, SARA)
    return [one for one in found if one.count.kind is kind]


def test_an_account_with_several_confirmed_items_stands_out(
    live: World, platform: Platform
) -> None:
    assert platform
    live.decide(live.hit(picture(1), name="post-1"), CONFIRM)
    assert [one.out for one in standing(live, Kind.CONTENT)] == [False]
    second = live.hit(picture(1), name="post-2")
    live.decide(second, CONFIRM)
    live.decide(live.hit(picture(1), name="post-3"), REJECT)
    live.hit(picture(1), name="post-4")
    [one] = standing(live, Kind.CONTENT)
    assert (one.name, one.count.misused, one.count.given, one.out) == ("kim", 2, None, True)
    live.reverse(second, REJECT)
    assert [one.count.misused for one in standing(live, Kind.CONTENT)] == [1]


def test_an_accounts_complaints_count_only_where_whoever_decided_said_so(
    live: World, platform: Platform
) -> None:
    removed(live)
    one = lodging.by_link(live.node, code_of(platform), "no", language="en")
    deciding.decide(live.node, SARA, one.id, Answer(RIGHT.told, unfounded=True))
    [found] = standing(live, Kind.COMPLAINTS)
    assert (found.name, found.count.misused, found.count.given) == ("kim", 1, 1)
    assert dict(found.count.sorts) == {"user": 1}
    assert "kim" not in repr(found.count)
