"""What verification says about a log that was tampered with: the kind, and the place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.audit.canonical import canonical
from tutela.platform.audit.memory import MemoryLog
from tutela.platform.audit.merkle import leaf_hash
from tutela.platform.audit.model import AuditEvent, Event
from tutela.platform.audit.report import Kind, Report
from tutela.platform.audit.rows import LeafRow
from tutela.platform.audit.verify import verify

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"v" * 32)
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def event(number: int, **changes: Any) -> AuditEvent:
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "service_id": "node",
        "at": START + timedelta(seconds=number),
        "actor_kind": "person",
        "actor_id": "a1",
        "event": Event.CASE_OPEN,
        "subject_kind": "case",
        "subject_id": str(number),
    }
    return AuditEvent(**(values | changes))


def batch(memory: MemoryLog, numbers: range, *, show: bool = True) -> None:
    memory.seal([event(number) for number in numbers], START, show=show)


@pytest.fixture
def memory() -> MemoryLog:
    """Thirty rows under three checkpoints, of ten rows each, all witnessed."""
    log = MemoryLog(PRIVATE)
    for start in (0, 10, 20):
        batch(log, range(start, start + 10))
    return log


def found(report: Report) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.place) for finding in report.findings]


def verdict(memory: MemoryLog) -> list[tuple[Kind, str]]:
    return found(verify(memory.log()))


def resign(memory: MemoryLog, events: list[AuditEvent]) -> MemoryLog:
    """Another history under the same key, never shown to the witness."""
    other = MemoryLog(memory.private)
    for start in range(0, len(events), 10):
        other.seal(events[start : start + 10], START, show=False)
    other.shown = memory.shown
    return other


def renumbered(leaves: list[LeafRow]) -> list[LeafRow]:
    return [replace(row, position=position) for position, row in enumerate(leaves)]


def test_a_log_nobody_touched_is_clean(memory: MemoryLog) -> None:
    report = verify(memory.log())
    assert report.is_clean
    assert report.is_intact
    assert (report.size, report.witnessed_size, report.unwitnessed) == (30, 30, 0)
    assert (report.checkpoints, report.pending) == (3, 0)


def test_an_empty_log_is_clean() -> None:
    assert verify(MemoryLog(PRIVATE).log()).is_clean


def test_rows_after_the_last_witnessed_checkpoint_are_unwitnessed(memory: MemoryLog) -> None:
    batch(memory, range(30, 34), show=False)
    memory.pending.append(event(99))
    report = verify(memory.log())
    assert report.is_clean
    assert (report.size, report.unwitnessed, report.pending) == (34, 4, 1)


def test_without_a_witness_all_rows_are_unwitnessed(memory: MemoryLog) -> None:
    memory.shown.clear()
    report = verify(memory.log())
    assert report.is_clean
    assert report.unwitnessed == 30


@pytest.mark.parametrize("position", [0, 13, 29])
def test_an_edited_row_is_named(memory: MemoryLog, position: int) -> None:
    row = memory.leaves[position]
    memory.leaves[position] = replace(row, event=event(position, reason="another"))
    assert verdict(memory) == [(Kind.EDITED, f"row {position}")]


def test_a_row_that_can_no_longer_be_hashed_is_edited(memory: MemoryLog) -> None:
    changes: list[dict[str, Any]] = [{"facts": {"n": 2**60}}, {"facts": None}, {"at": None}]
    for position, change in enumerate(changes):
        memory.leaves[position] = replace(memory.leaves[position], event=event(position, **change))
    assert verdict(memory) == [(Kind.EDITED, f"row {position}") for position in range(3)]


def test_an_event_that_is_gone_is_named(memory: MemoryLog) -> None:
    memory.leaves[13] = replace(memory.leaves[13], event=None)
    assert verdict(memory) == [(Kind.REMOVED, "row 13")]


def test_a_row_that_is_gone_with_its_place_is_named_and_the_rest_goes_on(
    memory: MemoryLog,
) -> None:
    memory.leaves[25] = replace(memory.leaves[25], event=event(25, reason="another"))
    del memory.leaves[13:15]
    assert verdict(memory) == [(Kind.REMOVED, "rows 13-14"), (Kind.EDITED, "row 25")]


def test_a_row_removed_with_the_later_ones_moved_up_is_found_from_its_checkpoint_on(
    memory: MemoryLog,
) -> None:
    del memory.leaves[13]
    memory.leaves = renumbered(memory.leaves)
    assert verdict(memory) == [(Kind.HASHES_CHANGED, "rows 10-19"), (Kind.CUT_OFF, "row 29")]


def test_swapped_events_are_named(memory: MemoryLog) -> None:
    one, other = memory.leaves[3], memory.leaves[24]
    memory.leaves[3] = replace(one, event_id=other.event_id, event=other.event)
    memory.leaves[24] = replace(other, event_id=one.event_id, event=one.event)
    assert verdict(memory) == [(Kind.SWAPPED, "rows 3, 24")]


def test_rows_swapped_with_their_hashes_are_named(memory: MemoryLog) -> None:
    memory.leaves[13], memory.leaves[17] = memory.leaves[17], memory.leaves[13]
    memory.leaves = renumbered(memory.leaves)
    assert verdict(memory) == [(Kind.SWAPPED, "rows 13, 17")]


def test_rows_swapped_with_their_hashes_between_batches_are_found_in_both(
    memory: MemoryLog,
) -> None:
    memory.leaves[3], memory.leaves[27] = memory.leaves[27], memory.leaves[3]
    memory.leaves = renumbered(memory.leaves)
    assert verdict(memory) == [
        (Kind.HASHES_CHANGED, "rows 0-9"),
        (Kind.HASHES_CHANGED, "rows 20-29"),
    ]


def test_an_event_put_in_past_the_log_is_named(memory: MemoryLog) -> None:
    memory.strays.append(event(77))
    assert verdict(memory) == [(Kind.INSERTED, f"event {UUID(int=77)}")]


def test_rows_put_in_after_the_last_checkpoint_are_named(memory: MemoryLog) -> None:
    for position in (30, 31):
        new = event(position)
        memory.leaves.append(LeafRow(position, new.id, leaf_hash(canonical(new)), new))
    assert verdict(memory) == [(Kind.INSERTED, "rows 30-31")]


def test_a_row_put_in_between_is_found_from_its_checkpoint_on(memory: MemoryLog) -> None:
    new = event(77)
    memory.leaves.insert(13, LeafRow(13, new.id, leaf_hash(canonical(new)), new))
    memory.leaves = renumbered(memory.leaves)
    assert verdict(memory) == [(Kind.HASHES_CHANGED, "rows 10-29"), (Kind.INSERTED, "row 30")]


def test_a_place_that_is_taken_twice_is_named(memory: MemoryLog) -> None:
    memory.leaves.insert(14, replace(memory.leaves[13]))
    assert verdict(memory) == [(Kind.INSERTED, "row 13")]


def test_rows_cut_off_under_their_checkpoints_are_named(memory: MemoryLog) -> None:
    del memory.leaves[17:]
    assert verdict(memory) == [(Kind.CUT_OFF, "rows 17-29")]


def test_hashes_edited_with_their_rows_are_found_between_two_checkpoints(
    memory: MemoryLog,
) -> None:
    forged = event(13, reason="another")
    memory.leaves[13] = replace(
        memory.leaves[13], event=forged, leaf_hash=leaf_hash(canonical(forged))
    )
    assert verdict(memory) == [(Kind.HASHES_CHANGED, "rows 10-19")]


def test_a_hash_of_another_length_is_found(memory: MemoryLog) -> None:
    memory.leaves[13] = replace(memory.leaves[13], leaf_hash=b"")
    assert verdict(memory) == [(Kind.HASHES_CHANGED, "rows 10-19"), (Kind.EDITED, "row 13")]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("is_witnessed", [True, False])
def test_a_checkpoint_removed_from_the_middle_is_named(
    memory: MemoryLog, number: int, *, is_witnessed: bool
) -> None:
    del memory.checkpoints[number - 1]
    if not is_witnessed:
        memory.shown.clear()
    assert verdict(memory) == [(Kind.CHECKPOINT_REMOVED, f"checkpoint {number}")]


def test_the_last_checkpoint_removed_is_named_by_the_witness(memory: MemoryLog) -> None:
    del memory.checkpoints[2]
    report = verify(memory.log())
    assert found(report) == [(Kind.CHECKPOINT_REMOVED, "checkpoint 3")]
    assert report.witnessed_size == 30


def test_the_last_checkpoint_removed_without_a_witness_leaves_rows_uncovered(
    memory: MemoryLog,
) -> None:
    del memory.checkpoints[2]
    memory.shown.clear()
    assert verdict(memory) == [(Kind.INSERTED, "rows 20-29")]


def test_all_checkpoints_removed_are_named_by_the_witness(memory: MemoryLog) -> None:
    memory.checkpoints.clear()
    assert verdict(memory) == [
        (Kind.CHECKPOINT_REMOVED, f"checkpoint {number}") for number in (1, 2, 3)
    ]


def forge_note(memory: MemoryLog) -> None:
    row = memory.checkpoints[1]
    memory.checkpoints[1] = replace(row, note=row.note.replace("\n20\n", "\n19\n"))


def forge_key(memory: MemoryLog) -> None:
    other = MemoryLog(Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    for start in (0, 10):
        batch(other, range(start, start + 10))
    memory.checkpoints[1] = other.checkpoints[1]


def forge_number(memory: MemoryLog) -> None:
    memory.checkpoints[1] = replace(memory.checkpoints[0], number=2)


def forge_column(memory: MemoryLog) -> None:
    memory.checkpoints[1] = replace(memory.checkpoints[1], size=19)


def forge_frontier(memory: MemoryLog) -> None:
    memory.checkpoints[1] = replace(memory.checkpoints[1], frontier=b"nonsense")


def forge_instant(memory: MemoryLog) -> None:
    memory.checkpoints[1] = replace(memory.checkpoints[1], at=None)


@pytest.mark.parametrize(
    "forge", [forge_note, forge_key, forge_number, forge_column, forge_frontier, forge_instant]
)
@pytest.mark.parametrize("is_witnessed", [True, False])
def test_a_forged_checkpoint_is_named(
    memory: MemoryLog, forge: Callable[[MemoryLog], None], *, is_witnessed: bool
) -> None:
    forge(memory)
    if not is_witnessed:
        memory.shown.clear()
    assert verdict(memory) == [(Kind.CHECKPOINT_FORGED, "checkpoint 2")]


def test_two_checkpoints_that_changed_places_are_named(memory: MemoryLog) -> None:
    one, two = memory.checkpoints[:2]
    memory.checkpoints[:2] = [replace(two, number=1), replace(one, number=2)]
    assert verdict(memory) == [
        (Kind.CHECKPOINT_FORGED, "checkpoint 1"),
        (Kind.CHECKPOINT_FORGED, "checkpoint 2"),
    ]


def test_a_checkpoint_that_comes_twice_is_named(memory: MemoryLog) -> None:
    memory.checkpoints.insert(1, memory.checkpoints[0])
    assert verdict(memory) == [(Kind.CHECKPOINT_FORGED, "checkpoint 1")]


def test_a_history_rewritten_with_the_key_differs_from_what_the_witness_saw(
    memory: MemoryLog,
) -> None:
    events = [event(number, reason="x" * (number == 15)) for number in range(30)]
    report = verify(resign(memory, events).log())
    assert found(report) == [(Kind.REWRITTEN, "rows 10-19")]
    assert report.witnessed_size == 10


def test_a_rewritten_history_without_a_witness_cannot_be_told(memory: MemoryLog) -> None:
    other = resign(memory, [event(number, reason="x") for number in range(30)])
    other.shown = []
    report = verify(other.log())
    assert report.is_clean
    assert report.unwitnessed == 30


def test_a_rewritten_and_shortened_history_is_both(memory: MemoryLog) -> None:
    report = verify(resign(memory, [event(number, reason="x") for number in range(20)]).log())
    assert found(report) == [(Kind.REWRITTEN, "rows 0-9"), (Kind.OLDER_COPY, "rows 20-29")]


def test_an_older_copy_is_known_by_the_witness(memory: MemoryLog) -> None:
    del memory.leaves[10:], memory.checkpoints[1:]
    report = verify(memory.log())
    assert found(report) == [(Kind.OLDER_COPY, "rows 10-29")]
    assert report.witnessed_size == 10


def test_an_emptied_log_is_known_by_the_witness(memory: MemoryLog) -> None:
    memory.leaves.clear()
    memory.checkpoints.clear()
    assert verdict(memory) == [(Kind.OLDER_COPY, "rows 0-29")]


def restore(memory: MemoryLog, number: int, epoch: int, *, show: bool = True) -> None:
    """Goes back to checkpoint `number`, says so, and seals four rows more."""
    size = memory.checkpoints[number - 1].size
    del memory.leaves[size:], memory.checkpoints[number:]
    first = 1000 * epoch
    said = event(first, event=Event.NODE_RESTORE, facts={"epoch": epoch})
    memory.seal([said], START, show=show)
    batch(memory, range(first + 1, first + 4), show=show)


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_restore_names_the_rows_it_lost_and_goes_on(memory: MemoryLog, *, is_shown: bool) -> None:
    restore(memory, 1, 2, show=is_shown)
    report = verify(memory.log())
    assert found(report) == [(Kind.LOST_BY_RESTORE, "rows 10-29 of epoch 1")]
    assert report.is_intact
    assert not report.is_clean
    assert (report.size, report.unwitnessed) == (14, 0 if is_shown else 4)


def test_a_restore_that_lost_nothing_is_clean(memory: MemoryLog) -> None:
    restore(memory, 3, 2)
    assert verify(memory.log()).is_clean


def test_tampering_before_a_restore_is_still_named(memory: MemoryLog) -> None:
    memory.leaves[3] = replace(memory.leaves[3], event=event(3, reason="another"))
    restore(memory, 2, 2)
    assert verdict(memory) == [
        (Kind.LOST_BY_RESTORE, "rows 20-29 of epoch 1"),
        (Kind.EDITED, "row 3"),
    ]


def test_each_of_several_restores_names_what_it_lost(memory: MemoryLog) -> None:
    restore(memory, 2, 2)
    restore(memory, 1, 3)
    assert verdict(memory) == [
        (Kind.LOST_BY_RESTORE, "rows 10-29 of epoch 1"),
        (Kind.LOST_BY_RESTORE, "rows 20-23 of epoch 2"),
    ]


def test_a_restore_is_no_cover_for_other_changes(memory: MemoryLog) -> None:
    restore(memory, 2, 2)
    del memory.checkpoints[1]
    kinds = [kind for kind, _ in verdict(memory)]
    assert kinds == [Kind.CHECKPOINT_REMOVED, Kind.LOST_BY_RESTORE]


def test_a_copy_from_before_a_restore_is_an_older_copy(memory: MemoryLog) -> None:
    before = (list(memory.leaves), list(memory.checkpoints))
    restore(memory, 1, 2)
    memory.leaves, memory.checkpoints = before
    kinds = {kind for kind, _ in verdict(memory)}
    assert kinds == {Kind.OLDER_COPY, Kind.LOST_BY_RESTORE}
    assert not verify(memory.log()).is_intact


def test_an_epoch_without_a_restore_is_named(memory: MemoryLog) -> None:
    restore(memory, 3, 2)
    row = memory.leaves[30]
    other = event(2000)
    memory.leaves[30] = replace(row, event=other)
    assert verdict(memory) == [
        (Kind.EPOCH_UNEXPLAINED, "checkpoint 4"),
        (Kind.EDITED, "row 30"),
    ]


def test_a_torn_line_of_the_witness_is_named_and_accuses_nobody(memory: MemoryLog) -> None:
    log = memory.log()
    torn = replace(list(log.witness)[1], note=None)
    report = verify(replace(log, witness=[*list(log.witness)[:2], torn, *list(log.witness)[2:]]))
    assert found(report) == [(Kind.WITNESS_UNREADABLE, "witness line 2")]
    assert report.is_intact


def test_a_checkpoint_missing_in_the_witness_is_named(memory: MemoryLog) -> None:
    del memory.shown[1]
    report = verify(memory.log())
    assert found(report) == [(Kind.WITNESS_GAP, "checkpoint 2")]
    assert report.witnessed_size == 30


def test_a_checkpoint_shown_twice_does_no_harm(memory: MemoryLog) -> None:
    memory.shown.insert(1, memory.shown[1])
    assert verify(memory.log()).is_clean


def test_a_forged_line_in_the_witness_is_not_believed(memory: MemoryLog) -> None:
    memory.shown.append(memory.shown[2].replace("\n30\n", "\n99\n"))
    assert verdict(memory) == [(Kind.WITNESS_UNREADABLE, "witness line 4")]


def test_of_many_findings_the_first_hundred_are_listed() -> None:
    log = MemoryLog(PRIVATE)
    batch(log, range(150))
    log.leaves = [replace(row, event=None) for row in log.leaves]
    findings = verify(log.log()).findings
    assert len(findings) == 101
    assert findings[-1].sentence == "50 more of this kind are not listed."
