"""A store belongs to one node: another one writes nothing there and deletes nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.test_evidence_cloud import (
    BOSS,
    BUCKET,
    OWNED,
    address,
    cloud_node,
    sky,
    with_store,
)
from tests.integration.test_evidence_store import DATA, erase, events, keep, look

from tutela.evidence import examination, jobs, moves
from tutela.evidence.errors import StoreOfAnother
from tutela.evidence.objects import OWNER
from tutela.evidence.owning import require_own_at_start
from tutela.evidence.stores import FOLDER, objects_of
from tutela.evidence.vault import Vault
from tutela.operating import checks
from tutela.platform.audit.model import Event
from tutela.platform.ids import SystemIds
from tutela.platform.secret import Secret
from tutela.platform.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from tests.simulators.cloud import Cloud

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

__all__ = ["address", "cloud_node", "sky"]


def another(node: Node) -> Node:
    """Another node whose settings name the same store: none of its rows knows what is there."""
    return replace(node, identity=replace(node.identity, id=SystemIds().new()))


def late(clock: ManualClock) -> None:
    """So late that what no row names counts as an orphan."""
    clock.set(datetime.now(UTC) + timedelta(hours=2))


@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_another_node_neither_writes_nor_deletes_in_a_store_that_has_an_owner(
    cloud_node: Node, clock: ManualClock, where: str
) -> None:
    owner = cloud_node if where == "bucket" else with_store(cloud_node, "folder")
    kept = keep(owner)
    stranger = another(owner)
    orphan = Vault(owner).objects
    orphan.write("a" * 32, b"of the first node", lambda _: None)
    late(clock)
    for use in (
        lambda: jobs.sweep(stranger),
        lambda: Vault(stranger).objects.delete(kept.id.hex),
        lambda: Vault(stranger).seal(SystemIds().new(), DATA),
        lambda: require_own_at_start(objects_of(stranger)),
    ):
        with pytest.raises(StoreOfAnother, match=str(owner.identity.id)):
            use()
    assert look(owner, kept.id) == DATA
    assert orphan.exists("a" * 32)
    found = next(one for one in checks.running(stranger) if one.name == "evidence store")
    assert not found.good
    assert "belongs to another node" in found.sentence


def test_the_first_use_claims_a_store_once_and_says_so_in_the_log(
    cloud_node: Node, sky: Cloud
) -> None:
    for number in range(3):
        keep(cloud_node, b"bytes %d" % number * 40)
        jobs.sweep(cloud_node)
    body = sky.client("s3").get_object(Bucket=BUCKET, Key=OWNED)["Body"].read()
    assert body.decode().strip() == str(cloud_node.identity.id)
    [row] = events(cloud_node, Event.EVIDENCE_CLAIM)
    assert row["facts"] == {"place": f"s3://{BUCKET}/kept", "held_objects": False}


def test_a_store_of_before_is_adopted_with_what_it_holds(
    cloud_node: Node, sky: Cloud, clock: ManualClock
) -> None:
    kept = keep(cloud_node)
    sky.client("s3").delete_object(Bucket=BUCKET, Key=OWNED)
    late(clock)
    jobs.sweep(cloud_node)
    assert look(cloud_node, kept.id) == DATA
    with pytest.raises(StoreOfAnother):
        jobs.sweep(another(cloud_node))


def test_of_two_nodes_at_once_one_gets_the_store(cloud_node: Node) -> None:
    nodes = [another(cloud_node) for _ in range(6)]
    ready = threading.Barrier(len(nodes))

    def claim(one: Node) -> bool:
        ready.wait()
        try:
            objects_of(one).require_own()
        except StoreOfAnother:
            return False
        return True

    with ThreadPoolExecutor(len(nodes)) as pool:
        assert sum(pool.map(claim, nodes)) == 1


def test_a_node_made_from_a_backup_is_the_same_owner(cloud_node: Node) -> None:
    kept = keep(cloud_node)
    erase(cloud_node, kept.id)
    restored = replace(cloud_node)
    jobs.delete_bytes(restored, subject_id=str(kept.id))
    assert not Vault(restored).objects.exists(kept.id.hex)


def test_nothing_moves_out_of_or_into_a_store_of_another_node(
    cloud_node: Node, address: str
) -> None:
    kept = keep(cloud_node)
    stranger = another(cloud_node)
    (stranger.settings.home / FOLDER).mkdir(mode=0o700, exist_ok=True)
    for new, old in (("folder", address), (address, "folder")):
        with pytest.raises(StoreOfAnother):
            moves.move_all(with_store(stranger, new, before=old), BOSS)
        (stranger.settings.home / FOLDER / OWNER).unlink(missing_ok=True)
    assert look(cloud_node, kept.id) == DATA


def test_the_doctor_says_whose_the_store_is_and_claims_nothing(
    cloud_node: Node, sky: Cloud
) -> None:
    (cloud_node.settings.home / SETTINGS_FILE).touch()
    changed = {"database_url": Secret(cloud_node.database_url)}
    settings = cloud_node.settings.model_copy(update=changed)
    assert examination.examine(settings)[0].good
    assert sky.keys(BUCKET) == []
    objects_of(another(cloud_node)).require_own()
    place = examination.examine(settings)[0]
    assert not place.good
    assert "Set evidence_store to a bucket, prefix or folder" in place.sentence


def test_a_store_that_does_not_answer_keeps_no_node_from_starting(
    cloud_node: Node, sky: Cloud
) -> None:
    sky.stop()
    try:
        require_own_at_start(objects_of(cloud_node))
    finally:
        sky.start_again()
    require_own_at_start(objects_of(cloud_node))
    assert sky.keys(BUCKET) == [OWNED]
