"""A closed paper is kept as it is: versions, refusals, races, tampering, the end of its years."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.world import FORUM, MIRA, SARA, picture

from tutela.observatory import csvset, making, reading
from tutela.observatory.editions import closing, jobs, keeping, store
from tutela.observatory.editions.archive import FIGURES, PAPER, QUERIES
from tutela.observatory.editions.model import LONGEST_REASON, Edition, State
from tutela.observatory.errors import (
    EditionChanged,
    EditionErased,
    EditionReasonMissing,
    EditionReasonUnfit,
    EditionReasonUnwanted,
    EditionSame,
    EditionUnknown,
    PeriodNotOver,
    WordsNotPlain,
)
from tutela.observatory.forest import suppressed_forest
from tutela.observatory.model import TOTAL, Kind, Period, Scope
from tutela.observatory.outside import HIDDEN
from tutela.observatory.words import Words
from tutela.operating.alerting import watch_all
from tutela.platform.actor import NODE
from tutela.platform.errors import DatabaseAway, Forbidden
from tutela.platform.services.service import ServiceUnknown

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from tests.world import World

    from tutela.platform.clock import ManualClock

QUIET = Scope(FORUM, Period.year(2001))


def close(world: World, scope: Scope = QUIET, kind: Kind = Kind.DSA, **more: object) -> Edition:
    return closing.close(world.node, SARA, kind, scope, **more)  # type: ignore[arg-type]


def count(world: World, table: str) -> int:
    with world.node.read() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM tutela.{table}")).scalar_one()
    return found


def test_a_closed_paper_is_kept_with_its_tables_its_numbers_and_its_hash(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    day = clock.now().date()
    clock.advance(timedelta(days=1))
    scope = Scope(FORUM, Period(day, day))
    made, numbers = making.make(live.node, SARA, Kind.DSA, scope)
    one = close(live, scope)
    assert (one.version, one.reason, one.closed_by_name) == (1, "", "sara")
    assert keeping.editions(live.node, SARA) == [one]
    _, kept = keeping.opened(live.node, SARA, one.id)
    assert kept.files.keys() == {*csvset.files(made.sheets), PAPER, FIGURES, QUERIES}
    assert kept.queries == reading.described(scope)
    assert kept.numbers == numbers
    assert kept.paper["preliminary"] is False
    [row] = live.events("paper:close")
    assert (row.facts["sha256"], row.facts["version"]) == (one.sha256, 1)


def test_what_anybody_may_see_of_it_hides_small_numbers_and_adds_up_with_the_figures(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    day = clock.now().date()
    clock.advance(timedelta(days=1))
    scope = Scope(FORUM, Period(day, day))
    one = close(live, scope)
    _, made = keeping.outside(live.node, SARA, one.id)
    cells = {(table, row): cell for table, row, cell in made.rows}
    assert cells["found", "found"] == cells["measures", "measures"] == HIDDEN
    assert cells["notices", "notices"] == cells["medians", "notices-hours"] + "0" == "0"
    numbers = making.make(live.node, SARA, Kind.DSA, scope)[1]
    for name, [root, *_] in suppressed_forest(numbers, 0).items():
        if name in numbers:
            assert root.count == numbers[name][TOTAL, TOTAL], name


def test_a_correction_is_a_new_version_with_a_reason_and_the_first_stays(world: World) -> None:
    first = close(world)
    with pytest.raises(EditionReasonMissing):
        close(world)
    with pytest.raises(EditionSame):
        close(world, reason="to be sure")
    words = Words({"summary": "People decide."})
    second = close(world, words=words, reason="the summary was missing")
    assert (second.version, second.reason) == (2, "the summary was missing")
    assert keeping.editions(world.node, SARA) == [second, first]
    assert keeping.archived(world.node, SARA, first.id)[0] == first
    assert close(world, kind=Kind.INTERIM).version == 1


def test_what_cannot_be_closed_is_refused_in_words(world: World, clock: ManualClock) -> None:
    today = clock.now().date()
    for last in (today, today + timedelta(days=400), date(9998, 12, 31)):
        with pytest.raises(PeriodNotOver):
            close(world, Scope(FORUM, Period(date(2001, 1, 1), last)))
    with pytest.raises(ServiceUnknown):
        close(world, Scope("nowhere", Period.year(2001)))
    with pytest.raises(EditionReasonUnwanted):
        close(world, reason="just so")
    for unfit in ("a\x00b", "\ud800", "x" * (LONGEST_REASON + 1)):
        with pytest.raises(EditionReasonUnfit):
            close(world, reason=unfit)
    for unfit in ("a\x00b", "\ud800"):
        with pytest.raises(WordsNotPlain):
            Words({"summary": unfit})
    with pytest.raises(Forbidden):
        closing.close(world.node, MIRA, Kind.DSA, QUIET)
    assert count(world, "paper_edition") == count(world, "paper_content") == 0


def test_of_two_who_close_at_once_one_is_refused(world: World) -> None:
    def closes(_: int) -> Edition | EditionReasonMissing:
        try:
            return close(world)
        except EditionReasonMissing as refused:
            return refused

    with ThreadPoolExecutor(2) as both:
        found = list(both.map(closes, range(2)))
    assert sorted(type(one).__name__ for one in found) == ["Edition", "EditionReasonMissing"]
    assert count(world, "paper_edition") == count(world, "paper_content") == 1


def test_what_dies_before_the_end_leaves_neither_row_nor_files(world: World) -> None:
    one = close(world)
    another = replace(one, id=world.node.ids.new(), content_id=world.node.ids.new(), version=2,
                      reason="it dies")  # fmt: skip

    def dies() -> None:
        with world.node.work(NODE, purpose="die") as work:
            store.add(work.connection, another, b"never whole")
            work.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseAway):
        dies()
    assert count(world, "paper_content") == 1
    assert keeping.archived(world.node, SARA, one.id)[0] == one


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tutela.paper_content SET data = 'x'",
        "DELETE FROM tutela.paper_content",
        "DELETE FROM tutela.paper_edition",
        "UPDATE tutela.paper_edition SET sha256 = repeat('0', 64)",
        "UPDATE tutela.paper_edition SET erase_at = closed_at",
        "UPDATE tutela.paper_edition SET erased_at = erase_at",
        "UPDATE tutela.paper_edition SET version = 7",
        "UPDATE tutela.paper_edition SET content_id = NULL, erased_at = closed_at",
    ],
)
def test_the_database_lets_nobody_change_or_delete_it(world: World, statement: str) -> None:
    one = close(world)
    with pytest.raises(DBAPIError), world.node.work(NODE, purpose="tamper") as work:
        work.connection.execute(text(statement))
    assert keeping.archived(world.node, SARA, one.id)[0] == one


def test_a_changed_paper_is_an_alarm_and_not_given_out(
    world: World, admin_connection: Connection
) -> None:
    one = close(world)
    admin_connection.execute(text("UPDATE tutela.paper_content SET data = data || '\\x00'::bytea"))
    with pytest.raises(EditionChanged):
        keeping.opened(world.node, SARA, one.id)
    watch_all(world.node)
    with world.node.read() as connection:
        kinds = connection.execute(text("SELECT kind FROM tutela.alert")).scalars().all()
    assert "paper-changed" in kinds


def test_after_its_years_its_content_is_erased_and_that_it_was_there_stays(
    world: World, clock: ManualClock
) -> None:
    one = close(world)
    clock.advance(one.erase_at - clock.now() - timedelta(seconds=1))
    jobs.erase_due(world.node)
    assert keeping.edition(world.node, SARA, one.id) == one
    assert one.erase_at - one.closed_at >= timedelta(days=5 * 365 + 2)
    clock.advance(timedelta(seconds=1))
    jobs.erase_due(world.node)
    jobs.erase_due(world.node)
    left = keeping.edition(world.node, SARA, one.id)
    assert (left.state, left.sha256, left.content_id) == (State.ERASED, one.sha256, None)
    assert count(world, "paper_content") == 0
    with pytest.raises(EditionErased):
        keeping.archived(world.node, SARA, one.id)
    assert len(world.events("paper:erase")) == 1


def test_two_hundred_editions_are_listed_the_latest_first(world: World) -> None:
    first = datetime(2001, 1, 1, tzinfo=UTC).date()
    for day in range(12):
        on = first + timedelta(days=day)
        close(world, Scope(FORUM, Period(on, on)), Kind.INTERIM)
    with world.node.work(NODE, purpose="fill") as work:
        work.connection.execute(
            text("""
            WITH made AS (
                INSERT INTO tutela.paper_content (service_id, id, data)
                SELECT 'forum', gen_random_uuid(), '\\x00'::bytea FROM generate_series(2, 190)
                RETURNING id
            )
            INSERT INTO tutela.paper_edition (service_id, id, kind, first, last, version, reason,
                sha256, state, closed_at, closed_by, closed_by_name, erase_at, content_id)
            SELECT 'forum', gen_random_uuid(), 'interim', '2001-01-12', '2001-01-12',
                row_number() OVER () + 1, 'again', repeat('0', 64), 'closed', now(), 'x', 'x',
                now() + interval '6 years', id FROM made""")
        )
    found = keeping.editions(world.node, SARA)
    assert len(found) == 201
    assert [(one.last, one.version) for one in found[:2]] == [
        (date(2001, 1, 12), 190), (date(2001, 1, 12), 189)
    ]  # fmt: skip
    assert found[-1].last == first


def test_what_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(EditionUnknown):
        keeping.edition(world.node, SARA, world.node.ids.new())
