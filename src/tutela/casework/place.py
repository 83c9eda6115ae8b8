"""The place of a case in the queue, renewed in the same transaction that changes a fact of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store_place
from tutela.casework.claims import keeping
from tutela.casework.priority import facts_of, priority, stands_as_of
from tutela.casework.store import OPEN
from tutela.law import classification
from tutela.law.errors import LabelUnknown, SchemeUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.work import Work


def renew(work: Work, case_ids: Iterable[UUID]) -> None:
    """Counts what these cases hold, and puts each where it belongs. Locks them in a fixed order.

    Whoever changes an item, a hold, the state of a case or the danger found in it calls this before
    the transaction ends. Where nothing waits for a decision any more, a claim ends.
    """
    for case_id in sorted(set(case_ids)):
        row = store_place.lock(work.connection, case_id)
        found = store_place.counted(work.connection, case_id, work.now)
        kept = row._asdict() | found
        points = priority(facts_of(kept)).points
        # A closed case stands there again while a second person, or a complaint about it, waits.
        since = row.opened_at if row.state == OPEN or found["seconding"] else row.complained_at
        found["priority"] = points
        found["queue_at"] = stands_as_of(since, points) if since else None
        if not store_place.save(work.connection, case_id, **found):
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


def _severity(scheme: str, label: str) -> int:
    try:
        return classification.scheme(scheme).label(label).severity
    except (SchemeUnknown, LabelUnknown):
        return 0
