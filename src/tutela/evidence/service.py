"""Keeping, releasing and erasing the bytes of hits. Looking at them is a room of its own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tutela.evidence import holds, retention, store
from tutela.evidence.errors import (
    EvidenceErased,
    EvidenceMismatch,
    EvidenceUnknown,
)
from tutela.evidence.model import EvidenceObject, EvidenceRef, Proof, View
from tutela.evidence.vault import Vault
from tutela.platform.audit.model import Event
from tutela.platform.errors import Unavailable
from tutela.platform.services.model import Retention

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.services.model import Policy
    from tutela.platform.work import Work

_ROUNDS = 5  # each lost one means that the same bytes were kept and erased in between


class KeepingContested(Unavailable):
    """The same bytes are being kept and erased over and over. Nothing was lost; send the item
    again.
    """

    code = "keeping-contested"


def keep(
    work: Work,
    *,
    service_id: str,
    data: bytes,
    sha256: str,
    policy: Policy,
    media_type: str,
) -> EvidenceRef | None:
    """Keeps the bytes of a hit as the service's policy allows; None where it keeps facts only.

    The bytes are sealed and durable before this returns, and count only if `work` is committed. The
    same bytes twice in a service are one object: its clock then runs from the later time, and every
    call leaves its own audit row. Whatever the policy, the law's limit of preservation is the
    latest end. Raises EvidenceMismatch, DiskFull, StoreUnusable, EvidenceNotWritten.
    """
    if policy.retention is Retention.FACTS:
        return None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EvidenceMismatch
    for _ in range(_ROUNDS):
        kept = _reuse(work, service_id, sha256, policy)
        kept = kept or _seal(work, service_id, data, policy=policy, media_type=media_type)
        if kept:
            _record_keeping(work, service_id, policy, kept)
            return kept
    raise KeepingContested


def _reuse(work: Work, service_id: str, sha256: str, policy: Policy) -> EvidenceRef | None:
    found = store.keep_longer(
        work.connection,
        service_id,
        sha256,
        retention=policy.retention,
        basis=policy.retention_basis,
        erase_at=retention.erase_at(work.now),
    )
    return EvidenceRef(found.id, found.size, found.erase_at, reused=True) if found else None


def _seal(
    work: Work, service_id: str, data: bytes, *, policy: Policy, media_type: str
) -> EvidenceRef | None:
    """A new object; None if somebody else kept the same bytes at the same time."""
    vault, object_id = Vault(work.node), work.new_id()
    sealed = vault.seal(object_id, data)
    one = EvidenceObject(
        id=object_id,
        service_id=service_id,
        sha256=sealed.sha256,
        size=sealed.size,
        media_type=media_type,
        wrapped_key=sealed.wrapped_key,
        location=sealed.location,
        retention=policy.retention,
        basis=policy.retention_basis,
        kept_at=work.now,
        erase_at=retention.erase_at(work.now),
        erased_at=None,
    )
    added = False
    try:
        added = store.add(work.connection, one)
    finally:
        if not added:
            vault.erase(one)
    return EvidenceRef(object_id, one.size, one.erase_at, reused=False) if added else None


def _record_keeping(work: Work, service_id: str, policy: Policy, kept: EvidenceRef) -> None:
    work.record(
        Event.EVIDENCE_KEEP,
        subject=("evidence", kept.id),
        service_id=service_id,
        reason=policy.retention_basis,
        retention=policy.retention.value,
        size=kept.size,
        reused=kept.reused,
        erase_at=kept.erase_at.isoformat() if kept.erase_at else None,
    )


def release(work: Work, object_id: UUID, *, item_id: str, **leaves_in: str) -> bytes:
    """The bytes, to leave in a report, or in an answer to an order: `leaves_in` names it.

    Nobody looks at them, so this is no view; it is in the log.

    Raises EvidenceUnknown, EvidenceErased, EvidenceMissing, EvidenceTampered, EvidenceKeyWrong.
    """
    one = require_live(work.connection, object_id)
    data = Vault(work.node).open(one)
    work.record(
        Event.EVIDENCE_OPEN,
        subject=("evidence", object_id),
        service_id=one.service_id,
        item=item_id,
        kind="released",
        **leaves_in,
    )
    return data


def require_live(connection: Connection, object_id: UUID) -> EvidenceObject:
    """An object that can be opened, kept from being erased until the transaction ends.

    Raises EvidenceUnknown and EvidenceErased.
    """
    one = store.find(connection, object_id, locked=True)
    if one is None:
        raise EvidenceUnknown(object=object_id)
    if one.erased_at is not None:
        raise EvidenceErased(object=object_id, erased_at=one.erased_at.isoformat())
    return one


def viewed_by(connection: Connection, item_id: str) -> list[View]:
    """Every look at an item's bytes, oldest first: facts from the view log."""
    return store.views(connection, item_id)


def was_viewed(connection: Connection, item_id: str, account_id: str) -> bool:
    """Whether this account saw this item. A mosaic of tiles shows too little to count."""
    return item_id in store.seen(connection, [item_id], account_id)


def seen_by(connection: Connection, item_ids: Collection[str], account_id: str) -> frozenset[str]:
    """The ones of these items that this account saw, as `was_viewed` has it."""
    return store.seen(connection, item_ids, account_id)


def looks(connection: Connection, item_ids: Collection[str]) -> dict[str, int]:
    """How often each of these items was looked at, by anybody and as anything; 0 is left out."""
    return store.looks(connection, item_ids)


def lock(work: Work, object_id: UUID) -> None:
    """Lets nobody else keep these bytes again, open or erase them until `work` ends.

    Who erases because no item needs the object any more calls this before it looks at the items:
    else one that is being taken in with the same bytes would lose them.
    """
    store.lock(work.connection, object_id)


def erasures(connection: Connection, object_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these objects was erased; those that can be opened are left out."""
    return store.erasures(connection, object_ids)


def erase(work: Work, object_id: UUID, reason: str) -> bool:
    """Takes the object's key away; a job deletes its bytes once `work` is committed.

    False if it was erased before, or a legal hold stops it: that is in the log. Raises
    EvidenceUnknown.
    """
    store.lock(work.connection, object_id)
    found = store.find(work.connection, object_id)
    live = found is not None and found.erased_at is None
    if found and live and holds.stops(work, object_id, found.service_id, reason):
        return False
    one = store.shred(work.connection, object_id, work.now)
    if one is None:
        if store.find(work.connection, object_id) is None:
            raise EvidenceUnknown(object=object_id)
        return False
    work.record(
        Event.EVIDENCE_ERASE,
        subject=("evidence", object_id),
        service_id=one.service_id,
        reason=reason,
        retention=one.retention.value,
        size=one.size,
    )
    return True


def keep_until(work: Work, object_id: UUID, until: datetime, reason: str) -> bool:
    """Moves the end of a live object's clock to `until`, sooner or later than it was.

    False if it is that already, or the object was erased. The caller answers for `until`: the
    law's own limit, or a later one that a person decided on record. Raises EvidenceUnknown.
    """
    one = store.set_end(work.connection, object_id, until)
    if one is None:
        if store.find(work.connection, object_id) is None:
            raise EvidenceUnknown(object=object_id)
        return False
    work.record(
        Event.EVIDENCE_KEEP,
        subject=("evidence", object_id),
        service_id=one.service_id,
        reason=reason,
        retention=one.retention.value,
        size=one.size,
        reused=True,
        erase_at=until.isoformat(),
    )
    return True


def proof_of_erasure(node: Node, object_id: UUID) -> Proof:
    """What the row and the store show now of an object's erasure. Raises EvidenceUnknown."""
    with node.read() as connection:
        one = store.find(connection, object_id)
    if one is None:
        raise EvidenceUnknown(object=object_id)
    return Proof(
        object_id=object_id,
        erased_at=one.erased_at,
        key_gone=one.wrapped_key is None,
        bytes_gone=not Vault(node).objects.exists(one.location),
    )
