"""The sealed store in a bucket: the same promises as in a folder, and what only a bucket does."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.test_evidence_store import (
    DATA,
    STATUTORY,
    Crash,
    crash,
    erase,
    events,
    keep,
    keep_in,
    look,
)
from tests.simulators.cloud import Cloud, cloud

from tutela.evidence import jobs, moves, store
from tutela.evidence.cloud import CloudObjects
from tutela.evidence.errors import (
    BucketMissing,
    EvidenceMissing,
    EvidenceNotWritten,
    EvidenceTampered,
    NothingToMove,
    SameStore,
    StoreAway,
    StoreRefused,
    StoreUnusable,
)
from tutela.evidence.model import Swept
from tutela.evidence.stores import stores_of
from tutela.evidence.vault import FOLDER, Vault
from tutela.platform.actor import NODE, operator
from tutela.platform.audit import service as audit
from tutela.platform.audit.model import Event
from tutela.platform.backup.service import objects_elsewhere
from tutela.platform.errors import Forbidden
from tutela.platform.jobs.registry import Tasks
from tutela.platform.objectaddress import ObjectAddress
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

BUCKET = "tutela-evidence"
BOSS = operator("test")
OWNED = "kept/owner"


@pytest.fixture(scope="module")
def sky() -> Iterator[Cloud]:
    with cloud() as one:
        yield one


@pytest.fixture
def address(sky: Cloud, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in sky.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    client = sky.client("s3")
    if BUCKET in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        for key in sky.keys(BUCKET):
            client.delete_object(Bucket=BUCKET, Key=key)
        return f"s3://{BUCKET}/kept?endpoint={sky.url}&region=eu-west-1"
    return sky.make_bucket(BUCKET)


@pytest.fixture
def cloud_node(node: Node, address: str) -> Node:
    """A node that keeps its objects in the bucket."""
    tasks = Tasks()
    tasks.add(*jobs.TASKS)
    one = with_store(replace(node, tasks=tasks), address)
    declare_service(one, BOSS, "forum", title="forum", policy=STATUTORY)
    return one


def with_store(node: Node, address: str, before: str | None = None) -> Node:
    changed = {"evidence_store": address, "evidence_store_from": before}
    return replace(node, settings=node.settings.model_copy(update=changed))


def change(sky: Cloud, object_id: UUID, content: bytes | None) -> None:
    """What somebody with access to the bucket does behind our back."""
    client, key = sky.client("s3"), f"kept/{object_id.hex}"
    if content is None:
        client.delete_object(Bucket=BUCKET, Key=key)
    else:
        client.put_object(Bucket=BUCKET, Key=key, Body=content)


def kept_in(sky: Cloud) -> list[str]:
    """What is in the bucket beside the object that says whose it is."""
    return [key for key in sky.keys(BUCKET) if key != OWNED]


def sealed(sky: Cloud, object_id: UUID) -> bytes:
    found = sky.client("s3").get_object(Bucket=BUCKET, Key=f"kept/{object_id.hex}")
    return bytes(found["Body"].read())


def test_what_is_kept_in_a_bucket_opens_and_is_sealed_there(cloud_node: Node, sky: Cloud) -> None:
    kept = keep(cloud_node)
    assert look(cloud_node, kept.id) == DATA
    assert kept_in(sky) == [f"kept/{kept.id.hex}"]
    assert DATA[:34] not in sealed(sky, kept.id)
    assert not (cloud_node.settings.home / FOLDER).exists()


def test_erasing_takes_the_object_out_of_the_bucket(cloud_node: Node, sky: Cloud) -> None:
    kept = keep(cloud_node)
    erase(cloud_node, kept.id)
    jobs.delete_bytes(cloud_node, subject_id=str(kept.id))
    jobs.delete_bytes(cloud_node, subject_id=str(kept.id))
    assert kept_in(sky) == []


def test_deleting_a_missing_object_says_that_it_was_gone(cloud_node: Node) -> None:
    objects = Vault(cloud_node).objects
    objects.write("a" * 32, b"content", lambda _: None)
    assert (objects.delete("a" * 32), objects.delete("a" * 32)) == (True, False)


def test_an_object_is_never_overwritten(cloud_node: Node) -> None:
    objects, name = Vault(cloud_node).objects, "b" * 32
    objects.write(name, b"first", lambda _: None)

    def check(found: bytes) -> None:
        if found != b"second":
            raise EvidenceNotWritten(object=name)

    with pytest.raises(EvidenceNotWritten):
        objects.write(name, b"second", check)
    assert objects.read(name) == b"first"


def test_a_write_whose_answer_was_lost_is_no_failure(cloud_node: Node) -> None:
    """The library tries again, and meets the object that its first try had made."""
    objects = Vault(cloud_node).objects
    seen: list[bytes] = []
    for _ in range(2):
        objects.write("c" * 32, b"the same", seen.append)
    assert seen == [b"the same", b"the same"]


def test_what_does_not_read_back_is_not_kept(cloud_node: Node, sky: Cloud) -> None:
    def refuse(_: bytes) -> None:
        raise EvidenceNotWritten(object="x")

    with pytest.raises(EvidenceNotWritten):
        Vault(cloud_node).objects.write("d" * 32, b"content", refuse)
    assert kept_in(sky) == []


def test_a_flipped_byte_is_an_alarm_not_a_picture(cloud_node: Node, sky: Cloud) -> None:
    kept = keep(cloud_node)
    content = bytearray(sealed(sky, kept.id))
    content[len(content) // 2] ^= 1
    change(sky, kept.id, bytes(content))
    for _ in range(3):
        with pytest.raises(EvidenceTampered):
            look(cloud_node, kept.id)
    assert len(events(cloud_node, Event.EVIDENCE_DAMAGE)) == 1
    change(sky, kept.id, None)
    with pytest.raises(EvidenceMissing):
        look(cloud_node, kept.id)


def test_a_missing_bucket_is_named_and_is_not_taken_for_missing_bytes(
    cloud_node: Node, address: str
) -> None:
    kept = keep(cloud_node)
    lost = with_store(cloud_node, address.replace(BUCKET, "another-bucket"))
    objects = Vault(lost).objects
    for use in (
        lambda: look(lost, kept.id),
        lambda: objects.write("e" * 32, b"x", lambda _: None),
        lambda: objects.exists("e" * 32),
        lambda: objects.delete("e" * 32),
        lambda: list(objects.stored()),
    ):
        with pytest.raises(BucketMissing, match="another-bucket"):
            use()
    assert events(cloud_node, Event.EVIDENCE_DAMAGE) == []


def test_wrong_credentials_are_refused_with_a_sentence(cloud_node: Node, sky: Cloud) -> None:
    kept = keep(cloud_node)
    with sky.checking_credentials():
        with pytest.raises(StoreRefused, match="AWS_ACCESS_KEY_ID"):
            look(cloud_node, kept.id)
        with pytest.raises(StoreRefused):
            keep(cloud_node, b"other bytes" * 50)
        with pytest.raises(StoreRefused):
            jobs.sweep(cloud_node)
    assert look(cloud_node, kept.id) == DATA


def test_a_store_that_goes_away_loses_nothing_and_is_tried_again(
    cloud_node: Node, sky: Cloud
) -> None:
    kept = keep(cloud_node)
    erase(cloud_node, kept.id)
    other = keep(cloud_node, b"other bytes" * 50)
    sky.stop()
    try:
        for use in (
            lambda: keep(cloud_node, b"new bytes" * 50),
            lambda: look(cloud_node, other.id),
            lambda: jobs.delete_bytes(cloud_node, subject_id=str(kept.id)),
        ):
            with pytest.raises(StoreAway, match="Nothing was lost"):
                use()
    finally:
        sky.start_again()
    assert events(cloud_node, Event.EVIDENCE_DAMAGE) == []
    jobs.delete_bytes(cloud_node, subject_id=str(kept.id))
    assert kept_in(sky) == [f"kept/{other.id.hex}"]
    assert keep(cloud_node, b"new bytes" * 50)


def test_a_crash_before_the_commit_leaves_an_orphan_that_is_swept(
    cloud_node: Node, clock: ManualClock, sky: Cloud
) -> None:
    with pytest.raises(Crash):
        crash(cloud_node, keep_in)
    kept = keep(cloud_node)
    assert len(kept_in(sky)) == 2
    clock.set(datetime.now(UTC))
    assert jobs.sweep(cloud_node) == Swept(orphans=0, erased=0)
    clock.advance(timedelta(hours=2))
    assert jobs.sweep(cloud_node) == Swept(orphans=1, erased=0)
    assert kept_in(sky) == [f"kept/{kept.id.hex}"]


def test_a_restored_node_leaves_the_orphans_of_a_bucket_it_may_share(
    cloud_node: Node, clock: ManualClock, sky: Cloud
) -> None:
    """To it, what the node of the backup has kept since would look like orphans."""
    Vault(cloud_node).objects.write("f" * 32, b"kept by the other node", lambda _: None)
    with cloud_node.work(BOSS, purpose="test") as work:
        audit.new_epoch(work, reason="restored")
    clock.set(datetime.now(UTC) + timedelta(hours=2))
    assert jobs.sweep(cloud_node) == Swept(orphans=0, erased=0)
    assert kept_in(sky) == [f"kept/{'f' * 32}"]


def test_a_sweep_sees_more_objects_than_one_page_of_the_list(
    cloud_node: Node, clock: ManualClock, sky: Cloud
) -> None:
    client = sky.client("s3")
    for number in range(1100):
        client.put_object(Bucket=BUCKET, Key=f"kept/{number:032x}", Body=b"x")
    client.put_object(Bucket=BUCKET, Key="kept/notes.txt", Body=b"somebody else's")
    clock.set(datetime.now(UTC) + timedelta(hours=2))
    assert jobs.sweep(cloud_node) == Swept(orphans=1100, erased=0)
    assert kept_in(sky) == ["kept/notes.txt"]


@pytest.mark.parametrize("name", ["../other", "", "a/b", "A" * 32, "g" * 32])
def test_a_row_cannot_point_outside_the_prefix(cloud_node: Node, name: str) -> None:
    objects = Vault(cloud_node).objects
    for use in (objects.read, objects.exists, objects.delete):
        with pytest.raises(StoreUnusable):
            use(name)


def test_objects_move_to_a_bucket_and_back_while_they_are_read(
    cloud_node: Node, address: str, sky: Cloud
) -> None:
    at_home = with_store(cloud_node, "folder")
    kept = [keep(at_home, f"bytes {number}".encode() * 40) for number in range(5)]
    moving = with_store(cloud_node, address, before="folder")
    assert look(moving, kept[0].id) == b"bytes 0" * 40
    new = keep(moving, b"kept meanwhile" * 40)
    assert kept_in(sky) == [f"kept/{new.id.hex}"]
    assert moves.move_all(moving, BOSS) == 5
    assert moves.move_all(moving, BOSS) == 0
    assert [one.name for one in (at_home.settings.home / FOLDER).iterdir()] == ["owner"]
    for number, one in enumerate(kept):
        assert look(cloud_node, one.id) == f"bytes {number}".encode() * 40
    assert [row["facts"] for row in events(moving, Event.EVIDENCE_MOVE)] == [
        {"place": address, "objects": 5},
        {"place": address, "objects": 0},
    ]
    assert moves.move_all(with_store(cloud_node, "folder", before=address), BOSS) == 6
    assert kept_in(sky) == []
    assert look(at_home, new.id) == b"kept meanwhile" * 40


def test_an_object_that_is_erased_while_others_move_is_gone_from_both(
    cloud_node: Node, address: str, sky: Cloud
) -> None:
    at_home = with_store(cloud_node, "folder")
    kept = keep(at_home)
    moving = with_store(cloud_node, address, before="folder")
    erase(moving, kept.id)
    jobs.delete_bytes(moving, subject_id=str(kept.id))
    assert moves.move_all(moving, BOSS) == 0
    assert kept_in(sky) == []


def test_moving_a_store_into_itself_is_refused_and_deletes_nothing(
    cloud_node: Node, address: str
) -> None:
    kept = keep(cloud_node)
    itself = with_store(cloud_node, address, before=address + "&region=eu-west-1")
    with pytest.raises(SameStore):
        moves.move_all(itself, BOSS)
    with pytest.raises(NothingToMove):
        moves.move_all(cloud_node, BOSS)
    with pytest.raises(Forbidden):
        moves.move_all(itself, NODE)
    assert look(cloud_node, kept.id) == DATA


def test_a_backup_says_which_objects_are_not_in_it(cloud_node: Node, node: Node) -> None:
    assert objects_elsewhere(cloud_node.settings) == [f"s3://{BUCKET}/kept"]
    assert objects_elsewhere(node.settings) == []


def test_the_digest_of_a_kept_object_is_that_of_its_content(cloud_node: Node) -> None:
    kept = keep(cloud_node)
    with cloud_node.read() as connection:
        row = store.find(connection, kept.id)
    assert row is not None
    assert row.sha256 == hashlib.sha256(DATA).hexdigest()
    assert isinstance(stores_of(cloud_node.settings)[0][1], CloudObjects)
    assert ObjectAddress.parse(cloud_node.settings.evidence_store).bucket == BUCKET
