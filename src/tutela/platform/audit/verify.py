"""Verification: the rows are hashed again and held against every checkpoint, in one stream.

Pure: it reads iterators, from a database or from an export. It holds one batch of hashes, never
the log. After a range that does not fit it goes on from the next checkpoint whose kept frontier
gives the signed root, so that each changed range is named by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.audit.chain import Chain
from tutela.platform.audit.report import Findings, Kind, Report
from tutela.platform.audit.walk import Walk
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.platform.audit.model import AuditEvent
    from tutela.platform.audit.note import LogKey
    from tutela.platform.audit.rows import CheckpointRow, LeafRow
    from tutela.platform.audit.witness import Seen


@dataclass(frozen=True, slots=True)
class Log:
    """All that a verification reads. `leaves` by position, `checkpoints` by number.

    `strays` are events that have no place in the log and do not wait for one. `witness` can be
    gone through twice.
    """

    key: LogKey
    leaves: Iterable[LeafRow]
    checkpoints: Iterable[CheckpointRow]
    strays: Iterable[AuditEvent] = ()
    pending: Iterable[AuditEvent] = ()
    witness: Iterable[Seen] = ()


def verify(log: Log) -> Report:
    """Everything that is wrong with `log`, each with its place."""
    findings = Findings()
    walk = Walk(iter(log.leaves), findings)
    witnessed_size = checkpoints = 0
    for link in Chain(log.checkpoints, log.witness, log.key, findings).links():
        checkpoints += not link.is_beyond
        if walk.reach(link) and link.is_witnessed:
            witnessed_size = link.checkpoint.size
    walk.finish()
    for event in log.strays:
        findings.add(
            Kind.INSERTED,
            phrase("event {id}", id=event.id),
            phrase(
                "The event {event} has no place in the log: it was put in past the log, or its "
                "place was removed.",
                event=event.event,
            ),
        )
    pending = sum(1 for _ in log.pending)
    return Report(findings.all(), walk.size, witnessed_size, pending, checkpoints)
