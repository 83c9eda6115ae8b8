"""Measures what is found of every alteration of every photograph, and writes it into the docs.

    python docs/photograph_table.py [--check]

It makes a demo node in a temporary folder, banks a third of the photographs, scans every cell of
the table through the command line, and puts the recall between the markers of
docs/reference/photographs.md. The table says what PDQ can do, on these pictures; it says nothing
about any other picture.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from examples import photographs

PAGE = Path(__file__).parent / "reference" / "photographs.md"
BEGIN = "<!-- made by docs/photograph_table.py -->"
END = "<!-- end of what docs/photograph_table.py made -->"
PLAIN, TURNED = "demo", "demo-turned"
TUTELA = str(Path(sys.executable).parent / "tutela")

Cell = tuple[str, str]  # photograph, alteration


@dataclass(frozen=True)
class Results:
    """The answer of the scan on each cell, as `--json` gives it."""

    answers: dict[Cell, dict[str, Any]]

    def found(self, cell: Cell, bank: str) -> bool:
        """Whether the bank matched."""
        return any(match["bank"] == bank for match in self.answers[cell]["matches"])


def prepare(home: Path, folder: Path) -> dict[Path, Cell]:
    """Makes a demo node with a third of the photographs banked, and the file of every cell."""
    cells = photographs.write_folder(folder)
    banked = photographs.banked()
    originals = [str(path) for path, (name, how) in cells.items()
                 if how == photographs.ORIGINAL and name in banked]  # fmt: skip
    tutela(home, "init", "--demo")
    for bank in (PLAIN, TURNED):
        tutela(home, "bank", "add", bank, *originals)
    return cells


def scan(home: Path, folder: Path, cells: dict[Path, Cell]) -> Results:
    """Scans the folder through the command line."""
    items = json.loads(tutela(home, "scan", "--json", str(folder)))["items"]
    return Results({cells[Path(item["path"])]: item for item in items})


def rendered(results: Results) -> str:
    """The table of recall per alteration, the misses named."""
    lines = [
        "| alteration | found | missed | found by a bank that also matches turned pictures |",
        "|---|---|---|---|",
    ]
    banked = photographs.banked()
    for how in (photographs.ORIGINAL, *photographs.ALTERATIONS):
        missed = [_stem(name) for name in banked if not results.found((name, how), PLAIN)]
        turned = sum(results.found((name, how), TURNED) for name in banked)
        found = len(banked) - len(missed)
        named, total = ", ".join(missed), len(banked)
        lines.append(f"| {how} | {found} of {total} | {named} | {turned} of {total} |")
    return "\n".join([*lines, "", _others(results)])


def _others(results: Results) -> str:
    banked = photographs.banked()
    others = [cell for cell in results.answers if cell[0] not in banked]
    wrong = [cell for cell in others if results.answers[cell]["matches"]]
    named = ", ".join(f"{_stem(name)} ({how})" for name, how in wrong)
    return (
        f"The other {len(photographs.PHOTOGRAPHS) - len(banked)} photographs gave {len(others)} "
        f"files, of which {len(wrong)} matched{': ' + named if named else ''}."
    )


def written(page: str) -> str:
    """What stands between the markers of the page."""
    return page.partition(BEGIN)[2].partition(END)[0].strip()


def replaced(page: str, table: str) -> str:
    """The page with another table between its markers."""
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def tutela(home: Path, *arguments: str) -> str:
    """The output of a command. Exit code 3 says that something was found, as it should be."""
    done = subprocess.run(
        [TUTELA, *arguments],
        env={**os.environ, "TUTELA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(f"tutela {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def _stem(photograph: str) -> str:
    return Path(photograph).stem.replace("_", " ")


def main() -> int:
    """Writes the table; with --check only says whether it is current."""
    with tempfile.TemporaryDirectory(prefix="tutela-photographs-") as made:
        home, folder = Path(made) / "home", Path(made) / "pictures"
        table = rendered(scan(home, folder, prepare(home, folder)))
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        return int(written(page) != table)
    PAGE.write_text(replaced(page, table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
