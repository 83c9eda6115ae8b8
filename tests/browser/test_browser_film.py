"""A reviewer steps through a film by keys alone, still by still, and never sees it run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.films import film

from tutela.evidence.looking import care

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.browser.person import Person
    from tests.stage import Stage


@pytest.fixture
def case(stage: Stage) -> UUID:
    """A case about a film of eighteen seconds with sound."""
    data = film(seconds=18, sound="aac")
    stage.bank(data)
    return stage.case_of(stage.comes_in(data, "kim", "clip-1"))


def seen(stage: Stage) -> list[tuple[str, int, int]]:
    query = text("SELECT kind, film_from, film_until FROM tutela.evidence_view ORDER BY at, id")
    with stage.node.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_film_is_seen_in_stills_by_keys_alone(
    person: Callable[..., Person], case: UUID, stage: Stage
) -> None:
    mira = person("mira").goes_to(f"/cases/{case}")
    assert "0:18 long" in mira.reads()
    mira.tabs_to(mira.page.get_by_role("link", name="Look at item 1…")).presses("Enter")
    mira.tabs_to(mira.page.get_by_label("Why do you look?")).types("what is it?").presses("Enter")
    mira.page.get_by_role("heading", name="Coarse tiles").wait_for()
    mira.sees_a_picture()
    assert mira.barriers() == []
    mira.presses("4")
    mira.page.get_by_text("from 0:06 to 0:08").first.wait_for()
    mira.presses("g")
    mira.page.get_by_role("heading", name="Shades of grey").wait_for()
    mira.sees_a_picture()
    assert mira.barriers() == []
    mira.presses("l")
    mira.page.get_by_text("from 0:00 to 0:18").first.wait_for()
    mira.presses("h")
    mira.page.get_by_role("heading", name="It is hidden").wait_for()
    assert not mira.shows_a_picture()
    mira.presses("9")
    mira.page.get_by_text("from 0:16 to 0:18").first.wait_for()
    assert mira.page.locator("video, audio").count() == 0
    mira.presses("u")
    mira.page.wait_for_url(f"**/cases/{case}")
    assert seen(stage) == [
        ("tiles", 0, 18_000), ("tiles", 6_000, 8_000), ("grey", 6_000, 8_000),
        ("tiles", 0, 18_000), ("tiles", 16_000, 18_000),
    ]  # fmt: skip
    assert care.own(stage.node, stage.actor("mira")).spent.items == 1


def test_a_film_is_seen_in_stills_without_script(
    person: Callable[..., Person], case: UUID, stage: Stage
) -> None:
    mira = person("mira", java_script_enabled=False).goes_to(f"/cases/{case}")
    mira.begins_to_look(1, "what is it?").clicks("0:02 to 0:04")
    assert "from 0:02 to 0:04" in mira.reads()
    mira.clicks("Back to the longer stretch, 0:00 to 0:18")
    assert "from 0:00 to 0:18" in mira.reads()
    assert [row[1:] for row in seen(stage)] == [(0, 18_000), (2_000, 4_000), (0, 18_000)]
