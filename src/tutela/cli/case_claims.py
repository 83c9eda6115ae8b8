"""`tutela case`: taking cases, and leaving them to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.casework.claims import service as claims
from tutela.casework.claims.model import SkipReason
from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

_CASE = click.argument("case_id", metavar="CASE", type=click.UUID)
_WORDS = click.option("--reason", "words", required=True, help="Why, in words.")


@click.command(name="next")
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def next_(person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Take the most urgent case that nobody holds. It is yours while you work on it."""
    with opened() as node:
        found = claims.take_next(node, signed_in(node, person_name, password_file))
    if as_json:
        output.emit({"case": str(found) if found else None})
    elif found:
        output.say("You have case [bold]{case}[/]. `tutela case show {case}` shows it.", case=found)
    else:
        output.say("Nothing waits that you could take.")


@click.command()
@_CASE
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def take(
    case_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take this case, if nobody holds it; renew your claim if you do."""
    with opened() as node:
        claims.take(node, signed_in(node, person_name, password_file), case_id)
    _done(case_id, "You have it.", as_json=as_json)


@click.command()
@_CASE
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def release(
    case_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give a case back that you hold."""
    with opened() as node:
        claims.release(node, signed_in(node, person_name, password_file), case_id)
    _done(case_id, "Given back.", as_json=as_json)


@click.command()
@_CASE
@click.option("--why", required=True, type=click.Choice([one.value for one in SkipReason]),
              help="Why you leave it to others.")  # fmt: skip
@click.option("--reason", "words", default="", help="More in words; `other` needs it.")
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def skip(
    case_id: UUID,
    why: str,
    words: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Leave a case to others; `next` does not give it to you for a while."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        claims.skip(node, actor, case_id, why=why, words=words)
    _done(case_id, "Left to others.", as_json=as_json)


@click.command()
@_CASE
@_WORDS
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def escalate(
    case_id: UUID,
    words: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Leave a case to the seniors."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        claims.escalate(node, actor, case_id, words=words)
    _done(case_id, "Left to the seniors.", as_json=as_json)


@click.command()
@_CASE
@click.argument("name")
@_WORDS
@person_options(required=True)
@json_option
@needs(Permission.CASE_ASSIGN)
def reassign(
    case_id: UUID,
    name: str,
    words: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give a case to the person with the account NAME, whoever holds it."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        claims.reassign(node, actor, case_id, name=name, words=words)
    _done(case_id, f"{name} has it.", as_json=as_json)


@click.command()
@_CASE
@click.argument("words")
@person_options(required=True)
@json_option
@needs(Permission.CASE_COMMENT)
def comment(
    case_id: UUID,
    words: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Keep WORDS with a case, for whoever works on it."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        claims.comment(node, actor, case_id, words=words)
    _done(case_id, "Kept with the case.", as_json=as_json)


def _done(case_id: UUID, sentence: str, *, as_json: bool) -> None:
    output.emit({"case": str(case_id)}) if as_json else output.say("{said}", said=sentence)


COMMANDS = (next_, take, release, skip, escalate, reassign, comment)
