"""Several processes serve one node on one address: as one node, whoever of them answers or dies."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import psutil
import pytest
from examples import photographs
from sqlalchemy import text
from tests.e2e.conftest import HIT, opened
from tests.e2e.programs import ADDRESS, PATIENCE, Home, Served, stop
from tests.e2e.test_crash_served import Load, Ready, assert_kept, line, ready
from tests.ownserver import eventually
from tests.world import picture

from tutela.signals.digests import digest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["ready"]  # a fixture

WORKERS = 3
FEW = 2  # of a node that only lives to be ended
WHERE = {"surface": "uploads"}
PASSWORD = "nine lives of a quiet cat"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
T = TypeVar("T")


@dataclass(frozen=True)
class Crew:
    """A node that is served by several processes, with a key of its service."""

    home: Home
    served: Served
    key: str

    def processes(self) -> list[psutil.Process]:
        return below(self.served.process, "tutela.web.serving")

    @contextmanager
    def alone(self, one: psutil.Process) -> Iterator[httpx.Client]:
        """A client that nobody but this process can answer: the others are held meanwhile."""
        others = [other for other in self.processes() if other != one]
        for other in others:
            other.suspend()
        try:
            with self.served.client(self.key) as client:
                yield client
        finally:
            for other in others:
                other.resume()

    def everywhere(self, ask: Callable[[httpx.Client], T]) -> list[T]:
        """What each process answers."""
        return [self.by(number, ask) for number in range(WORKERS)]

    def by(self, number: int, ask: Callable[[httpx.Client], T]) -> T:
        """What the process of that number answers."""
        processes = self.processes()
        with self.alone(processes[number % len(processes)]) as client:
            return ask(client)


def below(process: subprocess.Popen[str], part: str) -> list[psutil.Process]:
    """The processes below this one whose command line has that part."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [one for one in children if any(part in word for word in line(one))]


@pytest.fixture(scope="module")
def crew(shared: Home) -> Iterator[Crew]:
    home = shared.with_(workers=WORKERS)
    key = home.json("key", "create", "demo", "tests")["key"]
    with home.served() as served:
        yield Crew(home, served, key)


def verdict(data: bytes) -> Callable[[httpx.Client], str]:
    def ask(client: httpx.Client) -> str:
        answer = client.post("/v1/scan", params=WHERE, content=data).json()
        return str(answer.get("verdict") or answer)  # a busy process says so, and is asked again

    return ask


def test_every_process_answers_at_the_one_address(crew: Crew) -> None:
    assert crew.everywhere(lambda client: client.get("/healthz").status_code) == [200] * WORKERS
    listening = {
        one.laddr.port
        for process in crew.processes()
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    }
    assert listening == {httpx.URL(crew.served.url).port}


def test_what_a_second_command_adds_or_withdraws_acts_in_every_process(
    crew: Crew, tmp_path: Path
) -> None:
    drawn = picture(7)
    (tmp_path / "drawn.png").write_bytes(drawn)
    crew.home.ok("bank", "add", "demo", tmp_path / "drawn.png")
    eventually(lambda: set(crew.everywhere(verdict(drawn))) == {"held"}, "it is found by all")
    crew.home.ok(
        "bank", "withdraw", "demo", "--signal", "sha256", digest(drawn).sha256,
        "--cause", "wrong", "--reason", "a test",
    )  # fmt: skip
    eventually(lambda: set(crew.everywhere(verdict(drawn))) == {"clear"}, "none finds it")


def test_the_counts_of_all_processes_add_up(crew: Crew) -> None:
    crew.home.ok("service", "surface", "demo", "counted", "--kind", "hosting")
    answers: list[int] = []

    def counted(client: httpx.Client) -> bool:
        answer = client.post("/v1/scan", params={"surface": "counted"}, content=b"x")
        answers.append(answer.status_code)
        return answer.status_code == 200

    eventually(lambda: all(crew.everywhere(counted)), "all know the surface", 20)
    for _ in range(3):
        assert all(crew.everywhere(counted))
    eventually(lambda: counts(crew.home, "counted") == answers.count(200), "the sum of all", 20)


def counts(home: Home, surface: str) -> int:
    query = text("SELECT coalesce(sum(item_count), 0) FROM counter WHERE surface = :surface")
    with opened(home) as node, node.read() as connection:
        return int(connection.execute(query, {"surface": surface}).scalar_one())


def test_every_process_is_ready_and_gives_the_figures_of_all(crew: Crew) -> None:
    assert crew.everywhere(lambda client: client.get("/ready").json()["ready"]) == [True] * WORKERS
    key = crew.home.json("key", "create", "demo", "watcher", "--for", "metrics")["key"]
    for _ in range(2):
        crew.everywhere(verdict(picture(8)))
    everybody = f'tutela_processes{{role="serving"}} {float(WORKERS)}'

    def shown(client: httpx.Client) -> str:
        return str(client.get("/metrics", headers={"Authorization": f"Bearer {key}"}).text)

    def whole(figures: str) -> bool:
        return everybody in figures and scans(figures) >= 2 * WORKERS

    eventually(lambda: all(map(whole, crew.everywhere(shown))), "each tells of all", 30)


def scans(figures: str) -> float:
    """The scans of the surface `uploads` that these figures tell of."""
    lines = [one for one in figures.splitlines() if one.startswith("tutela_scans_total")]
    return sum(float(one.rpartition(" ")[2]) for one in lines if 'surface="uploads"' in one)


def test_wrong_passwords_are_counted_over_all_processes(crew: Crew) -> None:
    tries = [
        crew.by(number, lambda client: sign_in(client, "nobody", "not it").status_code)
        for number in range(6)
    ]
    assert tries == [401] * 5 + [429]


def sign_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    return send(client, "/login", name=name, password=password)


def send(client: httpx.Client, page: str, **form: str) -> httpx.Response:
    """Sends the form of a page, with its token."""
    found = TOKEN.search(client.get(page).text)
    assert found
    return client.post(page, data={**form, "csrf": found.group(1)})


def test_a_session_and_a_picture_of_one_process_are_good_in_the_others(crew: Crew) -> None:
    crew.home.ok(
        "account", "add", "mira", "--role", "reviewer", "--password-file", "-", given=PASSWORD
    )
    held = crew.by(
        0, lambda one: one.post("/v1/scan", params=WHERE, content=photographs.original(HIT)).json()
    )
    case = case_of(crew.home, held["item"])
    path = f"/cases/{case}/items/{held['item']}/look"
    mira = crew.by(0, lambda one: signed_in(one, "mira"))

    def opens(address: str) -> Callable[[httpx.Client], httpx.Response]:
        return lambda client: as_(mira, client).get(address)

    def looks(client: httpx.Client) -> str:
        return str(send(as_(mira, client), path, purpose="compare").headers["location"])

    look = crew.by(1, looks)
    assert crew.by(2, opens(look)).status_code == 200
    assert crew.by(0, opens(f"{look}/picture")).content.startswith(b"\x89PNG")
    assert crew.by(1, opens(f"{look}/picture")).status_code == 404


def case_of(home: Home, item: str) -> str:
    cases = [str(one["case"]) for one in home.json("case", "list")["cases"]]
    return next(one for one in cases if item in home.ok("case", "show", one, "--json").out)


def signed_in(client: httpx.Client, name: str) -> dict[str, str]:
    """The cookies of somebody who signed in."""
    assert sign_in(client, name, PASSWORD).status_code == 303
    return dict(client.cookies)


def as_(cookies: dict[str, str], client: httpx.Client) -> httpx.Client:
    client.cookies.update(cookies)
    return client


def test_a_killed_process_costs_what_it_had_in_hand_and_is_replaced(ready: Ready) -> None:
    with ready.home.with_(workers=FEW).served() as served:
        crew = Crew(ready.home, served, ready.key)
        load = Load(served, ready.key)
        with load.running():
            load.wait(10)
            killed = crew.processes()[0]
            killed.kill()
            load.wait(25)
            eventually(lambda: killed not in crew.processes() and len(crew.processes()) == FEW,
                       "it is replaced")  # fmt: skip
            load.wait(len(load.answers) + 10)
        assert not load.refusals()
        assert served.process.poll() is None
    assert_kept(ready, load)


def test_one_that_cannot_start_is_tried_again_ever_later_while_the_others_answer(
    demo: Home,
) -> None:
    with demo.with_(workers=FEW).served() as served:
        keys = demo.folder / "keys"
        keys.rename(demo.folder / "keys-away")
        below(served.process, "tutela.web.serving")[0].kill()
        pauses = [one["replaced_in"] for one in islice(ends(served), 2)]
        assert pauses == sorted(set(pauses))
        with served.client() as client:
            assert client.get("/healthz").status_code == 200
        (demo.folder / "keys-away").rename(keys)
        eventually(lambda: len(below(served.process, "sandbox")) == FEW, "it starts again")
        assert served.process.poll() is None


def ends(served: Served) -> Iterator[dict[str, Any]]:
    """What the parent writes of processes that ended, as it writes it."""
    for written in served.process.stderr:
        assert "Traceback" not in written
        said = json.loads(written)
        if said["event"] == "serving-process-ended":
            yield said


def test_a_process_that_dies_before_it_answers_ends_the_start_with_a_sentence(demo: Home) -> None:
    starting = demo.with_(workers=FEW, port=0).start("serve")
    eventually(lambda: below(starting, "tutela.web.serving"), "one starts")[0].kill()
    out, said = starting.communicate(timeout=PATIENCE)
    assert (starting.returncode, out) == (4, "")
    assert "before it answered (status -9)" in said
    assert "Traceback" not in said


def test_nothing_survives_the_killed_parent_and_the_address_is_free_at_once(demo: Home) -> None:
    with demo.with_(workers=FEW).served() as served:
        port = httpx.URL(served.url).port
        left = below(served.process, "tutela.web.serving") + below(served.process, "sandbox")
        assert len(left) == 2 * FEW
        served.process.kill()
        served.process.wait()
        again = demo.with_(workers=FEW, port=port).start("serve")
        try:
            assert ADDRESS.search(again.stdout.readline()), again.stderr.read()
            assert not psutil.wait_procs(left, 10)[1]
        finally:
            stop(again)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_they_finish_what_is_under_way_and_keep_its_count(
    demo: Home, told: signal.Signals
) -> None:
    key = demo.json("key", "create", "demo", "tests")["key"]
    data = picture(9)
    with demo.with_(workers=FEW, counter_seconds=600).served() as served:
        where = httpx.URL(served.url)
        head = (
            f"POST /v1/scan?surface=uploads HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {key}\r\nContent-Length: {len(data)}\r\n"
            "Expect: 100-continue\r\n\r\n"
        )
        with socket.create_connection((where.host, where.port), PATIENCE) as connection:
            connection.sendall(head.encode())
            assert connection.recv(1000).startswith(b"HTTP/1.1 100")
            os.killpg(served.process.pid, told)
            eventually(lambda: not is_open(where), "the door is closed")
            connection.sendall(data)
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        _, said = served.process.communicate(timeout=PATIENCE)
        assert served.process.returncode == 0, said
        assert "Traceback" not in said
    assert counts(demo, "uploads") == 1


def is_open(where: httpx.URL) -> bool:
    try:
        socket.create_connection((where.host, where.port), 5).close()
    except OSError:
        return False
    return True
