"""Kill -9 before every step: after it, everything that was answered is there, and whole.

The steps are found by a dry run of `crash_child`, not listed by hand. Every commit, every file
operation and every answer is tried; of the statements an even sample, or with CRASH_STEPS=all in
the environment every one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.e2e.crash_child import opened_world
from tests.e2e.dying import NEVER
from tests.e2e.lives import Forks, Life, chosen, forking, until_noticed
from tests.ownserver import private_folder
from tests.simulators.platform import Platform
from tests.world import BOSS, World

from tutela import assembly
from tutela.evidence import jobs as evidence_jobs
from tutela.platform import home
from tutela.platform.audit import service as audit
from tutela.platform.audit.sealer import seal_once
from tutela.platform.clock import ManualClock
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.jobs.worker import requeue_stalled
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Stage:
    """A home with a running world, a platform, and the process that forks children to be killed."""

    folder: Path
    world: World
    platform: Platform
    forks: Forks
    lives: int = 0

    def live(self, deadly: int = NEVER) -> Life:
        self.lives += 1
        life = self.forks.live(str(self.folder), self.lives, deadly)
        until_noticed(self.world.node)
        return life

    def recover(self) -> None:
        """What a restart does: stalled jobs, the jobs, the sealer, the sweep of the next hour."""
        node = self.world.node
        requeue_stalled(node)
        self.world.refresh()
        self.world.run_jobs()
        seal_once(node)
        later = ManualClock(node.clock.now() + timedelta(hours=2))
        evidence_jobs.sweep(replace(node, clock=later))

    def rows(self, query: str, **given: object) -> list[Any]:
        with self.world.node.read() as connection:
            return list(connection.execute(text(query), given))


@pytest.fixture
def stage() -> Iterator[Stage]:
    top = private_folder()
    folder = top / "home"
    try:
        settings, _ = load(folder, {})
        home.create(settings, demo=False)
        with home.open_node(settings, assembly.tasks()) as node:
            World(node).switch_on().close()
        with (
            opened_world(folder) as world,
            Platform() as platform,
            forking("tests.e2e.crash_child") as forks,
        ):
            world.hook(platform)
            yield Stage(folder, world, platform, forks)
    finally:
        EmbeddedServer(folder / "postgres").stop()
        shutil.rmtree(top)


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_loses_nothing_that_was_answered(stage: Stage) -> None:
    for _ in range(2):  # the first one also makes folders, which are there from then on
        whole = stage.live()
        assert whole.status == 0
        stage.recover()
        check(stage, whole)
    assert {"commit", "answer"} <= set(whole.steps)
    assert {"file open", "file fsync", "file os.rename", "file os.remove"} <= set(whole.steps)
    for deadly in chosen(whole.steps):
        life = stage.live(deadly)
        where = f"killed before step {deadly} of {len(whole.steps)}: {whole.steps[deadly - 1]}"
        assert life.status == 9, f"{where}: the child ended by itself ({life.status})"
        stage.recover()
        try:
            check(stage, life)
        except AssertionError as error:
            error.add_note(where)
            raise
    assert_log_is_whole(stage)


def check(stage: Stage, life: Life) -> None:
    assert_answers_hold(stage, life)
    assert_items_are_whole(stage)
    assert_evidence_and_files_agree(stage)
    assert_nothing_waits(stage)
    assert_messages_arrived_once(stage)
    if stage.lives % 10 == 1:
        assert_log_is_whole(stage)


def assert_answers_hold(stage: Stage, life: Life) -> None:
    """Everything the child said it had done is there."""
    found = life.answers
    for indicator in found.get("learnt", []):
        assert stage.rows("SELECT 1 FROM indicator WHERE id = :id", id=UUID(indicator))
    for item in (*found.get("hit", []), *found.get("taken", [])):
        assert stage.rows("SELECT 1 FROM item WHERE id = :id", id=UUID(item))
    for item in found.get("confirmed", []):
        assert final(stage, item) == ["confirmed"]
    for item in found.get("rejected", []):
        assert final(stage, item) == ["not-abuse-material"]
    for request in found.get("taken", []):
        assert len(messages(stage, "verdict", "request", request)) == 1
    for indicator in found.get("withdrawn", []):
        [row] = stage.rows("SELECT state FROM indicator WHERE id = :id", id=UUID(indicator))
        assert row.state == "withdrawn"


def final(stage: Stage, item: str) -> list[str]:
    rows = stage.rows(
        "SELECT finding FROM decision WHERE item_id = :id AND state = 'final'", id=UUID(item)
    )
    return [row.finding for row in rows]


def messages(stage: Stage, kind: str, name: str, value: str) -> list[dict[str, Any]]:
    return [
        one
        for one in stage.platform.messages.values()
        if one["type"] == kind and one["data"].get(name) == value
    ]


BROKEN = {
    "an item without a detection": "SELECT 1 FROM item i WHERE NOT EXISTS "
    "(SELECT 1 FROM detection d WHERE d.item_id = i.id)",
    "an item without a case": "SELECT 1 FROM item i WHERE NOT EXISTS "
    "(SELECT 1 FROM case_item c WHERE c.item_id = i.id)",
    "a held item that waits without a clock": "SELECT 1 FROM case_item c WHERE restricted "
    "AND state IN ('pending', 'seconding') AND NOT EXISTS "
    "(SELECT 1 FROM hold h WHERE h.item_id = c.item_id AND ended_at IS NULL)",
    "a clock that runs for a decided item": "SELECT 1 FROM hold h JOIN case_item c USING (item_id) "
    "WHERE h.ended_at IS NULL AND c.state IN ('confirmed', 'rejected')",
    "a state that no decision explains": "SELECT 1 FROM case_item c WHERE state = 'confirmed' "
    "AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.item_id = c.item_id "
    "AND d.state = 'final' AND d.finding = 'confirmed')",
    "a decision without its action": "SELECT 1 FROM decision d WHERE state = 'final' "
    "AND NOT EXISTS (SELECT 1 FROM action a WHERE a.decision_id = d.id)",
    "an open case in which nothing waits": "SELECT 1 FROM \"case\" k WHERE state = 'open' "
    "AND NOT EXISTS (SELECT 1 FROM case_item c WHERE c.case_id = k.id "
    "AND c.state IN ('pending', 'seconding'))",
    "a closed case in which something waits": 'SELECT 1 FROM "case" k JOIN case_item c '
    "ON c.case_id = k.id WHERE k.state = 'closed' AND c.state IN ('pending', 'seconding')",
    "an item that was not detected once": "SELECT 1 FROM item i WHERE (SELECT count(*) "
    "FROM audit_event e WHERE e.event = 'item:detect' AND e.subject_id = i.id::text) <> 1",
    "a decision that is not in the log once": "SELECT 1 FROM decision d WHERE (SELECT count(*) "
    "FROM audit_event e WHERE e.event = 'decision:make' "
    "AND e.facts->>'decision' = d.id::text) <> 1",
    "a wrong indicator's item that nobody proposes to restore": "SELECT 1 FROM case_item c "
    "JOIN detection d USING (item_id) JOIN indicator i ON i.id = d.indicator_id "
    "WHERE i.cause = 'wrong' AND c.state <> 'rejected' AND NOT c.restoration_proposed",
}


def assert_items_are_whole(stage: Stage) -> None:
    for what, query in BROKEN.items():
        assert not stage.rows(query), what


def assert_evidence_and_files_agree(stage: Stage) -> None:
    """No row without its bytes, no bytes without their row, nothing half written."""
    rows = stage.rows("SELECT location FROM evidence_object WHERE erased_at IS NULL")
    live = {row.location for row in rows}
    files = {one.name for one in (stage.folder / "objects").glob("*")}
    assert files - {"owner"} == live
    kept = stage.rows(
        "SELECT count(*) AS n FROM case_item c JOIN evidence_object e ON e.id = c.evidence_id "
        "WHERE c.state <> 'rejected' AND e.erased_at IS NOT NULL"
    )
    assert kept[0].n == 0, "bytes that are still needed were erased"


def assert_nothing_waits(stage: Stage) -> None:
    assert stage.world.jobs() == []
    assert stage.rows("SELECT 1 FROM intake") == []
    assert stage.rows("SELECT 1 FROM webhook_delivery WHERE state <> 'delivered'") == []
    assert stage.rows("SELECT 1 FROM audit_pending") == []


def assert_messages_arrived_once(stage: Stage) -> None:
    """A message may come twice, but with its id: its effect is there once."""
    sent = {str(row.id) for row in stage.rows("SELECT id FROM webhook_delivery")}
    assert sent <= set(stage.platform.messages) | set(stage.platform.letters)
    effects = [
        (one["data"]["item"], one["data"]["action"])
        for one in stage.platform.messages.values()
        if one["type"].startswith("item.")
    ]
    assert len(effects) == len(set(effects))
    told = [
        one["data"]["request"]
        for one in stage.platform.messages.values()
        if one["type"] == "verdict"
    ]
    assert len(told) == len(set(told))
    actions = {(str(row.item_id), row.kind) for row in stage.rows("SELECT * FROM action")}
    assert set(effects) == actions
    untold = (
        "SELECT 1 FROM action a WHERE a.kind IN ('hold', 'remove') "
        "AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.action_id = a.id)"
    )
    assert stage.rows(untold) == [], "a restriction without its statement of reasons"
    letters = [one["data"]["statement"] for one in stage.platform.letters.values()]
    assert len(letters) == len(set(letters))


def assert_log_is_whole(stage: Stage) -> None:
    report = audit.verify(stage.world.node, BOSS)
    assert report.findings == ()
