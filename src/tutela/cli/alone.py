"""`tutela alone`: ask that this node be one person's."""

from __future__ import annotations

import click

from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform.approvals import asking
from tutela.platform.permissions import Permission


@click.command()
@click.option("--reason", required=True, help="Why, in words; kept in the log.")
@json_option
@needs(Permission.NODE_ADMINISTER)
def alone(reason: str, as_json: bool) -> None:  # noqa: ARG001, FBT001
    """Ask that this node be one person's. It cools off for twelve hours, then takes a passkey.

    A second account ends it at once.
    """
    with opened() as node:
        raise asking.ask_to_be_alone(node, console_operator(), reason)
