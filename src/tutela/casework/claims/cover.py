"""Cases of people who are away: handed to who stands in for them, or given back. Repeatable."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework.claims import keeping, store
from tutela.casework.claims.machine import ClaimState
from tutela.platform.absences import store as absences
from tutela.platform.absences.model import away, stands_in
from tutela.platform.actor import NODE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def hand_over(node: Node) -> int:
    """Moves what people hold who are away now; returns how many cases.

    A case of a senior goes to another senior only, else it waits for the seniors again.
    """
    with node.work(NODE, purpose="stand in for who is away") as work:
        gone = away(absences.unended(work.connection, work.now), work.now)
        if not gone:
            return 0
        held = store.held_by(work.connection, [str(one) for one in gone])
        return sum(_moved(work, case_id) for case_id in held)


def _moved(work: Work, case_id: UUID) -> bool:
    row = store.lock(work.connection, case_id)
    work.waited()
    gone = away(absences.unended(work.connection, work.now), work.now)
    if row is None or row.claimed_by not in {str(one) for one in gone}:
        return False
    senior = row.claim_state == ClaimState.WITH_SENIOR.value
    able = absences.able(
        work.connection, Permission.CASE_ASSIGN if senior else Permission.CASE_DECIDE
    )
    found = stands_in(gone, UUID(row.claimed_by), able)
    keeping.hand_over(work, row, (str(found), able[found]) if found else None)
    return True
