"""Looking after kept bytes: each is opened now and then, to find damage before a court asks.

Nobody sees what is opened here, so this is no view. A night opens so many objects and so many bytes
at most; those opened longest ago come first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tutela.evidence import damage, store
from tutela.evidence.errors import (
    EvidenceErased,
    EvidenceKeyWrong,
    EvidenceMissing,
    EvidenceTampered,
    StoreUnusable,
)
from tutela.evidence.model import Problem, Verified
from tutela.evidence.vault import Vault
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

# What one night opens at most, in bytes of content.
MOST_BYTES: Final = 4 * 1024**3
# A job that is tried again goes on where it stopped.
FRESH: Final = timedelta(hours=12)
_BATCH: Final = 100


def verify(node: Node) -> Verified:
    """Opens the objects whose turn it is. Raises StoreAway and its like; then tried again."""
    since = node.clock.now() - FRESH
    return _verify(node, since, node.settings.evidence_checks, MOST_BYTES)


def verify_all(
    node: Node, actor: Actor, *, told: Callable[[int], None] = lambda _: None
) -> Verified:
    """Opens every kept object now, for somebody who must know; `told` hears how many so far."""
    actor.require(Permission.NODE_ADMINISTER)
    return _verify(node, node.clock.now(), None, None, told)


def _verify(
    node: Node,
    before: datetime,
    most: int | None,
    most_bytes: int | None,
    told: Callable[[int], None] = lambda _: None,
) -> Verified:
    checked = damaged = opened = 0
    while most is None or checked < most:
        batch = _next(node, before, _BATCH if most is None else min(_BATCH, most - checked))
        if not batch:
            break
        for object_id in batch:
            size = _check(node, object_id)
            checked, damaged, opened = checked + 1, damaged + (size is None), opened + (size or 0)
            told(checked)
            if most_bytes is not None and opened >= most_bytes:
                return Verified(checked, damaged)
    return Verified(checked, damaged)


def _next(node: Node, before: datetime, limit: int) -> list[UUID]:
    with node.read() as connection:
        return store.to_verify(connection, before, limit)


def _check(node: Node, object_id: UUID) -> int | None:
    """How many bytes were opened, and found whole; None if they were not."""
    with node.read() as connection:
        one = store.find(connection, object_id)
    size: int | None = 0
    if one is not None and one.erased_at is None:
        try:
            size = len(Vault(node).open(one))
            damage.heal(node, object_id)
        except EvidenceErased:
            size = 0
        except (EvidenceMissing, EvidenceTampered, EvidenceKeyWrong):
            size = None
        except StoreUnusable:
            if not _answers(node):
                raise
            # One that cannot be read, as on a bad place of the disk, holds up no other.
            damage.alarm(node, object_id, Problem.MISSING)
            size = None
    with node.transaction() as connection:
        store.verified(connection, object_id, node.clock.now())
    return size


def _answers(node: Node) -> bool:
    """Whether the store as a whole can be read."""
    try:
        next(Vault(node).objects.stored(), None)
    except (OSError, TutelaError):
        return False
    return True
