"""Further databases on the embedded server, for restoring into and for tests."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.configuration import ADMIN, APP, OWNER
from tutela.platform.database.embedded.layout import PORT

if TYPE_CHECKING:
    from pathlib import Path

    from psycopg.sql import Composed


def create(host: Path, name: str, template: str | None) -> None:
    """Owned by the owner's role, and closed to all but it and the application's."""
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 - see _execute

    database, copied = Identifier(name), Identifier(template or "template1")
    owner, app = Identifier(OWNER), Identifier(APP)
    _execute(
        host,
        SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, copied),
        SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app),
    )


def drop(host: Path, name: str) -> None:
    from psycopg.sql import SQL, Identifier  # noqa: PLC0415 - see _execute

    _execute(host, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _execute(host: Path, *statements: Composed) -> None:
    """Runs `statements` one by one as the superuser."""
    import psycopg  # noqa: PLC0415 - the supervisor, which loads this too, starts without it

    connection = psycopg.connect(
        host=str(host), port=PORT, user=ADMIN, dbname="postgres", autocommit=True
    )
    with closing(connection):
        for statement in statements:
            connection.execute(statement)
