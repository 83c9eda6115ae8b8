"""A log in memory: for the tests of whoever verifies logs, ours included."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.platform.audit import batch
from tutela.platform.audit.merkle import Frontier
from tutela.platform.audit.note import LogKey, read_checkpoint
from tutela.platform.audit.rows import CheckpointRow, LeafRow
from tutela.platform.audit.verify import Log
from tutela.platform.audit.witness import Seen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.platform.audit.model import AuditEvent


@dataclass
class MemoryLog:
    """Seals like a node does. Its lists may be changed freely, to see what verification says."""

    private: Ed25519PrivateKey
    origin: str = "tutela-test/log"
    leaves: list[LeafRow] = field(default_factory=list)
    checkpoints: list[CheckpointRow] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    strays: list[AuditEvent] = field(default_factory=list)
    pending: list[AuditEvent] = field(default_factory=list)

    @property
    def key(self) -> LogKey:
        return LogKey.of(self.private, self.origin)

    def seal(self, events: Sequence[AuditEvent], now: datetime, *, show: bool = True) -> None:
        """Seals `events` as one batch, and shows the witness its checkpoint."""
        ordered = sorted(events, key=lambda event: (event.at, event.id))
        sealed = batch.seal(self._head(), ordered, self.private, origin=self.origin, now=now)
        if sealed is None:
            return
        hashes = dict(sealed.leaves)
        placed = [event for event in ordered if event.id in hashes]
        self.leaves += [
            LeafRow(position, event.id, hashes[event.id], event)
            for position, event in enumerate(placed, start=sealed.first)
        ]
        self.checkpoints.append(sealed.row)
        if show:
            self.shown.append(sealed.row.note)

    def log(self) -> Log:
        """What a verification reads."""
        return Log(
            key=self.key,
            leaves=self.leaves,
            checkpoints=self.checkpoints,
            strays=self.strays,
            pending=self.pending,
            witness=[Seen(line, note) for line, note in enumerate(self.shown, start=1)],
        )

    def _head(self) -> batch.Head:
        if not self.checkpoints:
            return batch.Head(None, Frontier())
        last = self.checkpoints[-1]
        return batch.Head(read_checkpoint(last.note), Frontier.from_bytes(last.frontier))
