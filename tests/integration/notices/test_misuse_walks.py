"""Whatever is done in whatever order, nothing that comes while somebody is suspended is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.integration.notices.misuse_samples import Giver
from tests.integration.notices.test_misuse_suspending import agrees, asks, warned
from tests.world import SARA

from tutela.platform.errors import TutelaError
from tutela.redress.misuse import ending, reading, telling
from tutela.redress.notices import following, resuming
from tutela.redress.notices.machine import NoticeState

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.integration.notices.notice_samples import Door

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.redress.notices.taking import Receipt

STEPS = 25
ACTS = ("give", "give", "danger", "shared", "other", "wrong", "decide", "days", "warn", "tell",
        "suspend", "lift", "lapse", "resume")  # fmt: skip
SHARED = ["https://forum.example/t/shared"]


class Walk:
    """One random way through all that can happen."""

    def __init__(self, node: Node, door: Door, clock: ManualClock, seed: int) -> None:
        self.node, self.door, self.clock, self.random = node, door, clock, Random(seed)  # noqa: S311
        self.giver = Giver(node)
        self.got: list[Receipt] = []

    def steps(self) -> None:
        self.giver.is_wrong(self.door, 2)
        for _ in range(STEPS):
            with suppress(TutelaError):
                getattr(self, self.random.choice(ACTS))()

    def give(self) -> None:
        self.got.append(self.giver.gives())

    def danger(self) -> None:
        made = self.giver.gives(danger=True)
        assert made.looked_at_from is None
        self.got.append(made)

    def shared(self) -> None:
        self.got.append(self.giver.gives(urls=SHARED))

    def other(self) -> None:
        self.got.append(self.door.takes(urls=SHARED))

    def wrong(self) -> None:
        self.giver.is_wrong(self.door)

    def decide(self) -> None:
        if self.got:
            self.door.decides(self.random.choice(self.got).notice_id)

    def days(self) -> None:
        self.clock.advance(timedelta(days=self.random.choice((1, 8, 31))))

    def warn(self) -> None:
        warned(self.giver)

    def tell(self) -> None:
        telling.for_key(self.node, self.giver.actor)

    def suspend(self) -> None:
        agrees(self.giver, asks(self.giver, self.open_case(), days=self.random.choice((1, 30))))

    def lift(self) -> None:
        ending.lift(self.node, SARA, self.open_case(), reason="over")

    def lapse(self) -> None:
        ending.lapse(self.node)

    def resume(self) -> None:
        resuming.resume_due(self.node)

    def open_case(self) -> UUID:
        found = reading.list_cases(self.node, SARA)
        return found[0].one.id if found else UUID(int=0)


@pytest.mark.parametrize("seed", range(6))
def test_each_notice_has_its_code_and_is_looked_at_in_the_end(
    node: Node,
    door: Door,
    clock: ManualClock,
    rows: Callable[..., list[Any]],
    seed: int,
) -> None:
    walk = Walk(node, door, clock, seed)
    walk.steps()
    clock.advance(timedelta(days=181))
    ending.lapse(node)
    resuming.resume_due(node)
    for one in walk.got:
        found = following.follow(node, one.code.reveal())
        assert found.looked_at_from is None or found.state is NoticeState.DECIDED
    waiting = rows(
        "SELECT case_id, count(*) AS n FROM tutela.notice WHERE state = 'received' "
        "AND joined_id IS NULL GROUP BY case_id"
    )
    counted = rows("SELECT id, notices FROM tutela.case WHERE notices > 0 AND state = 'open'")
    assert {row.case_id: row.n for row in waiting} == {row.id: row.notices for row in counted}
    left = rows("SELECT 1 FROM tutela.notice WHERE state = 'received' AND pause_id IS NOT NULL")
    assert left == []
    assert rows("SELECT 1 FROM tutela.pause WHERE ended_at IS NULL OR account_ref <> ''") == []
