"""`tutela order`: what the authority is told. Each letter is printed; a person sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.order_acts import REASON, stands
from tutela.cli.order_shown import ORDER
from tutela.cli.report_given import INSTANT
from tutela.orders import answering, reading
from tutela.orders.model import LetterKind
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

KINDS = [one.value for one in LetterKind]
HOW = click.option("--how", required=True, help="How you told them: to which address, by whom.")
AT = click.option("--at", type=INSTANT, metavar="INSTANT", help="When, with its zone; by default "
                  "now.")  # fmt: skip


@click.command()
@ORDER
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--words", default="", help="What it says beside what is known.")
@needs(Permission.ORDER_READ)
def letter(order_id: UUID, kind: str, words: str) -> None:
    """Print a letter to the authority as it would be sent now. Nothing is sent or recorded."""
    with opened() as node:
        text = reading.draft(node, console_operator(), order_id, LetterKind(kind), words)
    for line in text.splitlines():
        output.say("{line}", line=line)


@click.command()
@ORDER
@HOW
@AT
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def acknowledge(
    order_id: UUID,
    how: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you confirmed its receipt to the authority."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        answering.acknowledge(node, actor, order_id, how=how, at=at)
        stands(node, order_id, as_json=as_json)


@click.command(name="return")
@ORDER
@click.option("--words", required=True, help="What the authority must send.")
@HOW
@AT
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def return_(
    order_id: UUID,
    words: str,
    how: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you sent an order back for what it lacks."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        answering.send_back(node, actor, order_id, words=words, how=how, at=at)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@REASON
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def refuse(
    order_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Say that an order takes no effect, and why. Then tell the authority: `order report`."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        answering.refuse(node, actor, order_id, reason=reason)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@HOW
@AT
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def report(
    order_id: UUID,
    how: str,
    at: datetime | None,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that you told the authority what came of its order."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        answering.report(node, actor, order_id, how=how, at=at)
        stands(node, order_id, as_json=as_json)


@click.command()
@ORDER
@REASON
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def withdraw(
    order_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Record that the authority withdrew its order; what it led to is undone."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        answering.withdraw(node, actor, order_id, reason=reason)
        stands(node, order_id, as_json=as_json)


COMMANDS = (letter, acknowledge, return_, refuse, report, withdraw)
