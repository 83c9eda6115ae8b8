"""Makes the reference pages, and the template of all catalogues, from the code: so that they cannot
say anything else.

    python docs/generate.py           writes docs/reference/*.md and the catalogues' template
    python docs/generate.py --check   names the pages that are not current, and exits 1

The pages depend on the code alone: no clock, no node, no width of a terminal.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.generators import api, cli, errors, events, machines, permissions, settings, texts

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "api.md": api.page,
    "cli.md": cli.page,
    "errors.md": errors.page,
    "events.md": events.page,
    "machines.md": machines.page,
    "permissions.md": permissions.page,
    "settings.md": settings.page,
}
NOTE = "<!-- Made by docs/generate.py from the code. Change the code, not this page. -->\n\n"


def rendered() -> dict[Path, str]:
    """Every page as it should be, the template, and the catalogues that we give."""
    pages = {FOLDER / name: NOTE + page().rstrip() + "\n" for name, page in PAGES.items()}
    catalogues = {texts.HERE / f"{one}.po": texts.catalogue(one) for one in texts.LANGUAGES}
    return {**pages, texts.TEMPLATE: texts.page(), **catalogues}


def stale(pages: dict[Path, str]) -> list[Path]:
    """The pages whose file says something else, or is not there."""
    return [path for path, text in pages.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text]  # fmt: skip


def main() -> int:
    """Writes the pages; with --check only names those that are not current."""
    pages = rendered()
    old = stale(pages)
    if "--check" in sys.argv[1:]:
        for path in old:
            sys.stderr.write(f"{path.name} is not current: run python docs/generate.py\n")
        return int(bool(old))
    FOLDER.mkdir(exist_ok=True)
    for path in old:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
