"""A look has a purpose, is in the log before it is seen, and shows a small grey picture once."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from PIL import Image
from tests.stage import BANKED, bytes_of

from tutela.casework.queue import show_case
from tutela.evidence import service as evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock

PURPOSE = "is this the listed picture?"


@pytest.fixture
def mira(visit: Callable[[str], Visitor]) -> Visitor:
    """A reviewer."""
    return visit("mira")


@pytest.fixture
def case(stage: Stage) -> UUID:
    """A case with one near hit, of which the bytes are kept."""
    return stage.near_hit()


def fact_of(stage: Stage, case: UUID) -> Any:
    stage.add_people("mira")
    return show_case(stage.node, stage.actor("mira"), case, purpose="test").items[0]


@pytest.fixture
def address(stage: Stage, case: UUID) -> str:
    """Where one looks at its item."""
    return f"/cases/{case}/items/{fact_of(stage, case).id}/look"


def test_who_may_not_look_is_in_the_log_once_a_minute_and_auditors_see_it(
    visit: Callable[[str], Visitor],
    address: str,
    events: Callable[[str], list[Any]],
    clock: ManualClock,
) -> None:
    ada = visit("ada")
    assert "Nobody without the right to look has tried" in ada.reads("/log")
    boss = visit("boss")
    for _ in range(5):
        assert boss.opens(address).status_code == 403
        assert boss.sends(address, page="/node", purpose="curious").status_code == 403
        assert boss.opens(f"{address}/word/picture").status_code == 403
    [row] = events("evidence:refuse")
    assert (row.subject_kind, row.subject_id) == ("item", address.split("/")[4])
    clock.advance(timedelta(seconds=61))
    assert boss.opens(address).status_code == 403
    made_up = address.replace(address.split("/")[4], str(UUID(int=7)))
    assert boss.opens(made_up).status_code == 403
    assert len(events("evidence:refuse")) == 2
    page = ada.reads("/log")
    assert page.count(address.split("/")[4]) == 2
    assert "boss" in page
    assert "Nobody without the right" not in page


def looks(who: Visitor, address: str, purpose: str = PURPOSE) -> httpx.Response:
    return who.sends(address, purpose=purpose)


def picture_on(page: str) -> str:
    [found] = re.findall(r'<img id="picture" src="([^"]+)"', page)
    return str(found)


def opened(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    return image


def test_a_look_begins_with_its_purpose_and_no_picture(mira: Visitor, address: str) -> None:
    page = mira.reads(address)
    assert "Why do you look?" in page
    assert "<img" not in page


def test_without_a_purpose_nothing_is_opened(
    mira: Visitor, address: str, events: Callable[[str], list[Any]]
) -> None:
    answer = looks(mira, address, purpose="  ")
    assert answer.status_code == 400
    assert "needs a purpose" in answer.text
    assert events("evidence:open") == []


def test_a_look_is_in_the_log_before_its_picture_leaves(
    mira: Visitor, address: str, events: Callable[[str], list[Any]]
) -> None:
    answer = looks(mira, address)
    assert answer.status_code == 303
    [row] = events("evidence:open")
    assert (row.purpose, row.facts["kind"]) == (PURPOSE, "tiles")
    page = mira.reads(answer.headers["location"])
    assert "for the purpose “<span" in page
    assert "is this the listed picture?" in page


def test_the_picture_is_small_and_not_the_file(mira: Visitor, address: str) -> None:
    page = mira.reads(looks(mira, address).headers["location"])
    answer = mira.opens(picture_on(page))
    image = opened(answer)
    assert image.format == "PNG"
    assert max(image.size) == 320
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    original = bytes_of(BANKED[1], "jpeg-quality-30")
    assert original not in answer.content
    assert original[:200] not in answer.content


def test_a_picture_is_shown_once_and_then_its_page_says_that_it_is_hidden(
    mira: Visitor, address: str
) -> None:
    where = looks(mira, address).headers["location"]
    picture = picture_on(mira.reads(where))
    assert mira.opens(picture).status_code == 200
    again = mira.opens(picture)
    assert again.status_code == 404
    assert "This look is over" in again.text
    hidden = mira.opens(where)
    assert "It is hidden" in hidden.text
    assert "<img" not in hidden.text
    assert "refresh" not in hidden.headers


def test_without_script_a_page_loads_itself_again_when_its_seconds_are_over(
    mira: Visitor, address: str
) -> None:
    answer = mira.opens(looks(mira, address).headers["location"])
    assert 1 <= int(answer.headers["refresh"]) <= 20


def test_nobody_else_sees_what_somebody_opened(
    mira: Visitor, visit: Callable[[str], Visitor], address: str
) -> None:
    where = looks(mira, address).headers["location"]
    picture = picture_on(mira.reads(where))
    jonas, mira_elsewhere = visit("jonas"), visit("mira")
    for other in (jonas, mira_elsewhere):
        for asked in (where, picture):
            assert other.opens(asked).status_code == 404
        assert other.sends(f"{where}/show", step="grey").status_code == 404
        assert other.sends(f"{where}/hide").status_code == 404
    assert mira.opens(picture).status_code == 200


def test_tiles_grey_and_colour_are_steps_with_a_row_each(
    mira: Visitor, address: str, events: Callable[[str], list[Any]]
) -> None:
    where = looks(mira, address).headers["location"]
    seen = [opened(mira.opens(picture_on(mira.reads(where))))]
    for step in ("grey", "colour"):
        answer = mira.sends(f"{where}/show", step=step)
        assert answer.status_code == 303
        where = answer.headers["location"]
        seen.append(opened(mira.opens(picture_on(mira.reads(where)))))
    assert len({image.tobytes() for image in seen}) == 3
    rows = events("evidence:open")
    assert [row.facts["kind"] for row in rows] == ["tiles", "grey", "colour"]
    assert {row.purpose for row in rows} == {PURPOSE}
    ended = events("evidence:close")
    assert [(row.facts["kind"], row.facts["ending"]) for row in ended] == [
        ("tiles", "next"), ("grey", "next"),
    ]  # fmt: skip


def test_no_step_can_be_skipped(
    mira: Visitor, address: str, events: Callable[[str], list[Any]]
) -> None:
    where = looks(mira, address).headers["location"]
    answer = mira.sends(f"{where}/show", step="colour")
    assert answer.status_code == 409
    assert "colour comes after grey" in answer.text
    assert mira.sends(f"{where}/show", step="everything").status_code == 400
    assert len(events("evidence:open")) == 1


def test_who_hides_a_picture_ends_its_view_by_the_servers_clock(
    mira: Visitor, address: str, clock: ManualClock, events: Callable[[str], list[Any]]
) -> None:
    where = looks(mira, address).headers["location"]
    picture = picture_on(mira.reads(where))
    clock.advance(timedelta(seconds=7))
    answer = mira.sends(f"{where}/hide", why="left")
    assert answer.headers["location"] == where
    [row] = events("evidence:close")
    assert (row.facts["ending"], row.facts["seconds"]) == ("left", 7)
    assert mira.opens(picture).status_code == 404, "nor can it be fetched any more"
    assert mira.sends(f"{where}/hide", to="case").headers["location"].startswith("/cases/")
    assert len(events("evidence:close")) == 1


def test_the_case_counts_the_looks_and_knows_who_looked(
    mira: Visitor, visit: Callable[[str], Visitor], case: UUID, address: str
) -> None:
    jonas = visit("jonas")
    assert "Nobody has opened it." in mira.reads(f"/cases/{case}")
    where = looks(mira, address).headers["location"]
    assert "Opened 1 time. You have not looked." in mira.reads(f"/cases/{case}"), "tiles only"
    mira.sends(f"{where}/show", step="grey")
    assert "Opened 2 times. You have looked." in mira.reads(f"/cases/{case}")
    assert "Opened 2 times. You have not looked." in jonas.reads(f"/cases/{case}")


def test_what_cannot_be_shown_was_not_seen(
    stage: Stage, mira: Visitor, events: Callable[[str], list[Any]]
) -> None:
    broken = bytes_of(BANKED[2])[:-2000]
    stage.bank(broken)
    case = stage.case_of(stage.comes_in(broken, "kim", "broken"))
    address = f"/cases/{case}/items/{fact_of(stage, case).id}/look"
    answer = looks(mira, address)
    assert answer.status_code == 409
    assert "No picture can be made of this item here: undecodable." in answer.text
    assert PURPOSE in answer.text, "the purpose stays"
    assert events("evidence:open") == []
    assert "Nobody has opened it." in mira.reads(f"/cases/{case}")


def test_what_was_erased_cannot_be_looked_at(
    stage: Stage, mira: Visitor, case: UUID, address: str
) -> None:
    with stage.node.work(stage.actor("mira"), purpose="test") as work:
        evidence.erase(work, fact_of(stage, case).evidence_id, "test")
    page = mira.reads(f"/cases/{case}")
    assert "What was kept was erased at" in page
    assert "Look at item" not in page
    assert mira.opens(address).status_code == 404
    assert looks(mira, address).status_code in (404, 410)


def test_a_word_opens_only_the_item_it_is_for(stage: Stage, mira: Visitor, address: str) -> None:
    other = stage.exact_hit(account="lou")
    word = looks(mira, address).headers["location"].rpartition("/")[2]
    item = fact_of(stage, other).id
    assert mira.opens(f"/cases/{other}/items/{item}/look/{word}").status_code == 404
    assert mira.opens(f"/cases/{other}/items/{item}/look/{word}/picture").status_code == 404
