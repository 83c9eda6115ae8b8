"""Kill -9 before every step of replacing the master key and of moving objects: nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.e2e.crash_keys_child import between, later, opened_node
from tests.e2e.dying import NEVER
from tests.e2e.lives import EVERY_STEP, Forks, Life, forking
from tests.ownserver import eventually, private_folder
from tests.simulators.cloud import Cloud, cloud
from tests.world import BOSS, World, picture

from tutela import assembly
from tutela.evidence import moves, store
from tutela.evidence.vault import FOLDER, Vault
from tutela.platform import home
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.masterkey import rotation
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from tutela.platform.node import Node

OBJECTS = 3
EVERY = 2  # of the statements; of files and commits every one


@dataclass
class Stage:
    """A home with kept objects, a bucket, and the process that forks children to be killed."""

    folder: Path
    node: Node
    kept: dict[UUID, bytes]
    sky: Cloud
    bucket: str
    forks: Forks

    def live(self, story: str, deadly: int = NEVER) -> Life:
        life = self.forks.live(str(self.folder), 1, deadly, story, self.bucket)
        query = text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")

        def gone() -> bool:
            with self.node.read() as connection:
                return bool(connection.execute(query).scalar_one() <= 1)

        eventually(gone, "the end of the dead child's transactions")
        return life

    def opens(self, node: Node) -> bool:
        """Whether every kept object is what it was, as a process opens it that starts now."""
        with node.read() as connection:
            rows = [store.find(connection, one) for one in self.kept]
        return all(row and Vault(node).open(row) == self.kept[row.id] for row in rows)


@pytest.fixture
def stage() -> Iterator[Stage]:
    top = private_folder()
    folder = top / "home"
    with cloud() as sky, pytest.MonkeyPatch.context() as patch:
        for name, value in sky.environment.items():
            if name != "AWS_ENDPOINT_URL":
                patch.setenv(name, value)
        try:
            settings, _ = load(folder, {})
            home.create(settings, demo=False)
            bucket = sky.make_bucket("tutela-crash")
            with opened_node(folder) as node, forking("tests.e2e.crash_keys_child") as forks:
                yield Stage(folder, node, _keep(node), sky, bucket, forks)
        finally:
            EmbeddedServer(folder / "postgres").stop()
            shutil.rmtree(top)


def _keep(node: Node) -> dict[UUID, bytes]:
    world = World(node).switch_on()
    kept = {}
    for number in range(OBJECTS):
        world.learn(number)
        found = world.item(world.hit(picture(number))).evidence_id
        assert found is not None
        kept[found] = picture(number)
    world.close()
    return kept


def deadly_steps(steps: list[str]) -> list[int]:
    """Every file operation, commit and lock, and some of the plain statements; counted from 1."""
    chosen, plain = [], 0
    for at, step in enumerate(steps, start=1):
        if step.startswith("sql") and "advisory" not in step:
            plain += 1
            if plain % EVERY and not EVERY_STEP:
                continue
        chosen.append(at)
    return chosen


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_replacing_the_key_leaves_what_the_next_start_ends(
    stage: Stage,
) -> None:
    for _ in range(2):  # the first one also notes the node's first key
        whole = stage.live("key")
        assert whole.status == 0
    assert {"commit", "file os.rename", "file fsync"} <= set(whole.steps)
    for deadly in deadly_steps(whole.steps):
        life = stage.live("key", deadly)
        assert life.status == 9, f"step {deadly} of {len(whole.steps)}: {life.status}"
        with opened_node(stage.folder) as node:
            assert stage.opens(node), f"killed before step {deadly}: {whole.steps[deadly - 1]}"
            rotation.advance(node, assembly.SEALED)
            found = rotation.advance(later(node), assembly.SEALED)
            assert found.old == (), f"killed before step {deadly}: {whole.steps[deadly - 1]}"
            assert node.keys.evidence.file().ids == {found.current.key_id}
            assert stage.opens(node)
        assert stage.opens(stage.node), "a process that was there before"
    assert stage.live("key").status == 0
    left = sorted(one.name for one in (stage.folder / "keys").iterdir())
    assert left == ["audit.ed25519", "evidence.keyset.json", "pseudonym.key"]


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_moving_leaves_every_object_where_it_is_found(
    stage: Stage,
) -> None:
    whole = stage.live("move")
    assert whole.status == 0
    assert {"commit", "file os.remove", "file os.rename"} <= set(whole.steps)
    there, back = (stage.bucket, "folder"), ("folder", stage.bucket)
    for deadly in deadly_steps(whole.steps):
        life = stage.live("move", deadly)
        assert life.status == 9, f"step {deadly} of {len(whole.steps)}: {life.status}"
        with opened_node(stage.folder) as node:
            for stores in (there, back):
                assert stage.opens(between(node, *stores)), whole.steps[deadly - 1]
            moves.move_all(between(node, *back), BOSS)
            assert stage.opens(node)
        assert [key for key in stage.sky.keys("tutela-crash") if _is_kept(stage, key)] == []
        names = {one.name for one in (stage.folder / FOLDER).iterdir()}
        assert {one.hex for one in stage.kept} <= names


def _is_kept(stage: Stage, key: str) -> bool:
    return key.rpartition("/")[2] in {one.hex for one in stage.kept}
