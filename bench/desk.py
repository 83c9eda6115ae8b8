"""The desk over HTTP with a hundred thousand cases that wait, as a browser asks for it."""

from __future__ import annotations

import random
import re
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psycopg
from bench.drawn import CACHE
from bench.rows import MILLISECONDS, AtMost, Plan, Row
from examples.demo_node import Command, served, use

from tutela import demonstration
from tutela.casework.priority import (
    GRAVEST,
    SOON,
    Facts,
    HoldStage,
    priority,
    stands_as_of,
)
from tutela.platform.database.address import DATABASE, OWNER_ROLE
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.ids import SystemIds

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES, FEW = 100_000, 1000
LOOKS, FEW_LOOKS, WARM = 400, 20, 20
PAGES = ("/desk", "/desk?grade=grave", "/desk?who=free", "/desk?who=second")
GOAL = 0.1  # seconds
SEED = 7
SECONDING = 0.05
_COLUMNS = (
    "service_id, id, subject_kind, subject_ref, state, opened_at, priority, queue_at, danger, "
    "item_count, pending, seconding, severity, restoration, hold_stage, next_due_at, surfaces"
)


def rows(plan: Plan) -> Iterator[Row]:
    """How long the slowest of twenty looks at the desk takes."""
    cases, looks = (FEW, FEW_LOOKS) if plan.quick else (CASES, LOOKS)
    row = Row(
        f"a page of the desk, {cases:,} cases wait, p95",
        "a tenth of a second",
        MILLISECONDS,
        AtMost(GOAL, GOAL),
    )
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder, ExitStack() as ending:
        home = Path(folder) / "home"
        ending.callback(EmbeddedServer(home / "postgres").stop)
        seconds = measured(home, Path(folder), cases, looks)
    note = f"{looks} looks in turn at the first cases, the gravest, the free, those to be seconded"
    yield row.with_(seconds[int(len(seconds) * 0.95)], note=note)


def measured(home: Path, folder: Path, cases: int, looks: int) -> list[float]:
    """The seconds of each look, the shortest first."""
    tutela = Command(home, folder)
    tutela("init", "--demo")
    password = tutela("account", "add", "mira", "--role", "reviewer")["password"]
    use(folder / "mira.password", password.encode())
    fill(home, cases)
    with served(home, folder) as address, httpx.Client(base_url=address) as browser:
        sign_in(browser, "mira", password)
        for at in range(WARM):
            look(browser, at)
        return sorted(look(browser, at) for at in range(looks))


def look(browser: httpx.Client, at: int) -> float:
    """Seconds until a page of the desk is there. RuntimeError unless it shows cases."""
    began = time.perf_counter()
    answer = browser.get(PAGES[at % len(PAGES)])
    seconds = time.perf_counter() - began
    if answer.status_code != httpx.codes.OK or 'href="/cases/' not in answer.text:
        raise RuntimeError(f"the desk answered {answer.status_code}: {answer.text[:500]}")
    return seconds


def sign_in(browser: httpx.Client, name: str, password: str) -> None:
    form = re.search(r'name="csrf"[^>]*value="([^"]+)"', browser.get("/login").text)
    if form is None:
        raise RuntimeError("the page to sign in has no form")
    browser.post("/login", data={"csrf": form[1], "name": name, "password": password})


def fill(home: Path, cases: int) -> None:
    """Writes cases of every kind, each where its facts put it."""
    server = EmbeddedServer(home / "postgres")
    server.acquire()
    try:
        with (
            psycopg.connect(server.conninfo(OWNER_ROLE, DATABASE)) as connection,
            connection.cursor() as cursor,
        ):
            with cursor.copy(f'COPY tutela."case" ({_COLUMNS}) FROM STDIN') as copy:
                for one in drawn(cases):
                    copy.write_row(one)
            cursor.execute('ANALYZE tutela."case"')
    finally:
        server.release()


def drawn(cases: int) -> Iterator[tuple[object, ...]]:
    """So many cases; the same ones in every run, but for their ids and the time of day."""
    chance, ids, now = random.Random(SEED), SystemIds(), datetime.now(UTC)
    for number in range(cases):
        opened = now - timedelta(minutes=chance.randrange(60 * 24 * 30))
        stage = chance.choices(list(HoldStage), [60, 30, 8, 2])[0]
        due = None if stage is HoldStage.NONE else now + SOON
        facts = Facts(
            danger=chance.random() < 0.001,  # noqa: PLR2004 - one in a thousand
            hold=stage,
            restoration=chance.random() < 0.01,  # noqa: PLR2004 - one in a hundred
            severity=chance.randint(0, GRAVEST),
            items=1 + int(chance.expovariate(0.5)),
        )
        points, seconding = priority(facts).points, int(chance.random() < SECONDING)
        yield (
            demonstration.SERVICE, ids.new(), "account", f"account-{number}", "open", opened,
            points, stands_as_of(opened, points), facts.danger, facts.items, 1 - seconding,
            seconding, facts.severity, facts.restoration, stage.value, due,
            [demonstration.UPLOADS],
        )  # fmt: skip
