"""`tutela statement mail|take-bounce|close-mail|forget-mailbox`: what users are told by e-mail."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import SECRET_FILE, json_option, needs, read_secret
from tutela.cli.opening import console_operator, opened
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.redress.statements import bouncing, by_hand, mailboxes
from tutela.redress.statements.bounce import LARGEST
from tutela.redress.statements.bouncing import Outcome

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

_SAID = {
    Outcome.BOUNCED: "The letter of statement {statement} came back. It counts as not delivered.",
    Outcome.KNOWN: "The letter of statement {statement} had not arrived before: nothing changed.",
    Outcome.NO_FAILURE: "The report about statement {statement} tells of no failure: nothing "
    "changed.",
    Outcome.UNKNOWN: "It names no letter of this node: nothing changed.",
}


@click.command()
@click.argument("statement_id", metavar="STATEMENT", type=click.UUID)
@click.option("--known", is_flag=True, help="Send it where the account is known to read e-mail.")
@click.option(
    "--address-file",
    type=SECRET_FILE,
    help="Read the address from this file instead of being asked (- for standard input).",
)
@json_option
@needs(Permission.DELIVERY_RETRY)
def mail(statement_id: UUID, known: bool, address_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Send the letter of a statement by e-mail. The address is kept sealed, for its account."""
    to = (
        Secret("")
        if known
        else read_secret(address_file, "e-mail address of the user", option="--address-file")
    )
    with opened() as node:
        by_hand.send(node, console_operator(), statement_id, to)
    if as_json:
        output.emit({"statement": str(statement_id), "sent_again": True})
    else:
        output.say("It is on its way by e-mail.")


@click.command(name="take-bounce")
@json_option
@needs(Permission.DELIVERY_RETRY)
def take_bounce(as_json: bool) -> None:  # noqa: FBT001
    """Take in a letter that came back, from standard input, as a mail server hands it on.

    For the mailbox of `mail_bounces`: let the server pipe each message into this command. What is
    no report of a mail server is refused; what names no letter of this node changes nothing.
    """
    data = sys.stdin.buffer.read(LARGEST + 1)
    with opened() as node:
        taken = bouncing.take(node, console_operator(), data)
    statement = str(taken.statement_id) if taken.statement_id else None
    if as_json:
        output.emit({"outcome": taken.outcome.value, "statement": statement})
    else:
        output.say(_SAID[taken.outcome], statement=statement)


@click.command(name="close-mail")
@click.argument("mail_id", metavar="MAIL", type=click.UUID)
@click.option("--reason", required=True, help="Why the letter need not arrive.")
@json_option
@needs(Permission.DELIVERY_RETRY)
def close_mail(mail_id: UUID, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Say that a letter that failed or bounced need not arrive any more."""
    with opened() as node:
        by_hand.close(node, console_operator(), mail_id, reason)
    if as_json:
        output.emit({"mail": str(mail_id), "closed": True})
    else:
        output.say("The letter is closed. The log keeps why.")


@click.command(name="forget-mailbox")
@click.argument("service", metavar="SERVICE")
@click.argument("account", metavar="ACCOUNT")
@json_option
@needs(Permission.DELIVERY_RETRY)
def forget_mailbox(service: str, account: str, as_json: bool) -> None:  # noqa: FBT001
    """Erase where an account reads e-mail, because the account is gone."""
    with opened() as node:
        known = mailboxes.forget(node, console_operator(), service, account)
    if as_json:
        output.emit({"erased": known})
    elif known:
        output.say("It is erased.")
    else:
        output.say("Nothing was known.")


COMMANDS = (mail, take_bounce, close_mail, forget_mailbox)
