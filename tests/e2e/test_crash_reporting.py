"""Kill -9 at every step of reporting: nothing is lost, and nothing is finished twice.

The steps are found by a dry run of `crash_reporting_child`, not listed by hand. Every commit, every
request (before it leaves, once it was processed there, and once its answer came), every lock and
every answer is tried; of the other statements an even sample, or with CRASH_STEPS=all in the
environment every one. The CyberTipline lives in this process, so it remembers what dead children
sent.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyrage
import pytest
from lxml import etree
from sqlalchemy import text
from tests.bureau import CYBERTIP, OLGA, PACK
from tests.e2e.crash_reporting_child import (
    ATTACHED,
    HASH_ONLY,
    ShiftedClock,
    account,
    opened_desk,
    reference,
)
from tests.e2e.dying import NEVER
from tests.e2e.lives import EVERY_STEP, Forks, Life, chosen, forking
from tests.ownserver import eventually, private_folder
from tests.simulators.cybertip import CyberTip, State
from tests.stage import BANKED, BOSS, Stage, bytes_of

from tutela import assembly
from tutela.platform import home
from tutela.platform.audit import service as audit
from tutela.platform.audit.sealer import seal_once
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.jobs.worker import requeue_stalled
from tutela.platform.settings import load
from tutela.reporting import sending
from tutela.reporting.national.manifest import NAME as MANIFEST
from tutela.reporting.national.where_text import NAME as WHERE
from tutela.reporting.records import AttemptState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.crash_reporting_child import Desk
    from tests.simulators.cybertip import Report

STATEMENTS = 6  # of the plain statements, spread evenly
ROUNDS = 6  # of runs of what failed, before it must have come to an end
BACK_OFF = timedelta(hours=1)  # the longest wait between two runs of a job
A_DAY_LATER = timedelta(hours=25)  # what lay open at the CyberTipline has lapsed by then
DOCUMENTS = frozenset(
    {
        "letter.pdf",
        "report.json",
        "hashes.csv",
        "cybertip.json",
        "media.age",
        MANIFEST,
        WHERE,
    }
)


@dataclass
class Scene:
    """A home whose items are reported, the CyberTipline, and the process that forks children."""

    folder: Path
    desk: Desk
    service: CyberTip
    clock: ShiftedClock
    forks: Forks
    identity: pyrage.x25519.Identity
    lives: int = 0
    asked: list[str] = field(default_factory=list)  # what the present life asked the CyberTipline

    def live(self, deadly: int = NEVER, *, deadly_request: int = NEVER) -> Life:
        """One life, killed before a step, or once so many requests of it were processed."""
        self.lives += 1
        self.asked.clear()
        self._forget_the_schema()

        def on_processed(endpoint: str) -> None:
            self.asked.append(endpoint)
            if len(self.asked) == deadly_request:
                self.forks.kill()

        self.service.on_processed = on_processed
        ahead = self.clock.ahead.total_seconds()
        life = self.forks.live(str(self.folder), self.lives, deadly, ahead)
        self.service.on_processed = self.asked.append
        self._until_the_database_has_noticed()
        return life

    def recover(self, later: timedelta) -> None:
        """What a restart does: stalled jobs, the jobs and their further tries, the sealer."""
        self.clock.advance(later)
        for _ in range(ROUNDS):
            requeue_stalled(self.desk.node)
            self.desk.run_jobs()
            if not self.desk.jobs():
                break
            self.clock.advance(BACK_OFF)
        seal_once(self.desk.node)

    def settle(self, number: int) -> None:
        """A person asks the CyberTipline about what is unclear, and says what they heard."""
        for row in self.reports(number):
            if row.state == "unclear":
                filed = [str(one.id) for one in self.sent_for(number) if finished(one)]
                known = filed[0] if filed else None
                sending.settle(self.desk.node, OLGA, row.id, reference=known)
                self.recover(timedelta())

    def rows(self, query: str, **given: object) -> list[Any]:
        return self.desk.rows(query, **given)

    def reports(self, number: int) -> list[Any]:
        """The reports of one life, with the names of their recipients."""
        query = (
            "SELECT r.*, t.name AS recipient FROM report r JOIN recipient t "
            "ON t.id = r.recipient_id WHERE r.subject_ref = :account"
        )
        return self.rows(query, account=account(number))

    def attempts(self, number: int) -> list[Any]:
        query = (
            "SELECT a.* FROM report_attempt a JOIN report r ON r.id = a.report_id "
            "WHERE r.subject_ref = :account ORDER BY a.number"
        )
        return self.rows(query, account=account(number))

    def sent_for(self, number: int) -> list[Report]:
        """What the CyberTipline ever got about the account of one life."""
        return [one for one in self.service.reports.values() if about(one) == account(number)]

    def _forget_the_schema(self) -> None:
        """So that each life fetches it, whenever the one before did."""
        with self.desk.node.transaction() as connection:
            connection.execute(text("DELETE FROM recipient_schema"))

    def _until_the_database_has_noticed(self) -> None:
        query = "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'story-%'"
        eventually(lambda: not self.rows(query), "the end of the dead child's connections")


def about(one: Report) -> str:
    """The account that a report at the CyberTipline is about."""
    return etree.fromstring(one.xml).findtext(".//espIdentifier") or ""


def finished(one: Report) -> bool:
    return one.state is State.FINISHED


@pytest.fixture
def scene() -> Iterator[Scene]:
    top = private_folder()
    folder = top / "home"
    clock = ShiftedClock()
    identity = pyrage.x25519.Identity.generate()
    try:
        settings, _ = load(folder, {})
        home.create(settings, demo=True)
        settings, _ = load(folder, {})  # which say by now that it is a demo
        with home.open_node(settings, assembly.tasks()) as node:
            Stage(node).close()
        with (
            CyberTip(now=clock.now) as service,
            opened_desk(folder, clock, service) as desk,
            forking("tests.e2e.crash_reporting_child") as forks,
        ):
            desk.add_cybertip()
            desk.add_pack(age_key=str(identity.to_public()))
            yield Scene(folder, desk, service, clock, forks, identity)
    finally:
        EmbeddedServer(folder / "postgres").stop()
        shutil.rmtree(top)


@pytest.mark.timeout(1800)
def test_a_kill_at_any_step_loses_no_report_and_finishes_none_twice(scene: Scene) -> None:
    whole = whole_life(scene)
    for deadly in chosen(whole.steps, STATEMENTS):
        if whole.steps[deadly - 1].startswith("http after") and not EVERY_STEP:
            continue  # the same moment for the node as in the test below
        where = f"before step {deadly} of {len(whole.steps)}: {whole.steps[deadly - 1]}"
        killed_and_checked(scene, where, deadly)
    assert_log_is_whole(scene)


@pytest.mark.timeout(600)
def test_a_kill_before_a_request_is_answered_finishes_none_twice(scene: Scene) -> None:
    asked = requests_of(whole_life(scene))
    for later in (timedelta(), A_DAY_LATER):
        for number, endpoint in enumerate(asked, 1):
            where = f"once request {number}, {endpoint}, was processed; restarted after {later}"
            killed_and_checked(scene, where, deadly_request=number, later=later)
    assert_log_is_whole(scene)


@pytest.mark.timeout(600)
def test_a_kill_before_a_request_and_a_day_of_rest_lose_no_report(scene: Scene) -> None:
    whole = whole_life(scene)
    for deadly, step in enumerate(whole.steps, 1):
        if step.startswith("http before"):
            killed_and_checked(scene, f"{step}; restarted a day later", deadly, later=A_DAY_LATER)
    assert_log_is_whole(scene)


def whole_life(scene: Scene) -> Life:
    """A life that nobody ends; its steps are the deadly ones of the others."""
    whole = scene.live()
    assert whole.status == 0
    scene.recover(timedelta())
    Aftermath(scene, whole).check()
    expected = ["xsd", "submit", "upload", "fileinfo", "upload", "fileinfo", "finish"]
    assert requests_of(whole) == scene.asked == expected
    assert {"commit", "answer", *(f"http after {one}" for one in expected)} <= set(whole.steps)
    assert any("pg_try_advisory_lock" in step for step in whole.steps)
    return whole


def requests_of(whole: Life) -> list[str]:
    """The endpoints it asked, in order."""
    before = "http before "
    return [step.removeprefix(before) for step in whole.steps if step.startswith(before)]


def killed_and_checked(
    scene: Scene,
    where: str,
    deadly: int = NEVER,
    *,
    deadly_request: int = NEVER,
    later: timedelta = timedelta(),
) -> None:
    """One life that is killed, what a restart makes of it, and whether all of it is right."""
    life = scene.live(deadly, deadly_request=deadly_request)
    assert life.status == 9, f"{where}: the child ended by itself ({life.status})"
    try:
        scene.recover(later)
        scene.settle(life.number)
        Aftermath(scene, life).check()
    except AssertionError as error:
        error.add_note(f"killed {where}")
        raise


@dataclass
class Aftermath:
    """What a life left behind, once it was recovered from."""

    scene: Scene
    life: Life

    def check(self) -> None:
        self.nothing_waits()
        self.answers_hold()
        self.each_confirmed_event_is_reported_once()
        self.nothing_is_finished_twice()
        self.what_lies_open_there_is_counted()
        self.the_pack_is_whole()
        self.receipts_are_there_once()
        if self.life.number % 10 == 0:
            assert_log_is_whole(self.scene)

    @cached_property
    def reports(self) -> dict[str, Any]:
        """The reports of this life by recipient: one each, or none was drafted."""
        rows = self.scene.reports(self.life.number)
        found = {row.recipient: row for row in rows}
        assert len(found) == len(rows), "two reports to one recipient"
        return found

    @cached_property
    def confirmed(self) -> list[Any]:
        """The items of this life that a person confirmed, answered or not."""
        query = (
            "SELECT i.id, i.external_id FROM item i JOIN decision d ON d.item_id = i.id "
            "WHERE i.account_ref = :account AND d.state = 'final' AND d.finding = 'confirmed'"
        )
        return self.scene.rows(query, account=account(self.life.number))

    @cached_property
    def filed(self) -> list[Report]:
        """What the CyberTipline got of this life, and was asked to finish."""
        return [one for one in self.scene.sent_for(self.life.number) if finished(one)]

    def answered(self, what: str) -> set[UUID]:
        return {UUID(which) for which in self.life.answers.get(what, [])}

    def nothing_waits(self) -> None:
        assert self.scene.desk.jobs() == []
        assert self.scene.rows("SELECT 1 FROM audit_pending") == []
        assert self.scene.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'") == []

    def answers_hold(self) -> None:
        """Everything the child said it had done is there."""
        by_id = {row.id: row for row in self.reports.values()}
        assert self.answered("confirmed") <= {row.id for row in self.confirmed}
        for one in self.answered("described"):
            assert by_id[one].details is not None
            [attached] = self.scene.rows(
                "SELECT * FROM report_item WHERE report_id = :id AND attach", id=one
            )
            assert attached.released_at is None
        for one in self.answered("sent"):
            assert by_id[one].sent_at is not None
        for one in self.answered("marked"):
            assert by_id[one].reference == reference(self.life.number)

    def each_confirmed_event_is_reported_once(self) -> None:
        """In one finished report if it was sent; in a draft if nobody has sent it."""
        assert len(self.reports) == (2 if self.confirmed else 0)
        for name, row in self.reports.items():
            held = self.scene.rows(
                "SELECT item_id FROM report_item WHERE report_id = :id "
                "AND released_at IS NULL AND role = 'reported'",
                id=row.id,
            )
            assert {one.item_id for one in held} == {one.id for one in self.confirmed}
            assert row.state in self.states(name, sent=row.sent_at is not None)
        tip = self.reports.get(CYBERTIP)
        sent = tip is not None and tip.sent_at is not None
        for item in self.confirmed:
            holding = [one for one in self.filed if contains(one, item.external_id)]
            assert len(holding) == (1 if sent else 0), f"{len(holding)} finished reports have it"

    def states(self, recipient: str, *, sent: bool) -> set[str]:
        if not sent:
            return {"draft"}
        if recipient == CYBERTIP or self.answered("marked"):
            return {"filed"}
        return {"handed", "filed"}

    def nothing_is_finished_twice(self) -> None:
        numbers = [
            one.remote_id
            for one in self.scene.attempts(self.life.number)
            if one.state == AttemptState.FINISHED
        ]
        settled = self.reports[CYBERTIP].reference if self.filed and not numbers else ""
        assert [str(one.id) for one in self.filed] == (numbers or [settled] if self.filed else [])
        if self.filed:
            assert self.reports[CYBERTIP].reference == str(self.filed[0].id)

    def what_lies_open_there_is_counted(self) -> None:
        """Of what nobody can finish, no more is there than is known to be there."""
        attempts = self.scene.attempts(self.life.number)
        known = {one.remote_id for one in attempts}
        there = self.scene.sent_for(self.life.number)
        nameless = [one for one in there if str(one.id) not in known]
        assert not any(finished(one) for one in nameless)
        unnamed = [one for one in attempts if one.state == AttemptState.UNNAMED]
        assert len(nameless) <= len(unnamed)
        lying = [one for one in there if one.state is State.OPEN]
        assert all(one in nameless for one in lying), "an opening was forgotten"
        assert all(one.ended_at is not None for one in attempts)

    def the_pack_is_whole(self) -> None:
        row = self.reports.get(PACK)
        if row is None or row.sent_at is None:
            return
        pack = self.scene.desk.export(row.id)
        found = {one.name: one.data for one in pack}
        assert len(pack) == len(found)
        assert set(found) == DOCUMENTS
        assert found["letter.pdf"].startswith(b"%PDF-")
        listed = verified(found[MANIFEST], found)
        assert listed == DOCUMENTS - {MANIFEST, WHERE}
        media = opened(pyrage.decrypt(found["media.age"], [self.scene.identity]))
        verified(media.pop("manifest-sha256.txt"), media)
        assert list(media.values()) == [bytes_of(BANKED[ATTACHED])]

    def receipts_are_there_once(self) -> None:
        for row in self.reports.values():
            receipts = self.scene.rows(
                "SELECT * FROM report_receipt WHERE report_id = :id", id=row.id
            )
            assert len(receipts) == (1 if row.state == "filed" else 0)
            assert {one.reference for one in receipts} <= {row.reference}
            assert {one.environment for one in receipts} <= {"simulator"}


def contains(one: Report, external_id: str) -> bool:
    """Whether the CyberTipline has an item: its bytes, or where only those go, its digests."""
    which = int(external_id.rpartition("-")[2])
    data = bytes_of(BANKED[which])
    if which == HASH_ONLY:
        return hashlib.sha256(data).hexdigest() in one.xml.decode()
    return [file.data for file in one.files.values()].count(data) == 1


def verified(manifest: bytes, files: dict[str, bytes]) -> set[str]:
    """The names in a manifest, after the files they name were compared with it."""
    listed = [line.split("  ", 1) for line in manifest.decode().splitlines()]
    for digest, name in listed:
        assert hashlib.sha256(files[name]).hexdigest() == digest, name
    return {name for _, name in listed}


def opened(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as one:
        assert one.testzip() is None
        return {name: one.read(name) for name in one.namelist()}


def assert_log_is_whole(scene: Scene) -> None:
    report = audit.verify(scene.desk.node, BOSS)
    assert report.findings == ()
