"""Everything put together: what runs beside the door, and what a demo node comes with."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.conftest import opened
from tests.ownserver import DATABASE, eventually, own_server, private_folder
from tests.world import BOSS, KEY, World, picture, signals_of

from tutela import assembly, demonstration
from tutela.detection.coverage import Coverage
from tutela.detection.errors import DemoOnly
from tutela.detection.model import Incoming, VerdictKind
from tutela.indicators.adding import add_from_image
from tutela.indicators.model import IndicatorState
from tutela.platform import home
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.services import store as services
from tutela.platform.services.identity import DemoForGood, NotInitialised
from tutela.platform.settings import load

if TYPE_CHECKING:
    from pathlib import Path

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node


class Failing:
    """A runner that fails a few times before it waits for its end."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.starts = 0

    def run(self, stop: threading.Event) -> None:
        self.starts += 1
        if self.starts <= self.failures:
            raise ValueError("a fault")
        stop.wait()


def test_runners_run_until_told_to_stop() -> None:
    runners = [Failing(0), Failing(0)]
    with assembly.running(list(runners)) as stop:
        eventually(lambda: all(one.starts for one in runners), "the start")
        assert not stop.is_set()
    assert stop.is_set()
    names = {thread.name for thread in threading.enumerate()}
    assert "Failing" not in names


def test_a_runner_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "RESTART_SECONDS", 0.01)
    runner = Failing(3)
    with assembly.running([runner]):
        eventually(lambda: runner.starts == 4, "the fourth start")


def test_a_runner_that_always_fails_still_ends() -> None:
    with assembly.running([Failing(10**9)]):
        pass


def test_a_failure_inside_still_stops_the_runners() -> None:
    runner = Failing(0)
    with pytest.raises(ValueError, match="inside"), assembly.running([runner]) as stop:
        raise ValueError("inside")
    assert stop.is_set()


def test_the_watchers_follow_what_changes(node: Node) -> None:
    world = World(node)
    with assembly.running(world.program.watchers()):
        incoming = Incoming("forum", "uploads")
        signals, data = signals_of(picture(1)), picture(1)

        def kind() -> VerdictKind:
            return world.program.scanner.scan_signals(KEY, incoming, signals, data).kind

        assert kind() is VerdictKind.UNSCANNED
        world.switch_on()
        eventually(lambda: kind() is VerdictKind.CLEAR, "the activation")
        world.learn(1)
        eventually(lambda: kind() is VerdictKind.HELD, "the indicator")
    world.close()
    assert sum(row.item_count for row in world.rows("counter")) >= 3


def test_declarations_are_followed_through_an_outage(home_folder: Path, clock: ManualClock) -> None:
    with (
        own_server() as server,
        opened(server, DATABASE, home_folder, clock, demo=False) as node,
    ):
        coverage = Coverage(node)
        with assembly.running([coverage]):
            server.kill()
            server.acquire()
            World(node).close()
            eventually(coverage.surfaces, "the surfaces declared since")
            assert coverage.age_seconds() < 30


def test_a_demo_node_scans_uploads_and_not_messages(demo_node: Node) -> None:
    demonstration.prepare(demo_node, BOSS)
    added = add_from_image(
        demo_node, BOSS, demonstration.BANK, signals_of(picture(1)), source="a painter",
        scheme="tutela-demo", label="stand-in", state=IndicatorState.ACTIVE,
    )  # fmt: skip
    assert added.added
    program = assembly.put_together(demo_node)
    try:
        kinds = [
            program.scanner.scan_signals(
                BOSS,
                Incoming(demonstration.SERVICE, surface),
                signals_of(picture(1)),
                picture(1),
            ).kind
            for surface in (demonstration.UPLOADS, demonstration.MESSAGES)
        ]
    finally:
        program.decoders.close()
        program.index.close()
    assert kinds == [VerdictKind.HELD, VerdictKind.UNSCANNED]


def activations(node: Node) -> int:
    with node.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM activation")).scalar_one())


def test_preparing_a_demo_again_changes_nothing_until_its_ground_ends(
    demo_node: Node, clock: ManualClock
) -> None:
    for _ in range(2):
        demonstration.prepare(demo_node, BOSS)
    assert activations(demo_node) == 1
    clock.advance(timedelta(days=366))
    demonstration.prepare(demo_node, BOSS)
    assert activations(demo_node) == 2


def test_a_production_node_gets_nothing_of_a_demo(node: Node) -> None:
    with pytest.raises(DemoOnly):
        demonstration.prepare(node, BOSS)
    with node.read() as connection:
        assert services.services(connection) == []


def test_a_home_is_made_once_and_opened_as_what_it_is() -> None:
    top = private_folder()
    folder = top / "home"
    try:
        settings, _ = load(folder, {})
        with pytest.raises(NotInitialised), home.open_node(settings, assembly.tasks()):
            pass
        assert home.create(settings, demo=True)
        settings, _ = load(folder, {})
        assert settings.demo
        assert not home.create(settings, demo=True)
        with pytest.raises(DemoForGood, match="demo node"):
            home.create(settings, demo=False)
        with assembly.open_program(settings) as program:
            assert program.node.identity.demo
            assembly.record_init(program.node, made=False)
            assert program.scanner.largest_item == settings.max_item_bytes
        with home.serving(folder), pytest.raises(home.AlreadyServed), home.serving(folder):
            pass
        with home.serving(folder):
            pass
    finally:
        EmbeddedServer(folder / "postgres").stop()
