"""What a decision in a case settles of the complaints about its item.

A reviewer who restores an item has given whoever complained all they asked for; a second person who
answers a proposed reversal answers the complaint. Either is a person's decision, carried over.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import store as cases
from tutela.casework.machine import WAITING
from tutela.casework.model import DecisionState
from tutela.platform.actor import NODE
from tutela.redress.complaints import deciding, store, store_items
from tutela.redress.complaints.deciding import Answer
from tutela.redress.complaints.model import State

if TYPE_CHECKING:
    from tutela.casework.model import Decision
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.complaints.model import Complaint


def follow(node: Node, *, subject_id: str) -> None:
    """Settles the complaints about the item `subject_id` by how it stands now; safe to repeat."""
    item_id = UUID(subject_id)
    with node.work(NODE, purpose="settle complaints about an item") as work:
        state, restricted = store_items.standing(work.connection, item_id)
        if state in WAITING:
            return
        standing = _in_force(work, item_id)
        for one in store.waiting_about_item(work.connection, item_id):
            proposed = one.state is State.PROPOSED
            theirs = proposed and standing is not None and standing.decided_by == one.decided_by
            if standing is not None and (theirs or not restricted):
                _settle(work, one, standing)
            elif proposed:
                deciding.decline(work, one)


def _in_force(work: Work, item_id: UUID) -> Decision | None:
    made = cases.decisions(work.connection, [item_id])
    return next((one for one in reversed(made) if one.state is DecisionState.FINAL), None)


def _settle(work: Work, one: Complaint, standing: Decision) -> None:
    """By the person who made the decision in force; with their words where they had any for whoever
    complained.
    """
    by = replace(
        one,
        decided_by=one.decided_by or standing.decided_by,
        decided_by_name=one.decided_by_name or standing.decided_by_name,
    )
    outcome = deciding.reversed_to(work, standing.item_id)
    deciding.settle(work, by, outcome, Answer(told=one.told))
