"""Reports of a provider, taken in by the EU Centre's node over HTTP and passed on by a person.

The other side is what one would write instead: a route of Flask that stores each report's JSON in
PostgreSQL and commits. It checks no signature, gives no receipt, seals nothing and keeps no log.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import psycopg
from bench.desk import sign_in
from bench.drawn import CACHE
from bench.rows import MILLISECONDS, RATE, AtMost, Faster, Plan, Row
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from examples.demo_node import Command, free_port, served, use

from tutela.federation import keys, peers, signing, wire
from tutela.federation.kinds import REPORT_FILED
from tutela.federation.model import Descriptor, Envelope, Header
from tutela.federation.wire import Pass
from tutela.platform import home as homes
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.clock import SystemClock
from tutela.platform.database.address import DATABASE, OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.jobs.registry import Tasks
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.settings import Settings
from tutela.receiving import routing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

REPORT = json.loads((Path(__file__).parent / "a_report.json").read_text())
REPORTS, FEW = 4000, 100
PASSED, FEW_PASSED = 200, 10
FLOOR, GOAL = 200, 500  # reports a second
SLOWEST, AIM = 1.0, 0.25  # seconds
PATIENCE = 300
WORKERS, CONNECTIONS = 2, 4
ROLES = frozenset({Role.ADMINISTRATOR, Role.OFFICER})
BEA = Actor(ActorKind.PERSON, "account:bea", "bea", permissions_of(ROLES))
ROOT = Path(__file__).resolve().parents[1]


def rows(plan: Plan) -> Iterator[Row]:
    """How many reports a second are taken in, and how long passing one on takes then."""
    reports, passed = (FEW, FEW_PASSED) if plan.quick else (REPORTS, PASSED)
    taking = Row(
        "reports taken in by the EU Centre, acted on and logged",
        "Flask, gunicorn, one insert and commit a report",
        RATE,
        Faster(FLOOR / GOAL, 1),
    )
    passing = Row(
        "a report passed on to an authority by its page, p95",
        "a second",
        MILLISECONDS,
        AtMost(SLOWEST, AIM),
    )
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder, ExitStack() as ending:
        place = Path(folder) / "home"
        ending.callback(EmbeddedServer(place / "postgres").stop)
        centre = Centre(place, Path(folder))
        ours, seconds = centre.measured(reports, passed)
        theirs = None if plan.quick else their_rate(centre, reports)
    note = f"{reports:,} reports of one item; ours: signed, receipted, sealed, searchable, logged"
    yield taking.with_(ours, theirs, note=f"{note}; {FLOOR} a second are asked for")
    note = f"{passed} reports, one after the other, {reports:,} wait; the request of a person"
    yield passing.with_(seconds[int(len(seconds) * 0.95)], note=note)


class Centre:
    """The Centre's node, and a provider that is only a key and what it signs."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.key = Ed25519PrivateKey.generate()
        self.provider, self.authority = uuid4(), uuid4()
        command = Command(home, folder)
        command("init", "--demo", "--role", "centre")
        with (home / "tutela.toml").open("a", encoding="utf-8") as settings_file:
            settings_file.write(f"workers = {WORKERS}\n")
        made = command("account", "add", "olga", "--role", "officer")
        self.password = made["password"]
        use(folder / "olga.password", self.password.encode())
        command("account", "add", "bea", "--role", "administrator")
        settings = Settings(home=home, demo=True)
        with homes.open_node(settings, Tasks()) as node:
            self.id = node.identity.id
            keys.describe(node, BEA, name="EU Centre", address=f"http://127.0.0.1:{free_port()}")
            self._believe(node, self.provider, NodeRole.PROVIDER, self.key)
            self._believe(node, self.authority, NodeRole.AUTHORITY, Ed25519PrivateKey.generate())
            routing.serve(node, BEA, "DE", self.authority)

    def _believe(self, node: Node, peer_id: UUID, role: NodeRole, key: Ed25519PrivateKey) -> None:
        one = Descriptor(
            node=peer_id,
            role=role,
            name=f"A {role.value}",
            address=f"http://127.0.0.1:{free_port()}",
            demo=True,
            key=key.public_key().public_bytes_raw(),
            number=1,
            made_at=node.clock.now(),
        )
        signature = signing.sign(key, signing.DESCRIPTOR, signing.of_descriptor(one))
        peers.add(node, BEA, json.dumps(wire.write_descriptor(one, signature)))
        code = signing.code_of(one.key)
        peers.verify(node, BEA, peer_id, code=code, note="for the benchmark")

    def measured(self, reports: int, passed: int) -> tuple[float, list[float]]:
        """Reports a second, and the seconds of each that was passed on, the shortest first."""
        posts = [
            self._post(at, min(at + wire.MOST, reports)) for at in range(0, reports, wire.MOST)
        ]
        with served(self.home, self.folder) as address, httpx.Client(
            base_url=address, timeout=PATIENCE
        ) as browser:  # fmt: skip
            sign_in(browser, "olga", self.password)
            began = time.perf_counter()
            with ThreadPoolExecutor(2) as pool:
                for answer in pool.map(lambda post: _sent(address, *post), posts):
                    if any("refused" in one for one in answer):
                        raise RuntimeError(f"an envelope was refused: {answer[:1]}")
            while self._count() < reports:
                if time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"only {self._count()} of {reports} were acted on")
                time.sleep(0.02)
            rate = reports / (time.perf_counter() - began)
            seconds = sorted(self._passes_on(browser, one) for one in self._some(passed))
        return rate, seconds

    def _passes_on(self, browser: httpx.Client, report_id: UUID) -> float:
        page = f"/received/{report_id}"
        token = browser.get(page).text.partition('name="csrf" value="')[2].partition('"')[0]
        form = {"csrf": token, "country": "DE", "words": "it happened there"}
        began = time.perf_counter()
        answer = browser.post(f"{page}/forward", data=form)
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise RuntimeError(f"it was not passed on: {answer.status_code} {answer.text[:500]}")
        return time.perf_counter() - began

    def _post(self, first: int, end: int) -> tuple[str, bytes]:
        """So many reports of their own subjects as one post, with the pass that lets it in."""
        made = wire.write_post([self._envelope() for _ in range(first, end)])
        shown = Pass(self.provider, self.id, SystemClock().now(), sha256(made).digest())
        return wire.write_pass(shown, signing.sign(self.key, signing.PASS, shown.to_json())), made

    def _envelope(self) -> Envelope:
        body = {"form": report()}
        header = Header(
            id=uuid4(),
            sender=self.provider,
            recipient=self.id,
            kind=REPORT_FILED.name,
            schema=REPORT_FILED.schema,
            subject=f"report {body['form']['report']['id']}",
            number=1,
            sent_at=SystemClock().now(),
            body_sha256=signing.body_digest(body),
        )
        signature = signing.sign(self.key, signing.ENVELOPE, signing.of_header(header))
        return Envelope(header, body, signature)

    def _count(self) -> int:
        return self._asked("SELECT count(*) FROM tutela.received_report")[0][0]

    def _some(self, number: int) -> list[UUID]:
        found = self._asked(f"SELECT id FROM tutela.received_report LIMIT {int(number)}")
        return [row[0] for row in found]

    def _asked(self, query: str) -> list[Any]:
        with psycopg.connect(self.conninfo) as connection:
            return connection.execute(query.encode()).fetchall()

    @property
    def conninfo(self) -> str:
        """The owner's way into the database, which is up while the node is served."""
        return EmbeddedServer(self.home / "postgres").conninfo(OWNER_ROLE, DATABASE)


def report() -> dict[str, Any]:
    """The same report with an id of its own, and its item too."""
    [item] = REPORT["content"]
    return REPORT | {
        "report": REPORT["report"] | {"id": str(uuid4())},
        "content": [item | {"id": str(uuid4())}],
    }


def _sent(address: str, shown: str, post: bytes) -> list[dict[str, Any]]:
    headers = {"authorization": shown, "content-type": "application/json"}
    answer = httpx.post(f"{address}/v1/envelopes", content=post, headers=headers, timeout=PATIENCE)
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"the post was not taken: {answer.status_code} {answer.text[:500]}")
    found: list[dict[str, Any]] = answer.json()["answers"]
    return found


def their_rate(centre: Centre, reports: int) -> float:
    """Reports a second that the other side stores, over as many connections."""
    bodies = [json.dumps(report()).encode() for _ in range(reports)]
    server = EmbeddedServer(centre.home / "postgres")
    server.acquire()
    try:
        with psycopg.connect(centre.conninfo) as connection:
            connection.execute("CREATE TABLE tutela.bench_report (id uuid PRIMARY KEY, form jsonb)")
        with their_service(centre.conninfo) as address:
            began = time.perf_counter()
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(lambda part: _stored(address, part), _parts(bodies)))
            return reports / (time.perf_counter() - began)
    finally:
        server.release()


def _parts(bodies: list[bytes]) -> list[list[bytes]]:
    return [bodies[at::CONNECTIONS] for at in range(CONNECTIONS)]


def _stored(address: str, bodies: list[bytes]) -> None:
    headers = {"content-type": "application/json"}
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=headers) as client:
        for body in bodies:
            client.post("/reports", content=body).raise_for_status()


@contextmanager
def their_service(conninfo: str) -> Iterator[str]:
    """The other side's service, in so many processes, on a free port of this machine."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--workers", str(WORKERS),
        "--bind", f"127.0.0.1:{port}", "--log-level", "error", "bench.intake_app:app",
    ]  # fmt: skip
    environment = {**os.environ, "BENCH_DATABASE": conninfo, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(PATIENCE):
            try:
                httpx.get(f"{address}/ready").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()
