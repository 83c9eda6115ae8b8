"""Where the rows go: the screen, `build/bench.json`, `docs/benchmarks.md`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bench.codes import Random
from bench.machine import described
from bench.rows import NONE, brief
from bench.trials import THEIRS, THEIRS_LARGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.rows import Row

HEAD = ("work", "against", "ours", "theirs", "better", "floor", "aim", "verdict")

PAGE = """# Benchmarks

Made by `make bench`; `build/bench.json` has the same rows. Both sides were measured in one run on
one machine. Numbers from another machine differ; ratios differ less.

{table}

{notes}

## The machine

{machine}

## How it is measured

- Searches find every entry within 31 of 256 bits, one query at a time, in one thread. Numbers are
  medians of the clock on the wall, over {ours:,} queries of ours and {theirs} of theirs ({large} at
  100 million).
- The p99 is compared with the median in the thread's own time, so that other programs on the
  machine do not count. Its time on the wall stands beside it.
- Half of the queries are near an entry, half are not. Both sides get the same ones, and their
  answers are compared entry by entry: one difference ends the run without a number.
- Each side is built, and then searched, in processes of their own. Our index is opened and verified
  once before searches are timed. A bank that is open for long is in that state.
- Drawn pictures come from formulas (`bench/drawn.py`): 200,000 pictures of five kinds, and an
  altered copy of each. The rest up to a million are hashes of these with up to 24 bits flipped.
- A crowd is 100,000 entries around one code, or of one code. Queries inside it have most of it for
  an answer; beside it little or nothing of it is in reach.
- Memory is what a process holds for itself alone (`Private_Dirty`), without the interpreter and
  libraries; ours adds the files, which all processes share.
- A change is timed from the call of the writing process until two others, which search without a
  pause, have answered otherwise.
- The HTTP row sends 400 kB JPEGs over loopback on a few open connections. Ours records, counts
  and judges each item besides; theirs hashes and looks up.
- The desk row asks a served node for pages of the desk over one connection, as a reviewer who is
  signed in, with all cases in one service. Its number is the 95th percentile on the wall.
- The other sides: FAISS `IndexBinaryFlat`; the PDQ index that the `threatexchange` wheel uses by
  default, and its `hash_from_bytes`; both behind Flask under gunicorn for the HTTP row.
"""


def line(row: Row) -> str:
    """The row on the screen."""
    work, against, *numbers, verdict = _cells(row)
    ours, theirs, better, floor, _ = numbers
    shown = f"{work:<72} {against:<20} {ours:>12} {theirs:>12} {better:>8} {floor:>12}  {verdict}"
    return f"{shown}\n      {row.note}" if row.note else shown


def write_json(rows: Sequence[Row], path: Path) -> None:
    """A list with one row a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row.json(), ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def write_page(rows: Sequence[Row], path: Path) -> None:
    """The page of the docs, anew."""
    marks = _lined(HEAD), "|---|---|--:|--:|--:|--:|--:|---|"
    page = PAGE.format(
        table="\n".join((*marks, *(_lined(_cells(row)) for row in rows))),
        notes="\n".join(f"- {row.work}, {row.against}: {row.note}." for row in rows if row.note),
        machine="\n".join(f"- {name}: {value}" for name, value in described().items()),
        ours=Random.asks,
        theirs=THEIRS,
        large=THEIRS_LARGE,
    )
    path.write_text(page, encoding="utf-8")


def _lined(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Row) -> tuple[str, ...]:
    better = f"{brief(row.ratio)}x" if row.ratio is not None else NONE
    goal = row.goal
    marks = [goal.shown(mark, row.unit) for mark in (goal.floor, goal.aim)] if goal else [NONE] * 2
    numbers = (row.unit.shown(row.ours), row.unit.shown(row.theirs), better)
    return (row.work, row.against, *numbers, *marks, row.verdict)
