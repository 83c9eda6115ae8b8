"""Who decided the items of a report, and who wrote it: SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from tutela.casework.model import DecisionState
from tutela.casework.tables import decision
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.audit.tables import audit_event
from tutela.reporting.tables import report_item

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who took part in the decision in force on an item, and whether it was confirmed anew."""

    item_id: UUID
    people: frozenset[str]
    seconded: bool


def deciders(connection: Connection, report_id: UUID) -> list[Deciders]:
    """For each item of a report, who decided it."""
    query = (
        select(decision.c.item_id, decision.c.decided_by, decision.c.second_by)
        .join(report_item, report_item.c.item_id == decision.c.item_id)
        .where(
            report_item.c.report_id == report_id,
            report_item.c.released_at.is_(None),
            decision.c.state == DecisionState.FINAL.value,
        )
        .order_by(decision.c.decided_at, decision.c.id)
    )
    found = {
        row.item_id: Deciders(
            row.item_id,
            frozenset(who for who in (row.decided_by, row.second_by) if who),
            seconded=row.second_by is not None,
        )
        for row in connection.execute(query)
    }
    return list(found.values())


def writers(connection: Connection, report_id: UUID) -> frozenset[str]:
    """The ids of the people who described a report, by the log. Programs and the console are none.

    What a node handed on from a report that was taken back has no writer here.
    """
    query = select(audit_event.c.actor_id).where(
        audit_event.c.subject_kind == "report",
        audit_event.c.subject_id == str(report_id),
        audit_event.c.event == Event.REPORT_DESCRIBE.value,
        audit_event.c.actor_kind == ActorKind.PERSON.value,
    )
    return frozenset(connection.execute(query.distinct()).scalars())
