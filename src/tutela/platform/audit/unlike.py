"""Rows whose event does not give the hash kept with it: swapped with another, or edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tutela.platform.audit.canonical import canonical
from tutela.platform.audit.errors import FactUnrecordable
from tutela.platform.audit.merkle import leaf_hash
from tutela.platform.audit.report import Findings, Kind, rows
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from tutela.platform.audit.model import AuditEvent
    from tutela.platform.audit.rows import LeafRow

_COMPARED: Final = 10_000


@dataclass(slots=True)
class Unlike:
    """Gathers such rows, since a swap only shows when both are known."""

    findings: Findings
    _rows: list[tuple[LeafRow, bytes | None]] = field(default_factory=list)

    def check(self, row: LeafRow, event: AuditEvent) -> None:
        """Keeps `row` in mind if its hash is not that of `event`, or it names another one."""
        computed = _hash_of(event)
        if computed == row.leaf_hash and row.event_id == event.id:
            return
        if len(self._rows) < _COMPARED:
            self._rows.append((row, computed))
        else:
            self._report_edited(row)

    def report(self) -> None:
        """Tells rows that changed places from rows that were edited."""
        by_hash = {row.leaf_hash: row for row, _ in self._rows}
        swapped: set[int] = set()
        for row, computed in self._rows:
            other = None if computed is None else by_hash.get(computed)
            if row.position in swapped:
                continue
            if other is None or other is row:
                self._report_edited(row)
                continue
            swapped |= {row.position, other.position}
            self.findings.add(
                Kind.SWAPPED,
                phrase(
                    "rows {position}, {other}",
                    position=row.position,
                    other=other.position,
                ),
                phrase(
                    "The event in row {position} is the one of row {other}.",
                    position=row.position,
                    other=other.position,
                ),
            )

    def _report_edited(self, row: LeafRow) -> None:
        self.findings.add(
            Kind.EDITED,
            rows(row.position, row.position + 1),
            phrase(
                "The event {event_id} is not the one that was sealed, or its hash was changed.",
                event_id=row.event_id,
            ),
        )


def _hash_of(event: AuditEvent) -> bytes | None:
    try:
        return leaf_hash(canonical(event))
    except FactUnrecordable:
        return None
