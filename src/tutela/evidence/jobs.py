"""Later work of the sealed store: erasing what is due, deleting bytes, sweeping, verifying."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.evidence import checking, service, store
from tutela.evidence.model import Swept
from tutela.evidence.vault import Vault
from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.evidence.objects import Stored
    from tutela.platform.node import Node

# Longer than any transaction may take: a younger file may belong to one that is under way.
ORPHAN_AGE = timedelta(hours=1)
_BATCH = 500


def delete_bytes(node: Node, *, subject_id: str) -> None:
    """Deletes the bytes of an erased object. Repeating it changes nothing."""
    with node.read() as connection:
        one = store.find(connection, UUID(subject_id))
    if one is not None and one.erased_at is not None:
        Vault(node).erase(one)


def erase_due(node: Node) -> int:
    """Erases every object whose time is over; returns how many."""
    erased = 0
    while True:
        with node.work(NODE, purpose="end of retention") as work:
            due = store.due(work.connection, work.now, _BATCH)
            done = [
                service.erase(work, object_id, reason="the time for keeping it is over")
                for object_id in due
            ]
        erased += sum(done)
        if len(due) < _BATCH:
            return erased


def sweep(node: Node) -> Swept:
    """Deletes stored bytes that no row can open: orphans of crashes, and erased ones left behind.

    An orphan's key was never stored, so nobody could have read it; it goes after an hour. A store
    outside the home keeps its orphans once this node was restored from a backup: they may be the
    objects of the node it was made from, which still uses the store. Raises StoreOfAnother.
    """
    vault = Vault(node)
    vault.objects.require_own()
    keeps_orphans = not vault.objects.is_in_home and _was_restored(node)
    stored = iter(vault.objects.stored())
    orphans = erased = 0
    while batch := list(islice(stored, _BATCH)):
        for one, orphan in _dead(node, batch):
            if orphan and keeps_orphans:
                continue
            gone = vault.objects.delete(one.key)
            orphans += gone and orphan
            erased += gone and not orphan
    if orphans or erased:
        log.get("evidence").info("evidence-swept", orphans=orphans, erased=erased)
    return Swept(orphans=orphans, erased=erased)


def _was_restored(node: Node) -> bool:
    with node.read() as connection:
        return store.was_restored(connection)


def _dead(node: Node, batch: Iterable[Stored]) -> list[tuple[Stored, bool]]:
    """What of `batch` may go, and whether it is an orphan."""
    batch = list(batch)
    with node.read() as connection:
        known = store.locations(connection, [one.name for one in batch if one.name])
    oldest = node.clock.now() - ORPHAN_AGE
    found = []
    for one in batch:
        live = known.get(one.name) if one.name else None
        if live is False:
            found.append((one, False))
        elif live is None and one.modified_at < oldest:
            found.append((one, True))
    return found


def _run_erase_due(node: Node) -> None:
    """Erases what its clock has run out for."""
    erase_due(node)


def _run_sweep(node: Node) -> None:
    """Deletes the bytes that no row names any more."""
    sweep(node)


def _run_verify(node: Node) -> None:
    """Looks whether all kept bytes are still what was kept."""
    checking.verify(node)


TASKS = (
    Task("evidence:delete-bytes", delete_bytes, after=frozenset({Event.EVIDENCE_ERASE})),
    Task("evidence:erase-due", _run_erase_due, every="*/5 * * * *"),
    Task("evidence:sweep", _run_sweep, every="17 * * * *"),
    Task("evidence:verify", _run_verify, every="11 3 * * *"),
)
