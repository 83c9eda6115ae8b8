"""A film at the desk is facts first, then a grid of stills, then parts of it, each asked for."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.films import film

from tutela.casework.queue import show_case
from tutela.evidence.looking import care
from tutela.evidence.looking.counters import node_limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock


@pytest.fixture
def mira(visit: Callable[[str], Visitor]) -> Visitor:
    """A reviewer."""
    return visit("mira")


@pytest.fixture
def case(stage: Stage) -> UUID:
    """A case about a film of eighteen seconds with sound, whose bytes are kept."""
    data = film(seconds=18, sound="aac")
    stage.bank(data)
    return stage.case_of(stage.comes_in(data, "kim", "clip-1"))


@pytest.fixture
def where(stage: Stage, mira: Visitor, case: UUID) -> str:
    """The page of a look that has begun."""
    stage.add_people("mira")
    item = show_case(stage.node, stage.actor("mira"), case, purpose="test").items[0]
    return goes_on(mira, f"/cases/{case}/items/{item.id}/look", purpose="what is it?")


def goes_on(who: Visitor, address: str, **form: str) -> str:
    answer = who.sends(address, **form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def picture(who: Visitor, page: str) -> Image.Image:
    [source] = re.findall(r'<img id="picture" src="([^"]+)"', page)
    answer = who.opens(str(source))
    assert answer.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_a_case_tells_of_a_film_what_it_is_before_anybody_looks(mira: Visitor, case: UUID) -> None:
    page = mira.reads(f"/cases/{case}")
    assert "video/mp4" in page
    assert "0:18 long, 160 by 120 pixels, h264, 25 pictures a second" in page
    assert "Nobody has opened it." in page


def test_a_film_is_a_still_grid_first_and_says_so(mira: Visitor, where: str) -> None:
    page = mira.reads(where)
    assert "A grid of 9 stills of the film, from 0:00 to 0:18, without sound, small" in page
    assert max(picture(mira, page).size) <= 320
    assert "<video" not in page
    assert "<audio" not in page
    assert "See more of a part" in page


def test_each_part_is_a_step_of_its_own_with_tiles_first(
    mira: Visitor, where: str, events: Callable[[str], list[Any]]
) -> None:
    whole = picture(mira, mira.reads(where))
    deeper = goes_on(mira, f"{where}/show", part="3")
    page = mira.reads(deeper)
    assert "from 0:04 to 0:06, without sound, small, in coarse tiles of grey" in page
    assert "There is nothing between these stills" in page
    assert picture(mira, page).tobytes() != whole.tobytes()
    grey = mira.reads(goes_on(mira, f"{deeper}/show", step="grey"))
    assert "from 0:04 to 0:06, without sound, small, in shades of grey" in grey
    back = mira.reads(goes_on(mira, f"{deeper}/show", longer="true"))
    assert "from 0:00 to 0:18" in back
    told = [one.facts for one in events("evidence:open")]
    assert [(one["kind"], one["film_from"], one["film_until"]) for one in told] == [
        ("tiles", 0, 18_000), ("tiles", 4_000, 6_000), ("grey", 4_000, 6_000), ("tiles", 0, 18_000),
    ]  # fmt: skip
    assert {one.purpose for one in events("evidence:open")} == {"what is it?"}


@pytest.mark.parametrize("form", [{"part": "10"}, {"part": "-1"}, {"part": "2", "step": "grey"}])
def test_no_other_part_and_no_later_step_of_one_is_given(
    mira: Visitor, where: str, form: dict[str, str], events: Callable[[str], list[Any]]
) -> None:
    assert mira.sends(f"{where}/show", **form).status_code in {404, 409}
    assert len(events("evidence:open")) == 1


def test_where_stills_lie_a_second_apart_there_are_no_parts(mira: Visitor, where: str) -> None:
    deepest = goes_on(mira, f"{where}/show", part="1")
    answer = mira.sends(f"{deepest}/show", part="1")
    assert answer.status_code == 404
    assert "no such part" in answer.text


def test_parts_end_at_the_limit_like_everything_that_is_shown(
    stage: Stage,
    mira: Visitor,
    where: str,
    clock: ManualClock,
    events: Callable[[str], list[Any]],
) -> None:
    spent = care.own(stage.node, stage.actor("mira")).spent
    assert (spent.items, spent.seconds) == (1, 20 + 18)
    limits = replace(node_limits(stage.node.settings), minutes=1)
    care.set_limits(stage.node, stage.actor("mira"), limits)
    clock.advance(timedelta(seconds=20))
    part = goes_on(mira, f"{where}/show", part="2")
    clock.advance(timedelta(seconds=20))
    answer = mira.sends(f"{part}/show", longer="true")
    assert answer.status_code == 429
    assert "You have seen as much today as is good for anybody" in answer.text
    assert len(events("evidence:open")) == 2
    assert 55 < care.own(stage.node, stage.actor("mira")).spent.seconds <= 60


def test_a_picture_has_no_parts(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit("lou", "photo-9")
    stage.add_people("mira")
    item = show_case(stage.node, stage.actor("mira"), case, purpose="test").items[0]
    where = goes_on(mira, f"/cases/{case}/items/{item.id}/look", purpose="compare")
    assert "See more of a part" not in mira.reads(where)
    for form in ({"part": "1"}, {"longer": "true"}):
        assert mira.sends(f"{where}/show", **form).status_code in {303, 404}
    assert "pixels" not in mira.reads(f"/cases/{case}")
