"""`tutela delivery`: what was told to the platform, and what could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.platform.permissions import Permission
from tutela.platform.webhooks import service
from tutela.platform.webhooks.model import DeliveryState

if TYPE_CHECKING:
    from uuid import UUID


@click.group()
def delivery() -> None:
    """Messages to the platform: delivered, waiting, or dead letters."""


@delivery.command(name="list")
@click.option("--state", type=click.Choice([one.value for one in DeliveryState]))
@json_option
@needs(Permission.DELIVERY_READ)
def list_(state: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List deliveries, newest first."""
    with opened() as node, node.read() as connection:
        console_operator().require(Permission.DELIVERY_READ)
        found = service.list_deliveries(connection, DeliveryState(state) if state else None)
    rows = [
        {
            "delivery": str(one.id),
            "service": one.service_id,
            "kind": one.kind,
            "state": one.state.value,
            "attempts": one.attempts,
            "status": one.last_status,
            "error": one.last_error or None,
            "created_at": one.created_at.isoformat(timespec="seconds"),
        }
        for one in found
    ]
    if as_json:
        output.emit({"deliveries": rows})
    else:
        output.table(("delivery", "service", "kind", "state", "tries", "status", "error", "made"),
                     (tuple(row.values()) for row in rows), empty="No deliveries.")  # fmt: skip


@delivery.command()
@click.argument("delivery_id", metavar="DELIVERY", type=click.UUID)
@json_option
@needs(Permission.DELIVERY_RETRY)
def retry(delivery_id: UUID, as_json: bool) -> None:  # noqa: FBT001
    """Give a dead letter all its tries again."""
    with opened() as node:
        service.retry(node, console_operator(), delivery_id)
    if as_json:
        output.emit({"delivery": str(delivery_id), "retried": True})
    else:
        output.say("It will be tried again.")


@delivery.command()
@click.argument("delivery_id", metavar="DELIVERY", type=click.UUID)
@click.option("--reason", default="", help="Why it need not arrive any more.")
@json_option
@needs(Permission.DELIVERY_RETRY)
def close(delivery_id: UUID, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """End a dead letter that need not arrive any more. Its alert ends with it."""
    with opened() as node:
        service.close(node, console_operator(), delivery_id, reason=reason)
    if as_json:
        output.emit({"delivery": str(delivery_id), "closed": True})
    else:
        output.say("It is closed. The log keeps why.")
