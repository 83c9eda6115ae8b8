"""The benchmark runs, small, and compares answers. What it measures here means nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).parents[2]
NAMES = {
    "work", "against", "unit", "ours", "theirs", "ratio", "goal", "floor", "aim", "met", "aim_met",
    "compared", "note",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a small run writes."""
    path = tmp_path_factory.mktemp("bench") / "bench.json"
    command = [sys.executable, str(ROOT / "bench" / "run.py"), "--quick", "--json", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=540, check=False)
    assert ended.returncode == 0, ended.stderr
    lines = path.read_text(encoding="utf-8").splitlines()
    written: list[dict[str, Any]] = json.loads("".join(lines))
    assert len(lines) == len(written) + 2, "a row a line"
    return written


def test_every_row_has_the_same_names_and_no_goal_in_a_small_run(
    rows: list[dict[str, Any]],
) -> None:
    assert all(set(row) == NAMES for row in rows)
    assert all(row["goal"] is row["floor"] is row["aim"] is row["met"] is None for row in rows)


def test_a_row_is_measured_or_says_why_not(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert (row["ours"] or 0) > 0 or row["note"], row


def test_both_sides_give_the_same_answers_to_every_search(rows: list[dict[str, Any]]) -> None:
    searches = [row for row in rows if row["work"].startswith("search")]
    assert {row["against"] for row in searches} == {"numpy"}
    assert len(searches) == 4
    assert all(row["compared"] == 60 for row in searches)


def test_it_covers_what_it_is_for(rows: list[dict[str, Any]]) -> None:
    works = "\n".join(row["work"] for row in rows)
    for part in ("random", "drawn", "within 10 bits", "bytes a hash", "build", "open",
                 "a change acts", "JPEG", "over HTTP", "bank import", "desk",
                 "taken in"):  # fmt: skip
        assert part in works
