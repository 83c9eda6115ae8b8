"""The log against slow, obvious definitions, and against random tampering."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.platform.audit.canonical import canonical, from_json, plain, to_json
from tutela.platform.audit.errors import NoteForged, NoteMalformed, NoteUnsigned
from tutela.platform.audit.memory import MemoryLog
from tutela.platform.audit.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tutela.platform.audit.model import AuditEvent
from tutela.platform.audit.note import Checkpoint, LogKey, open_checkpoint, sign_checkpoint
from tutela.platform.audit.verify import verify

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"p" * 32)
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def slow_root(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 9162 §2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + slow_root(leaves[:half]) + slow_root(leaves[half:])).digest()


def tree(size: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]


@given(st.integers(0, 300))
def test_a_frontier_gives_the_root_of_the_definition(size: int) -> None:
    assert root_of(tree(size)) == slow_root(tree(size))


@given(st.integers(0, 300), st.integers(0, 50))
def test_a_frontier_goes_on_from_its_bytes(size: int, more: int) -> None:
    leaves = tree(size + more)
    frontier = Frontier()
    for leaf in leaves[:size]:
        frontier.append(leaf)
    again = Frontier.from_bytes(frontier.to_bytes())
    for leaf in leaves[size:]:
        again.append(leaf)
    assert (again.size, again.root()) == (size + more, slow_root(leaves))


@given(st.data())
def test_inclusion_is_proven_for_the_leaf_and_its_place_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    position, other = data.draw(st.tuples(*[st.integers(0, size - 1)] * 2))
    leaves = tree(size)
    proof, root = inclusion_proof(leaves, position), slow_root(leaves)
    assert verify_inclusion(leaves[position], position, size, proof, root)
    assert len(proof) <= math.ceil(math.log2(size)) if size > 1 else not proof
    if other != position:
        assert not verify_inclusion(leaves[other], position, size, proof, root)
        assert not verify_inclusion(leaves[position], other, size, proof, root)


@given(st.data())
def test_consistency_is_proven_for_a_true_beginning_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, size))
    leaves = tree(size)
    proof, root = consistency_proof(leaves, old), slow_root(leaves)
    assert verify_consistency(old, size, proof, slow_root(leaves[:old]), root)
    forged = [*leaves[: old - 1], leaf_hash(b"forged")]
    assert not verify_consistency(old, size, proof, slow_root(forged), root)


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=5), texts)
def test_the_bytes_of_an_event_survive_json(facts: dict[str, Any], reason: str) -> None:
    event = replace(numbered(7), facts=facts, reason=reason)
    back = from_json(json.loads(json.dumps(to_json(event))))
    assert canonical(back) == canonical(event)
    assert json.loads(canonical(event))["facts"] == plain(facts)


@given(
    st.integers(0, 2**62),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**40),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(1, 10_000),
)
def test_a_checkpoint_opens_as_what_was_signed(
    size: int, root: bytes, number: int, at: datetime, epoch: int
) -> None:
    point = Checkpoint("a/log", size, root, number, at, epoch)
    assert open_checkpoint(sign_checkpoint(point, PRIVATE), LogKey.of(PRIVATE, "a/log")) == point


NOTE = sign_checkpoint(Checkpoint("a/log", 1, b"r" * 32, 1, START, 1), PRIVATE)


@given(st.text(min_size=1) | st.text("\n— ab=+1", min_size=1), st.sampled_from(["", NOTE]))
def test_nothing_else_opens_as_a_checkpoint(text: str, rest: str) -> None:
    with pytest.raises((NoteMalformed, NoteUnsigned, NoteForged)):
        open_checkpoint(text + rest, LogKey.of(PRIVATE, "a/log"))


def numbered(number: int, **changes: Any) -> AuditEvent:
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "service_id": "node",
        "at": START + timedelta(seconds=number),
        "actor_kind": "person",
        "actor_id": "a1",
        "event": "case:open",
        "subject_kind": "case",
        "subject_id": str(number),
    }
    return AuditEvent(**(values | changes))


@st.composite
def logs(draw: st.DrawFn) -> MemoryLog:
    """A log of up to 40 rows in batches of random sizes, witnessed up to some checkpoint."""
    memory, number = MemoryLog(PRIVATE), 0
    sizes = draw(st.lists(st.integers(1, 8), min_size=1, max_size=6))
    witnessed = draw(st.integers(0, len(sizes)))
    for index, size in enumerate(sizes):
        events = [numbered(each) for each in range(number, number + size)]
        memory.seal(events, START, show=index < witnessed)
        number += size
    return memory


@given(logs())
def test_a_log_nobody_touched_is_clean(memory: MemoryLog) -> None:
    report = verify(memory.log())
    assert report.is_clean
    assert report.size == len(memory.leaves)


@settings(max_examples=300)
@given(logs(), st.data())
def test_no_single_tampering_goes_unnoticed(memory: MemoryLog, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(memory.leaves) - 1))
    row, forged = memory.leaves[at], numbered(5000)
    index = data.draw(st.integers(0, len(memory.checkpoints) - 1))
    point = memory.checkpoints[index]
    kind = data.draw(
        st.sampled_from(["edit", "rehash", "remove", "close", "insert", "cut", "sign"])
    )
    if kind == "edit":
        memory.leaves[at] = replace(row, event=forged)
    elif kind == "rehash":
        memory.leaves[at] = replace(row, event=forged, leaf_hash=leaf_hash(canonical(forged)))
    elif kind == "remove":
        del memory.leaves[at]
    elif kind == "close":
        del memory.leaves[at]
        memory.leaves = [replace(one, position=n) for n, one in enumerate(memory.leaves)]
    elif kind == "insert":
        memory.leaves.insert(at, replace(row, leaf_hash=leaf_hash(canonical(forged)), event=forged))
        memory.leaves = [replace(one, position=n) for n, one in enumerate(memory.leaves)]
    elif kind == "cut":
        del memory.leaves[at:]
    else:
        changed = data.draw(st.sampled_from(["size", "number", "epoch"]))
        memory.checkpoints[index] = replace(point, **{changed: getattr(point, changed) + 50})
    assert not verify(memory.log()).is_intact


@given(logs(), st.data())
def test_an_edited_row_is_named_with_its_place(memory: MemoryLog, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(memory.leaves) - 1))
    memory.leaves[at] = replace(memory.leaves[at], event=numbered(at, reason="another"))
    assert [each.place for each in verify(memory.log()).findings] == [f"row {at}"]


@given(logs(), st.data())
def test_an_older_copy_is_known_once_the_witness_has_seen_more(
    memory: MemoryLog, data: st.DataObject
) -> None:
    kept = data.draw(st.integers(0, len(memory.checkpoints) - 1))
    size = memory.checkpoints[kept - 1].size if kept else 0
    del memory.leaves[size:], memory.checkpoints[kept:]
    is_known = len(memory.shown) > kept
    assert any(each.kind == "older-copy" for each in verify(memory.log()).findings) == is_known
