"""A reviewer looks step by step, meets the limit in every window, rests, and is extended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tutela.evidence.looking import care, jobs
from tutela.evidence.looking.counters import node_limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock


@pytest.fixture
def case(stage: Stage) -> UUID:
    return stage.near_hit()


def limit(stage: Stage, name: str, **figures: int) -> None:
    """Somebody takes stricter limits of their own."""
    stage.add_people(name)
    wanted = replace(node_limits(stage.node.settings), **figures)
    care.set_limits(stage.node, stage.actor(name), wanted)


def endings(stage: Stage) -> list[tuple[str, str]]:
    query = text(
        "SELECT view.kind, ended.ending FROM tutela.evidence_view_end ended "
        "JOIN tutela.evidence_view view ON view.id = ended.view_id ORDER BY view.at, view.id"
    )
    with stage.node.read() as connection:
        return [(row.kind, row.ending) for row in connection.execute(query)]


def test_an_item_is_revealed_step_by_step_by_keys_alone(
    person: Callable[..., Person], case: UUID, stage: Stage
) -> None:
    mira = person("mira").goes_to(f"/cases/{case}")
    mira.tabs_to(mira.page.get_by_role("link", name="Look at item 1…")).presses("Enter")
    mira.tabs_to(mira.page.get_by_label("Why do you look?")).types("is it the same?").presses(
        "Enter"
    )
    mira.page.get_by_role("heading", name="Coarse tiles").wait_for()
    mira.sees_a_picture()
    assert mira.barriers() == []
    mira.presses("g")
    mira.page.get_by_role("heading", name="Shades of grey").wait_for()
    mira.presses("g")
    mira.page.get_by_role("heading", name="Colour", exact=True).wait_for()
    mira.sees_a_picture()
    assert "Step 3 of 3" in mira.reads()
    mira.presses("h")
    mira.page.get_by_role("heading", name="It is hidden").wait_for()
    assert not mira.shows_a_picture()
    assert mira.barriers() == []
    mira.presses("u")
    mira.page.wait_for_url(f"**/cases/{case}")
    assert endings(stage) == [("tiles", "next"), ("grey", "next"), ("colour", "hidden")]


@pytest.mark.parametrize("away", ["blur", "visibilitychange"])
def test_a_picture_is_covered_when_its_page_loses_the_eyes(
    person: Callable[..., Person], case: UUID, stage: Stage, away: str
) -> None:
    mira = person("mira").goes_to(f"/cases/{case}").begins_to_look(1, "compare")
    mira.sees_a_picture()
    mira.looks_away(away)
    mira.page.get_by_role("heading", name="It is hidden").wait_for()
    assert not mira.shows_a_picture()
    assert endings(stage) == [("tiles", "left")]


def test_without_script_a_picture_is_hidden_by_its_time(
    person: Callable[..., Person], case: UUID, stage: Stage
) -> None:
    limit(stage, "mira", minutes=1)
    mira = person("mira", java_script_enabled=False).goes_to(f"/cases/{case}")
    mira.begins_to_look(1, "compare").clicks("Hide it, back to the case")
    with stage.node.transaction() as connection:
        connection.execute(text("UPDATE tutela.exposure SET seconds = 54"))
    # The last six seconds of the day's minute: then the page loads itself again.
    mira.begins_to_look(1, "compare")
    mira.page.locator("#picture").wait_for()
    mira.page.get_by_role("heading", name="It is hidden").wait_for(timeout=15_000)
    assert mira.page.locator("#picture").count() == 0


def test_a_reviewer_meets_the_limit_in_every_window_and_whatever_their_clock_says(
    person: Callable[..., Person], case: UUID, stage: Stage, clock: ManualClock
) -> None:
    limit(stage, "mira", items=2)
    mira = person("mira")
    for _ in range(2):
        mira.goes_to(f"/cases/{case}").begins_to_look(1, "compare")
        mira.clicks("Hide it, back to the case")
    mira.follows("Look at item 1…")
    assert "You have seen as much today as is good for anybody" in mira.reads()
    assert mira.barriers() == []
    elsewhere = person("mira")
    elsewhere.page.clock.install(time=clock.now() + timedelta(days=3))
    elsewhere.goes_to(f"/cases/{case}/items/{_item(stage, case)}/look")
    assert "Enough for now" in elsewhere.reads()
    elsewhere.follows("The quiet page")
    assert "Nothing is asked of you here" in elsewhere.reads()


def test_two_windows_share_one_limit(
    person: Callable[..., Person], case: UUID, stage: Stage
) -> None:
    limit(stage, "mira", items=1)
    one, other = person("mira"), person("mira")
    for window in (one, other):
        window.goes_to(f"/cases/{case}").follows("Look at item 1…")
        window.page.get_by_label("Why do you look?").fill("compare")
    one.clicks("Show the tiles")
    one.sees_a_picture()
    other.clicks("Show the tiles")
    assert "Enough for now" in other.reads()
    assert not other.shows_a_picture()


def test_a_break_holds_and_a_senior_extends_the_day(
    person: Callable[..., Person], case: UUID, stage: Stage, clock: ManualClock
) -> None:
    limit(stage, "jonas", items=1)
    jonas, sara = person("jonas"), person("sara")
    jonas.goes_to(f"/cases/{case}").begins_to_look(1, "compare")
    jonas.clicks("Hide it, back to the case").follows("Look at item 1…")
    assert "Enough for now" in jonas.reads()
    sara.goes_to("/desk").follows("Care")
    assert "at the day's limit" in sara.reads()
    assert sara.barriers() == []
    sara.page.get_by_label("Whose day").fill("jonas")
    sara.page.get_by_label("Why it cannot wait").fill("the child may be in danger")
    sara.clicks("Extend the day")
    assert "Their day is extended" in sara.reads()
    assert "extended once today" in sara.reads()
    jonas.goes_to("/quiet").clicks("Take a break")
    jonas.goes_to(f"/cases/{case}").follows("Look at item 1…")
    assert "You are on a break" in jonas.reads()
    clock.advance(timedelta(minutes=15))
    jonas.goes_to(f"/cases/{case}").begins_to_look(1, "compare").sees_a_picture()


def _item(stage: Stage, case: UUID) -> Any:
    query = text("SELECT item_id FROM tutela.case_item WHERE case_id = :case")
    with stage.node.read() as connection:
        return connection.execute(query, {"case": case}).scalar_one()


def test_a_browser_that_vanishes_ends_its_view_by_its_time(
    person: Callable[..., Person], case: UUID, stage: Stage, clock: ManualClock
) -> None:
    mira = person("mira").goes_to(f"/cases/{case}").begins_to_look(1, "compare")
    mira.sees_a_picture()
    mira.leaves()
    clock.advance(timedelta(minutes=1))
    jobs.end_views(stage.node)
    assert endings(stage) == [("tiles", "expired")]
