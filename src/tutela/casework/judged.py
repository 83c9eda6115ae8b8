"""Reading what people found about the items of an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store_subject
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.feedback import Feedback
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def feedback_on(node: Node, actor: Actor, indicator_id: UUID) -> Feedback:
    """Right, wrong, open and waiting among the items that an indicator matched."""
    actor.require(Permission.CASE_READ)
    with node.read() as connection:
        return store_subject.feedback(connection, indicator_id)
