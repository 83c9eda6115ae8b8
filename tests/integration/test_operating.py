"""A node explains itself: each fault is made for real, and its sentence is looked at."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from tests.ownserver import eventually
from tests.world import BOSS, FORUM, UPLOADS, World, picture

from tutela.detection.counters import Counters
from tutela.detection.model import Incoming, Verdict, VerdictKind
from tutela.operating import checks, figures, pulse, rules, store
from tutela.operating.advice import ADVICE
from tutela.operating.pulse import Beat
from tutela.platform import doctor
from tutela.platform.audit.model import Event
from tutela.platform.audit.sealer import seal_once
from tutela.platform.database.engine import engine
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tutela.platform.clock import ManualClock
    from tutela.platform.doctor import Check
    from tutela.platform.node import Node


@pytest.fixture
def world(node: Node) -> Iterator[World]:
    one = World(node)
    one.switch_on()
    seal_once(node)
    try:
        yield one
    finally:
        one.close()


def named(found: list[Check], name: str) -> Check:
    [one] = [check for check in found if check.name == name]
    return one


def say(node: Node, **settings: object) -> None:
    """Changes settings of a node that is open already."""
    changed = node.settings.model_copy(update=settings)
    object.__setattr__(node, "settings", changed)


def test_a_node_in_order_is_ready_and_each_check_has_advice(world: World) -> None:
    assert [one.name for one in checks.readiness(world.program) if not one.good] == []
    found = checks.everything(world.program)
    # The tests' clock stands in the past.
    assert {one.name for one in found if not one.good} <= {"clock"}
    assert {one.name for one in [*found, *doctor.examine(world.node.settings)]} <= set(ADVICE)


def test_a_nearly_full_disk_is_said(world: World) -> None:
    say(world.node, disk_floor=10**18)
    found = named(checks.readiness(world.program), "disk")
    assert found.sentence.startswith("Nearly full: ")


def test_a_witness_that_cannot_be_written_is_said_and_so_is_the_moment(
    world: World, tmp_path: Path, clock: ManualClock
) -> None:
    (tmp_path / "no-folder").write_text("a file")
    say(world.node, witness=tmp_path / "no-folder" / "checkpoints")
    found = named(checks.running(world.node), "witness")
    assert not found.good
    assert str(tmp_path / "no-folder") in found.sentence
    say(world.node, witness=tmp_path / "new" / "checkpoints")
    assert named(checks.running(world.node), "witness").good
    clock.advance(timedelta(minutes=2))
    assert "It has not seen the last" in named(checks.running(world.node), "witness").sentence


def test_rows_that_nobody_seals_are_said(world: World, clock: ManualClock) -> None:
    with world.node.work(BOSS, purpose="test") as work:
        work.record(Event.NODE_SERVE, subject=("node", "x"), service_id=NODE_SERVICE)
    assert named(checks.running(world.node), "sealing").good
    clock.advance(timedelta(minutes=3))
    found = named(checks.running(world.node), "sealing")
    assert found.sentence == "Not sealed yet: 1 row of the log, the first for 3 minutes."
    seal_once(world.node)
    assert named(checks.running(world.node), "sealing").good


def test_a_job_that_was_given_up_is_named(
    world: World, admin_connection: Connection, clock: ManualClock
) -> None:
    task = Task("webhook:deliver", lambda _, **__: None)
    with world.node.work(BOSS, purpose="test") as work:
        work.defer(task, delivery_id="x")
    clock.set(store_now(world.node) + timedelta(seconds=1))
    admin_connection.execute(text("SET search_path TO jobs"))
    admin_connection.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'doing'"))
    admin_connection.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'failed'"))
    found = named(checks.running(world.node), "jobs")
    assert "webhook:deliver (1)" in found.sentence


def store_now(node: Node) -> datetime:
    with node.read() as connection:
        return store.database_now(connection)


def test_a_killed_decoder_is_replaced_and_one_that_cannot_start_is_said(world: World) -> None:
    decoders = world.program.decoders
    assert named(checks.readiness(world.program), "decoders").good
    for pid in decoders.pids:
        os.kill(pid, signal.SIGKILL)
    assert named(checks.readiness(world.program), "decoders").good
    decoders.close()
    found = named(checks.readiness(world.program), "decoders")
    assert found.sentence == "No decoder starts on this machine."


def test_an_index_that_has_not_heard_is_said(world: World) -> None:
    say(world.node, index_max_age=0.001)
    until = time.monotonic() + 0.01
    eventually(lambda: time.monotonic() > until, "it is older")
    assert not named(checks.readiness(world.program), "index").good


def test_a_process_that_stops_speaking_is_said_and_one_that_ends_is_forgotten(
    world: World, clock: ManualClock
) -> None:
    beat = Beat(world.program, pulse.SERVING)
    beat.once()
    assert named(checks.running(world.node), "serving").sentence == "1 process is at work."
    clock.advance(rules.SILENT + timedelta(seconds=1))
    assert not named(checks.running(world.node), "serving").good
    beat.once()
    assert named(checks.running(world.node), "serving").good
    beat.end()
    assert "Nobody serves" in named(checks.running(world.node), "serving").sentence


def test_a_database_that_is_gone_leaves_one_sentence_and_what_needs_none(world: World) -> None:
    away = world.node.engine.url.set(database="gone").render_as_string(hide_password=False)
    was = world.node.engine
    object.__setattr__(world.node, "engine", engine(away))
    try:
        found = checks.everything(world.program)
        assert [one.name for one in found if not one.good] == ["database"]
        assert named(found, "keys").good
    finally:
        object.__setattr__(world.node, "engine", was)


def test_figures_are_what_the_tables_hold_and_carry_nobody(world: World) -> None:
    world.learn(1)
    for number in (1, 2, 3):
        world.scan(picture(number), account="secret-account", name="secret-item")
    world.program.counters.flush()
    Beat(world.program, pulse.FIRST).once()
    shown = figures.text(world.node).decode()
    values = {
        (one.name, *sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(shown)
        for one in family.samples
    }

    def of(name: str, **labels: str) -> float:
        return values[(f"tutela_{name}", *sorted(labels.items()))]

    where = {"service": FORUM, "surface": "uploads", "reason": ""}
    assert of("scans_total", verdict="held", **where) == 1
    assert of("scans_total", verdict="clear", **where) == 2
    assert of("scan_seconds_count") == of("scan_seconds_bucket", le="+Inf") == 3
    assert of("cases_waiting", turn="free") == 1
    assert of("holds", stage="running") == 1
    assert of("evidence_objects") == 1
    assert of("processes", role="first") == 1
    assert of("check_good", check="database") == 1
    assert "secret" not in shown
    case = str(world.case_of(world.rows("item")[0].id))
    assert case not in shown
    for family in text_string_to_metric_families(shown):
        assert family.documentation.endswith("."), family.name
        assert family.name.startswith("tutela_")


def test_counts_of_two_processes_and_of_one_that_restarted_add_up(world: World) -> None:
    world.scan(picture(5))
    world.program.counters.flush()
    world.program.counters.flush()
    before = figures.text(world.node).decode()
    assert "tutela_scan_seconds_count 1.0" in before
    other = Counters(world.node)
    other.add(Incoming(FORUM, UPLOADS, "", ""), Verdict(VerdictKind.CLEAR), 1, 40.0)
    other.flush()
    after = figures.text(world.node).decode()
    assert "tutela_scan_seconds_count 2.0" in after
    assert 'tutela_scan_seconds_bucket{le="30.0"} 1.0' in after
