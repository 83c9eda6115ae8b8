"""`tutela order`: what comes in as a file, and what is read outside."""

from __future__ import annotations

import mimetypes
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import INPUT_FILE, json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.order_shown import ORDER
from tutela.cli.report_given import new_file
from tutela.orders import reading, taking
from tutela.orders.mail import LARGEST_MAIL
from tutela.orders.paper import LARGEST_DOCUMENT, Paper
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.taking import Taken

SERVICE = click.argument("service", metavar="SERVICE")


@click.command(name="take-file")
@SERVICE
@click.argument("file", type=INPUT_FILE)
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def take_file(
    service: str,
    file: Path,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take in a file, such as a PDF, as an order to be registered. It is kept sealed."""
    with file.open("rb") as found:
        data = found.read(LARGEST_DOCUMENT + 1)
    kind, _ = mimetypes.guess_type(file.name)
    paper = Paper(file.name, kind or "application/octet-stream", data)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        came_in(taking.take_document(node, actor, service, paper), as_json=as_json)


@click.command()
@ORDER
@click.argument("number", type=int)
@click.option("--to", "path", type=click.Path(path_type=Path), required=True, metavar="FILE",
              help="A new file for it; nobody else may read it.")  # fmt: skip
@person_options(required=True)
@needs(Permission.ORDER_REGISTER)
def document(
    order_id: UUID, number: int, path: Path, person_name: str, password_file: Path | None
) -> None:
    """Write a document of an order into a file, to be read with care. The look is recorded."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        _, data = reading.document(node, actor, order_id, number)
        with new_file(path) as target:
            target.write(data)
    output.say("Document {number} is in {path}. It came from outside: open it with care.",
               number=number, path=path)  # fmt: skip


@click.command(name="take-mail")
@click.argument("service", metavar="SERVICE")
@json_option
@needs(Permission.ORDER_SUBMIT)
def take_mail(service: str, as_json: bool) -> None:  # noqa: FBT001
    """Take in a letter from standard input, as a mail server hands it on, to be registered.

    For a mailbox of orders: let the server pipe each letter into this command. An exit code other
    than 0 tells it to try again, or to tell the sender.
    """
    data = sys.stdin.buffer.read(LARGEST_MAIL + 1)
    with opened() as node:
        came_in(taking.take_mail(node, console_operator(), service, data), as_json=as_json)


def came_in(taken: Taken, *, as_json: bool) -> None:
    """Says which order was made of what came in."""
    if as_json:
        output.emit({"order": str(taken.order_id), "new": taken.new})
        return
    words = "came in; a person registers it." if taken.new else "was here already."
    output.say("Order {order} {words}", order=taken.order_id, words=words)


COMMANDS = (take_file, take_mail, document)
