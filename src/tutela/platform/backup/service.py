"""Backing a node up while it runs, and restoring it where there is none."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from tutela.platform import home
from tutela.platform.actor import operator
from tutela.platform.audit.model import Event
from tutela.platform.audit.sealer import seal_once
from tutela.platform.audit.service import new_epoch
from tutela.platform.backup import archive
from tutela.platform.backup.errors import BackupExists, DatabaseTaken, HomeTaken, ProgramFailed
from tutela.platform.database import address, migrate
from tutela.platform.database.embedded import EmbeddedServer, programs
from tutela.platform.database.engine import JOBS_SCHEMA
from tutela.platform.database.tables import NODE_SERVICE, SCHEMA
from tutela.platform.permissions import Permission
from tutela.platform.settings import SETTINGS_FILE, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.actor import Actor
    from tutela.platform.jobs.registry import Tasks
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.settings import Settings

DUMP = "database.dump"
OBJECTS = "objects"
FORMAT = 1


def backup(node: Node, actor: Actor, path: Path, passphrase: Secret) -> int:
    """Writes the whole node, sealed with `passphrase`, to `path`; returns its size in bytes.

    The database is copied as of one moment, while the node runs on; what is kept of hits is copied
    after it, so that every row finds its object. Raises BackupExists, PassphraseWeak.
    """
    actor.require(Permission.NODE_ADMINISTER)
    archive.check_passphrase(passphrase)
    if path.exists():
        raise BackupExists(path=path)
    with node.work(actor, purpose="back the node up") as work:
        work.record(
            Event.NODE_BACKUP,
            subject=("node", node.identity.id),
            service_id=NODE_SERVICE,
            file=path.name,
        )
    seal_once(node)
    settings = node.settings
    with _scratch(settings.home) as folder:
        _dump(settings, folder / DUMP)
        shutil.copytree(settings.home / home.KEYS, folder / home.KEYS)
        shutil.copy2(settings.home / SETTINGS_FILE, folder / SETTINGS_FILE)
        _copy_objects(settings.home / OBJECTS, folder / OBJECTS)
        facts = {
            "format": FORMAT,
            "node": str(node.identity.id),
            "demo": node.identity.demo,
            "made_at": node.clock.now().isoformat(),
        }
        return archive.pack(folder, facts, path, passphrase)


def restore(
    settings: Settings, login: str, path: Path, passphrase: Secret, tasks: Tasks
) -> dict[str, Any]:
    """Makes the node of a backup in the empty home of `settings`, and starts its log's next epoch.

    A restore that was stopped half way can be started again. Raises HomeTaken, DatabaseTaken,
    BackupUnreadable, PassphraseWrong.
    """
    _require_room(settings)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (settings.home / home.UNFINISHED).touch(mode=0o600)
    with _scratch(settings.home) as folder:
        facts = archive.unpack(path, folder, passphrase)
        for name in (home.KEYS, OBJECTS):
            if (folder / name).exists():
                shutil.copytree(folder / name, settings.home / name, dirs_exist_ok=True)
        shutil.copy2(folder / SETTINGS_FILE, settings.home / SETTINGS_FILE)
        _fill_database(settings, folder / DUMP)
    restored, _ = load(settings.home)
    (settings.home / home.UNFINISHED).unlink()
    with home.open_node(restored, tasks) as node:
        with node.work(operator(login), purpose="restore from a backup") as work:
            new_epoch(work, reason=f"restored from {path.name}, made {facts['made_at']}")
        seal_once(node)
    return facts


def _require_room(settings: Settings) -> None:
    """Raises HomeTaken unless the home is empty, or an unfinished restore can be cleared away."""
    if not settings.home.exists():
        return
    if (settings.home / home.UNFINISHED).exists():
        EmbeddedServer(settings.home / address.FOLDER).stop()
        for one in settings.home.iterdir():
            if one.name != home.UNFINISHED:
                shutil.rmtree(one) if one.is_dir() else one.unlink()
    elif any(settings.home.iterdir()):
        raise HomeTaken(home=settings.home)


def _dump(settings: Settings, path: Path) -> None:
    with address.reach(settings) as where:
        schemas = [f"--schema={name}" for name in (SCHEMA, JOBS_SCHEMA)]
        _run("pg_dump", "-Fc", "--no-owner", "--no-privileges", *schemas, "-f", str(path),
             _libpq(where.owner_url))  # fmt: skip


def _fill_database(settings: Settings, dump: Path) -> None:
    with address.reach(settings) as where:
        owner = migrate.owner_engine(where.owner_url)
        with owner.begin() as connection:
            taken = connection.execute(
                text("SELECT count(*) FROM pg_tables WHERE schemaname = ANY(:names)"),
                {"names": [SCHEMA, JOBS_SCHEMA]},
            ).scalar_one()
        if taken:
            raise DatabaseTaken
        # One transaction: a restore that dies leaves an empty database, not half a one.
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
             "--no-privileges", f"--dbname={_libpq(where.owner_url)}", str(dump))  # fmt: skip
        migrate.upgrade(where.owner_url, where.app_role)


def _libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    command = [str(programs.find().path(program)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ProgramFailed(program=program, problem=last[0])


def _copy_objects(source: Path, target: Path) -> None:
    """Copies sealed objects; one that is erased meanwhile is left out, as its row will be."""
    target.mkdir()
    if not source.exists():
        return
    for one in sorted(source.rglob("*")):
        place = target / one.relative_to(source)
        if one.is_dir():
            place.mkdir(exist_ok=True)
        else:
            try:
                shutil.copy2(one, place)
            except FileNotFoundError:
                continue


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """A private folder on the home's own disk, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=parent) as folder:
        yield Path(folder)
