"""Replacing the master key while the node is used: a new key seals, and what the old one sealed is
sealed anew, in batches. Both keys open meanwhile.

Each step is done once, whoever does it and however often: (1) the new key stands in the file, not
yet sealing, and in the database; (2) it seals; (3) every value is sealed anew; (4) an hour later,
and once a look at every value finds none of the old key, the old key is noted as destroyed; (5) it
is taken out of the file. A process that dies between two steps leaves the next one to do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform import log
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.masterkey import file, keyset, store
from tutela.platform.masterkey.errors import NoRotation, RotationRunning
from tutela.platform.masterkey.model import GRACE, Left, MasterKeyRow, Progress
from tutela.platform.masterkey.resealing import reseal
from tutela.platform.permissions import Permission
from tutela.platform.services import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.masterkey.file import MasterKeyFile
    from tutela.platform.masterkey.sealed import SealedColumn
    from tutela.platform.node import Node
    from tutela.platform.work import Work

    Told = Callable[[int], None]


def start(node: Node, actor: Actor) -> int:
    """Adds a new key, kept where the setting `evidence_key` says; its id. A job does the rest.

    Raises RotationRunning, and what the old and the new key service raise: then nothing changed.
    """
    actor.require(Permission.NODE_ADMINISTER)
    with node.work(actor, purpose="replace the master key") as work:
        found = _reconciled(work)
        rows = _live(work.connection)
        if len(rows) > 1:
            raise RotationRunning(since=f"{rows[-1].added_at:%Y-%m-%d %H:%M} UTC")
        content, key_id = keyset.with_another(found.opened())
        place = node.settings.evidence_key
        file.replace(node.keys.evidence.path, content, place)
        store.add(work.connection, _row(work, key_id, place))
        work.record(
            Event.MASTER_KEY_ROTATE,
            subject=("master-key", key_id),
            service_id=NODE_SERVICE,
            place=place,
            place_before=found.place,
        )
    return key_id


def advance(node: Node, columns: Sequence[SealedColumn], told: Told = lambda _: None) -> Progress:
    """Does what can be done now of a change of the master key; nothing where there is none.

    Several processes may do so at once. `told` hears how many values were sealed anew so far.
    """
    with node.work(NODE, purpose="go on with the change of the master key") as work:
        _reconciled(work)
        _put_in_force(work)
    if _is_single(node):
        return progress(node, columns)
    _reseal_all(node, columns, told)
    with node.work(NODE, purpose="end the change of the master key") as work:
        store.lock(work.connection)
        work.waited()
        _retire(work, columns)
    with node.work(NODE, purpose="end the change of the master key") as work:
        _reconciled(work)
    return progress(node, columns)


def resume(
    node: Node, actor: Actor, columns: Sequence[SealedColumn], told: Told = lambda _: None
) -> Progress:
    """The same for somebody at the console. Raises NoRotation."""
    actor.require(Permission.NODE_ADMINISTER)
    if _is_single(node):
        raise NoRotation
    return advance(node, columns, told)


def progress(node: Node, columns: Sequence[SealedColumn]) -> Progress:
    """Which key is in force, and how far a change of it has come."""
    with node.read() as connection:
        rows = _live(connection)
        if not rows:
            return Progress(_first(node, identity.made_at(connection)), (), ())
        current, old = rows[-1], tuple(rows[:-1])
        left = tuple(
            Left(one.name, store.left(connection, one, current.key_id))
            for one in (columns if old else ())
        )
    return Progress(current, old, left)


def _is_single(node: Node) -> bool:
    with node.read() as connection:
        single = len(_live(connection)) <= 1
    return single and len(node.keys.evidence.file().ids) == 1


def _live(connection: Connection) -> list[MasterKeyRow]:
    return [one for one in store.keys(connection) if one.retired_at is None]


def _reconciled(work: Work) -> MasterKeyFile:
    """The file, once it and the database agree on the keys there are; nobody else changes them.

    A key in the file that no row knows gets one: it is the node's first, or it is left of a change
    that died at its first step, or the database came from a backup made during one. A key whose row
    says destroyed leaves the file.
    """
    store.lock(work.connection)
    work.waited()
    path = work.node.keys.evidence.path
    found = file.read(path)
    rows = {one.key_id: one for one in store.keys(work.connection)}
    current = rows.get(found.primary) or _adopted(work, found, is_first=not rows)
    for key_id in found.ids - set(rows) - {found.primary}:
        # Older than the one in force: so it is destroyed by the usual way, once nothing needs it.
        before = current.added_at - timedelta(microseconds=1)
        store.add(work.connection, _row(work, key_id, found.place, added_at=before))
    gone = {one.key_id for one in rows.values() if one.retired_at} & found.ids - {found.primary}
    if not gone:
        return found
    file.replace(path, keyset.without(found.opened(), frozenset(gone)), found.place)
    log.get("keys").info("master-keys-removed", keys=len(gone))
    return file.read(path)


def _adopted(work: Work, found: MasterKeyFile, *, is_first: bool) -> MasterKeyRow:
    """A row for the key in force."""
    since = identity.made_at(work.connection) if is_first else work.now
    row = replace(_row(work, found.primary, found.place, added_at=since), in_force_at=since)
    store.add(work.connection, row)
    return row


def _first(node: Node, made_at: datetime) -> MasterKeyRow:
    """The key in force of a node whose master key was never changed: as old as the node."""
    found = node.keys.evidence.file()
    return MasterKeyRow(
        node.identity.id, found.primary, found.place, made_at, made_at, None, NODE.name
    )


def _row(work: Work, key_id: int, place: str, *, added_at: datetime | None = None) -> MasterKeyRow:
    added = added_at or work.now
    return MasterKeyRow(work.new_id(), key_id, place, added, None, None, work.actor.name[:100])


def _put_in_force(work: Work) -> None:
    """Lets the newest key seal."""
    newest = _live(work.connection)[-1]
    if newest.in_force_at is not None:
        return
    path = work.node.keys.evidence.path
    found = file.read(path)
    if found.primary != newest.key_id:
        content = keyset.with_primary(found.opened(), newest.key_id)
        file.replace(path, content, newest.place)
    store.set_moment(work.connection, newest.id, in_force_at=work.now)


def _reseal_all(node: Node, columns: Sequence[SealedColumn], told: Told) -> None:
    done = 0
    for one in columns:
        for number in reseal(node, one):
            done += number
            told(done)


def _retire(work: Work, columns: Sequence[SealedColumn]) -> None:
    """Notes the old keys as destroyed, if nothing is sealed with them and nothing can be."""
    rows = _live(work.connection)
    newest, old = rows[-1], rows[:-1]
    if not old or newest.in_force_at is None or work.now - newest.in_force_at < GRACE:
        return
    if any(store.left(work.connection, one, newest.key_id) for one in columns):
        return
    for one in old:
        store.set_moment(work.connection, one.id, retired_at=work.now)
        work.record(
            Event.MASTER_KEY_RETIRE,
            subject=("master-key", one.key_id),
            service_id=NODE_SERVICE,
            place=one.place,
        )
