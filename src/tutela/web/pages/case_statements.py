"""What the user was told, as a case's page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.redress.statements import reading
from tutela.web.pages.statements import line_of

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.web.pages.statements import Line


def told_panel(node: Node, actor: Actor, case_id: UUID) -> list[Line]:
    """The statements about the items of a case, oldest first; none for whoever may not see them."""
    now = node.clock.now()
    return [line_of(one, now) for one in reading.of_case(node, actor, case_id)]
