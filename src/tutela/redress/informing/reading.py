"""When the user of a report is told of it, for whoever works on the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.permissions import Permission
from tutela.redress.informing import store

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.informing.model import UserNotice


def of_report(node: Node, actor: Actor, report_id: UUID) -> UserNotice | None:
    """What is to be told of a report; None where the Centre does not have it."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        return store.find(connection, report_id)
