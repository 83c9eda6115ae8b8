"""The database as one file, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import make_url

from tutela.platform.backup.errors import DatabaseTaken, ProgramFailed
from tutela.platform.database import migrate
from tutela.platform.database.embedded import programs
from tutela.platform.database.engine import JOBS_SCHEMA, failures_named
from tutela.platform.database.tables import PASSING, SCHEMA, metadata
from tutela.platform.errors import DiskFull

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.platform.database.address import Address

SCHEMAS = (SCHEMA, JOBS_SCHEMA)
NO_SPACE = "No space left on device"


def dump(where: Address, path: Path) -> None:
    """Writes the tables as of one moment, those of running processes without their rows; the node
    may go on meanwhile.
    """
    chosen = [f"--schema={name}" for name in SCHEMAS]
    chosen += [
        f"--exclude-table-data={table.fullname}"
        for table in metadata.sorted_tables
        if table.info.get(PASSING)
    ]
    _run("pg_dump", where.owner_url, "-Fc", "--no-owner", "--no-privileges", "-f", str(path),
         *chosen)  # fmt: skip


def fill(where: Address, path: Path) -> None:
    """Makes the tables of a dump in a database without any, all or none; then brings them up to
    date.
    """
    # One transaction: a restore that dies leaves an empty database, not half a one.
    _run("pg_restore", where.owner_url, "--single-transaction", "--exit-on-error", "--no-owner",
         "--no-privileges", str(path))  # fmt: skip
    migrate.upgrade(where.owner_url, where.app_role)


def require_empty(where: Address) -> None:
    """Raises DatabaseTaken if there is anything in our schemas."""
    with failures_named(), migrate.owner_engine(where.owner_url).begin() as connection:
        if _things(connection):
            raise DatabaseTaken
        _drop_schemas(connection)  # an empty schema would be in the way, too


def clear(where: Address) -> None:
    """Removes what an unfinished restore left in the database."""
    with failures_named(), migrate.owner_engine(where.owner_url).begin() as connection:
        _drop_schemas(connection)


def _things(connection: Connection) -> int:
    counted = text(
        "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid)"
        " + (SELECT count(*) FROM pg_proc WHERE pronamespace = n.oid)"
        " FROM pg_namespace n WHERE nspname = ANY(:names)"
    )
    return sum(connection.execute(counted, {"names": list(SCHEMAS)}).scalars())


def _drop_schemas(connection: Connection) -> None:
    for name in SCHEMAS:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))


def _run(program: str, address: str, *arguments: str) -> None:
    """Raises ProgramFailed and DiskFull."""
    url = make_url(address).set(drivername="postgresql")
    # Everybody on the machine can read a command line, so the password goes another way.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [
        str(programs.find().path(program)),
        f"--dbname={url.set(password=None).render_as_string()}",
        *arguments,
    ]
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        if NO_SPACE in done.stderr:
            raise DiskFull
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ProgramFailed(program=program, problem=last[0])
