"""Work in a process of its own, so that nothing measured earlier stays in memory."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Barrier

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
PATIENCE = 600  # seconds until a process that waits for the others gives up
SPAWN = multiprocessing.get_context("spawn")


def run(work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """What `work` returns, computed in a new process that ends with it."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as process:
        return process.submit(_told_plainly, work, *given, **named).result()


def _told_plainly(
    work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
) -> Answer:
    """An error of ours may not find its way through a pipe; its words do."""
    try:
        return work(*given, **named)
    except Exception as error:  # noqa: BLE001 - whatever it was, its words arrive
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def timed(work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> float:
    """Seconds on the clock on the wall; what `work` returns is dropped."""
    return told(work, *given, **named)[1]


def told(
    work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
) -> tuple[Answer, float]:
    """What `work` returns, and its seconds on the clock on the wall."""
    began = time.perf_counter()
    answer = work(*given, **named)
    return answer, time.perf_counter() - began


def together(count: int, work: Callable[..., Answer], *given: object) -> list[Answer]:
    """What `work` returns in each of several new processes; none ends before all are done."""
    meeting = (SPAWN.Barrier(count),)
    with ProcessPoolExecutor(count, SPAWN, _meet_at, meeting) as processes:
        running = [processes.submit(_beside, work, *given) for _ in range(count)]
        return [one.result() for one in running]


_meeting: list[Barrier] = []


def _meet_at(everyone: Barrier) -> None:
    _meeting.append(everyone)


def _beside(work: Callable[..., Answer], *given: object) -> Answer:
    _meeting[0].wait(PATIENCE)
    answer = work(*given)
    _meeting[0].wait(PATIENCE)
    return answer
