"""The database that migrations make is the one the program declares, however often they run."""

from __future__ import annotations

import importlib
import pkgutil
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError
from tests.ownserver import eventually

import tutela
from tutela.casework.priority import Facts, HoldStage, priority, stands_as_of
from tutela.platform import home
from tutela.platform.database import migrate
from tutela.platform.database.address import APP_ROLE, OWNER_ROLE
from tutela.platform.database.engine import JOBS_SCHEMA
from tutela.platform.database.tables import SCHEMA, metadata
from tutela.platform.errors import DatabaseBusy
from tutela.platform.jobs.registry import Tasks
from tutela.platform.secret import Secret
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.platform.database.embedded import EmbeddedServer
    from tutela.platform.node import Node


@pytest.fixture(scope="module", autouse=True)
def _all_tables_declared() -> None:
    for found in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if found.name.endswith(".tables"):
            importlib.import_module(found.name)


@pytest.fixture
def empty(server: EmbeddedServer) -> Iterator[str]:
    """The owner's address of a database with nothing in it."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    yield server.dsn(OWNER_ROLE, name)
    server.drop_database(name)


@pytest.fixture
def made(empty: str) -> str:
    migrate.upgrade(empty, APP_ROLE)
    return empty


def query(url: str, statement: str) -> list[Any]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return list(result) if result.returns_rows else []


def differences(connection: Connection) -> list[Any]:
    def ours(_object: object, _name: object, kind: str, _reflected: object, _to: object) -> bool:
        schema = getattr(_object, "schema", SCHEMA) if kind == "table" else SCHEMA
        return schema == SCHEMA

    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name == SCHEMA,
            "include_object": ours,
            "version_table_schema": SCHEMA,
            "compare_type": True,
            "compare_server_default": True,
        },
    )
    return list(compare_metadata(context, metadata))


def test_what_migrations_make_is_what_the_program_declares(made: str) -> None:
    engine = create_engine(made, poolclass=NullPool)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_the_comparison_would_see_a_difference(made: str) -> None:
    query(made, "ALTER TABLE tutela.counter DROP COLUMN byte_count")
    query(made, "DROP INDEX tutela.ix_hold_running")
    engine = create_engine(made, poolclass=NullPool)
    with engine.connect() as connection:
        found = differences(connection)
    assert {one[0] for one in found} == {"add_column", "add_index"}


def test_constraints_that_no_comparison_sees_are_there(made: str) -> None:
    """Checks and partial unique indexes are part of what must always hold."""
    declared = {
        constraint.name
        for table in metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    rows = query(
        made,
        "SELECT conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace "
        f"WHERE contype = 'c' AND nspname = '{SCHEMA}'",
    )
    assert declared == {row.conname for row in rows}
    partial = query(
        made, "SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_case_open_subject'"
    )
    assert "WHERE" in partial[0].indexdef
    assert "UNIQUE" in partial[0].indexdef


def test_upgrading_again_changes_nothing(made: str) -> None:
    query(made, "INSERT INTO tutela.service VALUES "
          "('x', 'X', 'facts', '', 'never', 72, 'a1-b2', NULL, NULL, now())")  # fmt: skip
    for _ in range(2):
        migrate.upgrade(made, APP_ROLE)
    assert len(query(made, "SELECT 1 FROM tutela.service")) == 1
    assert [row[0] for row in query(made, "SELECT * FROM tutela.alembic_version")] == [
        migrate.head()
    ]


def test_entries_that_were_verified_are_active_after(empty: str) -> None:
    """What could hold an item before can do so after, and indexes hear of it."""
    migrate.upgrade(empty, APP_ROLE, "0002")
    bank = uuid.uuid4()
    query(
        empty,
        "INSERT INTO tutela.service VALUES "
        "('node', 'X', 'facts', '', 'never', 72, 'a1-b2', NULL, NULL, now()) "
        "ON CONFLICT DO NOTHING",
    )
    query(empty, "INSERT INTO tutela.index_state (service_id, revision) VALUES ('node', 7)")
    query(
        empty,
        f"INSERT INTO tutela.bank VALUES ('node', '{bank}', 'b', 'known-abuse-material', 31, "
        "false, false, true, now())",
    )
    for state in ("verified", "proposed"):
        query(
            empty,
            "INSERT INTO tutela.indicator (service_id, id, bank_id, state, scheme, label, source, "
            "batch_id, proposed_by, added_at, verified_by, revision) VALUES ('node', "
            f"gen_random_uuid(), '{bank}', '{state}', 'a1-b2', 'A1', '{state}', "
            "gen_random_uuid(), 'p', now(), 'v', 7)",
        )
    migrate.upgrade(empty, APP_ROLE)
    rows = query(empty, "SELECT source, state, revision FROM tutela.indicator ORDER BY source")
    assert [tuple(row) for row in rows] == [("proposed", "proposed", 7), ("verified", "active", 8)]
    assert query(empty, "SELECT revision FROM tutela.index_state") == [(8,)]


def test_sessions_that_are_open_count_as_proven_when_they_were_opened(empty: str) -> None:
    migrate.upgrade(empty, APP_ROLE, "0003")
    query(
        empty,
        "INSERT INTO tutela.service VALUES "
        "('node', 'X', 'facts', '', 'never', 72, 'a1-b2', NULL, NULL, now()) "
        "ON CONFLICT DO NOTHING",
    )
    account = uuid.uuid4()
    query(
        empty,
        "INSERT INTO tutela.account (service_id, id, name, roles, password_hash, created_at) "
        f"VALUES ('node', '{account}', 'mira', '{{reviewer}}', 'x', now())",
    )
    query(
        empty,
        "INSERT INTO tutela.login_session (service_id, id, account_id, method, opened_at, "
        f"last_seen_at, expires_at) VALUES ('node', '\\x00', '{account}', 'password', "
        "now() - interval '1 hour', now(), now() + interval '1 hour')",
    )
    migrate.upgrade(empty, APP_ROLE)
    same = "SELECT proven_at = opened_at AS same FROM tutela.login_session"
    assert [row.same for row in query(empty, same)] == [True]


def test_cases_that_were_there_get_the_place_that_their_facts_give_them(empty: str) -> None:
    migrate.upgrade(empty, APP_ROLE, "0003")
    for statement in _CASES_BEFORE_THE_QUEUE.split(";"):
        query(empty, statement)
    migrate.upgrade(empty, APP_ROLE)
    rows = {row.subject_ref: row for row in query(empty, 'SELECT * FROM tutela."case"')}
    held, closed = rows["held"], rows["closed"]
    facts = Facts(hold=HoldStage.OVERDUE, severity=9, items=1)
    points = priority(facts).points
    assert (held.hold_stage, held.severity, held.priority) == ("overdue", 9, points)
    assert held.queue_at == stands_as_of(held.opened_at, points)
    assert (held.item_count, held.pending, held.surfaces) == (1, 1, ["uploads"])
    assert (closed.queue_at, closed.item_count) == (None, 0)


def test_a_closed_case_with_a_complaint_that_waits_stands_in_the_queue_after(empty: str) -> None:
    migrate.upgrade(empty, APP_ROLE, "0003")
    for statement in _CASES_BEFORE_THE_QUEUE.split(";"):
        query(empty, statement)
    migrate.upgrade(empty, APP_ROLE, "0047")
    for statement in _COMPLAINTS_BEFORE_THE_QUEUE.split(";"):
        query(empty, statement)
    migrate.upgrade(empty, APP_ROLE)
    rows = {row.subject_ref: row for row in query(empty, 'SELECT * FROM tutela."case"')}
    closed = rows["closed"]
    assert closed.complained_at == datetime(2026, 11, 2, tzinfo=UTC), "the first that waits"
    assert closed.queue_at == stands_as_of(closed.complained_at, closed.priority)
    assert rows["held"].complained_at is None


def test_whoever_had_a_hand_in_a_mark_or_was_unsure_is_remembered_from_before(empty: str) -> None:
    migrate.upgrade(empty, APP_ROLE, "0003")
    for statement in _CASES_BEFORE_THE_QUEUE.split(";"):
        query(empty, statement)
    migrate.upgrade(empty, APP_ROLE, "0022")
    item = "00000000-0000-0000-0000-000000000002"
    query(empty, "UPDATE tutela.case_item SET state = 'unsure', unsure_by = 'second'")
    for number, (who, event, childs) in enumerate(
        (("mira", "circumstance:set", "true"), ("jonas", "circumstance:clear", "false"))
    ):
        query(
            empty,
            "INSERT INTO tutela.audit_event (service_id, id, at, actor_kind, actor_id, event, "
            "subject_kind, subject_id, purpose, reason, profile, facts) VALUES ('x', "
            f"gen_random_uuid(), now() + interval '{number} s', 'person', '{who}', '{event}', "
            f"'item', '{item}', '', '', '', jsonb_build_object('childs_account', {childs}))",
        )
    for number, (who, state) in enumerate(
        (("earlier", "passed"), ("sara", "reversed"), ("first", "passed"), ("second", "passed"))
    ):
        query(
            empty,
            "INSERT INTO tutela.decision (service_id, id, item_id, case_id, finding, scheme, "
            "label, reason, seen, state, decided_by, decided_by_name, decided_at) SELECT 'x', "
            "gen_random_uuid(), item_id, case_id, 'unsure', '', '', '', 'not-seen', "
            f"'{state}', '{who}', '', now() + interval '{number} s' FROM tutela.case_item",
        )
    migrate.upgrade(empty, APP_ROLE)
    [row] = query(empty, "SELECT * FROM tutela.case_item")
    assert (row.markers, row.said_childs) == (["jonas", "mira"], True)
    assert row.doubters == ["second", "first"]


_COMPLAINTS_BEFORE_THE_QUEUE = """
ALTER TABLE tutela.complaint DROP CONSTRAINT fk_complaint_statement_id;
INSERT INTO tutela.complaint (service_id, id, whose, statement_id, case_id, words, language, state,
    received_at, due_at, outcome, erase_at)
    SELECT 'x', gen_random_uuid(), 'user', gen_random_uuid(), c.id, '', '', s.state,
    timestamptz '2026-11-01 00:00Z' + day * interval '1 day', now(),
    CASE s.state WHEN 'decided' THEN 'upheld' END, CASE s.state WHEN 'decided' THEN now() END
    FROM tutela."case" AS c,
    (VALUES ('decided', 0), ('proposed', 1), ('lodged', 2)) AS s (state, day)
    WHERE c.subject_ref = 'closed'
"""


def test_who_was_told_of_information_is_not_told_again_and_who_was_not_will_be(empty: str) -> None:
    migrate.upgrade(empty, APP_ROLE, "0050")
    order = uuid.uuid4()
    for statement in _ORDER_TOLD.split(";"):
        query(empty, statement.replace("ORDER", str(order)))
    migrate.upgrade(empty, APP_ROLE)
    targets = query(empty, "SELECT told_at IS NOT NULL FROM tutela.order_target ORDER BY number")
    givings = query(empty, "SELECT told_at IS NOT NULL FROM tutela.order_giving ORDER BY items")
    assert [row[0] for row in targets] == [True, False]
    assert [row[0] for row in givings] == [True, False]


_ORDER_TOLD = """
INSERT INTO tutela.service (service_id, title, retention, retention_basis, second_person,
    hold_hours, scheme, declared_at) VALUES ('x', 'X', 'facts', '', 'never', 72, 'a1-b2', now());
INSERT INTO tutela.authority_order (service_id, id, state, came_by, article, wrapped_key,
    received_at, taken_at, told_users_at) VALUES ('x', 'ORDER', 'effected', 'form', '10', 'k',
    now(), now(), now());
INSERT INTO tutela.order_target (service_id, order_id, number, kind, state) VALUES
    ('x', 'ORDER', 1, 'account', 'done'), ('x', 'ORDER', 2, 'account', 'not-found');
INSERT INTO tutela.order_giving (service_id, id, order_id, state, items, key_code, asked_by,
    asked_by_name, asked_at, given_at) SELECT 'x', gen_random_uuid(), 'ORDER', 'given', n, '', '',
    '', now(), now() + (2 * n - 3) * interval '1 hour' FROM generate_series(1, 2) n
"""


_CASES_BEFORE_THE_QUEUE = """
INSERT INTO tutela.service VALUES
    ('x', 'X', 'facts', '', 'never', 72, 'a1-b2', NULL, NULL, now());
INSERT INTO tutela.bank VALUES ('x', '00000000-0000-0000-0000-00000000000b', 'b',
    'known-abuse-material', 31, false, false, true, now());
INSERT INTO tutela.indicator (service_id, id, bank_id, state, scheme, label, source, batch_id,
    proposed_by, added_at, verified_by, revision) VALUES ('x',
    '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000b', 'active',
    'a1-b2', 'B1', 's', gen_random_uuid(), 'p', now(), 'v', 1);
INSERT INTO tutela.item (service_id, id, surface, account_ref, external_id, verdict, sha256, size,
    media_type, signals, received_at) VALUES ('x', '00000000-0000-0000-0000-000000000002',
    'uploads', 'held', 'i', 'held', '', 1, 'image/png', '{}', now());
ALTER TABLE tutela.detection DROP CONSTRAINT fk_detection_activation_id;
INSERT INTO tutela.detection (service_id, id, item_id, indicator_id, bank_id, activation_id,
    profile, exact, holds, detected_at) VALUES ('x', gen_random_uuid(),
    '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001',
    '00000000-0000-0000-0000-00000000000b', gen_random_uuid(), '', true, true, now());
INSERT INTO tutela."case" (service_id, id, subject_kind, subject_ref, state, opened_at, closed_at)
    VALUES ('x', '00000000-0000-0000-0000-000000000003', 'account', 'held', 'open', now(), NULL),
    ('x', gen_random_uuid(), 'account', 'closed', 'closed', now(), now());
INSERT INTO tutela.case_item (service_id, item_id, case_id, state, restricted) VALUES ('x',
    '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000003', 'pending',
    true);
INSERT INTO tutela.hold (service_id, id, item_id, case_id, started_at, due_at, alarmed_at) VALUES
    ('x', gen_random_uuid(), '00000000-0000-0000-0000-000000000002',
    '00000000-0000-0000-0000-000000000003', now(), now(), now())
"""


def test_removal_orders_that_nobody_ended_are_given_a_clock_and_others_keep_theirs(
    empty: str,
) -> None:
    migrate.upgrade(empty, APP_ROLE, "0062")
    query(
        empty,
        "INSERT INTO tutela.service (service_id, title, retention, retention_basis, second_person, "
        "hold_hours, scheme, declared_at) VALUES "
        "('node', 'X', 'facts', '', 'never', 72, 'a1-b2', now())",
    )
    for state, erase_at in (("executed", "NULL"), ("final", "now() + interval '1 day'")):
        query(
            empty,
            "INSERT INTO tutela.removal_order (service_id, id, state, authority_id, "
            "authority_name, provider_id, provider_name, profile, items, wrapped_key, content, "
            f"made_at, erase_at) VALUES ('node', '{uuid.uuid4()}', '{state}', '{uuid.uuid4()}', "
            f"'a', '{uuid.uuid4()}', 'p', 'com-2022', 1, 'k', '\\x00', now(), {erase_at})",
        )
    migrate.upgrade(empty, APP_ROLE)
    kept = "SELECT state, erase_at > now() + interval '2 years' AS long FROM tutela.removal_order"
    assert {row.state: row.long for row in query(empty, kept)} == {"executed": True, "final": False}


def test_users_of_reports_that_the_centre_had_before_are_told_three_months_after(
    empty: str,
) -> None:
    migrate.upgrade(empty, APP_ROLE, "0060")
    query(
        empty,
        "INSERT INTO tutela.service (service_id, title, retention, retention_basis, second_person, "
        "hold_hours, scheme, declared_at) VALUES "
        "('forum', 'X', 'facts', '', 'never', 72, 'a1-b2', now())",
    )
    peer, to = uuid.uuid4(), uuid.uuid4()
    query(
        empty,
        "INSERT INTO tutela.peer (service_id, id, role, name, address, key, number, state, "
        f"added_at, added_by_name, try_at) VALUES ('forum', '{peer}', 'centre', 'C', 'x', '\\x00', "
        "1, 'added', now(), 'boss', now())",
    )
    query(
        empty,
        "INSERT INTO tutela.recipient (service_id, id, name, kind, environment, address, "
        f"transfer_ground, options, added_by, added_at) VALUES ('forum', '{to}', 'c', 'eu-centre', "
        "'production', '', '', '{}', 'boss', now())",
    )
    reports = {"filed": "EUC-1", "queued": ""}
    for state, number in reports.items():
        one = uuid.uuid4()
        query(
            empty,
            "INSERT INTO tutela.report (service_id, id, recipient_id, kind, state, subject_kind, "
            "subject_ref, profile, wrapped_key, opened_by, opened_at, filed_at, erase_at) VALUES "
            f"('forum', '{one}', '{to}', 'first', '{state}', 'account', '{state}', 'com-2022', "
            "'k', 'boss', now(), '2026-01-31T12:00Z', now())",
        )
        query(
            empty,
            "INSERT INTO tutela.centre_telling (service_id, report_id, peer_id, number, told_at) "
            f"VALUES ('forum', '{one}', '{peer}', '{number}', now())",
        )
    migrate.upgrade(empty, APP_ROLE)
    [notice] = query(empty, "SELECT state, due_at FROM tutela.user_notice")
    assert (notice.state, notice.due_at) == ("waiting", datetime(2026, 4, 30, 12, tzinfo=UTC))


def test_upgrading_again_gives_back_rights_that_were_taken_or_added(made: str) -> None:
    query(made, "REVOKE ALL ON tutela.counter FROM tutela_app")
    query(made, "GRANT UPDATE ON tutela.audit_event TO tutela_app")
    migrate.upgrade(made, APP_ROLE)
    [rights] = query(
        made,
        "SELECT has_table_privilege('tutela_app', 'tutela.counter', 'INSERT') AS counter, "
        "has_table_privilege('tutela_app', 'tutela.audit_event', 'UPDATE') AS history",
    )
    assert tuple(rights) == (True, False)


def test_migrations_do_not_wait_for_locks_for_ever(made: str) -> None:
    with migrate.owner_engine(made).connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == migrate.LOCK_TIMEOUT


def test_two_upgrades_of_an_empty_database_at_once_take_turns(empty: str) -> None:
    barrier = threading.Barrier(2)

    def upgrade() -> None:
        barrier.wait()
        migrate.upgrade(empty, APP_ROLE)

    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(upgrade) for _ in range(2)]:
            one.result(60)
    assert len(query(empty, "SELECT * FROM tutela.alembic_version")) == 1


def test_an_upgrade_waits_for_another_one(made: str) -> None:
    with ThreadPoolExecutor(1) as threads, migrate.owner_engine(made).begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrate.ONE_AT_A_TIME}
        )
        waiting = threads.submit(migrate.upgrade, made, APP_ROLE)
        blocked = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        eventually(lambda: connection.execute(blocked).scalar_one(), "the second one waits")
        assert not waiting.done()
        connection.rollback()
        waiting.result(60)


def test_an_upgrade_that_fails_half_way_leaves_nothing(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseBusy

    with monkeypatch.context() as patched:
        patched.setattr(migrate, "grant_all", fail)
        with pytest.raises(DatabaseBusy):
            migrate.upgrade(empty, APP_ROLE)
    found = query(
        empty, f"SELECT 1 FROM pg_namespace WHERE nspname IN ('{SCHEMA}', '{JOBS_SCHEMA}')"
    )
    assert found == []
    migrate.upgrade(empty, APP_ROLE)


def test_the_application_cannot_migrate(made: str) -> None:
    app = made.replace(OWNER_ROLE, APP_ROLE)
    with pytest.raises(ProgrammingError, match="permission denied"):
        query(app, "CREATE TABLE tutela.more (x int)")
    with pytest.raises(ProgrammingError, match="permission denied"):
        migrate.upgrade(app, APP_ROLE)


def test_a_database_of_another_version_is_refused(
    node: Node, database: str, server: EmbeddedServer, admin_connection: Connection
) -> None:
    settings = given(node.settings.home, server, database)
    with home.open_node(settings, Tasks()):
        pass
    admin_connection.execute(text("UPDATE tutela.alembic_version SET version_num = '0000'"))
    with (
        pytest.raises(migrate.DatabaseBehind, match="at version 0000 and this program needs"),
        home.open_node(settings, Tasks()),
    ):
        pass
    admin_connection.execute(text("DELETE FROM tutela.alembic_version"))
    with (
        pytest.raises(migrate.DatabaseBehind, match="version none"),
        home.open_node(settings, Tasks()),
    ):
        pass


def given(folder: Path, server: EmbeddedServer, database: str) -> Settings:
    """Settings that name this database, as an operator with one of their own would."""
    (folder / "tutela.toml").touch()
    address = Secret(server.dsn(APP_ROLE, database))
    return Settings(home=folder).model_copy(update={"database_url": address})
