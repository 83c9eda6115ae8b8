"""A decoding process may die, hang or be left behind at any moment; nothing else does."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

import tutela
from tutela.detection.sandbox.errors import DecodersBusy, DecodersClosed
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.signals import drawings
from tutela.signals.digests import digest
from tutela.signals.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from tutela.signals.model import Signals

LIMITS = DecoderLimits(memory_bytes=200 << 20, seconds=60)
HASTY = DecoderLimits(memory_bytes=200 << 20, seconds=0.3)
PICTURE = drawings.waves()


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        os.sched_yield()


def ended(pid: int) -> bool:
    """Whether the process is gone or goes within a minute."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 60)[0])
    finally:
        os.close(handle)


def reaped(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@contextmanager
def held(pool: DecoderPool) -> Iterator[tuple[int, Future[Signals]]]:
    """A worker that has a file in hand and does not move."""
    pool.warm()
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(pool.compute, PICTURE)
        until(lambda: pool.busy)
        yield pid, answer


def test_a_worker_killed_with_a_file_in_hand_is_the_file_s_problem_and_is_replaced() -> None:
    with DecoderPool(1, LIMITS) as pool:
        with held(pool) as (pid, answer):
            os.kill(pid, signal.SIGKILL)
            signals = answer.result()
        assert (signals.problem, signals.digests) == (Problem.DECODER_CRASHED, digest(PICTURE))
        assert reaped(pid)
        assert pool.compute(PICTURE).problem is None
        assert pool.pids != (pid,)


def test_a_worker_killed_by_the_kernel_for_its_processor_time_timed_out() -> None:
    with DecoderPool(1, LIMITS) as pool, held(pool) as (pid, answer):
        os.kill(pid, signal.SIGXCPU)
        os.kill(pid, signal.SIGCONT)
        assert answer.result().problem is Problem.TIMED_OUT


def test_a_worker_that_hangs_is_killed_when_its_time_is_up() -> None:
    with DecoderPool(1, HASTY) as pool:
        with held(pool) as (pid, answer):
            signals = answer.result()
        assert (signals.problem, signals.digests) == (Problem.TIMED_OUT, digest(PICTURE))
        assert reaped(pid)


def test_a_file_larger_than_the_channel_s_buffer_times_out_too() -> None:
    with DecoderPool(1, HASTY) as pool:
        pool.warm()
        os.kill(pool.pids[0], signal.SIGSTOP)
        assert pool.compute(bytes(20_000_000)).problem is Problem.TIMED_OUT


def test_a_worker_that_died_while_idle_costs_no_file() -> None:
    with DecoderPool(1, LIMITS) as pool:
        pool.warm()
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        assert ended(pid)
        assert pool.compute(PICTURE).problem is None
        assert reaped(pid)


def test_workers_outlive_the_thread_that_first_needed_them() -> None:
    with DecoderPool(1, LIMITS) as pool:
        thread = Thread(target=pool.compute, args=(PICTURE,))
        thread.start()
        thread.join()
        workers = pool.pids
        assert pool.compute(PICTURE).problem is None
        assert pool.pids == workers != ()


def test_who_waits_too_long_for_a_worker_is_told_so() -> None:
    with DecoderPool(1, LIMITS, patience=0.01) as pool, held(pool) as (pid, _):
        with pytest.raises(DecodersBusy) as busy:
            pool.compute(PICTURE)
        os.kill(pid, signal.SIGKILL)
    assert busy.value.exit_code == 4


def test_closing_reaps_all_and_tells_who_was_waiting() -> None:
    before = set(Path("/proc/self/fd").iterdir())
    pool = DecoderPool(1, LIMITS)
    with held(pool) as (pid, answer):
        pool.close()
        with pytest.raises(DecodersClosed):
            answer.result()
    assert reaped(pid)
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_a_closed_pool_stays_closed() -> None:
    pool = DecoderPool(2, LIMITS)
    pool.warm()
    workers = pool.pids
    pool.close()
    pool.close()
    assert all(reaped(pid) for pid in workers)
    with pytest.raises(DecodersClosed):
        pool.compute(PICTURE)
    with pytest.raises(DecodersClosed):
        list(pool.map([("one", PICTURE)]))


def test_closing_an_unused_pool_is_nothing() -> None:
    DecoderPool(3).close()


def test_workers_die_with_a_parent_that_is_killed() -> None:
    program = (
        "import sys\n"
        "from tutela.detection.sandbox.pool import DecoderPool\n"
        "pool = DecoderPool(2)\n"
        "pool.warm()\n"
        "print(*pool.pids, flush=True)\n"
        "sys.stdin.read()\n"
    )
    where = {"PYTHONPATH": str(Path(tutela.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=where,
    ) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(workers) == 2
    assert all(ended(pid) for pid in workers)


def test_a_worker_has_given_up_what_it_does_not_need() -> None:
    with DecoderPool(1, LIMITS) as pool:
        confinement = pool.warm()
        pool.compute(PICTURE)
        process = Path(f"/proc/{pool.pids[0]}")
        limits = {
            line[:26].strip(): line[26:].split()[0]
            for line in (process / "limits").read_text().splitlines()[1:]
        }
        assert (limits["Max open files"], limits["Max file size"]) == ("3", "0")
        assert limits["Max core file size"] == "0"
        assert int(limits["Max address space"]) < 1 << 30
        assert 60 <= int(limits["Max cpu time"]) < 90
        assert b"HOME" not in (process / "environ").read_bytes()
        assert confinement.dies_with_parent
        assert confinement.no_new_privileges
        if confinement.no_network:  # not every system lets a process leave the network
            assert len((process / "net" / "dev").read_text().splitlines()) == 3


def test_a_pool_without_workers_or_time_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one"):
        DecoderPool(0)
    with pytest.raises(ValueError, match="positive"):
        DecoderLimits(seconds=0)
