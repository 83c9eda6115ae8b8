"""A look has a purpose, is in the log before it is seen, and shows a small grey picture once."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.stage import BANKED, bytes_of

from tutela.casework.queue import show_case
from tutela.evidence import service as evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

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


def looks(who: Visitor, address: str, purpose: str = PURPOSE) -> httpx.Response:
    return who.sends(address, purpose=purpose)


def picture_on(page: str) -> str:
    [found] = re.findall(r'<img src="([^"]+)"', page)
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
    assert (row.purpose, row.facts["kind"]) == (PURPOSE, "preview")
    page = mira.reads(answer.headers["location"])
    assert "for the purpose “<span" in page
    assert "is this the listed picture?" in page


def test_the_picture_is_small_grey_and_not_the_file(mira: Visitor, address: str) -> None:
    page = mira.reads(looks(mira, address).headers["location"])
    answer = mira.opens(picture_on(page))
    image = opened(answer)
    assert (image.format, image.mode) == ("PNG", "L")
    assert max(image.size) == 320
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"
    original = bytes_of(BANKED[1], "jpeg-quality-30")
    assert original not in answer.content
    assert original[:200] not in answer.content


def test_a_picture_is_shown_once_and_its_page_too(mira: Visitor, address: str) -> None:
    where = looks(mira, address).headers["location"]
    picture = picture_on(mira.reads(where))
    assert mira.opens(picture).status_code == 200
    for gone in (picture, where):
        answer = mira.opens(gone)
        assert answer.status_code == 404
        assert "This look is over" in answer.text


def test_nobody_else_sees_what_somebody_opened(
    mira: Visitor, visit: Callable[[str], Visitor], address: str
) -> None:
    where = looks(mira, address).headers["location"]
    picture = picture_on(mira.reads(where))
    jonas, mira_elsewhere = visit("jonas"), visit("mira")
    for other in (jonas, mira_elsewhere):
        for asked in (where, picture):
            assert other.opens(asked).status_code == 404
        assert other.sends(f"{where}/unblurred").status_code == 404
    assert mira.opens(picture).status_code == 200


def test_the_second_look_is_a_step_and_a_row_of_its_own(
    mira: Visitor, address: str, events: Callable[[str], list[Any]]
) -> None:
    where = looks(mira, address).headers["location"]
    page = mira.reads(where)
    blurred = opened(mira.opens(picture_on(page)))
    assert "Show it without the blur" in page
    answer = mira.sends(f"{where}/unblurred")
    assert answer.status_code == 303
    second = mira.reads(answer.headers["location"])
    assert "without the blur" not in second
    clear = opened(mira.opens(picture_on(second)))
    assert clear.mode == "L"
    assert max(clear.size) == 320
    assert clear.tobytes() != blurred.tobytes()
    rows = events("evidence:open")
    assert [row.facts["kind"] for row in rows] == ["preview", "unblurred"]
    assert {row.purpose for row in rows} == {PURPOSE}


def test_the_case_counts_the_looks_and_knows_who_looked(
    mira: Visitor, visit: Callable[[str], Visitor], case: UUID, address: str
) -> None:
    jonas = visit("jonas")
    assert "Nobody has opened it." in mira.reads(f"/cases/{case}")
    looks(mira, address)
    assert "Opened 1 time. You have looked." in mira.reads(f"/cases/{case}")
    assert "Opened 1 time. You have not looked." in jonas.reads(f"/cases/{case}")


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
