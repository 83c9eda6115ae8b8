"""Bringing the tables up to this version: Alembic, as the owner's role, with lock timeouts.

Alembic is slow to load, so only an upgrade loads it; every command asks for the version.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, column, create_engine, select, table, text

from tutela.platform.database.engine import JOBS_SCHEMA, SEARCH_PATH, failures_named, normalised
from tutela.platform.database.grants import grant_all
from tutela.platform.database.tables import SCHEMA
from tutela.platform.errors import Conflict

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

LOCK_TIMEOUT = "10s"
TURN_TIMEOUT = "120s"  # another `init` may have much to do
VERSION = table("alembic_version", column("version_num"), schema=SCHEMA)  # Alembic's own table
ONE_AT_A_TIME = 0x7475_7465  # advisory lock: two `init` at once take turns


class DatabaseBehind(Conflict):
    """The database is at version {found} and this program needs {wanted}. Run `tutela init` to
    bring it up to date; a backup first does no harm.
    """

    code = "database-behind"


def owner_engine(url: str) -> Engine:
    """An engine for the role that owns the tables; holds no connection open."""
    options = f"-csearch_path={SEARCH_PATH} -clock_timeout={LOCK_TIMEOUT} -ctimezone=UTC"
    return create_engine(normalised(url), poolclass=NullPool, connect_args={"options": options})


def upgrade(owner_url: str, app_role: str, target: str = "head") -> None:
    """Brings the database to `target` and gives `app_role` its rights. Safe to repeat."""
    from alembic import command  # noqa: PLC0415

    engine = owner_engine(owner_url)
    with failures_named(), engine.begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        for schema in (SCHEMA, JOBS_SCHEMA):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        configuration = config()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, target)
        grant_all(connection, app_role)


def config() -> Config:
    """Alembic's settings; the scripts live inside the package."""
    from alembic.config import Config  # noqa: PLC0415

    configuration = Config()
    configuration.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    return configuration


def head() -> str:
    """The version this program needs: the highest number that a migration's file begins with."""
    names = (one.name for one in (_scripts() / "versions").iterdir())
    return max(name.partition("_")[0] for name in names if name[:1].isdigit())


def current(connection: Connection) -> str:
    """The version the database is at; empty before `init`."""
    there = text("SELECT to_regclass(:name)")
    if connection.execute(there, {"name": f"{SCHEMA}.{VERSION.name}"}).scalar_one() is None:
        return ""
    found: str | None = connection.execute(select(VERSION.c.version_num)).scalar_one_or_none()
    return found or ""


def _scripts() -> Traversable:
    return resources.files("tutela.platform.database") / "migrations"


def require_current(connection: Connection) -> None:
    """Raises DatabaseBehind unless the database is at this program's version."""
    found, wanted = current(connection), head()
    if found != wanted:
        raise DatabaseBehind(found=found or "none", wanted=wanted)
