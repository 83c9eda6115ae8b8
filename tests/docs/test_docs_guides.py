"""The examples of the guides run as they stand."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.docs import pages
from tests.docs.examples import reader

from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.embedded.configuration import ADMIN

if TYPE_CHECKING:
    from tutela.platform.database.embedded import EmbeddedServer

LAKESIDE = "lakeside"
OWN_DATABASE = "docs/how-to/own-database.md"
KINDS = ("docs/how-to/", "docs/first-day/")
FOLLOWED = {name: found for name, found in pages.followed().items() if name.startswith(KINDS)}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [one for one in FOLLOWED if one != OWN_DATABASE])
def test_the_examples_of_a_guide_run_in_order(name: str) -> None:
    with reader() as one:
        one.follow(name, FOLLOWED[name])


@pytest.mark.timeout(900)
def test_the_examples_with_a_database_of_ones_own_run_on_a_given_one(
    server: EmbeddedServer,
) -> None:
    found = FOLLOWED[OWN_DATABASE]
    [sql] = [one.text for one in found if one.language == "sql"]
    try:
        run_as_superuser(server, sql)
        with reader(addresses(server)) as one:
            one.follow(OWN_DATABASE, found)
            assert not (one.home / "postgres").exists()
    finally:
        server.drop_database(LAKESIDE)


def run_as_superuser(server: EmbeddedServer, statements: str) -> None:
    """Runs what the page tells an administrator to run; the roles are there already."""
    with psycopg.connect(server.conninfo(ADMIN, "postgres"), autocommit=True) as connection:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            with contextlib.suppress(psycopg.errors.DuplicateObject):
                connection.execute(statement.encode())


def addresses(server: EmbeddedServer) -> dict[str, str]:
    """The addresses that the page names, and where that database is here."""
    return {
        f"postgresql://{role}:{word}-password@db.example.org/{LAKESIDE}": server.dsn(role, LAKESIDE)
        for role, word in ((OWNER_ROLE, "owner"), (APP_ROLE, "app"))
    }
