"""An export can be verified without the node; a damaged one is refused or found out."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.audit.errors import (
    ExportExists,
    ExportForeign,
    ExportTruncated,
    ExportUnreadable,
    ExportUnwritable,
)
from tutela.platform.audit.export import Header, read_export, verify_export, write_export
from tutela.platform.audit.memory import MemoryLog
from tutela.platform.audit.model import AuditEvent, Event
from tutela.platform.audit.note import LogKey
from tutela.platform.audit.report import Kind, Report
from tutela.platform.audit.witness import Witness
from tutela.platform.errors import TutelaError

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"e" * 32)
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def event(number: int) -> AuditEvent:
    return AuditEvent(
        id=UUID(int=number),
        service_id="node",
        at=START + timedelta(seconds=number),
        actor_kind="person",
        actor_id="a1",
        event=Event.CASE_OPEN,
        subject_kind="case",
        subject_id=str(number),
        reason="ünïcode\n“quoted”",
        facts={"number": number, "share": 0.1},
    )


@pytest.fixture
def memory() -> MemoryLog:
    log = MemoryLog(PRIVATE)
    for start in (0, 10):
        log.seal([event(number) for number in range(start, start + 10)], START)
    return log


@pytest.fixture
def path(tmp_path: Path, memory: MemoryLog) -> Path:
    file = tmp_path / "export.jsonl"
    assert write_export(file, Header(memory.key, START, 20), memory.log()) == 20
    return file


def edited(path: Path, number: int, **changes: Any) -> None:
    """Changes fields of line `number` (from 0)."""
    lines = path.read_text().splitlines(keepends=True)
    values = json.loads(lines[number]) | changes
    lines[number] = json.dumps(values, separators=(",", ":")) + "\n"
    path.write_text("".join(lines))


def found(report: Report) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.place) for finding in report.findings]


def test_an_export_is_verified_with_the_public_key_alone(path: Path, memory: MemoryLog) -> None:
    report = verify_export(path, LogKey.parse(memory.key.text))
    assert report.is_clean
    assert (report.size, report.checkpoints, report.unwitnessed) == (20, 2, 20)


def test_with_the_witness_file_rows_count_as_witnessed(
    path: Path, memory: MemoryLog, tmp_path: Path
) -> None:
    witness = Witness(tmp_path / "witness", memory.key)
    witness.append(memory.shown[0])
    report = verify_export(path, memory.key, witness.path)
    assert report.is_clean
    assert (report.witnessed_size, report.unwitnessed) == (10, 10)


def test_the_witness_finds_an_export_of_a_rewritten_log(
    path: Path, memory: MemoryLog, tmp_path: Path
) -> None:
    other = MemoryLog(PRIVATE)
    other.seal([event(number) for number in range(50, 60)], START)
    witness = Witness(tmp_path / "witness", memory.key)
    witness.append_all(other.shown)
    assert found(verify_export(path, memory.key, witness.path)) == [(Kind.REWRITTEN, "rows 0-9")]


def test_an_export_reads_back_as_the_log_it_was(path: Path, memory: MemoryLog) -> None:
    export = read_export(path)
    assert list(export.rows()) == memory.leaves
    assert list(export.checkpoints()) == memory.checkpoints
    assert export.header() == Header(memory.key, START, 20)


def test_waiting_and_placeless_events_are_exported_too(tmp_path: Path, memory: MemoryLog) -> None:
    memory.pending.append(event(90))
    memory.strays.append(event(91))
    path = tmp_path / "more.jsonl"
    write_export(path, Header(memory.key, START, 20), memory.log())
    report = verify_export(path, memory.key)
    assert report.pending == 1
    assert found(report) == [(Kind.INSERTED, f"event {UUID(int=91)}")]


def test_its_file_is_for_its_owner_only(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_export_is_never_overwritten(path: Path, memory: MemoryLog) -> None:
    before = path.read_bytes()
    with pytest.raises(ExportExists):
        write_export(path, Header(memory.key, START, 20), memory.log())
    assert path.read_bytes() == before


def test_an_export_that_cannot_be_finished_leaves_no_file(
    tmp_path: Path, memory: MemoryLog
) -> None:
    memory.leaves[5] = None  # type: ignore[call-overload]
    path = tmp_path / "half.jsonl"
    with pytest.raises(AttributeError):
        write_export(path, Header(memory.key, START, 20), memory.log())
    assert not path.exists()
    with pytest.raises(ExportUnwritable):
        write_export(tmp_path / "no" / "where", Header(memory.key, START, 20), memory.log())


@pytest.mark.parametrize("lines", [0, 1, 2, 10, 23])
def test_an_export_without_its_last_lines_is_cut_off(
    path: Path, memory: MemoryLog, lines: int
) -> None:
    kept = path.read_bytes().splitlines(keepends=True)[:lines]
    path.write_bytes(b"".join(kept))
    with pytest.raises(ExportTruncated):
        verify_export(path, memory.key)


def test_an_export_cut_at_any_byte_is_refused(path: Path, memory: MemoryLog) -> None:
    whole = path.read_bytes()
    for end in range(0, len(whole), 61):
        path.write_bytes(whole[:end])
        with pytest.raises(ExportTruncated):
            verify_export(path, memory.key)


def test_an_export_of_another_log_is_refused(path: Path) -> None:
    other = LogKey.of(Ed25519PrivateKey.from_private_bytes(b"o" * 32), "other/log")
    with pytest.raises(ExportForeign, match=r"tutela-test/log.*other/log"):
        verify_export(path, other)


def test_a_header_made_to_fit_another_key_gives_it_away(path: Path) -> None:
    other = LogKey.of(Ed25519PrivateKey.from_private_bytes(b"o" * 32), "other/log")
    edited(path, 0, origin=other.name, key=other.text)
    kinds = {kind for kind, _ in found(verify_export(path, other))}
    assert kinds == {Kind.CHECKPOINT_FORGED, Kind.INSERTED}


def test_an_edited_row_is_named(path: Path, memory: MemoryLog) -> None:
    values = json.loads(path.read_text().splitlines()[3 + 7])
    edited(path, 3 + 7, event=values["event"] | {"reason": "another"})
    assert found(verify_export(path, memory.key)) == [(Kind.EDITED, "row 7")]


def without(number: int) -> Callable[[list[str]], list[str]]:
    return lambda lines: lines[:number] + lines[number + 1 :]


def test_a_row_taken_out_is_named(path: Path, memory: MemoryLog) -> None:
    path.write_text("".join(without(3 + 7)(path.read_text().splitlines(keepends=True))))
    assert found(verify_export(path, memory.key)) == [(Kind.REMOVED, "row 7")]


def test_rows_and_checkpoints_cut_off_together_contradict_the_header(
    path: Path, memory: MemoryLog
) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:2], *lines[3:13], lines[-1]]))
    assert found(verify_export(path, memory.key)) == [(Kind.CUT_OFF, "header")]


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (0, {"version": 2}),
        (0, {"format": "other"}),
        (0, {"key": "a+b"}),
        (0, {"key": None}),
        (0, {"exported_at": "yesterday"}),
        (0, {"size": "20"}),
        (0, {"origin": "other"}),
        (1, {"root": "*"}),
        (1, {"size": 1.5}),
        (1, {"at": "now"}),
        (1, {"note": None}),
        (3, {"position": "0"}),
        (3, {"event_id": "x"}),
        (3, {"leaf_hash": 5}),
        (3, {"event": []}),
        (3, {"event": {}}),
        (3, {"more": 1}),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    path: Path, memory: MemoryLog, number: int, change: dict[str, Any]
) -> None:
    edited(path, number, **change)
    with pytest.raises(ExportUnreadable, match=f"line {number + 1},"):
        verify_export(path, memory.key)


@pytest.mark.parametrize(
    "content",
    [
        b"hello\n",
        b"{}\n",
        b"\xff\xfe\n",
        b'{"kind":"end"}\n',
        b'{"kind":"row"\n',
        b'{"kind":"header"}\n{"kind":"header"}\n',
        b'{"kind":"header"\n{"kind":"end"}\n',
        b'{"kind":"header"}\n{"kind":"end"}\n{"kind":"end"}\n',
    ],
)
def test_another_file_is_refused(tmp_path: Path, memory: MemoryLog, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(ExportUnreadable):
        verify_export(path, memory.key)


def test_a_file_that_is_not_there_is_a_clear_error(tmp_path: Path, memory: MemoryLog) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ExportUnreadable):
            verify_export(path, memory.key)


def test_no_single_changed_byte_goes_unnoticed_or_ends_in_a_traceback(
    path: Path, memory: MemoryLog
) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole), 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            report = verify_export(path, memory.key)
        except TutelaError:
            continue
        is_date_of_export = b"exported_at" in whole[: at + 1][-60:]  # which nobody signed
        assert report.findings or is_date_of_export, whole[at - 20 : at + 5]


def test_progress_is_told(path: Path, memory: MemoryLog) -> None:
    told: list[tuple[int, int]] = []
    verify_export(path, memory.key, progress=lambda done, total: told.append((done, total)))
    assert told == [(20, 20)]
