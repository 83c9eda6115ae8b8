"""`tutela statement`: what users were told of restrictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output, statement_held, statement_mail
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform.permissions import Permission
from tutela.redress.statements import mending, reading
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from tutela.redress.statements.model import Telling, Told


@click.group()
def statement() -> None:
    """Statements of reasons: what users were told of restrictions, and whether they heard."""


@statement.command(name="list")
@click.option(
    "--show",
    type=click.Choice([one.value for one in Which]),
    default=Which.ALL.value,
    show_default=True,
    help="untold: nobody has confirmed it; undelivered: an e-mail did not arrive, and nothing else "
    "did; unfit: the guard refused the letter.",
)
@json_option
@needs(Permission.STATEMENT_READ)
def list_(show: str, as_json: bool) -> None:  # noqa: FBT001
    """List the latest statements, the latest first."""
    with opened() as node:
        found = reading.list_statements(node, console_operator(), Which(show))
    if as_json:
        output.emit({"statements": [_json(one) for one in found]})
        return
    output.table(
        ("statement", "about", "service", "account", "state", "told", "made"),
        (
            (
                one.statement.id, one.statement.kind.value, one.statement.service_id,
                one.account_ref, one.statement.state.value, output.day(one.received_at),
                output.day(one.statement.made_at),
            )
            for one in found
        ),
        empty="No statement of reasons.",
    )  # fmt: skip


@statement.command()
@click.argument("statement_id", metavar="STATEMENT", type=click.UUID)
@json_option
@needs(Permission.STATEMENT_READ)
def show(statement_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Show one statement: its letter as the user has it. The look is recorded."""
    with opened() as node:
        found = reading.show(
            node, console_operator(), statement_id, purpose="read what a user was told"
        )
    one = found.told.statement
    if as_json:
        output.emit({**_json(found.told), "text": found.sent.text if found.sent else None})
        return
    for line in found.sent.text.splitlines() if found.sent else ():
        output.say("{line}", line=line)
    for each in found.told.tellings:
        output.say("{told}", told=_told(each))
    if one.erased_at:
        output.say("What it said was erased at {at}.", at=output.minute(one.erased_at))
    elif one.problem:
        output.say("Not sent: the guard refused it. {problem}", problem=one.problem)
    elif not found.told.tellings:
        output.say("Nothing has left about it.")


@statement.command()
@click.argument("statement_id", metavar="STATEMENT", type=click.UUID)
@json_option
@needs(Permission.DELIVERY_RETRY)
def resend(statement_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Send the letter of a statement to the platform once more."""
    with opened() as node:
        mending.send_again(node, console_operator(), statement_id)
    if as_json:
        output.emit({"statement": str(statement_id), "sent_again": True})
    else:
        output.say("It is on its way again.")


for command in (*statement_held.COMMANDS, *statement_mail.COMMANDS):
    statement.add_command(command)


def _told(one: Telling) -> str:
    sent = f"Sent by {one.way.value} at {output.minute(one.sent_at)}"
    if one.mail_id:
        sent = f"{sent} ({one.mail_id})"
    if one.received_at is None:
        return f"{sent}: {one.problem or one.state}."
    return f"{sent}, confirmed at {output.minute(one.received_at)}."


def _json(told: Told) -> dict[str, Any]:
    one = told.statement
    return {
        "statement": str(one.id),
        "kind": one.kind.value,
        "state": one.state.value,
        "problem": one.problem or None,
        "service": one.service_id,
        "account": told.account_ref or None,
        "id": told.external_id or None,
        "item": str(one.item_id) if one.item_id else None,
        "notice": str(told.notice_id) if told.notice_id else None,
        "suspension": str(one.suspension_id) if one.suspension_id else None,
        "case": str(one.case_id),
        "language": one.language or None,
        "made_at": one.made_at,
        "issued_at": one.issued_at,
        "received_at": told.received_at,
        "ended_at": one.ended_at,
        "erase_at": one.erase_at,
        "erased_at": one.erased_at,
        "ended_by": str(one.ended_by_id) if one.ended_by_id else None,
        "tellings": [
            {
                "way": each.way.value,
                "sent_at": each.sent_at,
                "state": each.state,
                "mail": str(each.mail_id) if each.mail_id else None,
                "problem": each.problem or None,
                "received_at": each.received_at,
                "by": each.by_name or None,
            }
            for each in told.tellings
        ],
    }
