"""PostgreSQL's programs as children of the supervisor: born, bound to it, and ended with it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.database.embedded import locks
from tutela.platform.database.embedded.programs import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutela.platform.database.embedded.layout import Layout
    from tutela.platform.database.embedded.programs import Programs
    from tutela.platform.database.embedded.runas import RunAs

PR_SET_PDEATHSIG = 1  # prctl(2)
FAST_SHUTDOWN = signal.SIGINT
IMMEDIATE_SHUTDOWN = signal.SIGQUIT
SECONDS_TO_STOP = 60.0


@dataclass(frozen=True)
class Launcher:
    """Starts server programs that hold `running` for as long as any of their processes lives."""

    layout: Layout
    programs: Programs
    run_as: RunAs

    def take_running(self) -> int | None:
        """The lock to hand to the next program; None while processes of the last one are left."""
        descriptor = locks.open_lock(self.layout.running)
        if locks.try_exclusive(descriptor):
            return descriptor
        os.close(descriptor)
        return None

    def start_server(self, arguments: Sequence[str], running: int) -> subprocess.Popen[bytes]:
        """Starts `postgres`, which shuts down in good order when we die."""
        return self._start("postgres", arguments, running, subprocess.DEVNULL, FAST_SHUTDOWN)

    def finish(self, name: str, arguments: Sequence[str], running: int, said: str = "") -> bool:
        """Runs a step of making the data, with `said` as input; whether it went well."""
        step = self._start(name, arguments, running, subprocess.PIPE, signal.SIGKILL)
        step.communicate(said.encode())
        return step.returncode == 0

    def _start(
        self, name: str, arguments: Sequence[str], running: int, stdin: int, at_death: int
    ) -> subprocess.Popen[bytes]:
        log = os.open(self.layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603
                [*self.run_as.prefix, self.programs.path(name), *arguments],
                cwd=self.layout.folder,
                env=ENVIRONMENT,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=log,
                pass_fds=[running],
                preexec_fn=_ends_with(os.getpid(), at_death),  # noqa: PLW1509 - no threads here
            )
        finally:
            os.close(log)


def stop(postgres: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; if that hangs, at once, which the next start recovers from. Reaps it."""
    postgres.send_signal(FAST_SHUTDOWN)
    try:
        postgres.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        postgres.send_signal(IMMEDIATE_SHUTDOWN)
        postgres.wait()


def abandon(postgres: subprocess.Popen[bytes]) -> None:
    """Kills a server whose folder was removed or moved away.

    Any gentler end would remove the socket by its name, which may be a newer server's by now.
    """
    postgres.kill()
    postgres.wait()


def _ends_with(parent: int, at_death: int) -> Callable[[], None] | None:
    """What a child does before it becomes a program: asks for a signal when `parent` dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, at_death, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind
