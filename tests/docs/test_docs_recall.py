"""The page on recall says what is measured, and its charts say the same."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from docs.recall_classes import CLASSES, Class

from docs import recall
from docs import recall_pictures as pictures

if TYPE_CHECKING:
    from docs.recall import Picture

PAGE = recall.PAGE.read_text(encoding="utf-8")
IMAGES = recall.PAGE.parents[1] / "img"


@cache
def lines() -> dict[str, list[str]]:
    """The cells of the table on the page, by class."""
    found = [line.strip("| ").split(" | ") for line in recall.written(PAGE).splitlines()]
    return {name: cells for name, *cells in found if len(cells) == 6}


@cache
def photographs() -> list[Picture]:
    return recall.photographs()


def test_every_class_has_its_line_in_the_order_of_the_code() -> None:
    assert list(lines())[1:] == [one.name for one in CLASSES]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_the_page_says_what_is_measured_on_the_photographs(kind: Class) -> None:
    measured = recall.rows({kind.name: recall.score(kind, photographs())})
    assert tuple(lines()[kind.name][:3]) == measured[kind.name]


def test_an_unchanged_picture_is_always_found() -> None:
    assert lines()["no change"] == ["100 %", "0", "100 %"] * 2


def test_a_bank_that_matches_turned_pictures_finds_no_fewer() -> None:
    for cells in lines().values():
        shares = [int(cell.removesuffix(" %")) for cell in cells if cell.endswith(" %")]
        assert all(turned >= plain for plain, turned in zip(shares[::2], shares[1::2], strict=True))


def test_a_drawing_is_the_same_each_time_and_no_two_are_alike() -> None:
    assert pictures.drawn(3).tobytes() == pictures.drawn(3).tobytes()
    assert len({pictures.drawn(number).tobytes() for number in range(20)}) == 20


def test_a_share_is_never_rounded_up_to_all_or_down_to_none() -> None:
    nearly, hardly = recall.Score(300, 299, 300, 2.0), recall.Score(300, 1, 1, 90.0)
    assert recall.rows({"a": nearly, "b": hardly}) == {
        "a": ("99 %", "2", "100 %"),
        "b": ("1 %", "90", "1 %"),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_names_every_class_and_holds_no_script(scheme: str) -> None:
    chart = (IMAGES / f"recall-{scheme}.svg").read_text(encoding="utf-8")
    named = re.findall(r">([^<>]+)</text>", chart)
    assert {one.name for one in CLASSES} <= set(named)
    assert "<script" not in chart
    assert "http" not in re.sub(
        r"\"http://(www\.w3\.org|purl\.org|creativecommons)[^\"]*\"", "", chart
    )
