"""The index files are merged, cleared of what is withdrawn, checked, and made again if damaged."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tutela.indicators.errors import IndexFilesUnusable, IndexUnusable
from tutela.indicators.following import FOLDER, IndexFiles
from tutela.indicators.importing import import_file
from tutela.indicators.live import LiveIndex
from tutela.indicators.selectors import ByReference
from tutela.indicators.service import create_bank, set_enabled
from tutela.indicators.standing import standing
from tutela.indicators.upkeep import ERASE_SECONDS, Upkeep
from tutela.indicators.withdrawing import withdraw
from tutela.law.model import BankPurpose, WithdrawalCause
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.permissions import Role, permissions_of
from tutela.signals.model import Pdq, SignalKind, Signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.indicators.model import Bank
    from tutela.platform.node import Node

ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}
PAGE = 4096


@pytest.fixture
def bank(node: Node) -> Bank:
    return create_bank(node, ADMIN, "hotline-a", purpose=BankPurpose.KNOWN_ABUSE_MATERIAL)


@pytest.fixture
def index(node: Node) -> Iterator[LiveIndex]:
    made = LiveIndex(node)
    yield made
    made.close()


def code(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def item(name: str) -> Signals:
    return Signals("0" * 32, "0" * 40, "0" * 64, (Pdq(code(name), 80),))


def brought_in(node: Node, *names: str) -> None:
    lines = [f"pdq {code(name).hex()} {name}" for name in names]
    import_file(node, ADMIN, "hotline-a", lines, **TERMS)


def withdrawn(node: Node, name: str) -> None:
    selector = ByReference(name)
    withdraw(node, ADMIN, "hotline-a", selector, cause=WithdrawalCause.CONSENT, reason="a test")


def found(index: LiveIndex, bank: Bank, *names: str) -> list[bool]:
    return [bool(index.match(item(name), [bank.id])) for name in names]


def part_of(node: Node, bank: Bank) -> Path:
    return node.settings.home / FOLDER / str(bank.id) / SignalKind.PDQ


def lies_in_a_file(node: Node, name: str) -> bool:
    folder = node.settings.home / FOLDER
    return any(code(name) in one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_what_is_withdrawn_is_erased_from_the_files_in_time(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    now = 1_000.0
    upkeep = Upkeep(index, monotonic=lambda: now)
    brought_in(node, "a", "b", "c")
    index.refresh()
    withdrawn(node, "a")
    index.refresh()
    assert lies_in_a_file(node, "a")
    upkeep.once()
    assert not lies_in_a_file(node, "a")
    withdrawn(node, "b")
    index.refresh()
    now += ERASE_SECONDS - 1
    upkeep.once()
    assert lies_in_a_file(node, "b")
    now += 1
    upkeep.once()
    assert not lies_in_a_file(node, "b")
    assert found(index, bank, "a", "b", "c") == [False, False, True]


def test_a_bank_that_is_switched_off_leaves_nothing_in_the_files(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a")
    index.refresh()
    assert lies_in_a_file(node, "a")
    set_enabled(node, ADMIN, "hotline-a", enabled=False)
    index.refresh()
    assert not lies_in_a_file(node, "a")
    assert found(index, bank, "a") == [False]


def altered(folder: Path) -> None:
    segment = max(folder.glob("segment-*"))
    with segment.open("r+b") as opened:
        opened.seek(PAGE + 3)
        before = opened.read(1)
        opened.seek(PAGE + 3)
        opened.write(bytes([before[0] ^ 1]))


def test_what_was_altered_is_never_answered_from_and_is_made_again(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    altered(part_of(node, bank))
    other = LiveIndex(node)
    other.refresh()
    with pytest.raises(IndexUnusable, match="hotline-a"):
        other.match(item("a"), [bank.id])
    assert other.checked_at is None
    assert other.refresh()
    for one in (other, index):
        assert found(one, bank, "a", "b", "c") == [True, True, False]
    other.close()


def test_upkeep_finds_what_was_altered_before_anybody_asks(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a")
    index.refresh()
    altered(part_of(node, bank))
    Upkeep(index).once()
    assert index.checked_at is None
    index.refresh()
    assert found(index, bank, "a") == [True]
    Upkeep(index).once()
    assert index.checked_at is not None


@pytest.mark.parametrize("lost", ["all", "bank", "part", "head"])
def test_files_that_are_lost_are_made_again(node: Node, bank: Bank, lost: str) -> None:
    brought_in(node, "a", "b")
    index = LiveIndex(node)
    index.refresh()
    index.close()
    folder = node.settings.home / FOLDER
    where = {
        "all": folder,
        "bank": folder / str(bank.id),
        "part": part_of(node, bank),
        "head": folder / "head",
    }
    shutil.rmtree(where[lost])
    late = LiveIndex(node)
    late.refresh()
    assert found(late, bank, "a", "b", "c") == [True, True, False]
    late.close()


@pytest.mark.parametrize("made_anew_by", ["itself", "another"])
def test_a_folder_that_is_taken_away_under_a_running_index_is_noticed(
    node: Node, bank: Bank, index: LiveIndex, made_anew_by: str
) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    shutil.rmtree(node.settings.home / FOLDER)
    if made_anew_by == "another":
        other = LiveIndex(node)
        other.refresh()
        other.close()
    withdrawn(node, "a")
    brought_in(node, "c")
    index.refresh()
    assert found(index, bank, "a", "b", "c") == [False, True, True]
    withdrawn(node, "b")
    index.refresh()
    assert found(index, bank, "a", "b", "c") == [False, False, True]


def test_a_broken_log_is_noticed_by_who_reads_it(node: Node, bank: Bank, index: LiveIndex) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    with max(part_of(node, bank).glob("log-*")).open("r+b") as opened:
        opened.write(b"\0" * 40)
    late = LiveIndex(node)
    late.refresh()
    withdrawn(node, "a")
    late.refresh()
    index.refresh()
    for one in (late, index):
        assert found(one, bank, "a", "b") == [False, True]
    late.close()


def test_a_bank_that_is_off_is_emptied_once(node: Node, bank: Bank, index: LiveIndex) -> None:
    brought_in(node, "a")
    index.refresh()
    set_enabled(node, ADMIN, "hotline-a", enabled=False)
    generations = []
    for name in ("b", "c"):
        brought_in(node, name)
        index.refresh()
        generations.append(IndexFiles(node.settings.home / FOLDER).open(bank.id))
    one, two = ([part.standing() for part in files.parts()] for files in generations)
    assert one == two


def test_many_changes_are_merged(node: Node, bank: Bank, index: LiveIndex) -> None:
    brought_in(node, "a")
    index.refresh()
    [(_, files)] = index.indexes()
    near = next(files.parts())
    for _ in range(3):
        brought_in(node, *(f"{len(near)}-{n}" for n in range(3_000)))
        index.refresh()
    assert near.wants_merge()
    before = near.standing().generation
    Upkeep(index).once()
    assert not near.wants_merge()
    assert near.standing().generation > before
    assert (len(near), found(index, bank, "a", "1-7")) == (9_001, [True, True])


def test_how_the_files_stand_is_told(node: Node, bank: Bank, index: LiveIndex) -> None:
    assert standing(node, bank) is None
    brought_in(node, "a", "b")
    index.refresh()
    told = standing(node, bank)
    assert told
    assert (told.fingerprints, told.current, told.file_bytes > 1_000) == (2, True, True)
    brought_in(node, "c")
    assert (behind := standing(node, bank))
    assert (behind.fingerprints, behind.current) == (2, False)


def test_a_counter_that_was_altered_under_a_running_index_is_mended(
    node: Node, bank: Bank, index: LiveIndex
) -> None:
    brought_in(node, "a", "b")
    index.refresh()
    with max(part_of(node, bank).glob("log-*")).open("r+b") as opened:
        opened.seek(64)
        opened.write(b"\xff" * 8)
    index.refresh()
    index.refresh()
    assert index.checked_at is not None
    assert found(index, bank, "a", "b", "c") == [True, True, False]


def test_a_folder_that_cannot_be_used_is_named(node: Node, bank: Bank, index: LiveIndex) -> None:
    del bank
    (node.settings.home / FOLDER).write_text("in the way")
    with pytest.raises(IndexFilesUnusable, match="index"):
        index.refresh()
    assert index.checked_at is None
