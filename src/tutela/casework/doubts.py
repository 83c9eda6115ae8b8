"""A case in which its holder can decide nothing more: it goes to another person, or to a senior."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store, store_place
from tutela.casework.claims import keeping
from tutela.casework.claims import store as claims
from tutela.casework.claims.machine import ClaimState, Command
from tutela.casework.machine import ItemState
from tutela.casework.model import NOBODY_ELSE
from tutela.casework.tables import case_item

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.work import Work

SENIORS_AFTER = 2  # people who were unsure about one item


def hand_on(work: Work, case_id: UUID) -> None:
    """Ends the claim of who acts, if all that waits for a decision is what they were unsure about.

    It is free then, or the seniors' once SENIORS_AFTER people were unsure about one item of it.
    """
    row = store_place.lock(work.connection, case_id)
    claim = claims.claim_of(row)
    if claim.by != work.actor.id or not row.unsure:
        return
    if claims.may_decide(work.connection, case_id, work.actor.id):
        return
    command = Command.RELEASE
    if claim.state is ClaimState.CLAIMED and _for_seniors(work, case_id):
        command = Command.ESCALATE
    keeping.give_up(work, row, command, {"because": "unsure"})


def leave_to_oneself(work: Work) -> None:
    """Gives what was left to another person back to the only one whom a node has left."""
    store.leave_to(work.connection, NOBODY_ELSE)


def _for_seniors(work: Work, case_id: UUID) -> bool:
    unsure = (case_item.c.case_id == case_id) & (case_item.c.state == ItemState.UNSURE.value)
    return any(
        len(set(item.doubters)) >= SENIORS_AFTER
        for item in store.lock_items(work.connection, unsure)
    )
