"""Whether it is gone, as a person with the right to look says; and the end of a case.

No program looks: nothing is fetched here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.hotline import handing, moves
from tutela.hotline.machine import Command
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.hotline.model import Found
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def look(node: Node, actor: Actor, case_id: UUID, found: Found, authority: str) -> None:
    """Records what this person found, and by what right they looked; hotlines that handed the case
    over are told. Raises HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    right = moves.require_words(authority, "by what right you looked")
    with node.work(actor, purpose="say whether it is gone") as work:
        one = moves.locked(work, case_id)
        moves.move(work, one, found.command, words=right, looked_at=work.now)
        handing.tell_found(work, case_id, found)


def close(node: Node, actor: Actor, case_id: UUID, reason: str) -> None:
    """Ends a case without a removal; hotlines that handed it over are told why.

    Raises HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, "why")
    with node.work(actor, purpose="close a hotline case") as work:
        one = moves.locked(work, case_id)
        moves.move(work, one, Command.CLOSE, words=said)
        handing.give_back(work, case_id, said)
