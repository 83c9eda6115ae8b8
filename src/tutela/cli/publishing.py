"""`tutela publishing`: statements of reasons for the Commission's Transparency Database."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, OPEN, SECRET_FILE, json_option, needs
from tutela.cli.report_given import LARGEST, JsonUnusable, read_bytes
from tutela.redress.publishing.checker import problems

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.redress.publishing.problem import Problem


@click.group()
def publishing() -> None:
    """Statements of reasons for the Commission's Transparency Database (DSA, Article 24(5))."""


@publishing.command()
@click.argument("file", metavar="FILE.json", type=SECRET_FILE)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="TEXT",
    help="A fact of the case that may not stand in it, such as a user name; any number of times.",
)
@json_option
@needs(OPEN)
def check(file: Path, facts: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001
    """Check one statement, or a list of them, as the database would; nothing is sent.

    FILE.json (- for standard input) holds a statement, a list of them, or what the database's
    own bulk request takes. Beyond its rules, whatever looks like personal data is refused. Exits 1
    if something is wrong.
    """
    found = [problems(one, facts) for one in _statements(file)]
    if as_json:
        output.emit({"statements": [{"problems": [_json(one) for one in each]} for each in found]})
    else:
        _say(found)
    sys.exit(CHECK_FAILED if any(found) else 0)


def _statements(file: Path) -> list[dict[str, Any]]:
    """The statements of a file. Raises JsonUnusable, which repeats nothing of it."""
    held = read_bytes(file)
    if len(held) >= LARGEST:
        raise JsonUnusable(path=file, problem="it is larger than a mebibyte")
    try:
        read = json.loads(held)
    except (ValueError, RecursionError):
        raise JsonUnusable(path=file, problem="it is not JSON") from None
    if isinstance(read, dict):
        read = read.get("statements", [read])
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise JsonUnusable(path=file, problem="it holds no statement and no list of them")
    if not read:
        raise JsonUnusable(path=file, problem="it holds no statement")
    return read


def _json(problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field,
        "code": problem.code,
        "problem": problem.sentence,
        "rule": "tutela" if problem.ours else "commission",
    }


def _say(found: list[tuple[Problem, ...]]) -> None:
    wrong = sum(map(bool, found))
    if not wrong:
        output.say("[green]In order[/]: {n}.", n=output.counted(len(found), "statement"))
        return
    output.table(
        ("statement", "field", "what is wrong", "rule of"),
        (
            (number, one.field, one.sentence, "Tutela" if one.ours else "the database")
            for number, each in enumerate(found)
            for one in each
        ),
    )
    total = output.counted(len(found), "statement")
    output.say("\n[red]{wrong} of {total} cannot be sent.[/]", wrong=wrong, total=total)
