"""A node's home: making it (safe to run twice) and opening it."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from tutela.platform import keys, newfile
from tutela.platform.clock import Clock, SystemClock
from tutela.platform.database import address, migrate
from tutela.platform.database.engine import engine, failures_named, require_safe_role
from tutela.platform.errors import Conflict, DiskFull
from tutela.platform.guarded.model import held
from tutela.platform.guarded.opening import waiting
from tutela.platform.ids import Ids, SystemIds
from tutela.platform.node import Identity, Node
from tutela.platform.noderole import NodeRole
from tutela.platform.services import identity
from tutela.platform.settings import SETTINGS_FILE, Settings, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from tutela.platform.database.address import Address
    from tutela.platform.database.embedded import EmbeddedServer
    from tutela.platform.jobs.registry import Tasks

KEYS = "keys"
SERVE_LOCK = "serve.lock"
UNFINISHED = "restore.unfinished"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class AlreadyServed(Conflict):
    """This node is already being served from this home (process {pid}). Stop that one first, or
    use it.
    """

    code = "already-served"


class RestoreUnfinished(Conflict):
    """A restore into {home} was stopped half way. Run `tutela restore` with that backup again."""

    code = "restore-unfinished"


class HomeUnusable(Conflict):
    """The folder {home} cannot be used: {problem}."""

    code = "home-unusable"
    exit_code = 4


def create(settings: Settings, *, demo: bool, role: NodeRole | None = None) -> bool:
    """Makes the home, its keys and its tables; returns False if the node was there already.

    `role` is whose node it is, by default a provider's; None asks for no other than it has. Safe to
    run twice, at the same time, and after a crash half way. Raises DemoForGood, RoleForGood,
    RestoreUnfinished and HomeUnusable.
    """
    if (settings.home / UNFINISHED).exists():
        raise RestoreUnfinished(home=settings.home)
    try:
        _prepare_folder(settings.home, demo=demo)
        keys.create(settings.home / KEYS, settings.evidence_key)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise HomeUnusable(home=settings.home, problem=error.strerror) from error
    node_keys = keys.load(settings.home / KEYS)
    with address.reach(settings) as where:
        migrate.upgrade(where.owner_url, where.app_role)
        return _write_identity(where, node_keys, demo=demo, role=role)


def _prepare_folder(folder: Path, *, demo: bool) -> None:
    """The folder and its settings. Raises DemoForGood, HomeUnusable, SettingInvalid."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / SETTINGS_FILE
    strangers = [one for one in folder.iterdir() if not one.name.startswith(newfile.TEMPORARY)]
    if not file.exists():
        if strangers:
            # Somebody's own folder, named by mistake, must not be shut and filled with ours.
            raise HomeUnusable(home=folder, problem="it holds other things; name a new folder")
        newfile.write_new(file, _first_settings(demo=demo).encode())
    folder.chmod(0o700)
    found, _ = load(folder)  # of two `init` at once, the other one's may be there
    if found.demo != demo:
        raise identity.DemoForGood(made="demo" if found.demo else "production")


def _first_settings(*, demo: bool) -> str:
    head = "# Settings of this Tutela node; `tutela doctor` lists and explains all of them.\n"
    return head + (
        "demo = true  # for good: a demo node never becomes a real one\n" if demo else ""
    )


def _write_identity(
    where: Address, node_keys: keys.NodeKeys, *, demo: bool, role: NodeRole | None
) -> bool:
    owner = migrate.owner_engine(where.owner_url)
    with failures_named(), owner.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE tutela.node_state IN SHARE ROW EXCLUSIVE MODE")
        found = identity.find(connection, node_keys)
        if found is None:
            made = Identity(id=SystemIds().new(), demo=demo, role=role or NodeRole.PROVIDER)
            identity.write(connection, node_keys, made, SystemClock().now())
            return True
    if found.demo != demo:
        raise identity.DemoForGood(made="demo" if found.demo else "production")
    if role not in (None, found.role):
        raise identity.RoleForGood(made=found.role.words)
    return False


@contextmanager
def open_node(
    settings: Settings,
    tasks: Tasks,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    restoring: bool = False,
) -> Iterator[Node]:
    """The node in this home, ready for work. Only a restore may open what it has not finished.

    Raises NotInitialised, RestoreUnfinished, DatabaseBehind, DatabaseRoleUnsafe, WrongDatabase,
    KeyMissing.
    """
    if not restoring and (settings.home / UNFINISHED).exists():
        raise RestoreUnfinished(home=settings.home)
    if not (settings.home / SETTINGS_FILE).exists():
        raise identity.NotInitialised(home=settings.home)
    node_keys = keys.load(settings.home / KEYS)
    with address.reach(settings) as where:
        connections = engine(where.app_url)
        if where.server:
            _revive_on_connect(connections, where.server)
        try:
            with failures_named(), connections.connect() as connection:
                migrate.require_current(connection)
                require_safe_role(connection)
                who = identity.find(connection, node_keys)
                waits = () if settings.demo else waiting(settings, connection)
            if who is None:
                raise identity.NotInitialised(home=settings.home)
            if who.demo != settings.demo:
                raise identity.DemoForGood(made="demo" if who.demo else "production")
            yield Node(
                settings=held(settings, waits),
                withheld=waits,
                identity=who,
                keys=node_keys,
                engine=connections,
                database_url=where.app_url,
                tasks=tasks,
                clock=clock or SystemClock(),
                ids=ids or SystemIds(),
            )
        finally:
            connections.dispose()


def _revive_on_connect(connections: Engine, server: EmbeddedServer) -> None:
    """Starts the embedded server again when it is gone as a connection is wanted."""
    one_at_a_time = threading.Lock()

    def revive(*_: object) -> None:
        with one_at_a_time:
            server.acquire()

    event.listen(connections, "do_connect", revive)


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Holds the home's serve lock. Raises AlreadyServed."""
    descriptor = os.open(home / SERVE_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(pid=lock.read().strip() or "unknown") from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
