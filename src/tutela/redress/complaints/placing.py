"""The place of a case in the queue by the complaints about it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tutela.casework import noticed
from tutela.platform.actor import NODE
from tutela.redress.complaints import store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.platform.node import Node
    from tutela.platform.work import Work


def renew(work: Work, case_ids: Iterable[UUID]) -> None:
    """Says anew since when a complaint about these cases waits. Locks them in a fixed order; the
    caller holds what is locked before a case (`carrying`).
    """
    for case_id in sorted(set(case_ids)):
        noticed.lock(work, case_id)
        noticed.renew_complaints(work, case_id, store.waiting_since(work.connection, case_id))


def follow(node: Node, *, subject_id: str) -> None:
    """Does so for the case of the complaint `subject_id`; safe to repeat."""
    with node.work(NODE, purpose="put a case where it belongs") as work:
        one = store.find(work.connection, UUID(subject_id))
        if one is not None:
            renew(work, [one.case_id])
