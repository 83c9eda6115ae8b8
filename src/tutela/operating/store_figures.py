"""What is counted for `/metrics`: all its SQL. Sums over the node, never a person or a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tutela.casework.only import Who
from tutela.casework.store_queue import turn
from tutela.casework.tables import case, hold
from tutela.detection.model import VerdictKind
from tutela.detection.tables import counter
from tutela.evidence.tables import evidence_object
from tutela.reporting.tables import report

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

TURNS = (Who.FREE, Who.ESCALATED, Who.SECOND)


@dataclass(frozen=True, slots=True)
class Scans:
    """What was scanned on a surface with one verdict, since the node was made."""

    service: str
    surface: str
    verdict: str
    reason: str
    items: int
    size: int


@dataclass(frozen=True, slots=True)
class Queue:
    """So many cases wait for somebody's turn, the first of them since `oldest`."""

    turn: str
    cases: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Holds:
    """Items kept from view: those in time, and those that nobody looked at in time."""

    running: int
    overdue: int
    oldest: datetime | None


def scans(connection: Connection) -> list[Scans]:
    """All verdicts ever given, by surface."""
    kinds = (counter.c.service_id, counter.c.surface, counter.c.verdict, counter.c.reason)
    sums = (func.sum(counter.c.item_count), func.sum(counter.c.byte_count))
    query = (
        select(*kinds, *sums)
        .where(counter.c.verdict.in_([kind.value for kind in VerdictKind]))
        .group_by(*kinds)
        .order_by(*kinds)
    )
    return [Scans(*row[:4], int(row[4]), int(row[5])) for row in connection.execute(query)]


def queue(connection: Connection, now: datetime) -> list[Queue]:
    """The cases that wait, by whose turn it is."""
    counts = select(func.count(), func.min(case.c.opened_at)).where(case.c.queue_at.is_not(None))
    return [
        Queue(who.value, *connection.execute(counts.where(turn(who, "", now))).one())
        for who in TURNS
    ]


def holds(connection: Connection, now: datetime) -> Holds:
    """The items kept from view now."""
    overdue = func.count().filter(hold.c.due_at <= now)
    query = select(func.count(), overdue, func.min(hold.c.started_at))
    row = connection.execute(query.where(hold.c.ended_at.is_(None))).one()
    return Holds(row[0] - row[1], row[1], row[2])


def reports(connection: Connection) -> dict[str, int]:
    """Reports by their state."""
    query = select(report.c.state, func.count()).group_by(report.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}


def evidence(connection: Connection) -> tuple[int, int]:
    """Kept objects and their bytes, before sealing."""
    query = select(func.count(), func.coalesce(func.sum(evidence_object.c.size), 0))
    row = connection.execute(query.where(evidence_object.c.erased_at.is_(None))).one()
    return row[0], int(row[1])
