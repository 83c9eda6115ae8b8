"""Every clock by which something must be erased: one table, which a test holds against all tables.

Whoever adds a column `erase_at` adds it here: what by it was erased, and what is overdue. A table
of a room above says `erases` instead, and stands here by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from tutela.evidence import proofs
from tutela.evidence import store as evidence
from tutela.evidence.looking import store as looking
from tutela.evidence.looking.tables import exposure
from tutela.evidence.tables import evidence_object
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import ERASES, NODE_SERVICE, metadata
from tutela.reporting.erasure import store, store_plain
from tutela.reporting.erasure.certificate import Checked, Erased, Held, Kind, Overdue, Problem
from tutela.reporting.tables import report

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, Connection, Table

    from tutela.platform.node import Node


@dataclass(frozen=True, slots=True)
class Clock:
    """One column that says when rows must be erased, and how to tell whether they were.

    `erased(connection, after, until, also)` names what is gone, `overdue(node, connection, until)`
    what is not, `held(connection, until)` what a legal hold keeps, `running(connection)` how many
    are left and when the next is due.
    """

    column: Column[Any]
    kind: Kind
    erased: Callable[[Connection, datetime | None, datetime, Collection[UUID]], list[Erased]]
    overdue: Callable[[Node, Connection, datetime], list[Overdue]]
    running: Callable[[Connection], tuple[int, datetime | None]]
    held: Callable[[Connection, datetime], list[Held]] = lambda _, __: []

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"

    def checked(self, connection: Connection) -> Checked:
        """What still runs by this clock."""
        live, next_due_at = self.running(connection)
        return Checked(clock=self.name, kind=self.kind, running=live, next_due_at=next_due_at)


def _evidence_erased(
    connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
) -> list[Erased]:
    rows = evidence.erased(connection, after, until, also)
    why = store.reasons(connection, Event.EVIDENCE_ERASE, [row.id for row in rows])
    return [_erased("evidence", row, why, sha256=row.sha256) for row in rows]


def _report_erased(
    connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
) -> list[Erased]:
    rows = store.erased(connection, after, until, also)
    why = store.reasons(connection, Event.REPORT_ERASE, [row.id for row in rows])
    return [_erased("report", row, why) for row in rows]


def _evidence_overdue(node: Node, connection: Connection, until: datetime) -> list[Overdue]:
    return [
        *(
            _overdue("evidence", row, "not-erased" if row.erase_at else "no-clock")
            for row in evidence.outlived(connection, until)
        ),
        *(
            _overdue("evidence", row, "bytes-left")
            for row in proofs.left_behind(node, connection, until)
        ),
    ]


def _report_overdue(node: Node, connection: Connection, until: datetime) -> list[Overdue]:
    del node
    alive, rest = store.outlived(connection, until), store.left_behind(connection, until)
    return [
        *(_overdue("report", row, "not-erased") for row in alive),
        *(_overdue("report", row, "content-left") for row in rest),
    ]


def _erased(kind: Kind, row: Any, why: dict[str, str], sha256: str | None = None) -> Erased:
    return Erased(
        kind=kind,
        id=row.id,
        service=row.service_id,
        erased_at=row.erased_at,
        due_at=row.erase_at,
        reason=why.get(str(row.id), ""),
        sha256=sha256,
    )


def _overdue(kind: Kind, row: Any, problem: Problem) -> Overdue:
    return Overdue(
        kind=kind, id=row.id, service=row.service_id, due_at=row.erase_at, problem=problem
    )


def _exposure_erased(
    connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
) -> list[Erased]:
    """Nothing: a person's counters go without a trace, and a list of them would be one."""
    del connection, after, until, also
    return []


def _exposure_overdue(node: Node, connection: Connection, until: datetime) -> list[Overdue]:
    del node
    return [
        Overdue(
            kind="exposure",
            id=uuid5(NAMESPACE_OID, account_id),
            service=NODE_SERVICE,
            due_at=due_at,
            problem="not-erased",
        )
        for account_id, due_at in looking.outlived(connection, until)
    ]


def _plain(table: Table) -> Clock:
    """The clock of a table whose rows are emptied where they stand, as its room declares it."""
    kind: Kind = table.info[ERASES]
    event = Event(f"{kind}:erase")

    def erased(
        connection: Connection, after: datetime | None, until: datetime, also: Collection[UUID]
    ) -> list[Erased]:
        rows = store_plain.erased(connection, table, after, until, also)
        why = store.reasons(connection, event, [row.id for row in rows])
        return [_erased(kind, row, why) for row in rows]

    def overdue(node: Node, connection: Connection, until: datetime) -> list[Overdue]:
        del node
        alive = store_plain.outlived(connection, table, until)
        return [_overdue(kind, row, "not-erased") for row in alive]

    return Clock(
        table.c.erase_at,
        kind,
        erased,
        overdue,
        lambda connection: store_plain.running(connection, table),
    )


def clocks() -> tuple[Clock, ...]:
    """Every clock: those of this table, and of the rooms above, whose tables declare theirs."""
    declared = [one for one in metadata.sorted_tables if ERASES in one.info]
    return (*CLOCKS, *map(_plain, declared))


CLOCKS = (
    Clock(
        evidence_object.c.erase_at,
        "evidence",
        _evidence_erased,
        _evidence_overdue,
        evidence.running,
        lambda connection, until: [
            Held(kind="evidence", id=row.id, service=row.service_id, due_at=row.erase_at)
            for row in evidence.kept_by_hold(connection, until)
        ],
    ),
    Clock(exposure.c.erase_at, "exposure", _exposure_erased, _exposure_overdue, looking.running),
    Clock(report.c.erase_at, "report", _report_erased, _report_overdue, store.running),
)
