"""Backing a node up while it runs, and restoring it where there is none."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tutela.platform import home
from tutela.platform.actor import operator
from tutela.platform.audit.errors import WitnessAway
from tutela.platform.audit.model import Event
from tutela.platform.audit.sealer import seal_once
from tutela.platform.audit.service import new_epoch
from tutela.platform.backup import archive, dump
from tutela.platform.backup.claim import Claim, claimed
from tutela.platform.backup.errors import BackupExists, BackupInside, KeyRetiredMeanwhile
from tutela.platform.backup.scratch import scratch
from tutela.platform.database import address
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import TutelaError
from tutela.platform.objectaddress import IN_HOME, ObjectAddress
from tutela.platform.permissions import Permission
from tutela.platform.settings import SETTINGS_FILE, load

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.actor import Actor
    from tutela.platform.jobs.registry import Tasks
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.settings import Settings

DUMP = "database.dump"
OBJECTS = "objects"


def backup(node: Node, actor: Actor, path: Path, passphrase: Secret) -> int:
    """Writes the whole node, sealed with `passphrase`, to `path`; returns its size in bytes.

    The database is copied as of one moment, while the node runs on; what is kept of hits is copied
    after it, so that every row finds its object. Raises BackupExists, BackupInside, PassphraseWeak,
    BackupUnwritable, ProgramFailed, KeyRetiredMeanwhile and DiskFull.
    """
    actor.require(Permission.NODE_ADMINISTER)
    archive.check_passphrase(passphrase)
    path = path.absolute()
    if path.exists():
        raise BackupExists(path=path)
    settings = node.settings
    if settings.home.resolve() in path.resolve().parents:
        raise BackupInside(path=path, home=settings.home)
    _record(node, actor, path)
    with scratch(settings.home) as folder:
        needed = node.keys.evidence.file().ids
        with address.reach(settings) as where:
            dump.dump(where, folder / DUMP)
        shutil.copytree(settings.home / home.KEYS, folder / home.KEYS)
        if not needed <= node.keys.evidence.file().ids:
            raise KeyRetiredMeanwhile
        shutil.copy2(settings.home / SETTINGS_FILE, folder / SETTINGS_FILE)
        _link_objects(settings.home / OBJECTS, folder / OBJECTS)
        facts = {
            "node": str(node.identity.id),
            "demo": node.identity.demo,
            "made_at": node.clock.now().isoformat(),
            "objects_elsewhere": objects_elsewhere(settings),
        }
        return archive.pack(folder, facts, path, passphrase)


def restore(
    settings: Settings, login: str, path: Path, passphrase: Secret, tasks: Tasks
) -> dict[str, Any]:
    """Makes the node of a backup in the empty home of `settings`, and starts its log's next epoch.

    A restore that was stopped half way can be started again. Raises HomeTaken, RestoreRunning,
    DatabaseTaken, BackupUnreadable, PassphraseWrong, ProgramFailed and DiskFull.
    """
    with claimed(settings.home) as claim, scratch(settings.home) as folder:
        facts = _unpacked(claim, path, folder, passphrase)
        for name in (SETTINGS_FILE, home.KEYS, OBJECTS):
            if (folder / name).exists():
                (folder / name).rename(settings.home / name)
        (settings.home / home.KEYS).chmod(0o700)
        restored, _ = load(settings.home)  # the backup's own settings may name a database
        _fill(claim, restored, folder / DUMP)
        with home.open_node(restored, tasks, restoring=True) as node:
            with node.work(operator(login), purpose="restore from a backup") as work:
                new_epoch(work, reason=f"restored from {path.name}, made {facts['made_at']}")
            claim.finish()
            _seal(node)
    return facts


def objects_elsewhere(settings: Settings) -> list[str]:
    """The stores of kept objects outside the home, whose bytes no backup of it holds."""
    named = (settings.evidence_store, settings.evidence_store_from)
    return [str(ObjectAddress.parse(one)) for one in named if one not in (None, IN_HOME)]


def _record(node: Node, actor: Actor, path: Path) -> None:
    with node.work(actor, purpose="back the node up") as work:
        work.record(
            Event.NODE_BACKUP,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            file=_text(path.name),
        )
    _seal(node)


def _seal(node: Node) -> None:
    """Seals the log; a witness that cannot be reached sees it later."""
    with suppress(WitnessAway):
        seal_once(node)


def _unpacked(claim: Claim, path: Path, folder: Path, passphrase: Secret) -> dict[str, Any]:
    try:
        return archive.unpack(path, folder, passphrase)
    except TutelaError:
        if not claim.has_filled:
            claim.finish()  # nothing was changed: the home is as empty as before
        raise


def _fill(claim: Claim, settings: Settings, path: Path) -> None:
    with address.reach(settings) as where:
        if claim.has_filled:
            dump.clear(where)
        else:
            dump.require_empty(where)
        claim.about_to_fill()
        dump.fill(where, path)


def _link_objects(source: Path, target: Path) -> None:
    """Sealed objects never change, so a second name is a copy; one erased meanwhile is left out."""
    target.mkdir()
    if not source.exists():
        return
    for one in sorted(source.rglob("*")):
        place = target / one.relative_to(source)
        if one.is_dir():
            place.mkdir(exist_ok=True)
        else:
            _link(one, place)


def _link(one: Path, place: Path) -> None:
    try:
        os.link(one, place)
    except FileNotFoundError:
        return
    except OSError:  # a file system without links
        shutil.copy2(one, place)


def _text(name: str) -> str:
    """A file's name, which may be no text at all."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
