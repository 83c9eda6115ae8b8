"""The embedded server as a process of the node sees it: use it, reach it, let it go."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import quote

from tutela.platform.database.embedded import (
    databases,
    ending,
    locks,
    logfile,
    postmaster,
    preflight,
    probe,
    programs,
    runas,
)
from tutela.platform.database.embedded.errors import (
    ConnectionRefused,
    DidNotStart,
)
from tutela.platform.database.embedded.layout import PORT, Layout, failures_named, user_name
from tutela.platform.database.embedded.patience import SHORT_SILENCE, Patience
from tutela.platform.database.embedded.probe import Answer
from tutela.platform.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Mapping

SUPERVISOR = "tutela.platform.database.embedded.supervisor"
SECONDS = 15 * 60.0  # recovery after a crash can take minutes
STARTS = 2  # supervisors that may give up, or be killed, before their user is told


class EmbeddedServer:
    """One home's PostgreSQL, running for as long as any process has acquired it.

    `folder` is made if absent. `options` are server settings for the process that happens to
    start it, such as {"fsync": "off"} in tests; those that keep it private cannot be changed.
    `patience` is how long `acquire` waits at most, in seconds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        options: Mapping[str, str] | None = None,
        patience: float = SECONDS,
    ) -> None:
        self._layout = Layout(Path(folder).resolve())
        self._options = dict(options or {})
        self._patience = patience
        self._users: int | None = None
        self._acquiring = Lock()

    @property
    def socket_folder(self) -> Path:
        """The private folder of the server's socket: libpq's `host`."""
        return self._layout.socket_folder

    def acquire(self) -> None:
        """Counts this process as a user, and returns when the server takes connections.

        May be called again at any time: it then only makes sure that the server still runs, and
        starts it if its supervisor was killed. Raises EmbeddedFailure and DiskFull.
        """
        with self._acquiring:
            patience = Patience(self._patience, self._layout.log)
            already = self._users is not None
            try:
                self._join(patience)
                self._wait_until_ready(patience)
            except BaseException:
                if not already:
                    self.release()
                raise

    def release(self) -> None:
        """Stops counting this process; the last one's release stops the server soon after."""
        descriptor, self._users = self._users, None
        if descriptor is not None:
            # Closed, not unlocked: a child made by fork shares the lock and may still need it.
            os.close(descriptor)

    def stop(self) -> bool:
        """Releases, and ends the server at once unless others use it; whether it has ended.

        Before its folder is removed or replaced, for instance. Raises NotReadyInTime.
        """
        self.release()
        return ending.end(self._layout, Patience(self._patience, self._layout.log))

    def dsn(self, role: str, database: str) -> str:
        """The address for SQLAlchemy. There is no password: the kernel vouches for the user."""
        return self.conninfo(role, database).replace("postgresql://", "postgresql+psycopg://", 1)

    def conninfo(self, role: str, database: str) -> str:
        """The address for libpq: psycopg, pg_dump, psql."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{quote(role)}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def status(self) -> dict[str, object]:
        """For `tutela doctor`: running, pid, supervisor, version, data_folder, socket_folder, log.

        Starts nothing. Raises ProgramsMissing.
        """
        running = probe.ask(self._layout.socket) is Answer.READY
        found = postmaster.read(self._layout) if running else None
        return {
            "running": running,
            "pid": found.pid if found else None,
            "supervisor": ending.supervisor_id(self._layout),
            "version": programs.find().version,
            "data_folder": str(self._layout.data),
            "socket_folder": str(self.socket_folder),
            "log": str(self._layout.log),
        }

    def binary(self, name: str) -> Path:
        """Where PostgreSQL's own program `name` is. Raises ProgramsMissing."""
        return programs.find().path(name)

    def command(self, name: str, *arguments: str) -> list[str]:
        """How to run `name`: as it is, or disguised where it refuses to run as this user."""
        found = programs.find()
        prefix: tuple[str, ...] = ()
        if name in programs.SERVER_PROGRAMS:
            prefix = runas.choose(found.path("postgres"), self._layout.folder).prefix
        return [*prefix, str(found.path(name)), *arguments]

    def create_database(self, name: str, template: str | None = None) -> None:
        """Makes a database of the owner's, empty or a copy of `template` (nobody may be in it)."""
        databases.create(self.socket_folder, name, template)

    def drop_database(self, name: str) -> None:
        """Removes a database if it is there, ending what is connected to it."""
        databases.drop(self.socket_folder, name)

    def _join(self, patience: Patience) -> None:
        """Takes the shared lock; a supervisor that is stopping its server keeps us waiting."""
        self._layout.prepare()
        if self._users is not None and locks.is_current(self._users, self._layout.users):
            return
        self.release()
        with failures_named(self._layout.folder):
            self._users = locks.open_lock(self._layout.users)
            while not locks.try_shared(self._users):
                patience.pause()

    def _wait_until_ready(self, patience: Patience) -> None:
        starts, since = 0, logfile.size(self._layout.log)
        while (answer := self._answer()) is not Answer.READY:
            if answer is Answer.STARTING or self._layout.unfinished.exists():
                patience.hear()
            if starts > STARTS or patience.is_tried() or self._is_full(patience):
                raise self._failure(since)
            if not locks.is_held(self._layout.owner):
                starts += 1
                self._start_supervisor(since)
            patience.pause()

    def _is_full(self, patience: Patience) -> bool:
        return patience.is_tried(SHORT_SILENCE) and not preflight.has_room(self._layout)

    def _answer(self) -> Answer:
        """Raises ConnectionRefused, SocketFolderForeign."""
        self._layout.check_socket_folder()
        answer = probe.ask(self._layout.socket)
        if answer is Answer.REFUSED:
            raise ConnectionRefused(folder=self._layout.folder, user=user_name())
        if answer is Answer.READY and not locks.is_held(self._layout.owner):
            return Answer.STARTING  # Without a supervisor it has already been told to stop.
        return answer

    def _start_supervisor(self, since: int) -> None:
        """Returns once some supervisor holds `owner`. Raises what keeps one from working."""
        preflight.require(self._layout)
        settings = [f"{name}={value}" for name, value in self._options.items()]
        # -P: the folder we happen to be in may hold others' files, and must not be imported from.
        command = [sys.executable, "-P", "-m", SUPERVISOR, str(self._layout.folder), *settings]
        with failures_named(self._layout.folder):
            log = os.open(self._layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            status = subprocess.run(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                check=False,
            ).returncode
        finally:
            os.close(log)
        if status > 0:
            raise self._failure(since)

    def _failure(self, since: int) -> DidNotStart | DiskFull:
        last = logfile.last_words(self._layout.log, since)
        if "No space left on device" in last or not preflight.has_room(self._layout):
            return DiskFull()
        return DidNotStart(log=self._layout.log, last=last)
