"""Sealing a batch of events, the pure part: hashes, frontier, signed checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.audit.canonical import canonical
from tutela.platform.audit.epoch import FIRST_EPOCH, epoch_after
from tutela.platform.audit.errors import FactUnrecordable
from tutela.platform.audit.merkle import Frontier, leaf_hash
from tutela.platform.audit.note import Checkpoint, sign_checkpoint
from tutela.platform.audit.rows import CheckpointRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.platform.audit.model import AuditEvent


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log stands: its last checkpoint, if there is one, and its frontier."""

    checkpoint: Checkpoint | None
    frontier: Frontier


@dataclass(frozen=True, slots=True)
class Sealed:
    """A batch with its places: (event id, hash) from position `first` on, and its checkpoint."""

    first: int
    leaves: list[tuple[UUID, bytes]]
    row: CheckpointRow


def seal(
    head: Head,
    events: Iterable[AuditEvent],
    private: Ed25519PrivateKey,
    *,
    origin: str,
    now: datetime,
) -> Sealed | None:
    """`events` (in the order they get their places) after `head`; None if there are none.

    An event that cannot be hashed is left out: it was put in past the log, verification names it,
    and the others must not wait for it.
    """
    last, frontier = head.checkpoint, head.frontier.copy()
    epoch = FIRST_EPOCH if last is None else last.epoch
    leaves: list[tuple[UUID, bytes]] = []
    for event in events:
        try:
            leaf = leaf_hash(canonical(event))
        except FactUnrecordable:
            continue
        epoch = epoch_after(event, epoch)
        frontier.append(leaf)
        leaves.append((event.id, leaf))
    if not leaves:
        return None
    number = 1 if last is None else last.number + 1
    checkpoint = Checkpoint(origin, frontier.size, frontier.root(), number, now, epoch)
    row = CheckpointRow(
        number=number,
        epoch=epoch,
        size=checkpoint.size,
        root=checkpoint.root,
        note=sign_checkpoint(checkpoint, private),
        frontier=frontier.to_bytes(),
        at=now,
    )
    return Sealed(head.frontier.size, leaves, row)
