"""The one process that owns the server: starts it, restarts it, stops it after the last user.

Run as `python -m tutela.platform.database.embedded.supervisor FOLDER [NAME=VALUE ...]`. It
answers at once: exit status 0 means that a supervisor, this one or an older one, holds `owner`.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.platform.database.embedded import locks, logfile, postmaster, process, programs, runas
from tutela.platform.database.embedded.configuration import access_files, server_options
from tutela.platform.database.embedded.initialise import give, give_all, initialise
from tutela.platform.database.embedded.layout import Layout
from tutela.platform.database.embedded.process import Launcher

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence

GRACE = 2.0  # seconds without users before the server is stopped
TICK = 0.25
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
DOUBLINGS = 6
# A supervisor whose server never worked gives up soon, so that its users are told why. One whose
# server did work goes on trying: the disk may have room again.
FAILURES_AT_FIRST = 2


class Bell:
    """Sleep that ends early when a child dies or somebody asks us to stop."""

    def __init__(self) -> None:
        self.asked_to_stop = False
        self._waiting, ringing = socket.socketpair()
        self._ringing = ringing
        for end in (self._waiting, ringing):
            end.settimeout(0)
        signal.set_wakeup_fd(ringing.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for number in (signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, self._ring)

    def wait(self, seconds: float) -> None:
        select.select([self._waiting], [], [], seconds)
        try:
            self._waiting.recv(512)
        except BlockingIOError:
            return

    def _stop(self, *_: object) -> None:
        """A request to stop only shortens the grace: the users' work is finished first."""
        self.asked_to_stop = True

    def _ring(self, *_: object) -> None:
        pass


@dataclass
class Users:
    """Whether anybody uses the server, and since when nobody does."""

    descriptor: int
    alone_since: float | None = None

    def gone_for(self, grace: float) -> bool:
        """True once nobody has been there for `grace` seconds; newcomers are then kept waiting."""
        if not locks.try_exclusive(self.descriptor):
            self.alone_since = None
            return False
        now = time.monotonic()
        self.alone_since = self.alone_since or now
        if now - self.alone_since >= grace:
            return True
        locks.unlock(self.descriptor)
        return False


@dataclass
class Supervisor:
    """Keeps one server going for as long as it has users."""

    owner: int
    launcher: Launcher
    options: Mapping[str, str]
    users: Users
    bell: Bell
    failures: int = 0
    worked: bool = field(default=False)

    def run(self) -> int:
        """Returns when the users are gone (0), or the server does not start (1)."""
        while self.worked or self.failures < FAILURES_AT_FIRST:
            server = self._start()
            if server is not None and self._watch(server):
                return 0
            if self._pause():
                return 0
        return 1

    def _start(self) -> subprocess.Popen[bytes] | None:
        """A started server; None if the data could not be made or old processes are left."""
        running = self.launcher.take_running()
        if running is None:
            return None
        try:
            postmaster.forget_strangers(self._layout)
            if initialise(self.launcher, self.options, running):
                give_all(self.launcher, self._layout.data)
                self._write_access_files()
                arguments = server_options(self._layout, self.options)
                return self.launcher.start_server(arguments, running)
        except OSError as error:  # Such as a full disk, which may pass.
            sys.stderr.write(f"The server was not started: {error}\n")
        finally:
            os.close(running)
        self.failures += 1
        return None

    def _watch(self, server: subprocess.Popen[bytes]) -> bool:
        """True when it was stopped because nobody uses it, False when it ended by itself."""
        self.failures += 1
        while server.poll() is None:
            self._note_success(server.pid)
            if self._nobody_left():
                process.stop(server)
                return True
            if not locks.is_current(self.owner, self._layout.owner):
                process.abandon(server)
                return True
            logfile.bound(self._layout.log)
            self.bell.wait(TICK)
        self._note_success(server.pid)  # A killed server leaves its file behind.
        return False

    def _note_success(self, pid: int) -> None:
        found = postmaster.read(self._layout)
        if found and found.pid == pid and found.status == "ready":
            self.worked, self.failures = True, 0

    def _pause(self) -> bool:
        """Waits a little longer after each failure; True when nobody is left meanwhile."""
        pause = FIRST_PAUSE * 2 ** min(self.failures, DOUBLINGS)
        until = time.monotonic() + min(pause, LONGEST_PAUSE)
        while (left := until - time.monotonic()) > 0:
            if self._nobody_left():
                return True
            self.bell.wait(min(left, TICK))
        return False

    def _nobody_left(self) -> bool:
        return self.users.gone_for(0.0 if self.bell.asked_to_stop else GRACE)

    def _write_access_files(self) -> None:
        """Anew at each start: the way the server runs may have changed since the last."""
        for path, text in access_files(self._layout, self.launcher.run_as.peer).items():
            fresh = path.with_name(f"{path.name}.new")
            fresh.write_text(text)
            give(self.launcher, fresh)
            fresh.rename(path)

    @property
    def _layout(self) -> Layout:
        return self.launcher.layout


def main(arguments: Sequence[str]) -> int:
    """Becomes the supervisor of the folder `arguments[0]` unless there is one."""
    layout = Layout(Path(arguments[0]))
    options = dict(item.split("=", 1) for item in arguments[1:])
    os.umask(0o077)
    owner = locks.open_lock(layout.owner)
    if not _take(owner):
        return 0
    launcher = _launcher(layout)
    if os.fork():
        os._exit(0)  # Whoever started us need not wait, nor reap us later.
    os.chdir("/")
    with contextlib.suppress(OSError):
        os.pwrite(owner, f"{os.getpid():<10}\n".encode(), 0)
    users = Users(locks.open_lock(layout.users))
    status = Supervisor(owner, launcher, options, users, Bell()).run()
    os.close(owner)  # Before `users`, which newcomers wait for: they then find no supervisor.
    return status


def _launcher(layout: Layout) -> Launcher:
    found = programs.find()
    launcher = Launcher(layout, found, runas.choose(found.path("postgres"), layout.folder))
    layout.make_socket_folder()
    for folder in (layout.folder, layout.socket_folder):
        give(launcher, folder)
    return launcher


def _take(owner: int) -> bool:
    """Takes `owner`, which those who look whether it is held take shared for a moment."""
    for _ in range(20):
        if locks.try_exclusive(owner):
            return True
        time.sleep(0.005)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
