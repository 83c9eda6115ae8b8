"""Fixtures: a real PostgreSQL for the whole run, and a fresh node over a clone of it per test."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from sqlalchemy import Connection, NullPool, create_engine

from tutela import assembly
from tutela.platform import home, keys
from tutela.platform.clock import ManualClock
from tutela.platform.database import migrate
from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.database.engine import engine
from tutela.platform.ids import SystemIds
from tutela.platform.node import Identity, Node
from tutela.platform.services import identity
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Machines are slow at times: no example fails for that. CI draws the same examples every time.
hypothesis.settings.register_profile(
    "tutela", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("tutela")

TEMPLATE = "tutela_template"
MUCH = 4 * 1024**3
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One embedded PostgreSQL for this test process, without fsync."""
    # Memory, where there is room: a test's database is cloned ten times faster there.
    fast = Path("/dev/shm")
    parent = fast if fast.is_dir() and shutil.disk_usage(fast).free > MUCH else None
    with tempfile.TemporaryDirectory(prefix="tutela-tests-", dir=parent) as folder:
        Path(folder).chmod(0o700)
        server = EmbeddedServer(Path(folder) / "postgres", options={"fsync": "off"})
        server.acquire()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """A database with all tables, to be cloned."""
    server.create_database(TEMPLATE)
    migrate.upgrade(server.dsn(OWNER_ROLE, TEMPLATE), APP_ROLE)
    return TEMPLATE


@pytest.fixture
def database(server: EmbeddedServer, template: str) -> Iterator[str]:
    """The name of a fresh database of this test's own."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.create_database(name, template=template)
    try:
        yield name
    finally:
        server.drop_database(name)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def home_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    keys.create(folder / home.KEYS)
    return folder


@contextlib.contextmanager
def opened(
    server: EmbeddedServer, database: str, folder: Path, clock: ManualClock, *, demo: bool
) -> Iterator[Node]:
    """A node over `database`, with its identity written as `tutela init` would."""
    node_keys = keys.load(folder / home.KEYS)
    made = Identity(id=SystemIds().new(), demo=demo)
    owner = create_engine(server.dsn(OWNER_ROLE, database), poolclass=NullPool)
    with owner.begin() as connection:
        identity.write(connection, node_keys, made, clock.now())
    url = server.dsn(APP_ROLE, database)
    connections = engine(url)
    try:
        yield Node(
            # Most tests sign in by password alone; what a node asks for by default has its own.
            settings=Settings(home=folder, demo=demo, second_factor="optional"),
            identity=made,
            keys=node_keys,
            engine=connections,
            database_url=url,
            tasks=assembly.tasks(),
            clock=clock,
        )
    finally:
        connections.dispose()


@pytest.fixture
def node(
    server: EmbeddedServer, database: str, home_folder: Path, clock: ManualClock
) -> Iterator[Node]:
    """A production node with nothing declared."""
    with opened(server, database, home_folder, clock, demo=False) as one:
        yield one


@pytest.fixture
def demo_node(
    server: EmbeddedServer, database: str, home_folder: Path, clock: ManualClock
) -> Iterator[Node]:
    """A demo node with nothing declared."""
    with opened(server, database, home_folder, clock, demo=True) as one:
        yield one


@pytest.fixture
def admin_connection(server: EmbeddedServer, database: str) -> Iterator[Connection]:
    """A connection with the rights of the tables' owner, autocommitting: what an attacker has."""
    owner = create_engine(
        server.dsn(OWNER_ROLE, database), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with owner.connect() as connection:
        yield connection


@pytest.fixture(autouse=True)
def _no_stray_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own TUTELA_* variables must not reach a test."""
    for name in list(os.environ):
        if name.startswith("TUTELA_"):
            monkeypatch.delenv(name)
