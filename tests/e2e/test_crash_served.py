"""Kill -9 of the served node, its decoders and its database under load: what was answered stays."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import psutil
import pytest
from sqlalchemy import text
from tests.e2e.conftest import opened
from tests.ownserver import eventually
from tests.simulators.platform import Platform
from tests.world import BOSS, altered, picture, signals_of

from tutela import demonstration
from tutela.indicators.adding import add_from_image
from tutela.indicators.model import IndicatorState
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.audit import service as audit
from tutela.platform.audit.sealer import seal_once
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.permissions import Permission
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.programs import Home, Served

    from tutela.platform.node import Node

SERVICE = demonstration.SERVICE


@dataclass
class Ready:
    """A demo node whose bank holds drawing 1, with a key and a platform behind its webhook."""

    home: Home
    platform: Platform
    key: str = ""

    def __post_init__(self) -> None:
        with opened(self.home) as node:
            add_from_image(
                node, BOSS, demonstration.BANK, signals_of(picture(1)), source="a painter",
                scheme="tutela-demo", label="stand-in", state=IndicatorState.ACTIVE,
            )  # fmt: skip
            scopes = (Permission.SCAN, Permission.MATCH)
            self.key = create_key(node, BOSS, SERVICE, "uploader", scopes=scopes).reveal()
            secret = webhooks.set_webhook(node, BOSS, SERVICE, self.platform.url)
            self.platform.secret = secret.reveal()


@pytest.fixture
def ready(demo: Home) -> Iterator[Ready]:
    with Platform() as platform:
        yield Ready(demo, platform)


@dataclass
class Load:
    """Threads that send items until they are told to stop, and remember what was answered."""

    served: Served
    key: str
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    cut: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _counted: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def running(self, threads: int = 3) -> Iterator[Load]:
        working = [threading.Thread(target=self._send, args=(at,)) for at in range(threads)]
        for one in working:
            one.start()
        try:
            yield self
        finally:
            self._stop.set()
            for one in working:
                one.join()

    def wait(self, answers: int) -> None:
        with self._counted:
            assert self._counted.wait_for(lambda: len(self.answers) >= answers, 120)

    def _send(self, thread: int) -> None:
        with self.served.client(self.key) as client:
            for number in range(10_000):
                if self._stop.is_set():
                    return
                self._one(client, thread, number)

    def _one(self, client: httpx.Client, thread: int, number: int) -> None:
        name = f"{thread}-{number}"
        asked = {"surface": demonstration.UPLOADS, "id": name, "account": f"kim-{thread}"}
        if number % 3 == 1:
            asked["async"] = "1"
        data = picture(2) if number % 3 == 2 else picture(1)
        try:
            answer = client.post("/v1/scan", params=asked, content=data)
        except httpx.HTTPError:
            self.cut += 1
            return
        with self._counted:
            self.answers[name] = answer
            self._counted.notify_all()

    def said(self, verdict: str) -> dict[str, Any]:
        """Answers by name, whose verdict this is; more may come in meanwhile."""
        return {
            name: answer.json()
            for name, answer in self.answers.copy().items()
            if answer.status_code == 200 and answer.json()["verdict"] == verdict
        }

    def promised(self) -> set[str]:
        """The requests that were taken in for later."""
        return {
            answer.json()["request"]
            for answer in self.answers.values()
            if answer.status_code == 202
        }

    def refusals(self) -> set[str]:
        """The codes of the answers that were neither a verdict nor a promise."""
        return {
            answer.json().get("code", answer.text)
            for answer in self.answers.values()
            if answer.status_code not in (200, 202)
        }


def items(node: Node) -> dict[str, str]:
    """Every item in a case, by the platform's name for it."""
    query = text("SELECT i.id, i.external_id FROM item i JOIN case_item c ON c.item_id = i.id")
    with node.read() as connection:
        return {row.external_id: str(row.id) for row in connection.execute(query)}


def assert_kept(ready: Ready, load: Load) -> None:
    """Every hit that was answered is in a case, by the id that was answered; the log is whole."""
    with opened(ready.home) as node:
        found = items(node)
        for name, answer in load.said("held").items():
            assert found[name] == answer["item"]
        seal_once(node)
        assert audit.verify(node, BOSS).findings == ()


def verdicts(platform: Platform) -> list[str]:
    return [
        one["data"]["request"] for one in platform.messages.values() if one["type"] == "verdict"
    ]


def test_a_served_node_killed_under_load_keeps_every_answer_and_promise(ready: Ready) -> None:
    ready.platform.lose_answer()
    with ready.home.served() as served:
        load = Load(served, ready.key)
        with load.running():
            load.wait(40)
            served.process.kill()
            served.process.wait()
    assert load.cut, "requests were under way"
    assert not load.refusals()
    assert load.said("held")
    assert load.said("clear")
    assert load.promised()
    with ready.home.served():
        eventually(
            lambda: load.promised() <= set(verdicts(ready.platform)), "every promised verdict", 120
        )
    told = verdicts(ready.platform)
    assert len(told) == len(set(told)), "each verdict has its effect once"
    assert_kept(ready, load)


def test_killed_decoders_cost_one_verdict_each_and_nothing_else(ready: Ready) -> None:
    with ready.home.served() as served:
        load = Load(served, ready.key)
        with load.running():
            for wanted in (8, 16, 24):
                load.wait(wanted)
                for decoder in decoders(served):
                    with suppress(psutil.NoSuchProcess):
                        decoder.kill()
            load.wait(45)
        # One that is killed while it starts has looked at nothing yet: the sender tries again.
        assert load.refusals() <= {"decoder-missing"}
        for answer in load.said("unscanned").values():
            assert answer["reason"] == "decoder crashed"
            assert answer["advice"] == "hold"
        assert served.process.poll() is None
    assert load.said("held")
    assert_kept(ready, load)


def decoders(served: Served) -> list[psutil.Process]:
    """Those that run now. One that was just killed or is being started does not count yet."""

    def running() -> list[psutil.Process]:
        children = psutil.Process(served.process.pid).children(recursive=True)
        return [one for one in children if any("sandbox" in part for part in line(one))]

    return eventually(running, "a decoder runs")


def line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def test_a_killed_database_loses_no_answer_and_the_service_comes_back(ready: Ready) -> None:
    with ready.home.served() as served:
        load = Load(served, ready.key)
        with load.running():
            load.wait(15)
            kill_database(ready.home)
            before = len(load.said("held"))
            eventually(lambda: len(load.said("held")) > before + 3, "hits are recorded again", 120)
        assert load.refusals() <= {"hit-not-recorded", "database-away"}
        assert served.process.poll() is None
        eventually(
            lambda: load.promised() <= set(verdicts(ready.platform)), "every promised verdict", 120
        )
    assert_kept(ready, load)


def kill_database(home: Home) -> None:
    """Kills the server of this home and its supervisor, whose ids the server itself tells."""
    status = EmbeddedServer(home.folder / "postgres").status()
    for name in ("supervisor", "pid"):
        pid = status[name]
        assert isinstance(pid, int)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_a_second_serve_on_one_home_ends_with_a_sentence(ready: Ready) -> None:
    with ready.home.served() as served:
        second = ready.home.with_(port=0).refused("serve")
        assert second.code == 2
        assert f"process {served.process.pid}" in second.err
        assert "already being served" in second.err
        with served.client(ready.key) as client:
            asked = {"surface": demonstration.UPLOADS}
            answer = client.post("/v1/scan", params=asked, content=altered(1))
            assert answer.json()["verdict"] == "held"
    with ready.home.served():
        pass
