"""Connections: one engine, and the database's failures as sentences."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tutela.platform.database.tables import SCHEMA
from tutela.platform.errors import DatabaseAway, DatabaseBusy, DiskFull, TutelaError

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS_SCHEMA = "jobs"
SEARCH_PATH = f"{SCHEMA},{JOBS_SCHEMA}"
DRIVER = "postgresql+psycopg"
# PostgreSQL, "Error Codes": serialization failure, deadlock, lock or statement timeout.
_BUSY = frozenset({"40001", "40P01", "55P03", "57014"})


class DatabaseRoleUnsafe(TutelaError):
    """The database role {role} {problem}. Tutela runs only as a role that owns nothing and is
    no superuser: see docs/how-to/own-database.md.
    """

    code = "database-role-unsafe"


def normalised(url: str) -> str:
    """`url` with the driver this node uses."""
    return make_url(url).set(drivername=DRIVER).render_as_string(hide_password=False)


def engine(url: str) -> Engine:
    """An engine for `url`. Statements and locks cannot wait for ever."""
    return create_engine(
        normalised(url),
        pool_size=8,
        max_overflow=16,
        pool_timeout=10,
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text must not carry what was being written
        connect_args={
            "connect_timeout": 10,
            "options": f"-csearch_path={SEARCH_PATH} -cstatement_timeout=120s -clock_timeout=20s "
            "-cidle_in_transaction_session_timeout=300s -ctimezone=UTC",
        },
    )


@contextmanager
def failures_named() -> Iterator[None]:
    """Turns the driver's failures that an operator can act on into sentences."""
    try:
        yield
    except PoolTimeout:
        raise DatabaseAway from None
    except DBAPIError as error:
        named = _named(error)
        if named is None:
            raise
        raise named from error
    except psycopg.Error as error:
        if isinstance(error, psycopg.OperationalError):
            raise DatabaseAway from error
        raise


def _named(error: DBAPIError) -> TutelaError | None:
    original = error.orig
    if isinstance(original, psycopg.errors.DiskFull):
        return DiskFull()
    state = getattr(original, "sqlstate", None) or ""
    if state in _BUSY:
        return DatabaseBusy()
    gone = error.connection_invalidated or state.startswith(("08", "57P"))
    if gone or (isinstance(original, psycopg.OperationalError) and not state):
        return DatabaseAway()
    return None


def require_safe_role(connection: Connection) -> None:
    """Raises DatabaseRoleUnsafe if the application's role is a superuser or owns our tables."""
    role, superuser, owned = connection.execute(
        text(
            "SELECT current_user, r.rolsuper, "
            "(SELECT count(*) FROM pg_tables WHERE schemaname = ANY(:schemas)"
            " AND pg_has_role(current_user, tableowner, 'MEMBER')) "
            "FROM pg_roles r WHERE r.rolname = current_user"
        ),
        {"schemas": [SCHEMA, JOBS_SCHEMA]},
    ).one()
    if superuser:
        raise DatabaseRoleUnsafe(role=role, problem="is a superuser")
    if owned:
        raise DatabaseRoleUnsafe(role=role, problem=f"owns {owned} of the tables")
