"""Whoever owns the tables can change them; verification says what was changed, and where."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from tutela.platform.actor import NODE, operator
from tutela.platform.audit import store
from tutela.platform.audit.errors import ExportExists, ExportForeign, ExportTruncated
from tutela.platform.audit.export import verify_export
from tutela.platform.audit.memory import MemoryLog
from tutela.platform.audit.model import Event
from tutela.platform.audit.note import LogKey
from tutela.platform.audit.own import log_key
from tutela.platform.audit.report import Report
from tutela.platform.audit.sealer import seal_once
from tutela.platform.audit.service import export, verify
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import Forbidden
from tutela.platform.node import Node

AUDITOR = operator("auditor")
FREE = """
    ALTER TABLE audit_leaf DROP CONSTRAINT fk_audit_leaf_event_id;
    ALTER TABLE audit_pending DROP CONSTRAINT fk_audit_pending_event_id;
    ALTER TABLE audit_leaf DROP CONSTRAINT uq_audit_leaf_event_id;
    ALTER TABLE audit_event ALTER COLUMN at DROP NOT NULL;
    ALTER TABLE audit_event ALTER COLUMN facts DROP NOT NULL;
    ALTER TABLE audit_checkpoint ALTER COLUMN root DROP NOT NULL;
    ALTER TABLE audit_checkpoint ALTER COLUMN note DROP NOT NULL;
    ALTER TABLE audit_leaf ALTER COLUMN leaf_hash DROP NOT NULL;
"""
AT = "(SELECT event_id FROM audit_leaf WHERE position = {})"
PUT_IN = (
    "INSERT INTO audit_event SELECT service_id, gen_random_uuid(), at, actor_kind, actor_id, event,"
    " subject_kind, subject_id, purpose, 'forged', profile, facts FROM audit_event WHERE id = "
)
SHIFT = "UPDATE audit_leaf SET position = -position WHERE position {}; UPDATE audit_leaf SET position = -position {} 1 WHERE position < 0"  # noqa: E501
SWAP = "UPDATE audit_leaf SET {0} = other.{0} FROM audit_leaf other WHERE audit_leaf.position + other.position = {1} AND audit_leaf.position IN {2}"  # noqa: E501

TAMPERINGS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "an edited row": (
        f"UPDATE audit_event SET reason = 'another' WHERE id = {AT.format(13)}",
        [("edited", "row 13")],
    ),
    "an edited fact": (
        f"UPDATE audit_event SET facts = '{{\"n\": 2}}' WHERE id = {AT.format(0)}",
        [("edited", "row 0")],
    ),
    "an instant beyond all calendars": (
        f"UPDATE audit_event SET at = 'infinity' WHERE id = {AT.format(29)}",
        [("edited", "row 29")],
    ),
    "facts and an instant that are no longer any": (
        (
            f"UPDATE audit_event SET facts = NULL WHERE id = {AT.format(5)};"
            f"UPDATE audit_event SET facts = '[]' WHERE id = {AT.format(6)};"
            f"UPDATE audit_event SET facts = '{{\"n\": 1e400}}' WHERE id = {AT.format(7)};"
            f"UPDATE audit_event SET at = NULL WHERE id = {AT.format(8)}"
        ),
        [("edited", f"row {position}") for position in (5, 6, 7, 8)],
    ),
    "a removed row": (
        f"DELETE FROM audit_event WHERE id = {AT.format(13)}",
        [("removed", "row 13")],
    ),
    "rows removed with their places": (
        (
            f"DELETE FROM audit_event WHERE id IN ({AT.format(13)}, {AT.format(14)});"
            "DELETE FROM audit_leaf WHERE position IN (13, 14)"
        ),
        [("removed", "rows 13-14")],
    ),
    "a row removed, the later ones moved up": (
        (
            f"DELETE FROM audit_event WHERE id = {AT.format(13)};"
            f"DELETE FROM audit_leaf WHERE position = 13; {SHIFT.format('> 13', '-')}"
        ),
        [("hashes-changed", "rows 10-19"), ("cut-off", "row 29")],
    ),
    "swapped events": (
        SWAP.format("event_id", 27, "(3, 24)"),
        [("swapped", "rows 3, 24")],
    ),
    "rows swapped with their hashes in one batch": (
        f"{SWAP.format('event_id', 30, '(13, 17)')}; {SWAP.format('leaf_hash', 30, '(13, 17)')}",
        [("swapped", "rows 13, 17")],
    ),
    "rows swapped with their hashes across batches": (
        f"{SWAP.format('event_id', 27, '(3, 24)')}; {SWAP.format('leaf_hash', 27, '(3, 24)')}",
        [("hashes-changed", "rows 0-9"), ("hashes-changed", "rows 20-29")],
    ),
    "an event put in past the log": (f"{PUT_IN}{AT.format(3)}", [("inserted", "event ")]),
    "a row put in after the last checkpoint": (
        (
            "INSERT INTO audit_leaf SELECT service_id, 30, event_id, leaf_hash FROM audit_leaf "
            "WHERE position = 29"
        ),
        [("inserted", "row 30")],
    ),
    "a row put in between": (
        (
            f"{SHIFT.format('>= 13', '+')};"
            "INSERT INTO audit_leaf SELECT service_id, 13, event_id, leaf_hash FROM audit_leaf "
            "WHERE position = 12"
        ),
        [("hashes-changed", "rows 10-29"), ("inserted", "row 30")],
    ),
    "rows cut off": (
        (
            "DELETE FROM audit_event "
            "WHERE id IN (SELECT event_id FROM audit_leaf WHERE position > 16);"
            "DELETE FROM audit_leaf WHERE position > 16"
        ),
        [("cut-off", "rows 17-29")],
    ),
    "an edited hash": (
        "UPDATE audit_leaf SET leaf_hash = sha256('x') WHERE position = 13",
        [("hashes-changed", "rows 10-19"), ("edited", "row 13")],
    ),
    "a hash taken away": (
        "UPDATE audit_leaf SET leaf_hash = NULL WHERE position = 13",
        [("hashes-changed", "rows 10-19"), ("edited", "row 13")],
    ),
    "a checkpoint removed from the middle": (
        "DELETE FROM audit_checkpoint WHERE number = 2",
        [("checkpoint-removed", "checkpoint 2")],
    ),
    "the last checkpoint removed": (
        "DELETE FROM audit_checkpoint WHERE number = 3",
        [("checkpoint-removed", "checkpoint 3")],
    ),
    "a checkpoint moved": (
        "UPDATE audit_checkpoint SET number = 9 WHERE number = 3",
        [("checkpoint-forged", "checkpoint 9"), ("checkpoint-removed", "checkpoint 3")],
    ),
    "a forged checkpoint": (
        (
            "UPDATE audit_checkpoint SET note = replace(note, E'\\n20\\n', E'\\n19\\n'), size = 19 "
            "WHERE number = 2"
        ),
        [("checkpoint-forged", "checkpoint 2")],
    ),
    "a checkpoint emptied": (
        "UPDATE audit_checkpoint SET note = NULL, root = NULL, at = '-infinity' WHERE number = 2",
        [("checkpoint-forged", "checkpoint 2")],
    ),
    "a frontier changed": (
        "UPDATE audit_checkpoint SET frontier = 'x' WHERE number = 3",
        [("checkpoint-forged", "checkpoint 3")],
    ),
    "an older copy": (
        (
            "DELETE FROM audit_checkpoint WHERE number > 1;"
            "DELETE FROM audit_leaf WHERE position > 9;"
            "DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_leaf)"
        ),
        [("older-copy", "rows 10-29")],
    ),
    "everything emptied": (
        "TRUNCATE audit_event, audit_leaf, audit_pending, audit_checkpoint",
        [("older-copy", "rows 0-29")],
    ),
}


def record(node: Node, count: int) -> None:
    with node.work(NODE, "a test") as work:
        for number in range(count):
            work.now += timedelta(microseconds=1)
            work.record(Event.CASE_OPEN, subject=("case", number), service_id=NODE_SERVICE)


@pytest.fixture
def owner(admin_connection: Connection) -> Connection:
    """The tables' owner, who may do what the application may not."""
    admin_connection.execute(text("SET search_path = tutela"))
    return admin_connection


@pytest.fixture
def log(node: Node, owner: Connection) -> Node:
    """A node with thirty rows under three checkpoints, and tables that guard nothing."""
    for _ in range(3):
        record(node, 10)
        seal_once(node)
    owner.exec_driver_sql(FREE)
    return node


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.kind.value, finding.place) for finding in report.findings]


def matches(report: Report, expected: list[tuple[str, str]]) -> bool:
    """Whether exactly `expected` was found; a place may be given by its beginning."""
    pairs = list(zip(found(report), expected, strict=False))
    return len(pairs) == len(expected) == len(report.findings) and all(
        kind == wanted and place.startswith(beginning)
        for (kind, place), (wanted, beginning) in pairs
    )


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named_with_its_place_here_and_in_an_export(
    log: Node, owner: Connection, tmp_path: Path, name: str
) -> None:
    assert verify(log, AUDITOR).is_clean
    sql, expected = TAMPERINGS[name]
    owner.exec_driver_sql(sql)
    report = verify(log, AUDITOR)
    assert matches(report, expected), report.findings
    assert not report.is_intact
    path = tmp_path / "export.jsonl"
    export(log, AUDITOR, path)
    offline = verify_export(path, log_key(log), log.settings.witness_path)
    assert not offline.is_intact, offline


def rewrite(node: Node, owner: Connection) -> None:
    """Forges a history with the node's own key: new hashes, new checkpoints."""
    owner.exec_driver_sql("UPDATE audit_event SET reason = 'forged'")
    with node.read() as connection:
        events = [row.event for row in store.leaves(connection) if row.event is not None]
    owner.exec_driver_sql("TRUNCATE audit_leaf, audit_pending, audit_checkpoint")
    forger = MemoryLog(node.keys.audit, node.identity.origin)
    for start in range(0, len(events), 10):
        forger.seal(events[start : start + 10], node.clock.now())
    store.seal(owner, 0, [(row.event_id, row.leaf_hash) for row in forger.leaves])
    for row in forger.checkpoints:
        store.add_checkpoint(owner, row)


def test_a_history_rewritten_with_the_nodes_key_differs_from_the_witness(
    log: Node, owner: Connection
) -> None:
    rewrite(log, owner)
    assert found(verify(log, AUDITOR)) == [("rewritten", "rows 0-9")]


def test_a_witness_file_that_is_gone_is_told(log: Node) -> None:
    log.settings.witness_path.unlink()
    report = verify(log, AUDITOR)
    assert found(report) == [("witness-unreadable", str(log.settings.witness_path))]
    assert report.unwitnessed == 30


def test_a_witness_that_cannot_be_read_is_told(log: Node) -> None:
    log.settings.witness_path.unlink()
    log.settings.witness_path.mkdir()
    report = verify(log, AUDITOR)
    assert found(report) == [("witness-unreadable", str(log.settings.witness_path))]


def test_a_damaged_witness_is_told_and_does_not_stop_verification(log: Node) -> None:
    path = log.settings.witness_path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:40] + b"\n" + lines[2])
    report = verify(log, AUDITOR)
    assert found(report) == [
        ("witness-unreadable", "witness line 2"),
        ("witness-gap", "checkpoint 2"),
    ]
    assert report.is_intact


def test_verification_looks_at_one_moment_while_the_log_grows(node: Node) -> None:
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            record(node, 3)
            seal_once(node)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(10):
            assert verify(node, AUDITOR).is_clean
    finally:
        stop.set()
        thread.join()


def test_an_export_needs_nothing_but_the_public_key(log: Node, tmp_path: Path) -> None:
    record(log, 4)
    path = tmp_path / "export.jsonl"
    assert export(log, AUDITOR, path) == 30
    report = verify_export(path, LogKey.parse(log_key(log).text))
    assert report.is_clean
    assert (report.size, report.pending, report.witnessed_size) == (30, 5, 0)
    assert verify_export(path, log_key(log), log.settings.witness_path).witnessed_size == 30


def test_an_export_is_itself_recorded(log: Node, tmp_path: Path) -> None:
    export(log, AUDITOR, tmp_path / "export.jsonl")
    with log.read() as connection:
        [event] = store.waiting(connection, 10)
    assert (event.event, event.actor_id) == (Event.AUDIT_EXPORT, "os:auditor")
    assert event.facts == {"file": "export.jsonl"}


def test_bad_exports_are_clear_errors(log: Node, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    export(log, AUDITOR, path)
    with pytest.raises(ExportExists):
        export(log, AUDITOR, path)
    other = LogKey.of(Ed25519PrivateKey.generate(), log_key(log).name)
    with pytest.raises(ExportForeign):
        verify_export(path, other)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(ExportTruncated):
        verify_export(path, log_key(log))


@pytest.mark.parametrize("do", [verify, lambda node, actor: export(node, actor, Path("x"))])
def test_verifying_and_exporting_need_permission(
    node: Node, do: Callable[[Node, object], object]
) -> None:
    with pytest.raises(Forbidden):
        do(node, NODE)


def test_verification_tells_its_progress(log: Node) -> None:
    told: list[tuple[int, int]] = []
    verify(log, AUDITOR, lambda done, total: told.append((done, total)))
    assert told == [(30, 30)]
