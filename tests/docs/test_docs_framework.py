"""The table of the framework: every row is there, and what it names exists."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.docs.pages import ROOT

from tutela.web.app import ROUTERS

PAGE = ROOT / "docs" / "framework.md"
ASKED = {
    *(f"RA-{n}" for n in range(1, 7)), "AS-1",
    *(f"DO-{n}" for n in range(1, 8)),
    *(f"RP-{n}" for n in range(1, 9)),
    *(f"RM-{n}" for n in range(1, 4)),
    *(f"BL-{n}" for n in range(1, 4)), "DL-1", "VI-1", "VI-2", "PR-1", "PR-2",
    *(f"IX-{n}" for n in range(1, 4)),
    *(f"CA-{n}" for n in range(1, 5)), "IS-1", "TP-1", "LG-1", "LI-1",
    *(f"DS-{n}" for n in range(1, 6)),
    *(f"SG-{n}" for n in range(1, 16)),
}  # fmt: skip


def rows() -> list[list[str]]:
    found = re.findall(r"^\| ([A-Z]{2}-\d+.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in one.split("|")] for one in found]


def cells(kind: str) -> list[tuple[str, str]]:
    """What the rows name in code quotes in one column, each with its row."""
    at = ("row", "asked", "far", "code", "test", "page", "lacks").index(kind)
    return [(row[0], one) for row in rows() for one in re.findall(r"`([^`]+)`", row[at])]


def addresses() -> set[str]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return {one.path for one in iter_route_contexts(app.routes) if one.path}


def test_every_duty_has_one_row() -> None:
    named = [row[0].split()[0] for row in rows()]
    assert len(named) == len(set(named))
    assert set(named) == ASKED


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_says_how_far_it_is_and_what_lacks(row: list[str]) -> None:
    _, asked, far, code, test, _, lacks = row
    assert asked
    assert far in {"whole", "part", "none"}
    assert bool(code) == bool(test) == (far != "none")
    assert lacks or far == "whole"


def test_the_code_and_the_tests_that_rows_name_are_there() -> None:
    missing = [
        one
        for folder, kind in (("src/tutela", "code"), ("tests", "test"))
        for one in cells(kind)
        if not (ROOT / folder / one[1]).exists()
    ]
    assert missing == []


def test_the_pages_and_commands_that_rows_name_are_there() -> None:
    commands = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    there = addresses()
    missing = [
        (row, one)
        for row, one in cells("page")
        if not (one in there if one.startswith("/") else f"## {one}\n" in commands)
    ]
    assert missing == []
