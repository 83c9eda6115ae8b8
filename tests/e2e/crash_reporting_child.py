"""The process that is killed while it reports: one story from a decision to two reports that left.

    python -m tests.e2e.crash_reporting_child

reads orders from standard input, forks a child for each, and says on standard output what the child
acknowledged and which steps it passed (see `dying`).
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import text
from tests.bureau import CONFIRM, CYBERTIP, OLGA, PACK, Bureau
from tests.e2e.dying import Steps, install, install_http, say, take_orders
from tests.simulators.cybertip import CyberTip
from tests.stage import BANKED, Stage, bytes_of, signals_of
from tests.world import MIRA

from tutela import assembly
from tutela.casework import decisions
from tutela.platform import home
from tutela.platform.settings import load
from tutela.reporting import preparing, sending
from tutela.reporting.machine import ReportState
from tutela.reporting.national.phrases import phrases
from tutela.reporting.plugin import kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from uuid import UUID

    from tutela.reporting.reading import ReportSummary

ATTACHED, HASH_ONLY = 0, 1  # which banked picture
TOLD: dict[str, Any] = {
    "description": "Two listed pictures were uploaded by one account.",
    "messages": [
        {"sender": "kim", "text": "look at these two", "reported": True},
        {"sender": "lee", "text": "no, thank you"},
    ],
}


def account(number: int) -> str:
    """The account that one life is about; no other life has it."""
    return f"account-{number:05d}"


def reference(number: int) -> str:
    """What the police called the pack of one life."""
    return f"police/{number}"


@dataclass
class ShiftedClock:
    """The machine's clock, so much ahead: children and their parent share it by its number."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> None:
        self.ahead += by


class Reopened(Stage):
    """The program over a home in which everything is declared and banked already."""

    def __post_init__(self) -> None:
        self.program = assembly.put_together(self.node)


@dataclass
class Desk(Bureau):
    """A bureau over such a home. Its jobs are taken as a worker takes them, before they run."""

    # To die before a job is taken is to die after the one before.
    taking: Callable[[], AbstractContextManager[None]] = nullcontext

    def __post_init__(self) -> None:
        self.stage = Reopened(self.node)

    def reports_on(self, number: int) -> list[ReportSummary]:
        """The reports of one life."""
        return [one for one in self.reports() if one.row.subject_ref == account(number)]

    def jobs(self) -> list[str]:
        """What waits, or was left half done."""
        return [row.task_name for row in self.rows("SELECT task_name FROM procrastinate_jobs")]

    def _next_job(self, tried: set[int]) -> Any:
        with self.taking():
            job = super()._next_job(tried)
        if job is not None:
            statement = "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = :id"
            with self.taking(), self.node.transaction() as connection:
                connection.execute(text(statement), {"id": job.id})
        return job


def story(desk: Desk, number: int, items: list[UUID], said: Callable[..., None]) -> None:
    """All that matters, in one life: what `said` is told was answered to somebody."""
    attached, _ = items
    for item_id in items:
        decisions.decide(desk.node, MIRA, desk.case_of(item_id), CONFIRM, item_ids=[item_id])
        said("confirmed", item_id)
    desk.run_jobs()
    drafts = desk.reports_on(number)
    assert len(drafts) == 2, drafts
    for one in drafts:
        desk.describe(one.row.id, **TOLD)
        preparing.attach(desk.node, OLGA, one.row.id, attached, attached=True)
        said("described", one.row.id)
    for one in drafts:
        desk.send(one.row.id)
        said("sent", one.row.id)
    desk.run_jobs()
    there = {one.recipient: one.row for one in desk.reports_on(number)}
    assert there[CYBERTIP].state is ReportState.FILED
    assert there[PACK].state is ReportState.HANDED
    pack = there[PACK].id
    now = desk.node.clock.now()
    sending.mark_sent(desk.node, OLGA, pack, reference=reference(number), sent_at=now)
    said("marked", pack)
    desk.run_jobs()


@contextmanager
def opened_desk(folder: Path, clock: ShiftedClock, service: CyberTip) -> Iterator[Desk]:
    """The bureau over a home that was made before."""
    settings, _ = load(folder, {})
    with home.open_node(settings, assembly.tasks(), clock=clock) as node:
        desk = Desk(node, service)
        try:
            yield desk
        finally:
            desk.close()


def live(folder: Path, number: int, deadly: int, ahead: float) -> None:
    """One life, up to its end or its deadly step; `ahead` is the shift of its clock, in seconds."""
    steps = Steps(deadly, (str(folder) + "/objects", str(folder) + "-witness"))
    install(steps)
    install_http(steps)
    os.environ["PGAPPNAME"] = f"story-{number}"
    # The simulator that runs elsewhere; this one only fills the place of what is not needed here.
    with opened_desk(folder, ShiftedClock(timedelta(seconds=ahead)), CyberTip()) as desk:

        def said(what: str, which: object) -> None:
            steps.step("answer")
            say(what, str(which))

        # How items come in is killed at every step by the neighbouring test.
        items = [
            desk.upload(account(number), one, f"photo-{number}-{one}")
            for one in (ATTACHED, HASH_ONLY)
        ]
        desk.taking = steps.disarmed
        steps.armed = True
        story(desk, number, items, said)
        steps.armed = False
    say("steps", steps.passed)


def warm_up() -> None:
    """Reads once what every child would read, and what no killing can change."""
    for one in BANKED:
        signals_of(bytes_of(one))
    kinds()
    phrases("en")
    httpx.create_ssl_context(trust_env=False)


if __name__ == "__main__":
    warm_up()
    take_orders(lambda folder, *more: live(Path(folder), *more))
