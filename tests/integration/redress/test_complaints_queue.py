"""A case in which somebody complained stands in the queue, and is found there at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.integration.redress.conftest import told
from tests.integration.redress.test_complaints import RIGHT, WORDS, WRONG, complained, removed
from tests.integration.redress.test_links import code_of
from tests.together import together
from tests.world import CONFIRM, CURATOR, FORUM, MIRA, SARA, picture

from tutela.casework import store_queue
from tutela.casework.only import Only, Told
from tutela.casework.queue import list_cases
from tutela.redress.complaints import deciding, lodging

if TYPE_CHECKING:
    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.casework.model import CaseSummary
    from tutela.platform.clock import ManualClock

CASES = 100_000
MANY = """
    INSERT INTO tutela.case (id, service_id, subject_kind, subject_ref, state, opened_at, queue_at,
        notices, flags, complained_at)
    SELECT gen_random_uuid(), :service, 'account', 'account-' || n, 'open', now, now,
        (n % 1000 = 1)::int, (n % 1000 = 2)::int, CASE WHEN n % 1000 = 3 THEN now END
    FROM generate_series(1, :cases) AS n,
        LATERAL (SELECT now() - n * interval '1 second') AS at (now)
"""
INDEXES = {
    Told.COMPLAINT: "ix_case_complained",
    Told.NOTICE: "ix_case_noticed",
    Told.FLAG: "ix_case_flagged",
}
COMPLAINTS = Only(told=Told.COMPLAINT)


def two_letters(world: World, platform: Platform) -> list[str]:
    """The codes of two letters about items of one case, which is closed."""
    before = len(told(platform))
    if not before:
        world.learn(2)
    items = [world.hit(picture(number), account=f"kim-{before}") for number in (1, 2)]
    for item in items:
        world.decide(item, CONFIRM)
    world.run_jobs()
    return [code_of(platform, at) for at in (-1, -2)]


def found(world: World, only: Only = COMPLAINTS) -> list[CaseSummary]:
    return list_cases(world.node, MIRA, only=only)


def test_a_closed_case_stands_in_the_queue_from_the_complaint_until_its_answer(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    removed(live)
    assert list_cases(live.node, MIRA) == []
    clock.advance(timedelta(days=90))
    one = complained(live, platform)
    [case] = found(live)
    assert (case.id, case.state, case.complained_at) == (one.case_id, "closed", one.received_at)
    assert case.since == one.received_at, "not ahead of all that is younger than the case"
    assert found(live, Only(told=Told.NOTICE)) == found(live, Only(told=Told.FLAG)) == []
    deciding.decide(live.node, SARA, one.id, RIGHT)
    assert found(live) == list_cases(live.node, MIRA) == []


def test_of_two_complaints_in_a_case_the_first_that_waits_counts(
    live: World, platform: Platform, clock: ManualClock
) -> None:
    made = []
    for code in two_letters(live, platform):
        clock.advance(timedelta(hours=1))
        made.append(lodging.by_link(live.node, code, WORDS, language="en"))
    [case] = found(live)
    assert case.complained_at == made[0].received_at
    deciding.decide(live.node, SARA, made[0].id, RIGHT)
    [case] = found(live)
    assert case.complained_at == made[1].received_at


def test_a_complaint_that_comes_while_another_of_its_case_is_answered_stands_in_the_queue(
    live: World, platform: Platform
) -> None:
    for _ in range(4):
        codes = two_letters(live, platform)
        first = lodging.by_link(live.node, codes[0], WORDS, language="en")
        _, second = together(
            partial(deciding.decide, live.node, SARA, first.id, RIGHT),
            partial(lodging.by_link, live.node, codes[1], WORDS, language="en"),
        )
        [case] = found(live)
        assert (case.id, case.complained_at) == (first.case_id, second.received_at)
        deciding.decide(live.node, SARA, second.id, RIGHT)


def test_a_reversal_that_is_proposed_waits_where_its_item_goes_on(
    live: World, platform: Platform
) -> None:
    removed(live)
    one = complained(live, platform)
    deciding.decide(live.node, CURATOR, one.id, WRONG)
    assert found(live) == []


@pytest.mark.parametrize("what", list(Told))
def test_each_part_of_a_long_queue_is_read_in_order_from_its_own_index(
    live: World, what: Told
) -> None:
    with live.node.transaction() as connection:
        connection.execute(text(MANY), {"cases": CASES, "service": FORUM})
    query = store_queue.waiting(
        Only(told=what), person="", now=live.node.clock.now(), after=None, limit=50
    )
    asked = query.compile(dialect=live.node.engine.dialect, compile_kwargs={"literal_binds": True})
    with live.node.read() as connection:
        plan = "\n".join(connection.execute(text(f"EXPLAIN {asked}")).scalars())
    assert INDEXES[what] in plan
    assert "Sort" not in plan
    assert len(found(live, Only(told=what))) == 100
