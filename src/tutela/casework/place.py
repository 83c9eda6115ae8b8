"""The place of a case in the queue, renewed in the same transaction that changes a fact of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store_place
from tutela.casework.claims import keeping
from tutela.casework.priority import Facts, hold_stage, priority, stands_as_of
from tutela.law import classification
from tutela.law.errors import LabelUnknown, SchemeUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.casework.priority import HoldStage
    from tutela.casework.store_place import Counted
    from tutela.platform.work import Work


def renew(work: Work, case_ids: Iterable[UUID]) -> None:
    """Counts what these cases hold, and puts each where it belongs. Locks them in a fixed order.

    Whoever changes an item, a hold, the state of a case or the danger found in it calls this before
    the transaction ends. Where nothing waits for a decision any more, a claim ends.
    """
    for case_id in sorted(set(case_ids)):
        row = store_place.lock(work.connection, case_id)
        found = store_place.counted(work.connection, row)
        facts = facts_of(found, hold_stage(found.next_due_at, alarmed=found.alarmed, now=work.now))
        points = priority(facts).points
        waits = found.is_open or found.seconding
        store_place.save(
            work.connection,
            case_id,
            priority=points,
            queue_at=stands_as_of(found.opened_at, points) if waits else None,
            item_count=found.items,
            pending=found.pending,
            to_look=found.to_look,
            unsure=found.unsure,
            seconding=found.seconding,
            severity=found.severity,
            circumstance=found.circumstance.value if found.circumstance else None,
            restoration=found.restoration,
            hold_stage=facts.hold.value,
            next_due_at=found.next_due_at,
            surfaces=list(found.surfaces),
        )
        if not (found.pending or found.notices or found.flags):
            keeping.finish(work, row)


def set_danger(work: Work, case_id: UUID, *, danger: bool) -> None:
    """Notes whether danger to life or safety is found in a case; the assessment is not ours."""
    store_place.save(work.connection, case_id, danger=danger)
    renew(work, [case_id])


def severity(connection: Connection, indicators: Sequence[UUID]) -> int:
    """The severity of the gravest label that these indicators carry; 0 for one nobody knows."""
    return max(
        (_severity(*label) for label in store_place.labels(connection, indicators)), default=0
    )


def facts_of(found: Counted, hold: HoldStage) -> Facts:
    """What the priority depends on, of what was counted."""
    return Facts(
        danger=found.danger,
        hold=hold,
        restoration=found.restoration,
        severity=found.severity,
        unsure=found.unsure > 0,
        circumstance=found.circumstance,
        repeated=found.repeated,
        items=found.items,
        noticed=found.notices > 0,
        trusted=found.trusted,
        said_danger=found.said_danger,
        flag_accounts=found.flag_accounts,
        flag_danger=found.flag_danger,
        flag_harmed=found.flag_harmed,
    )


def _severity(scheme: str, label: str) -> int:
    try:
        return classification.scheme(scheme).label(label).severity
    except (SchemeUnknown, LabelUnknown):
        return 0
