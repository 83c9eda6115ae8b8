"""A key of its own for each received report: what it says is sealed with it, and erased by erasing
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.masterkey import ownkey
from tutela.receiving.errors import ReceivedUnreadable
from tutela.receiving.tables import received_report

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node

NOUN = "received"
SEALED = (ownkey.sealed_column(NOUN, received_report.c.wrapped_key, received_report.c.id),)


def new_key(node: Node, report_id: UUID) -> str:
    """A fresh key for a received report, wrapped by the node's key, as text for its row."""
    return ownkey.new_key(node, NOUN, report_id)


class Seal(ownkey.OwnKey):
    """Seals and opens what belongs to one received report. Raises ReceivedUnreadable."""

    def __init__(self, node: Node, report_id: UUID, wrapped: str) -> None:
        super().__init__(node, NOUN, report_id, wrapped, ReceivedUnreadable(report=report_id))
