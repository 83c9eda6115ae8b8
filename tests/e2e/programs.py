"""Tutela as a user meets it: the console script as a process, and a served node over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import httpx
from tests.e2e.preloaded import preloaded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TUTELA = str(Path(sys.executable).parent / "tutela")
PATIENCE = 120  # seconds; CI shares two slow cores with the rest of the suite
ADDRESS = re.compile(r"http://\S+")


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the error that `--json` wrote to standard error."""
        return str(json.loads(self.err)["error"]["code"])


@dataclass(frozen=True)
class Home:
    """A TUTELA_HOME and the other variables its commands run with."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUTELA_")}
        return kept | {"TUTELA_HOME": str(self.folder)} | dict(self.variables)

    def with_(self, **variables: object) -> Home:
        """The same home with further TUTELA_ variables: `with_(port=0)`."""
        named = {f"TUTELA_{name.upper()}": str(value) for name, value in variables.items()}
        return Home(self.folder, {**self.variables, **named})

    def run(self, *arguments: object, given: str | bytes = b"", **options: Any) -> Done:
        """Runs `tutela ARGUMENTS`, with `given` on standard input; with `options` of a process, in
        one of its own.
        """
        data = given.encode() if isinstance(given, str) else given
        if not options:
            words = [str(one) for one in arguments]
            ran = preloaded().run(words, self.environment, data, PATIENCE)
            return Done(ran[0], ran[1].decode(), ran[2].decode())
        ended = subprocess.run(
            [TUTELA, *(os.fsencode(str(one)) for one in arguments)],
            input=data,
            capture_output=True,
            env=self.environment,
            timeout=PATIENCE,
            check=False,
            **options,
        )
        return Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    def ok(self, *arguments: object, given: str | bytes = b"") -> Done:
        """Runs a command that must succeed."""
        done = self.run(*arguments, given=given)
        assert done.code == 0, f"{arguments}: {done}"
        assert "Traceback" not in done.err
        return done

    def json(self, *arguments: object, given: str | bytes = b"") -> Any:
        """The answer of a command that must succeed, with `--json`."""
        return self.ok(*arguments, "--json", given=given).json

    def refused(self, *arguments: object, given: str | bytes = b"", **options: Any) -> Done:
        """Runs a command that must fail with a sentence: no traceback, nothing on its output."""
        done = self.run(*arguments, given=given, **options)
        assert done.code != 0, f"{arguments}: {done}"
        assert done.err.strip(), f"{arguments} failed without a word"
        assert "Traceback" not in done.err
        assert not done.out
        return done

    def start(
        self, *arguments: object, stderr: IO[bytes] | int = subprocess.PIPE, **options: Any
    ) -> subprocess.Popen[str]:
        """Starts `tutela ARGUMENTS` in a process group of its own."""
        return subprocess.Popen(
            [TUTELA, *(str(one) for one in arguments)],
            stdout=subprocess.PIPE,
            stderr=stderr,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self.environment,
            start_new_session=True,
            **options,
        )

    @contextmanager
    def served(self) -> Iterator[Served]:
        """The node, served on a free port until the block ends."""
        process = self.with_(port=0).start("serve")
        try:
            yield Served.by(process)
        finally:
            stop(process)


@dataclass(frozen=True)
class Served:
    """A served node."""

    url: str
    process: subprocess.Popen[str]

    @classmethod
    def by(cls, process: subprocess.Popen[str]) -> Served:
        """The node that a process serves, once it says where."""
        assert process.stdout is not None
        line = process.stdout.readline()
        found = ADDRESS.search(line)
        assert found, f"not served: {line!r} {process.stderr and process.stderr.read()!r}"
        return cls(found.group().rstrip(".,"), process)

    def client(self, key: str = "", **options: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE, **options)


def stop(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Ends a process politely, else by force; returns what it still said."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()
