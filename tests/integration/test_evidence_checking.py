"""Looking after kept bytes: damage is found, told once, and its alarm ends when they are whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.test_evidence_store import DATA, erase, events, keep, look, store_node

from tutela.evidence import checking, damage, examination, survey
from tutela.evidence.errors import EvidenceKeyWrong, EvidenceMissing, EvidenceTampered
from tutela.evidence.model import Problem, Verified
from tutela.evidence.vault import FOLDER
from tutela.platform.actor import NODE, operator
from tutela.platform.audit.model import Event
from tutela.platform.errors import Forbidden
from tutela.platform.secret import Secret
from tutela.platform.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

__all__ = ["store_node"]

BOSS = operator("test")


def file_of(node: Node, object_id: UUID) -> Path:
    return node.settings.home / FOLDER / object_id.hex


def flip(node: Node, object_id: UUID) -> bytes:
    """Changes one byte of the sealed file; returns what was there."""
    path = file_of(node, object_id)
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    return before


def kept(node: Node, number: int) -> UUID:
    return keep(node, f"bytes {number}".encode() * 100).id


def standing(node: Node) -> damage.Standing:
    with node.read() as connection:
        return damage.standing(connection)


def only(node: Node, most: int) -> Node:
    return replace(node, settings=node.settings.model_copy(update={"evidence_checks": most}))


def test_one_file_that_cannot_be_read_is_told_and_holds_up_no_other(store_node: Node) -> None:
    first, *_ = [kept(store_node, number) for number in range(3)]
    file_of(store_node, first).unlink()
    file_of(store_node, first).mkdir()  # as hard to read as a file on a bad place of the disk
    assert checking.verify(store_node) == Verified(3, 1)
    assert standing(store_node).objects == 1
    assert checking.verify(store_node) == Verified(0, 0)


def test_a_look_at_damaged_bytes_raises_one_alarm_however_often_it_is_tried(
    store_node: Node,
) -> None:
    one = keep(store_node)
    flip(store_node, one.id)
    for _ in range(3):
        with pytest.raises(EvidenceTampered):
            look(store_node, one.id)
    [row] = events(store_node, Event.EVIDENCE_DAMAGE)
    assert (row["subject_id"], row["facts"]) == (str(one.id), {"problem": "changed"})
    assert events(store_node, Event.EVIDENCE_OPEN) == []
    found = standing(store_node)
    assert (found.objects, found.good) == (1, False)
    assert found.sentence.startswith("1 kept object is gone or changed, found since 2026-11-22")


def test_what_is_the_matter_is_told_apart(store_node: Node, admin_connection: Connection) -> None:
    changed, missing, wrong = (kept(store_node, number) for number in range(3))
    flip(store_node, changed)
    file_of(store_node, missing).unlink()
    other = kept(store_node, 4)
    admin_connection.exec_driver_sql(
        "UPDATE tutela.evidence_object SET wrapped_key = (SELECT wrapped_key "
        f"FROM tutela.evidence_object WHERE id = '{other}') WHERE id = '{wrong}'"
    )
    for object_id, error in (
        (changed, EvidenceTampered),
        (missing, EvidenceMissing),
        (wrong, EvidenceKeyWrong),
    ):
        with pytest.raises(error):
            look(store_node, object_id)
    found = {one.object_id: one.problem for one in survey.damages(store_node, BOSS)}
    assert found == {
        changed: Problem.CHANGED,
        missing: Problem.MISSING,
        wrong: Problem.KEY_WRONG,
    }
    assert survey.of(store_node, BOSS).damaged.objects == 3


def test_the_night_finds_damage_before_anybody_looks_and_ends_the_alarm_when_it_is_mended(
    store_node: Node, clock: ManualClock
) -> None:
    whole, spoilt = kept(store_node, 1), kept(store_node, 2)
    before = flip(store_node, spoilt)
    assert checking.verify(store_node) == Verified(checked=2, damaged=1)
    assert [row["subject_id"] for row in events(store_node, Event.EVIDENCE_DAMAGE)] == [str(spoilt)]
    clock.advance(timedelta(days=1))
    file_of(store_node, spoilt).write_bytes(before)
    assert checking.verify(store_node) == Verified(checked=2, damaged=0)
    assert [row["subject_id"] for row in events(store_node, Event.EVIDENCE_RECOVER)] == [
        str(spoilt)
    ]
    assert standing(store_node).good
    clock.advance(timedelta(days=1))
    flip(store_node, whole)
    assert checking.verify(store_node).damaged == 1


def test_a_night_opens_no_more_than_it_may_and_goes_on_where_the_last_one_ended(
    store_node: Node, clock: ManualClock
) -> None:
    ids = [kept(store_node, number) for number in range(5)]
    flip(store_node, ids[4])
    node = only(store_node, 2)
    found = []
    for _ in range(3):
        found.append(checking.verify(node))
        clock.advance(timedelta(days=1))
    assert found == [Verified(2, 0), Verified(2, 0), Verified(2, 1)]
    assert checking.verify(only(store_node, 0)) == Verified(0, 0)


def test_a_check_that_is_tried_again_does_not_open_twice_what_it_opened(store_node: Node) -> None:
    kept(store_node, 1)
    assert checking.verify(store_node) == Verified(1, 0)
    assert checking.verify(store_node) == Verified(0, 0)


def test_everything_can_be_verified_at_once_by_who_may(
    store_node: Node, clock: ManualClock
) -> None:
    for number in range(3):
        kept(store_node, number)
    checking.verify(store_node)
    clock.advance(timedelta(minutes=1))
    told: list[int] = []
    assert checking.verify_all(store_node, BOSS, told=told.append) == Verified(3, 0)
    assert told == [1, 2, 3]
    with pytest.raises(Forbidden):
        checking.verify_all(store_node, NODE)


def test_erasing_a_damaged_object_ends_its_alarm(store_node: Node) -> None:
    one = keep(store_node)
    file_of(store_node, one.id).unlink()
    checking.verify(store_node)
    assert not standing(store_node).good
    erase(store_node, one.id)
    assert standing(store_node).good
    assert checking.verify(store_node) == Verified(0, 0)


def test_an_object_erased_while_it_is_opened_raises_no_alarm(store_node: Node) -> None:
    one = keep(store_node)
    erase(store_node, one.id)
    damage.alarm(store_node, one.id, Problem.MISSING)
    assert standing(store_node).good
    assert events(store_node, Event.EVIDENCE_DAMAGE) == []


def test_the_doctor_tells_of_the_store_and_of_damage(store_node: Node) -> None:
    url = Secret(store_node.database_url)
    settings = store_node.settings.model_copy(update={"database_url": url})
    assert examination.examine(settings) == []
    (settings.home / SETTINGS_FILE).touch()
    place, master, whole = examination.examine(settings)
    assert (master.good, master.sentence) == (True, "The master key opens what it seals (file).")
    assert place.good
    assert str(settings.home / FOLDER) in place.sentence
    assert (whole.good, whole.sentence) == (True, damage.Standing(0, None).sentence)
    flip(store_node, keep(store_node).id)
    checking.verify(store_node)
    assert not examination.examine(settings)[2].good


def test_a_damaged_object_can_be_kept_anew_only_once_it_was_erased(store_node: Node) -> None:
    """The same bytes again are the same object: its row says what they were."""
    one = keep(store_node)
    flip(store_node, one.id)
    assert keep(store_node).id == one.id
    with pytest.raises(EvidenceTampered):
        look(store_node, one.id)
    erase(store_node, one.id)
    assert look(store_node, keep(store_node).id) == DATA
