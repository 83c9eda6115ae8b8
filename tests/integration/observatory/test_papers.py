"""The papers count what the node recorded, each figure by the query that it shows."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.integration.notices.notice_samples import URL
from tests.integration.notices.takedown_samples import Acting, letters
from tests.integration.redress.test_links import code_of
from tests.orders import Registry
from tests.world import BOSS, CONFIRM, FORUM, JONAS, REJECT, SARA, altered, picture

from tutela.law.model import Finding
from tutela.observatory import checker, csvset, making, reading
from tutela.observatory.categories import ABUSE, GROOMING
from tutela.observatory.errors import FigureUnknown
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import TOTAL, Kind, Paper, Period, Scope
from tutela.platform.errors import Forbidden
from tutela.platform.services.service import ServiceUnknown
from tutela.redress.complaints import deciding, lodging
from tutela.redress.complaints.answer import Answer
from tutela.redress.notices.model import Outcome

if TYPE_CHECKING:
    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.clock import ManualClock


def scope(clock: ManualClock) -> Scope:
    day = clock.now().date()
    return Scope(FORUM, Period(day, day))


def cells(paper: Paper, part: str, **wanted: str) -> list[dict[str, str]]:
    """The rows of a part, by column, whose cells are `wanted` (`_` for a blank in a name)."""
    [sheet] = [one for one in paper.sheets if one.name.startswith(part)]
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    names = {name.replace("_", " "): value for name, value in wanted.items()}
    return [row for row in rows if all(row[name] == value for name, value in names.items())]


def table(world: World, name: str, one: Scope) -> dict[tuple[str, str], Any]:
    shown = reading.figure(world.node, SARA, name, one)
    return {(row, key): number for row, key, number in shown.numbers}


def test_a_hold_and_its_removal_are_two_measures_of_which_one_was_decided_by_machine(
    live: World, clock: ManualClock
) -> None:
    item = live.hit(picture(1))
    live.run_jobs()
    live.decide(item, CONFIRM)
    live.run_jobs()
    made, numbers = making.make(live.node, SARA, Kind.DSA, scope(clock))
    [row] = cells(made, "5_", Category_of_illegal_content=f"KEYWORD_{ABUSE}")
    assert row["Number of measures taken at the provider's own initiative "] == "2"
    assert row["Visibility restriction Removal"] == row["Visibility restriction Disable"] == "1"
    means = {one["Indicator"]: one["Value"] for one in cells(made, "8_")}
    assert means["Number of measures taken by solely automated means"] == "1"
    assert means["Precision rate, known: matching 1"] == "1"
    assert means["Error rate, known: matching 1"] == "0"
    assert numbers["measures-illegal"][TOTAL, "hold"] == 1
    assert checker.check(csvset.files(made.sheets)) == ()


def test_what_was_removed_after_a_notice_is_no_measure_of_the_services_own(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    acting = Acting(live)
    acting.tells(acting.right(kind="solicitation").id)
    told = acting.tells(acting.right(urls=[f"{URL}0"]).id, place=f"{URL}0", id="post-8")
    made, numbers = making.make(live.node, SARA, Kind.DSA, scope(clock))
    found = numbers["notices-measures"]
    assert (found[TOTAL, "removal"], found[ABUSE, "removal"], found[GROOMING, "removal"]) == (
        2,
        1,
        1,
    )
    assert numbers["measures-illegal"].get((TOTAL, TOTAL), 0) == 0
    [notices] = cells(made, "4_", Category_of_illegal_content=TOTAL)
    assert notices["Number of actions taken on the basis of the law"] == "2"
    assert checker.check(csvset.files(made.sheets)) == ()
    link = next(
        one["link"] for one in letters(platform) if one["statement"] == str(told.statement.id)
    )
    one = lodging.by_link(live.node, link.rpartition("/")[2], "It is mine.", language="en")
    deciding.decide(live.node, SARA, one.id, Answer("Right.", notice=Outcome.NOT_ILLEGAL))
    live.run_jobs()
    made, numbers = making.make(live.node, SARA, Kind.DSA, scope(clock))
    assert numbers["complaints"]["reversed", "user"] == 1
    assert numbers["notices-measures"] == found, "its end is no measure"
    [notices] = cells(made, "4_", Category_of_illegal_content=TOTAL)
    assert notices["Number of actions taken on the basis of the law"] == "1"
    assert checker.check(csvset.files(made.sheets)) == ()


def test_a_reversal_makes_an_error_of_it(live: World, clock: ManualClock) -> None:
    item = live.hit(picture(1))
    live.decide(item, CONFIRM)
    live.reverse(item, REJECT)
    found = table(live, "found", scope(clock))
    assert found["known: matching 1", "wrong"] == 1
    assert ("known: matching 1", "right") not in found


def test_errors_are_given_over_flagged_and_over_reviewed_for_communications_alone(
    live: World, clock: ManualClock
) -> None:
    live.learn(2)
    for data in (picture(1), picture(2)):
        live.scan(data, surface="messages", account="kim")
    live.hit(altered(1))
    [first, *_] = live.rows("item")
    live.decide(first.id, REJECT)
    made, _ = making.make(live.node, SARA, Kind.INTERIM, scope(clock))
    [total, each] = cells(made, "6_", Kind="known")
    assert total["A automatically flagged"] == each["A automatically flagged"] == "2"
    assert (total["B/A"], total["C subject to human review"], total["B/C"]) == ("0.5", "1", "1")
    assert each["Technology"] == "matching 1"
    assert float(total["B/C from"]) < 1 == float(total["B/C to"])
    assert {row["Technology"] for row in cells(made, "6_", Kind="new")} == {"all"}


def test_orders_are_counted_by_state_and_category_with_medians_in_hours(
    world: World, clock: ManualClock
) -> None:
    registry = Registry(world.node)
    registry.add_issuer("Tribunal de Paris", "FR")
    registry.register()
    registry.register(reference="2", targets=["https://forum.example/2"], category="")
    registry.register(reference="3", issuer="Tribunal de Paris", article="10",
                      targets=["https://forum.example/3"], information="the name")  # fmt: skip
    made, _ = making.make(world.node, SARA, Kind.DSA, scope(clock))
    column = "Number of orders to act against illegal content received"
    found = {(one["Category of illegal content"], one["Scope"]): one[column]
             for one in cells(made, "3_") if one[column] not in {"", "0"}}  # fmt: skip
    minors = "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
    assert found == {
        (TOTAL, TOTAL): "2", (TOTAL, "DE"): "2", (minors, TOTAL): "2", (minors, "DE"): "2",
        (f"KEYWORD_{ABUSE}", TOTAL): "1", (f"KEYWORD_{ABUSE}", "DE"): "1",
        ("KEYWORD_OTHER", TOTAL): "1", ("KEYWORD_OTHER", "DE"): "1",
    }  # fmt: skip
    [french] = cells(made, "3_", Category_of_illegal_content=TOTAL, Scope="FR")
    assert french["Number of orders to provide information"] == "1"
    assert checker.check(csvset.files(made.sheets)) == ()


def test_an_empty_period_is_zeros_and_blanks_and_the_same_bytes_twice(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    quiet = Scope(FORUM, Period.year(2001))
    first, second = (
        csvset.files(making.make(live.node, SARA, Kind.DSA, quiet)[0].sheets) for _ in range(2)
    )
    assert first == second
    [total] = cells(making.make(live.node, SARA, Kind.DSA, quiet)[0], "4_",
                    Category_of_illegal_content=TOTAL)  # fmt: skip
    assert total["Number of notices received "] == "0"
    assert total["Median time to take action"] == ""
    assert not making.make(live.node, SARA, Kind.DSA, quiet)[0].preliminary
    assert making.make(live.node, SARA, Kind.DSA, scope(clock))[0].preliminary


def test_a_day_of_utc_takes_its_first_moment_and_not_its_last(
    live: World, clock: ManualClock
) -> None:
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.advance(midnight - clock.now() - timedelta(microseconds=1))
    live.hit(picture(1))
    clock.advance(timedelta(microseconds=1))
    live.hit(altered(1))
    days = [Scope(FORUM, Period(one, one)) for one in
            (midnight.date() - timedelta(days=1), midnight.date())]  # fmt: skip
    assert [table(live, "found-kinds", one)[TOTAL, TOTAL] for one in days] == [1, 1]


def test_every_figure_shows_the_query_that_the_database_gets(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    numbers = reading.numbers(live.node, SARA, scope(clock))
    for one in FIGURES:
        shown = reading.figure(live.node, SARA, one.name, scope(clock))
        assert {(row, key): number for row, key, number in shown.numbers} == numbers[one.name]
        assert FORUM in shown.parameters.values()
        with live.node.read() as connection:
            again = connection.exec_driver_sql(shown.sql, dict(shown.parameters)).all()
        assert len(again) == len(shown.numbers)


def test_who_may_not_read_figures_and_what_does_not_exist_are_refused(
    live: World, clock: ManualClock
) -> None:
    with pytest.raises(Forbidden):
        making.make(live.node, JONAS, Kind.DSA, scope(clock))
    with pytest.raises(ServiceUnknown):
        making.make(live.node, BOSS, Kind.DSA, Scope("nowhere", scope(clock).period))
    with pytest.raises(FigureUnknown):
        reading.figure(live.node, SARA, "luck", scope(clock))


def test_a_hundred_thousand_items_are_counted_within_seconds(
    live: World, clock: ManualClock
) -> None:
    live.hit(picture(1))
    live.run_jobs()
    _multiply(live, 100_000)
    begun = time.monotonic()
    made, numbers = making.make(live.node, SARA, Kind.DSA, Scope(FORUM, Period(date(2020, 1, 1),
                                clock.now().date())))  # fmt: skip
    assert time.monotonic() - begun < 30
    assert numbers["found"][TOTAL, TOTAL] == 100_001
    assert numbers["measures-illegal"][TOTAL, "hold"] == 1
    assert len(made.sheets) == 9


def _multiply(world: World, times: int) -> None:
    """Copies the one item with its case and detection, straight into the tables."""
    copies = (
        ("item", "id", "new"),
        ("case_item", "item_id", "new"),
        ("detection", "id", "item_id"),
    )
    with world.node.transaction() as connection:
        for name, key, _ in copies:
            columns = [row[0] for row in connection.execute(text(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_schema = 'tutela' AND table_name = :name "
                "ORDER BY ordinal_position"), {"name": name})]  # fmt: skip
            made = ", ".join(
                "md5(n::text || :name)::uuid" if one == key == "id" and name == "detection"
                else "md5(n::text)::uuid" if one in {key, "item_id"}
                else f't."{one}"'
                for one in columns
            )  # fmt: skip
            connection.execute(
                text(
                    f'INSERT INTO tutela."{name}" ({", ".join(columns)}) SELECT {made} '
                    f'FROM (SELECT * FROM tutela."{name}" LIMIT 1) t, generate_series(1, :times) n'
                ),
                {"times": times} | ({"name": name} if name == "detection" else {}),
            )


def test_part_seven_counts_complaints_by_what_came_of_them(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    for number, words in ((1, "one"), (2, "two"), (3, "three")):
        live.learn(number)
        live.decide(live.hit(picture(number), name=f"post-{number}"), CONFIRM)
        live.run_jobs()
        lodging.by_link(live.node, code_of(platform), words, language="en")
    first, second, _ = deciding.list_complaints(live.node, SARA)
    clock.advance(timedelta(hours=6))
    deciding.decide(live.node, SARA, first.id, Answer("It stands."))
    back = Answer("Taken back.", Finding.NOT_ABUSE_MATERIAL)
    deciding.decide(live.node, SARA, second.id, back)
    made, _ = making.make(live.node, SARA, Kind.DSA, scope(clock))
    rows = [one for one in cells(made, "7_") if "internal-complaints" in one["Indicator"]]
    assert [one["Value"] for one in rows] == ["3", "1", "0", "1", "6", "1"]
    assert checker.check(csvset.files(made.sheets)) == ()
