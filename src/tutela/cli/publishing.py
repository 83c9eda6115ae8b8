"""`tutela publishing`: statements of reasons for the Commission's Transparency Database."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import CHECK_FAILED, OPEN, SECRET_FILE, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.cli.publishing_target import off, on
from tutela.cli.report_given import LARGEST, JsonUnusable, read_bytes, read_object
from tutela.platform.permissions import Permission
from tutela.redress.publishing import settling
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.model import State

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tutela.redress.publishing.model import Publication, Target
    from tutela.redress.publishing.problem import Problem

PUBLICATION = click.argument("publication_id", metavar="PUBLICATION", type=click.UUID)


@click.group()
def publishing() -> None:
    """Statements of reasons for the Commission's Transparency Database (DSA, Article 24(5))."""


publishing.add_command(on)
publishing.add_command(off)


@publishing.command()
@json_option
@needs(Permission.PUBLISHING_READ)
def status(as_json: bool) -> None:  # noqa: FBT001
    """Say where each service's statements go, and how many wait, went or did not go."""
    with opened() as node, node.read() as connection:
        found = settling.status(connection, console_operator())
        now = node.clock.now()
    if as_json:
        output.emit({"services": [_target_json(one, numbers) for one, numbers in found]})
        return
    output.table(
        ("service", "goes to", "now", *(one.value for one in State)),
        (
            (one.service_id, one.environment.value, one.standing(now),
             *(numbers.get(state, 0) for state in State))
            for one, numbers in found
        ),
        empty="No service publishes. Next: tutela publishing on SERVICE",
    )  # fmt: skip


@publishing.command(name="list")
@click.option("--state", type=click.Choice([one.value for one in State]))
@json_option
@needs(Permission.PUBLISHING_READ)
def list_(state: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List what is published, the newest first."""
    with opened() as node, node.read() as connection:
        wanted = State(state) if state else None
        found = settling.list_publications(connection, console_operator(), wanted)
    if as_json:
        output.emit({"publications": [_publication_json(one) for one in found]})
        return
    output.table(
        ("publication", "service", "state", "tries", "made", "what is wrong"),
        (
            (one.id, one.service_id, one.state.value, one.tries, output.minute(one.made_at),
             _said(one))
            for one in found
        ),
        empty="Nothing was published.",
    )  # fmt: skip


@publishing.command()
@PUBLICATION
@json_option
@needs(Permission.PUBLISHING_READ)
def show(publication_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show one publication: what is sent, and what came of it."""
    with opened() as node, node.read() as connection:
        one = settling.show(connection, console_operator(), publication_id)
    if as_json:
        output.emit({**_publication_json(one), "record": one.content})
        return
    output.say(
        "[bold]{state}[/], of {service}; statement {statement}",
        state=one.state.value,
        service=one.service_id,
        statement=one.statement_id,
    )
    if one.remote_id:
        output.say(
            "In the database ({where}) as {name}.", where=one.environment, name=one.remote_id
        )
    for field, words in one.said.items():
        output.say("[red]{field}[/] {words}", field=field, words=" ".join(words))
    output.emit(one.content)


@publishing.command()
@PUBLICATION
@json_option
@needs(Permission.PUBLISHING_SETTLE)
def retry(publication_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Send again, as it is, what the database refused."""
    with opened() as node:
        settling.retry(node, console_operator(), publication_id)
    _done(publication_id, "retried", "It will be sent again.", as_json=as_json)


@publishing.command()
@PUBLICATION
@click.argument("file", metavar="RECORD.json", type=SECRET_FILE)
@click.option("--reason", default="", help="What was put right, and why.")
@json_option
@needs(Permission.PUBLISHING_SETTLE)
def correct(publication_id: UUID, file: Path, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Give what did not go another record, and send it. Its name there stays the same."""
    with opened() as node:
        settling.correct(node, console_operator(), publication_id, read_object(file), reason=reason)
    _done(publication_id, "corrected", "It will be sent so.", as_json=as_json)


@publishing.command()
@PUBLICATION
@click.option("--reason", default="", help="Why it need not be in the database.")
@json_option
@needs(Permission.PUBLISHING_SETTLE)
def close(publication_id: UUID, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End what did not go and need not. Its alert ends with it."""
    with opened() as node:
        settling.close(node, console_operator(), publication_id, reason=reason)
    _done(publication_id, "closed", "It is closed. The log keeps why.", as_json=as_json)


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


def _said(one: Publication) -> str:
    return "; ".join(f"{field} {' '.join(words)}".strip() for field, words in one.said.items())


def _done(publication_id: UUID, what: str, sentence: str, *, as_json: bool) -> None:
    if as_json:
        output.emit({"publication": str(publication_id), what: True})
    else:
        output.say("{sentence}", sentence=sentence)


def _target_json(one: Target, numbers: dict[State, int]) -> dict[str, Any]:
    return {
        "service": one.service_id,
        "environment": one.environment.value,
        "on": one.on,
        "stopped_at": one.stopped_at,
        "rest_until": one.rest_until,
        "failures": one.failures,
        "problem": one.problem or None,
        "terms": one.terms.to_json(),
        "publications": {state.value: numbers.get(state, 0) for state in State},
    }


def _publication_json(one: Publication) -> dict[str, Any]:
    return {
        "publication": str(one.id),
        "service": one.service_id,
        "statement": str(one.statement_id),
        "puid": one.puid,
        "state": one.state.value,
        "tries": one.tries,
        "problems": one.said,
        "environment": one.environment or None,
        "uuid": one.remote_id or None,
        "made_at": one.made_at,
        "ended_at": one.ended_at,
    }
