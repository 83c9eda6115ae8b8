"""`tutela alert`: what waits for people too long."""

from __future__ import annotations

from contextlib import suppress

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.operating.alerting import watch_all
from tutela.platform.alerts import service
from tutela.platform.audit.sealer import seal_once
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission


@click.group()
def alert() -> None:
    """What waits for people too long. A served node looks every minute, and tells them."""


@alert.command(name="list")
@click.option("--look", is_flag=True, help="Look now first, as a served node does every minute.")
@json_option
@needs(Permission.NODE_READ)
def list_(look: bool, as_json: bool) -> None:  # noqa: FBT001
    """List the alerts that stand: numbers, never content."""
    with opened() as node:
        if look:
            with suppress(TutelaError):
                seal_once(node)  # as every command does at its end; what stands in its way is told
            watch_all(node)
        found = service.list_alerts(node, console_operator())
    if as_json:
        output.emit(
            {
                "alerts": [
                    {
                        "kind": one.kind.value,
                        "count": one.count,
                        "since": one.since,
                        "raised_at": one.raised_at,
                        "words": one.words,
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("kind", "raised", "what waits"),
        ((one.kind.value, output.day(one.raised_at), one.words) for one in found),
        empty="Nothing waits too long.",
    )
