"""What a decision in a case settles of the complaints about its item.

A reviewer who finds that an item is no abuse material has given whoever complained all they asked
for; a second person who answers a proposed reversal answers the complaint. Either is a person's
decision, carried over. Any other finding leaves the complaint to whoever decides complaints.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import findings, locking
from tutela.casework.machine import WAITING, ItemState
from tutela.platform.actor import NODE
from tutela.redress.complaints import carrying, deciding, placing, store
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.model import State

if TYPE_CHECKING:
    from tutela.casework.model import Decision
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.complaints.model import Complaint, Outcome


def follow(node: Node, *, subject_id: str) -> None:
    """Settles the complaints about the item `subject_id` by how it stands now; safe to repeat."""
    with node.work(NODE, purpose="settle complaints about an item") as work:
        item = locking.wherever(work, UUID(subject_id))
        if item.state in WAITING:
            return
        standing = findings.in_force(work, item)
        waiting = store.waiting_about_item(work.connection, item.item_id)
        for one in waiting:
            proposed = one.state is State.PROPOSED
            restored = item.state is ItemState.REJECTED or (proposed and not item.restricted)
            if standing is not None and restored:
                _settle(work, one, standing, carrying.OUTCOMES[item.state])
            elif proposed:
                deciding.decline(work, one)
        placing.renew(work, [one.case_id for one in waiting])


def sweep(node: Node) -> None:
    """Does the same for every reversal that waits, in case what would have settled it was lost."""
    with node.read() as connection:
        waiting = store.proposed_items(connection)
    for item_id in waiting:
        follow(node, subject_id=str(item_id))


def _settle(work: Work, one: Complaint, standing: Decision, outcome: Outcome) -> None:
    """By the person who made the decision in force; with their words where they had any for whoever
    complained.
    """
    by = replace(
        one,
        decided_by=one.decided_by or standing.decided_by,
        decided_by_name=one.decided_by_name or standing.decided_by_name,
    )
    deciding.settle(work, by, outcome, Answer(told=one.told))
