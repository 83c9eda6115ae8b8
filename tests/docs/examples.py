"""Runs the examples of a page as a reader would, in a folder of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.e2e.preloaded import preloaded

from docs import pictures
from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.docs.pages import Block

MUCH = 4 * 1024**3
PATIENCE = 240  # seconds for one block
# What the pages call a served node and a platform; here they have free ports of their own.
SERVED, PLATFORM = "localhost:8321", "localhost:9100"
# Variables that a block sets are there in the next one, as in a reader's shell.
RECALL = 'set -a; . "$DOCS_VARIABLES"\n'
KEEP = '\nexport -p | grep -v "declare -x DOCS_" > "$DOCS_VARIABLES"\n'


@dataclass
class Reader:
    """Somebody who follows one page. `replaced` maps what the page says to what is there."""

    folder: Path
    replaced: Mapping[str, str] = field(default_factory=dict)
    output: str = ""
    _open: ExitStack = field(default_factory=ExitStack)
    _held: bool = False

    @property
    def home(self) -> Path:
        return self.folder / "node"

    def follow(self, page: str, found: list[Block]) -> None:
        """Runs the blocks in order, and compares what they print with what the page shows."""
        before = ""
        for block in found:
            where = f"{page}:{block.line}"
            if block.language in ("sh", "python"):
                self.output = self._run(block, where)
                self._keep_the_database_up()
            elif block.language == "json" and before == "sh":
                problem = unlike(json.loads(block.text), json.loads(self.output))
                assert not problem, f"{where}: {problem}\n{self.output}"
            before = block.language

    def close(self) -> None:
        self._open.close()

    def _run(self, block: Block, where: str) -> str:
        text = block.text
        for said, there in self.replaced.items():
            text = text.replace(said, there)
        if block.language == "python":
            script = RECALL + 'exec python -c "$DOCS_SCRIPT"'
        else:
            script = RECALL + text + KEEP
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self._environment(), "DOCS_SCRIPT": text if block.language == "python" else ""},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            err += f"\nIt did not end within {PATIENCE} seconds."
        assert process.returncode == block.exit, (
            f"{where} ended with {process.returncode}, not {block.exit}\n{text}\n{out}\n{err}"
        )
        return out

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TUTELA_")}
        return {
            **kept,
            **self._commands(),
            "LC_ALL": "C.UTF-8",
            "PYTHONWARNINGS": "",
            "DOCS_VARIABLES": str(self.folder.parent / "variables.sh"),
        }

    def _commands(self) -> dict[str, str]:
        """Where a shell finds `tutela`, which starts in no time here."""
        folder = self.folder.parent / "bin"
        folder.mkdir(exist_ok=True)
        return preloaded().in_shells(folder)

    def _keep_the_database_up(self) -> None:
        """Starting it for each command anew would take most of the time."""
        if not self._held and (self.home / "postgres" / "data").exists():
            server = EmbeddedServer(self.home / "postgres")
            server.acquire()
            self._open.callback(server.stop)
            self._held = True


@contextmanager
def reader(replaced: Mapping[str, str] | None = None) -> Iterator[Reader]:
    """A reader in a fresh folder with `pictures/` and `uploads/`, and no node yet."""
    fast = Path("/dev/shm")
    parent = fast if fast.is_dir() and shutil.disk_usage(fast).free > MUCH else None
    with tempfile.TemporaryDirectory(prefix="tutela-docs-", dir=parent) as made:
        folder = Path(made) / "desk"
        folder.mkdir(mode=0o700)
        pictures.write(folder)
        port, platform = _free_ports()
        variables = {
            "TUTELA_HOME": str(folder / "node"),
            "TUTELA_PORT": str(port),
            "SOURCE": str(Path(__file__).parents[2]),
        }
        lines = [f"export {name}='{value}'\n" for name, value in variables.items()]
        (folder.parent / "variables.sh").write_text("".join(lines), encoding="utf-8")
        there = {SERVED: f"localhost:{port}", PLATFORM: f"localhost:{platform}"}
        one = Reader(folder, there | dict(replaced or {}))
        try:
            yield one
        finally:
            one.close()


def unlike(shown: Any, real: Any, place: str = "the answer") -> str:
    """How what a page shows differs in shape from what a command printed; empty if it does not."""
    if isinstance(shown, dict) and isinstance(real, dict):
        if shown.keys() != real.keys():
            return f"{place} has the keys {sorted(real)}, and the page shows {sorted(shown)}"
        problems = (unlike(shown[name], real[name], f"{place}.{name}") for name in shown)
        return next(filter(None, problems), "")
    if isinstance(shown, list) and isinstance(real, list):
        if bool(shown) != bool(real):
            return f"{place} has {len(real)} entries, and the page shows {len(shown)}"
        for entry in real:
            each = [unlike(one, entry, f"{place}[]") for one in shown]
            if all(each):
                return each[0]
        return ""
    same = _kind(shown) == _kind(real)
    return "" if same else f"{place} is {_kind(real)}, and the page shows {_kind(shown)}"


def _kind(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return type(value).__name__


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
