"""Kill -9 before every step of looking and of erasing: the next start completes what was begun.

What somebody saw was in the log before; a view that nobody ended ends by its time, and is paid for.
What was erased is erased for good; what a legal hold keeps is there as long as the hold stands.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.e2e.crash_child import content, opened_world
from tests.e2e.crash_looking_child import (
    AFTER_RETENTION,
    AFTER_VIEWS,
    FIRST,
    SECOND,
    later,
    reviewer,
)
from tests.e2e.dying import NEVER
from tests.e2e.lives import Forks, Life, chosen, forking, until_noticed
from tests.ownserver import private_folder
from tests.world import BOSS, World

from tutela import assembly
from tutela.evidence import jobs as evidence_jobs
from tutela.evidence import service, store
from tutela.evidence.looking import jobs as looking_jobs
from tutela.evidence.objects import OWNER
from tutela.evidence.vault import FOLDER, Vault
from tutela.platform import home
from tutela.platform.audit import service as audit
from tutela.platform.audit.sealer import seal_once
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.jobs.worker import requeue_stalled
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STATEMENTS = 20  # of the plain ones; of files, commits and answers every one


@dataclass
class Stage:
    """A home with a running world, and the process that forks children to be killed."""

    folder: Path
    world: World
    forks: Forks
    lives: int = 0

    def live(self, story: str, deadly: int = NEVER) -> Life:
        self.lives += 1
        life = self.forks.live(str(self.folder), self.lives, deadly, story)
        until_noticed(self.world.node)
        return life

    def start_again(self) -> None:
        """What the next start does, and the hours and years after it."""
        node = self.world.node
        requeue_stalled(node)
        self.world.run_jobs()
        looking_jobs.end_views(later(node, AFTER_VIEWS))
        evidence_jobs.sweep(later(node, AFTER_VIEWS))
        seal_once(node)

    def end_retention(self) -> None:
        evidence_jobs.erase_due(later(self.world.node, AFTER_RETENTION))
        self.world.run_jobs()

    def rows(self, query: str, **given: object) -> list[Any]:
        with self.world.node.read() as connection:
            return list(connection.execute(text(query), given))

    def opens(self, object_id: str, data: bytes) -> bool:
        """Whether the object is live and is what it was. Raises if its bytes are not whole."""
        with self.world.node.read() as connection:
            row = store.find(connection, UUID(object_id))
        assert row is not None
        return row.erased_at is None and Vault(self.world.node).open(row) == data

    def holds_on(self, object_id: str) -> list[UUID]:
        query = (
            "SELECT h.id FROM legal_hold h JOIN legal_hold_object o ON o.hold_id = h.id "
            "WHERE o.object_id = :id AND h.lifted_at IS NULL"
        )
        return [row.id for row in self.rows(query, id=UUID(object_id))]

    def key_is_gone(self, object_id: str) -> bool:
        query = "SELECT wrapped_key, erased_at FROM evidence_object WHERE id = :id"
        [row] = self.rows(query, id=UUID(object_id))
        return row.wrapped_key is None and row.erased_at is not None

    def is_gone(self, object_id: str) -> bool:
        proof = service.proof_of_erasure(self.world.node, UUID(object_id))
        return proof.erased_at is not None and proof.key_gone and proof.bytes_gone


@pytest.fixture
def stage() -> Iterator[Stage]:
    top = private_folder()
    folder = top / "home"
    try:
        settings, _ = load(folder, {})
        home.create(settings, demo=False)
        with home.open_node(settings, assembly.tasks()) as node:
            World(node).switch_on().close()
        with opened_world(folder) as world, forking("tests.e2e.crash_looking_child") as forks:
            yield Stage(folder, world, forks)
    finally:
        EmbeddedServer(folder / "postgres").stop()
        shutil.rmtree(top)


def kill_before_every_step(
    stage: Stage, story: str, check: Callable[[Stage, Life], None]
) -> list[str]:
    """Lives a story whole, then once for each deadly step; the steps of a whole life."""
    for _ in range(2):  # the first one also makes folders, which are there from then on
        whole = stage.live(story)
        assert whole.status == 0
        check(stage, whole)
    for deadly in chosen(whole.steps, STATEMENTS):
        life = stage.live(story, deadly)
        where = f"killed before step {deadly} of {len(whole.steps)}: {whole.steps[deadly - 1]}"
        assert life.status == 9, f"{where}: the child ended by itself ({life.status})"
        try:
            check(stage, life)
        except Exception as error:
            error.add_note(where)
            raise
    assert audit.verify(stage.world.node, BOSS).findings == ()
    return whole.steps


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_looking_leaves_a_view_that_the_next_start_ends(
    stage: Stage,
) -> None:
    steps = kill_before_every_step(stage, "look", check_looks)
    assert {"commit", "answer"} <= set(steps)


def check_looks(stage: Stage, life: Life) -> None:
    for view in life.answers.get("seen", []):
        assert stage.rows("SELECT 1 FROM evidence_view WHERE id = :id", id=UUID(view))
        assert len(events(stage, "evidence:open", view)) == 1, "seen, and not in the log"
    ends = "SELECT ending FROM evidence_view_end WHERE view_id = :id"
    for view in life.answers.get("hidden", []):
        assert [row.ending for row in stage.rows(ends, id=UUID(view))] == ["hidden"]
    for view in life.answers.get("over", []):
        assert [row.ending for row in stage.rows(ends, id=UUID(view))] == ["expired"]
    stage.start_again()
    assert stage.rows("SELECT 1 FROM evidence_view_open") == []
    assert_views_ended_once(stage)
    assert_counters_agree(stage, life)
    [kept] = life.answers["kept"]
    assert stage.opens(kept, content(life.number, FIRST))


def events(stage: Stage, event: str, view: str) -> list[Any]:
    query = "SELECT 1 FROM audit_event WHERE event = :event AND facts->>'view' = :view"
    return stage.rows(query, event=event, view=view)


def assert_views_ended_once(stage: Stage) -> None:
    broken = (
        "SELECT v.id FROM evidence_view v LEFT JOIN evidence_view_end e ON e.view_id = v.id "
        "WHERE e.view_id IS NULL OR (SELECT count(*) FROM audit_event a "
        "WHERE a.event = :event AND a.facts->>'view' = v.id::text) <> 1"
    )
    assert stage.rows(broken, event="evidence:open") == []
    assert stage.rows(broken, event="evidence:close") == []


def assert_counters_agree(stage: Stage, life: Life) -> None:
    """The reviewer of this life paid for every view in the log, and for nothing else."""
    who = {"who": reviewer(life.number).id}
    [views] = stage.rows(
        "SELECT count(DISTINCT v.look_id) AS items, coalesce(sum(e.seconds), 0) AS seconds "
        "FROM evidence_view v JOIN evidence_view_end e ON e.view_id = v.id "
        "WHERE v.account_id = :who",
        **who,
    )
    counted = stage.rows("SELECT items, seconds FROM exposure WHERE account_id = :who", **who)
    counted = [(row.items, row.seconds) for row in counted] or [(0, 0)]
    assert counted == [(views.items, views.seconds)]


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_erasing_leaves_what_the_next_start_erases(
    stage: Stage,
) -> None:
    steps = kill_before_every_step(stage, "erase", check_erasures)
    assert {"commit", "answer", "file os.remove", "file fsync"} <= set(steps)


def check_erasures(stage: Stage, life: Life) -> None:
    first, second = life.answers["kept"]
    said, data = life.answers, content(life.number, SECOND)
    assert stage.opens(first, content(life.number, FIRST)) or "held" in said
    # Raises if the bytes went before the key did.
    assert stage.opens(second, data) or "lifted" in said
    for object_id in said.get("erased", []):
        assert stage.key_is_gone(object_id)
    for object_id in said.get("deleted", []):
        assert stage.is_gone(object_id)
    stage.start_again()
    stage.end_retention()
    assert stage.is_gone(first)
    for hold_id in stage.holds_on(second):
        assert stage.opens(second, data), "erased under a legal hold"
        stage.world.lifts(hold_id, "the court has it")
        stage.end_retention()
    assert stage.is_gone(second)
    assert_erased_once(stage, life)
    assert stage.world.jobs() == []
    assert [one.name for one in (stage.folder / FOLDER).iterdir()] == [OWNER]


def assert_erased_once(stage: Stage, life: Life) -> None:
    """Each erasure is in the log once, and what a hold stopped at most once."""
    query = (
        "SELECT 1 FROM audit_event WHERE event = :event AND :id IN (subject_id, facts->>'object')"
    )
    for object_id in life.answers["kept"]:
        assert len(stage.rows(query, event="evidence:erase", id=object_id)) == 1
        assert len(stage.rows(query, event="legalhold:refuse", id=object_id)) <= 1
