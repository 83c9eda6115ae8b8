"""Items scanned over HTTP, with two processes on each side and a million indicators."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from bench import fresh, hashing
from bench.codes import Random
from bench.drawn import CACHE
from bench.load import Door, rate
from bench.rows import RATE, SECONDS, AtMost, Faster, Plan, Row
from bench.sides import Wheel, installed
from examples.demo_node import Command, served

from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
BANKED = Random(1_000_000)
WORKERS, CONNECTIONS = 2, 4
EXPECTED = [False, True]
"""Whether the banked picture is clear, and whether another is."""
WARM, MEASURED = 3.0, 12.0  # seconds
PATIENCE = 120  # seconds until the other side serves


def rows(plan: Plan) -> Iterator[Row]:
    """How long the bank takes to come in, and how many items a second are answered."""
    importing = Row(f"`tutela bank import`, {BANKED.name}", "a minute", SECONDS, AtMost(60, 60))
    scanning = Row(
        f"scan over HTTP, {hashing.WEIGHT // 1000} kB JPEGs, {BANKED.name}",
        "Flask, gunicorn, threatexchange wheel",
        RATE,
        Faster(3, 5),
    )
    if plan.quick:
        yield importing.left_out("too long for a quick run")
        yield scanning.left_out("too long for a quick run")
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        seconds, ours = our_rate(Path(folder))
        yield importing.with_(seconds)
        missing = [one for one in ("threatexchange", "flask", "gunicorn") if not installed(one)]
        if missing:
            yield scanning.with_(ours, note=f"{', '.join(missing)} not installed")
            return
        rates = their_rates(Path(folder))
    kind = max(rates, key=rates.__getitem__)
    note = f"{WORKERS} workers and {CONNECTIONS} connections; gunicorn's {kind} workers did best"
    yield scanning.with_(ours, rates[kind], compared=2, note=note)


def our_rate(folder: Path) -> tuple[float, float]:
    """Seconds to import the bank, and items a second of `tutela serve`."""
    home = folder / "home"
    tutela = Command(home, folder)
    with ExitStack() as ending:
        ending.callback(EmbeddedServer(home / "postgres").stop)
        return _served_rate(tutela, home, folder)


def _served_rate(tutela: Command, home: Path, folder: Path) -> tuple[float, float]:
    tutela("init", "--demo")
    with (home / "tutela.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"workers = {WORKERS}\ndecoders = {WORKERS}\n")
    key = tutela("key", "create", "demo", "load")["key"]
    listed = written(folder / "bank.txt")
    _, seconds = fresh.told(tutela, "bank", "import", "demo", listed)
    with served(home, folder) as address:
        door = Door(
            address,
            "/v1/scan?surface=uploads&account=load&id=item-{number}",
            {"Authorization": f"Bearer {key}", "Content-Type": "application/octet-stream"},
        )
        answers = [one["verdict"] == "clear" for one in asked(door)]
        if answers != EXPECTED:
            raise RuntimeError(f"the node answered {answers}")
        return seconds, measured(door)


def their_rates(folder: Path) -> dict[str, float]:
    """Items a second of the wheel behind Flask, for each kind of worker that would do."""
    index = folder / "index"
    fresh.run(store, index)
    found = {}
    for kind in ("sync", "gthread"):
        with gunicorn(kind, index) as address:
            door = Door(address, "/scan", {"Content-Type": "application/octet-stream"})
            answers = [not one["matches"] for one in asked(door)]
            if answers != EXPECTED:
                raise RuntimeError(f"the other side answered {answers}")
            found[kind] = measured(door)
    return found


def banked() -> list[str]:
    """The bank, as text: the first picture, and random codes."""
    known = hashing.hashed(hashing.pictures()[0])
    return [known, *(code.tobytes().hex() for part in BANKED.parts() for code in part[1:])]


def written(path: Path) -> Path:
    path.write_text("".join(f"pdq {code}\n" for code in banked()), encoding="utf-8")
    return path


def store(path: Path) -> None:
    """Writes the same bank as an index of the other side."""
    Wheel.begin()
    given = [(code, at) for at, code in enumerate(banked())]
    Wheel.store(Wheel.build(given, path), path)


def asked(door: Door) -> list[dict[str, object]]:
    """The answers for the banked picture and another one."""
    connection = door.open()
    return [door.post(connection, BANKED.entries + at, hashing.pictures()[at]) for at in (0, 1)]


def measured(door: Door) -> float:
    """Items a second. Every item is a picture that is in no bank."""
    items = hashing.pictures()[1:]
    return fresh.run(rate, door, items, connections=CONNECTIONS, warm=WARM, seconds=MEASURED)


@contextmanager
def gunicorn(kind: str, index: Path) -> Iterator[str]:
    """The other side, served with so many workers of a kind until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    threads = str(CONNECTIONS // WORKERS if kind == "gthread" else 1)
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", kind,
         "--threads", threads, "--bind", f"127.0.0.1:{port}", "--log-level", "warning",
         "bench.flask_app:app"],
        env={**os.environ, "BENCH_INDEX": str(index), "OMP_NUM_THREADS": "1"},
        cwd=ROOT,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Waits until something answers there, whatever it says."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(address, timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"nothing serves at {address}")
