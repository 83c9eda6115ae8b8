"""The pages as the tests see them: their blocks, links and anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOT_PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
RUN = frozenset({"sh", "python"})

FENCE = re.compile(r"^```(\w*)\s*$")
EXIT = re.compile(r"^<!-- exit: (\d+) -->\s*$")
LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$")
CODE = re.compile(r"`([^`]*)`")
# A group's own name may stand alone; its command is the next small word.
ALONE = "init|doctor|serve|scan|backup|restore"
COMMAND = re.compile(rf"tutela (?:(?:{ALONE})\b|[a-z]+(?: [a-z]+(?:-[a-z]+)*)?)(?![\w|])")


@dataclass(frozen=True)
class Block:
    """A fenced block. `exit` is the code it must end with, `line` where it begins."""

    language: str
    text: str
    line: int
    exit: int = 0


def pages() -> list[Path]:
    """Every page of the repository, those at its root first."""
    root = [ROOT / name for name in ROOT_PAGES if (ROOT / name).exists()]
    return [*root, *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    lines: list[str] = []
    inside, start, wanted = "", 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if start and line.rstrip() == "```":
            found.append(Block(inside, "\n".join(lines) + "\n", start, wanted))
            start, wanted, lines = 0, 0, []
        elif start:
            lines.append(line)
        elif fence:
            inside, start = fence.group(1), number
        elif exits := EXIT.match(line):
            wanted = int(exits.group(1))
        elif line.strip():
            wanted = 0
    assert not start, f"the block at line {start} is never closed"
    return found


def followed() -> dict[str, list[Block]]:
    """The blocks of every page that has examples to run, by the page's name."""
    found = {name_of(page): blocks(page.read_text(encoding="utf-8")) for page in pages()}
    return {name: all_ for name, all_ in found.items() if any(b.language in RUN for b in all_)}


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    kept, fenced = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            kept.append(line)
    return "\n".join(kept)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make, as GitHub names them."""
    found: set[str] = set()
    for line in prose(page.read_text(encoding="utf-8")).splitlines():
        heading = HEADING.match(line)
        if heading:
            slug = _slug(heading.group(1))
            count = sum(1 for one in found if one == slug or re.fullmatch(rf"{slug}-\d+", one))
            found.add(f"{slug}-{count}" if count else slug)
    return found


def links(page: Path) -> list[str]:
    """Where the page's links point to."""
    text = prose(page.read_text(encoding="utf-8"))
    found = LINK.findall(CODE.sub("", text.replace("[`", "[").replace("`](", "](")))
    return [markdown or html for markdown, html in found]


def commands(page: Path) -> list[str]:
    """The commands that the page's prose names: `tutela bank add NAME` is `tutela bank add`."""
    code = CODE.findall(prose(page.read_text(encoding="utf-8")))
    named = [COMMAND.match(" ".join(one.split())) for one in code]
    return [one.group() for one in named if one]


def _slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
