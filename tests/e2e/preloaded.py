"""The console script without its start: a process that has imported it forks for each command.

Our commands take a second to import, and the tests give thousands of them. A fork runs the same
function with the same words, variables, folder and streams; `test_preloaded` holds both ways side
by side. What lasts or is killed is always a process of its own.

    python -m tests.e2e.preloaded SOCKET

takes orders there until its standard input ends.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path
from typing import Any

from tests.e2e import shim

from tutela.cli.main import cli, main

BIN = Path(sys.executable).parent


class Preloaded:
    """The process that runs commands for this one."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tt-commands-")
        self._where = str(Path(self._folder.name) / "socket")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.preloaded", self._where],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        atexit.register(self.close)
        assert self._process.stdout
        assert self._process.stdout.readline() == b"ready\n"

    def close(self) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def run(
        self, words: list[str], environment: dict[str, str], given: bytes, seconds: float
    ) -> tuple[int, bytes, bytes]:
        """One command to its end, `given` on its standard input: its code and what it wrote."""
        with (
            tempfile.TemporaryFile() as stdin,
            tempfile.TemporaryFile() as stdout,
            tempfile.TemporaryFile() as stderr,
        ):
            stdin.write(given)
            stdin.seek(0)
            streams = [stdin.fileno(), stdout.fileno(), stderr.fileno()]
            here = str(Path.cwd())
            with shim.order(words, environment, here, streams, self._where) as line:
                line.settimeout(seconds)
                code = shim.code_of(line)
            stdout.seek(0)
            stderr.seek(0)
            return code, stdout.read(), stderr.read()

    def in_shells(self, folder: Path) -> dict[str, str]:
        """Writes a `tutela` into `folder`; the variables with which a shell finds and runs it."""
        script = folder / "tutela"
        script.write_text(f'#!/bin/sh\nexec {sys.executable} -IS {shim.__file__} "$@"\n')
        script.chmod(0o755)
        return {
            "PATH": os.pathsep.join([str(folder), str(BIN), os.environ["PATH"]]),
            shim.SOCKET: self._where,
            shim.REAL: str(BIN / "tutela"),
        }


@functools.cache
def preloaded() -> Preloaded:
    """That of this process."""
    return Preloaded()


def serve(where: str) -> None:
    """Takes orders and forks for each, until standard input ends."""
    for one in cli.lazy.values():
        one.load()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(where)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in ready:
            return
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _attend(line)
        line.close()


def _attend(line: socket.socket) -> None:
    """One order: forks once more for the command, and tells its end. Never returns."""
    try:
        head, streams, _, _ = socket.recv_fds(line, 4, 3)
        given = json.loads(line.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL))
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        child = os.fork()
        if child == 0:
            line.close()
            _become(given, streams)
        for one in streams:
            os.close(one)
        _, status = os.waitpid(child, 0)
        line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    finally:
        os._exit(0)


def _become(given: dict[str, Any], streams: list[int]) -> None:
    """Is the command from here on. Never returns."""
    code = 1
    try:
        for number, one in enumerate(streams):
            os.dup2(one, number)
            os.close(one)
        os.chdir(given["folder"])
        os.environ.clear()
        os.environ.update(given["environment"])
        time.tzset()
        random.seed()
        sys.modules["__main__"] = types.ModuleType("__main__")
        sys.argv = ["tutela", *given["words"]]
        sys.stdin = os.fdopen(0, closefd=False)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
