"""The witness outside the node: it only grows, and forgets nothing."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.platform.audit.errors import NoteForged, NoteUnsigned, WitnessAway, WitnessRefused
from tutela.platform.audit.note import Checkpoint, LogKey, sign_checkpoint
from tutela.platform.audit.witness import Witness

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
NAME = "tutela-test/log"
KEY = LogKey.of(PRIVATE, NAME)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def point(number: int, size: int, epoch: int = 1, name: str = NAME) -> Checkpoint:
    return Checkpoint(name, size, size.to_bytes(32, "big"), number, AT, epoch)


def note(number: int, size: int, epoch: int = 1) -> str:
    return sign_checkpoint(point(number, size, epoch), PRIVATE)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "outside" / "checkpoints", KEY)


def seen(witness: Witness) -> list[str | None]:
    return [each.note for each in witness.notes()]


def test_a_witness_without_a_file_has_seen_nothing(witness: Witness) -> None:
    assert seen(witness) == []
    assert witness.last() is None
    assert not witness.exists()


def test_it_keeps_what_it_is_shown_in_order(witness: Witness) -> None:
    notes = [note(1, 5), note(2, 9), note(3, 10)]
    assert [witness.append(each) for each in notes] == [True, True, True]
    assert seen(witness) == notes
    assert witness.last() == point(3, 10)


def test_its_file_is_for_its_owner_only(witness: Witness) -> None:
    witness.append(note(1, 5))
    assert stat.S_IMODE(witness.path.stat().st_mode) == 0o600


def test_the_same_checkpoint_shown_twice_is_kept_once(witness: Witness) -> None:
    assert witness.append(note(1, 5))
    assert not witness.append(note(1, 5))
    assert len(seen(witness)) == 1


def test_what_another_process_has_shown_meanwhile_is_no_conflict(witness: Witness) -> None:
    witness.append_all([note(1, 5), note(2, 9), note(3, 10)])
    assert witness.append_all([note(1, 5), note(2, 9), note(3, 10), note(4, 11)]) == 1
    assert len(seen(witness)) == 4


def test_a_forged_last_line_does_not_blind_it(witness: Witness) -> None:
    witness.append(note(1, 5))
    with witness.path.open("a") as file:
        file.write(json.dumps({"note": note(2, 6).replace("\n6\n", "\n9\n")}) + "\n")
    assert witness.last() == point(1, 5)
    assert witness.append(note(2, 6))


@pytest.mark.parametrize(("number", "size"), [(2, 4), (2, 5), (1, 6), (1, 5)])
def test_it_refuses_to_see_less_or_another_history(
    witness: Witness, number: int, size: int
) -> None:
    witness.append(note(1, 1))
    witness.append(sign_checkpoint(Checkpoint(NAME, 5, b"x" * 32, 2, AT, 1), PRIVATE))
    with pytest.raises(WitnessRefused):
        witness.append(note(number, size))
    assert len(seen(witness)) == 2


def test_a_restored_log_may_go_back_under_a_higher_epoch(witness: Witness) -> None:
    witness.append(note(4, 40))
    assert witness.append(note(2, 12, epoch=2))
    with pytest.raises(WitnessRefused, match="epoch 2"):
        witness.append(note(5, 50, epoch=1))


def test_it_refuses_what_the_log_did_not_sign(witness: Witness) -> None:
    with pytest.raises(NoteForged):
        witness.append(note(1, 5).replace("\n5\n", "\n6\n"))
    with pytest.raises(NoteUnsigned):
        witness.append(sign_checkpoint(point(1, 5, name="other/log"), PRIVATE))
    assert seen(witness) == []


@pytest.mark.parametrize("lost", [2, 20, 100])
def test_a_line_torn_by_a_crash_is_reported_and_what_it_held_is_shown_again(
    witness: Witness, lost: int
) -> None:
    witness.append_all([note(1, 5), note(2, 9)])
    os.truncate(witness.path, witness.size() - lost)
    assert seen(witness) == [note(1, 5), None]
    assert witness.last() == point(1, 5)
    assert witness.append(note(2, 9))
    assert seen(witness) == [note(1, 5), None, note(2, 9)]
    assert [each.line for each in witness.notes()] == [1, 2, 3]


def test_a_line_that_lacks_only_its_newline_is_whole(witness: Witness) -> None:
    witness.append_all([note(1, 5), note(2, 9)])
    os.truncate(witness.path, witness.size() - 1)
    assert witness.last() == point(2, 9)
    assert not witness.append(note(2, 9))
    assert witness.append(note(3, 10))
    assert seen(witness) == [note(1, 5), note(2, 9), note(3, 10)]


@pytest.mark.parametrize("line", [b"{}", b"[[", b"\xff", b'{"note": 7}', b"null", b"[" * 100_000])
def test_a_line_that_is_no_note_is_reported(witness: Witness, line: bytes) -> None:
    witness.append(note(1, 5))
    with witness.path.open("ab") as file:
        file.write(line + b"\n")
    assert seen(witness) == [note(1, 5), None]
    assert witness.append(note(2, 6))


def test_several_logs_may_share_a_file(witness: Witness) -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    beside = Witness(witness.path, LogKey.of(other, "other/log"))
    witness.append(note(1, 5))
    beside.append(sign_checkpoint(point(1, 700, name="other/log"), other))
    witness.append(note(2, 6))
    assert seen(witness) == [note(1, 5), note(2, 6)]
    assert beside.last() == point(1, 700, name="other/log")


def test_its_own_last_note_is_found_far_from_the_end(witness: Witness) -> None:
    witness.append(note(1, 5))
    foreign = sign_checkpoint(point(1, 5, name="other/log"), PRIVATE)
    with witness.path.open("a") as file:
        file.write((json.dumps({"note": foreign}) + "\n") * 2000)
    assert witness.last() == point(1, 5)


def test_what_was_shown_at_one_moment_can_be_read_again_and_again(witness: Witness) -> None:
    witness.append(note(1, 5))
    shown = witness.shown()
    witness.append(note(2, 6))
    assert [each.note for each in shown] == [each.note for each in shown] == [note(1, 5)]


def test_a_witness_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    witness = Witness(tmp_path / "file" / "checkpoints", KEY)
    with pytest.raises(WitnessAway, match="checkpoints"):
        witness.append(note(1, 5))
    folder = Witness(tmp_path, KEY)
    for look in (folder.last, folder.shown, folder.size):
        with pytest.raises(WitnessAway):
            look()
