"""Measures speed side by side with what one would take instead: `python bench/run.py`.

A whole run writes `build/bench.json` and `docs/benchmarks.md`. `--only NAME` measures one group of
rows and `--quick` small ones, without goals; both leave the docs alone. A row whose floor is missed
says so, and the exit code is then 1.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import changing, desk, hashing, indexing, intake, report, searching, serving
from bench.rows import Plan, Row

ROOT = Path(__file__).resolve().parents[1]
GROUPS = {
    "search": searching.rows,
    "crowd": searching.crowded,
    "memory": indexing.memory,
    "build": indexing.building,
    "open": indexing.opening,
    "change": changing.rows,
    "hash": hashing.rows,
    "http": serving.rows,
    "desk": desk.rows,
    "intake": intake.rows,
}


def main() -> int:
    chosen = arguments()
    rows: list[Row] = []
    for name in chosen.only or GROUPS:
        for row in GROUPS[name](Plan(quick=chosen.quick)):
            rows.append(replace(row, goal=None) if chosen.quick else row)
            print(report.line(rows[-1]), flush=True)
        report.write_json(rows, chosen.json)
    if not chosen.quick and not chosen.only:
        report.write_page(rows, ROOT / "docs" / "benchmarks.md")
    missed = [row for row in rows if row.meets_floor is False]
    print(f"{len(rows)} rows, {len(missed)} of them below the floor; see {chosen.json}")
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="This group; repeatable.")
    parser.add_argument("--quick", action="store_true", help="Small, for a smoke test.")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
