"""Notices of whoever is suspended for misuse: they wait, are kept, and are looked at afterwards.

Nothing is lost by it: such a notice is received and has its code like any other, and goes on where
its case stands by then. What says that somebody is in danger, or that a child is being approached,
threatened or abused, never waits: a child is not to pay for who spoke for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.casework import noticed
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.redress.notices import deadline, store, store_pausing
from tutela.redress.notices.model import NoticeKind
from tutela.redress.pausing import store as pauses

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.given import Given
    from tutela.redress.pausing.store import Pause

# Somebody may be harmed at this moment, whoever says so (Article 18).
AT_ONCE: Final = frozenset({NoticeKind.SOLICITATION, NoticeKind.EXTORTION, NoticeKind.ABUSE})
SOME: Final = 100


def pause_of(work: Work, service_id: str, key_id: UUID | None, given: Given) -> Pause | None:
    """Whether a notice that comes in now is looked at only later, and why."""
    if given.danger or given.kind in AT_ONCE:
        return None
    return pauses.of(work.connection, pauses.NOTICES, service_id, work.now, key_id=key_id)


def resume(work: Work, head_id: UUID) -> None:
    """Lets a notice that waits, and those that joined it, be looked at now; else does nothing."""
    one = store.find(work.connection, head_id)
    if one is None or not store_pausing.waits(work.connection, head_id):
        return
    case_id = noticed.go_on(work, one.service_id, one.case_id)
    for each in store.lock_all(work.connection, head_id):
        if each.paused_until is None:
            continue
        profile = deadline.profile_at(work.now)
        due_at = deadline.due(profile, work.now, trusted=each.trusted, danger=each.danger)
        values = {"case_id": case_id, "due_at": due_at, "paused_until": None, "pause_id": None}
        store.save(work.connection, each.id, **values)
        work.record(
            Event.NOTICE_RESUME,
            subject=("notice", each.id),
            service_id=each.service_id,
            case=str(case_id),
            due_at=due_at.isoformat(),
        )
    noticed.renew(work, one.service_id, case_id, store.waiting(work.connection, case_id))


def resume_due(node: Node) -> None:
    """Lets all be looked at whose pause is over, with what they are decided with: of several who
    gave notice of the same, the first who is suspended no more is enough. Safe to repeat.
    """
    while True:
        with node.read() as connection:
            found = store_pausing.due(connection, node.clock.now(), SOME)
        for one in found:
            with node.work(NODE, purpose="look at notices that waited") as work:
                resume(work, one)
        if len(found) < SOME:
            return


def follow(node: Node, *, subject_id: str) -> None:
    """Does the same at once when a suspension ends."""
    del subject_id
    resume_due(node)
