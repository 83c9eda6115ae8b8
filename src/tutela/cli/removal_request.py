"""`tutela victim removals` and `removal`: what a provider is asked to remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.platform.permissions import Permission
from tutela.redress.requests import provider
from tutela.redress.requests.model import Reason

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

REMOVED = "removed"


def removal_commands(group: click.Group) -> None:
    """Adds the commands of a provider to the group."""
    group.add_command(removals)
    group.add_command(removal)


@click.command()
@json_option
@needs(Permission.NOTICE_READ)
def removals(as_json: bool) -> None:  # noqa: FBT001
    """At a provider: list what it is asked to remove, the oldest first. These are no orders."""
    with opened() as node:
        found = provider.removals(node, console_operator())
    if as_json:
        output.emit(
            {
                "removals": [
                    {
                        "id": str(one.id),
                        "state": one.state.value,
                        "report": one.reference,
                        "item": str(one.item_id),
                        "times": one.times,
                        "reason": one.reason.value if one.reason else None,
                        "received_at": one.received_at,
                        "answered_at": one.answered_at,
                        "profile": one.profile,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("request", "state", "own report", "received"),
        ((one.id, one.state.value, one.reference, output.minute(one.received_at)) for one in found),
        empty="Nothing is asked.",
    )


@click.command()
@click.argument("request_id", metavar="REQUEST", type=click.UUID)
@click.option("--answer", required=True,
              type=click.Choice([REMOVED, *(one.value for one in Reason)]),
              help="Whether it was removed, or why not.")  # fmt: skip
@person_options(required=True)
@json_option
@needs(Permission.NOTICE_DECIDE)
def removal(
    request_id: UUID,
    answer: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """At a provider: tell the Centre what became of what it asked for."""
    reason = None if answer == REMOVED else Reason(answer)
    with opened() as node:
        provider.answer(node, signed_in(node, person_name, password_file), request_id, reason)
    if as_json:
        output.emit({"request": str(request_id), "answer": answer})
    else:
        output.say("The EU Centre is told.")
