"""A case of many items is read in parts, and no number of ids is too many for a statement."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, true
from tests.world import CONFIRM, JONAS, MIRA, World, picture

from tutela.casework import decisions, place, queue, store, store_subject
from tutela.casework.errors import ItemUnknown, TooManyToDecide
from tutela.casework.store_items import PAGE
from tutela.casework.tables import case_item
from tutela.detection.tables import detection, item
from tutela.evidence import service as evidence
from tutela.platform.actor import NODE
from tutela.web.pages.case_view import case_view

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Subquery, Table

    from tutela.casework.model import Case


def grow(world: World, like: UUID, more: int) -> UUID:
    """The case of an item with so many more that are like it."""
    numbers = select(func.generate_series(1, more).label("n")).subquery()
    new = func.md5(func.concat("item", numbers.c.n)).cast(item.c.id.type)
    found = {item: item.c.id == like, case_item: case_item.c.item_id == like}
    with world.node.work(NODE, purpose="test") as work:
        for table in (item, case_item):
            _copy(work.connection, table, found[table], numbers, {"id": new, "item_id": new})
        _copy(
            work.connection, detection, detection.c.item_id == like, numbers,
            {"id": func.gen_random_uuid(), "item_id": new},
        )  # fmt: skip
        case_id = world.case_of(like)
        place.renew(work, [case_id])
    return case_id


def _copy(
    connection: Connection,
    table: Table,
    where: ColumnElement[bool],
    numbers: Subquery,
    new: dict[str, ColumnElement[Any]],
) -> None:
    chosen = [new.get(one.name, one) for one in table.c]
    query = select(*chosen).select_from(table.join(numbers, true())).where(where)
    connection.execute(insert(table).from_select([one.name for one in table.c], query))


def shown(world: World, case_id: UUID, after: UUID | None = None) -> Case:
    return queue.show_case(world.node, MIRA, case_id, purpose="test", after=after)


@pytest.fixture
def first(live: World) -> UUID:
    return live.hit(picture(1))


def test_a_case_of_many_items_comes_in_parts_and_none_is_lost(live: World, first: UUID) -> None:
    case_id = grow(live, first, 249)
    parts, after = [], None
    while True:
        part = shown(live, case_id, after)
        parts.append(part)
        after = part.part.next
        if after is None:
            break
    assert [(one.part.first, len(one.items)) for one in parts] == [(1, 100), (101, 100), (201, 50)]
    assert {one.part.of for one in parts} == {250}
    assert len({one.id for part in parts for one in part.items}) == 250
    view = case_view(live.node, MIRA, parts[1])
    assert (view.items[0].number, view.last, view.waiting) == (101, 200, 250)


def test_what_waits_stands_first_and_one_act_decides_what_is_shown(
    live: World, first: UUID
) -> None:
    case_id = grow(live, first, 149)
    with pytest.raises(TooManyToDecide):
        decisions.decide(live.node, MIRA, case_id, CONFIRM)
    ids = [one.id for one in shown(live, case_id).items]
    assert len(decisions.decide(live.node, MIRA, case_id, CONFIRM, item_ids=ids)) == PAGE
    rest = shown(live, case_id)
    assert [one.state for one in rest.items] == ["pending"] * 50 + ["confirmed"] * 50
    assert rest.summary.pending == 50
    assert rest.confirmed
    assert len(decisions.decide(live.node, MIRA, case_id, CONFIRM)) == 50


def test_a_case_that_fits_is_shown_whole_in_the_order_in_which_it_came(live: World) -> None:
    items = [live.hit(picture(1), name=f"{n}") for n in range(3)]
    live.decide(items[0], CONFIRM)
    found = shown(live, live.case_of(items[1]))
    assert [one.id for one in found.items] == items
    assert (found.part.first, found.part.of, found.part.next) == (1, 3, None)


def test_a_part_behind_an_item_of_another_case_is_refused(live: World, first: UUID) -> None:
    case_id = grow(live, first, 120)
    for other in (uuid4(), live.hit(picture(1), account="lee")):
        with pytest.raises(ItemUnknown):
            shown(live, case_id, other)


def test_one_item_is_read_alone(live: World, first: UUID) -> None:
    case_id = grow(live, first, 120)
    found = queue.show_case(live.node, JONAS, case_id, purpose="test", item_ids=[first])
    assert [one.id for one in found.items] == [first]
    assert found.part.of == 121


def test_seventy_thousand_ids_are_not_too_many(live: World, first: UUID) -> None:
    ids = [uuid4() for _ in range(70_000)] + [first]
    with live.node.read() as connection:
        assert store.decisions(connection, ids) == []
        assert len(store_subject.matches(connection, ids)) == 1
        assert evidence.looks(connection, [str(one) for one in ids]) == {}
        assert evidence.seen_by(connection, [str(one) for one in ids], MIRA.id) == frozenset()
        assert evidence.erasures(connection, ids) == {}
    case = live.case_of(first)
    found = queue.show_case(live.node, MIRA, case, purpose="test", item_ids=[first])
    assert len(found.items) == 1


def test_a_case_of_twenty_thousand_items_opens_at_once(live: World, first: UUID) -> None:
    case_id = grow(live, first, 20_000)
    shown(live, case_id)
    begun = perf_counter()
    found = shown(live, case_id)
    case_view(live.node, MIRA, found)
    took = perf_counter() - begun
    assert (found.part.of, len(found.items)) == (20_001, PAGE)
    assert took < 5, f"it took {took:.2f} s: well under one where nothing else runs"
