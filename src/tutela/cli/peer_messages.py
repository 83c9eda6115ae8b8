"""`tutela peer`: what went between this node and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.federation import messages, peers, posting
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

MESSAGE = click.argument("message_id", metavar="MESSAGE", type=click.UUID)


@click.command()
@click.argument("peer_id", metavar="PEER", type=click.UUID)
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def greet(
    peer_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Send a greeting, to see that the way is open. `tutela serve` carries it."""
    with opened() as node:
        made = posting.greet(node, signed_in(node, person_name, password_file), peer_id)
    if as_json:
        output.emit({"message": str(made)})
    else:
        output.say("It is on its way: {id}. `tutela peer sent` shows its receipt.", id=made)


@click.command()
@click.option("--open", "opened_only", is_flag=True, help="Only what has not arrived.")
@json_option
@needs(Permission.NODE_READ)
def sent(opened_only: bool, as_json: bool) -> None:  # noqa: FBT001
    """List what this node said to others, newest first."""
    with opened() as node:
        found = messages.list_out(node, console_operator(), opened=opened_only)
        names = {one.id: one.name for one in peers.list_peers(node, console_operator())}
    rows = [
        {
            "message": str(one.id),
            "to": names[one.peer_id],
            "kind": one.kind,
            "about": one.subject,
            "number": one.number,
            "state": one.state.value,
            "sent_at": one.sent_at.isoformat(timespec="seconds"),
            "received_at": one.received_at.isoformat(timespec="seconds")
            if one.received_at
            else None,
            "problem": one.problem or None,
        }
        for one in found
    ]
    if as_json:
        output.emit({"messages": rows})
    else:
        heads = ("message", "to", "kind", "about", "number", "state", "sent", "received", "problem")
        output.table(heads, (tuple(row.values()) for row in rows), empty="Nothing was said yet.")


@click.command()
@json_option
@needs(Permission.NODE_READ)
def received(as_json: bool) -> None:  # noqa: FBT001
    """List what other nodes said to this one, newest first."""
    with opened() as node:
        found = messages.list_in(node, console_operator())
        names = {one.id: one.name for one in peers.list_peers(node, console_operator())}
    rows = [
        {
            "message": str(one.id),
            "from": names[one.peer_id],
            "kind": one.kind,
            "about": one.subject,
            "number": one.number,
            "state": one.state.value,
            "sent_at": one.sent_at.isoformat(timespec="seconds"),
            "received_at": one.received_at.isoformat(timespec="seconds"),
        }
        for one in found
    ]
    if as_json:
        output.emit({"messages": rows})
    else:
        heads = ("message", "from", "kind", "about", "number", "state", "sent", "received")
        output.table(heads, (tuple(row.values()) for row in rows), empty="Nothing came yet.")


@click.command()
@MESSAGE
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def retry(
    message_id: UUID,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Send a refused message again, as it was."""
    with opened() as node:
        messages.retry(node, signed_in(node, person_name, password_file), message_id)
    if as_json:
        output.emit({"message": str(message_id), "retried": True})
    else:
        output.say("It is on its way again.")


@click.command(name="give-up")
@MESSAGE
@click.option("--reason", required=True, help="Why it need not arrive; the log keeps it.")
@person_options(required=True)
@json_option
@needs(Permission.PEER_MANAGE)
def give_up(
    message_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Give a refused message up. What follows it can leave; an empty one takes its place."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        messages.close(node, actor, message_id, reason=reason)
    if as_json:
        output.emit({"message": str(message_id), "closed": True})
    else:
        output.say("It is given up. The log keeps why.")


COMMANDS = (greet, sent, received, retry, give_up)
