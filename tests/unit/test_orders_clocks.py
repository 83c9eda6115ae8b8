"""The clocks of an order: ours ring a bell, its own limit is an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.orders import written

from tutela.orders import clocks, form
from tutela.orders.machine import Command, OrderState, move, possible
from tutela.orders.model import CameBy, OrderLine

# The night in which Berlin's clocks go back: 02:30 comes twice.
BERLIN = ZoneInfo("Europe/Berlin")
EVE = datetime(2026, 10, 24, 20, 0, tzinfo=BERLIN)
LINE = OrderLine(
    id=UUID(int=1), service_id="forum", state=OrderState.RECEIVED, came_by=CameBy.MAIL,
    article=None, reference="", issuer_name="", member_state="", items=0, received_at=EVE,
    acknowledged_at=None, due_at=None, withheld_until=None, executed_at=None, effected_at=None,
    reported_at=None, ended_at=None,
)  # fmt: skip


def names(state: OrderState, **changes: Any) -> list[str]:
    return [one.name for one in clocks.running(replace(LINE, state=state, **changes))]


@pytest.mark.parametrize(
    ("state", "running"),
    [
        (OrderState.RECEIVED, ["register"]),
        (OrderState.REGISTERED, ["acknowledge", "effect"]),
        (OrderState.LACKING, []),
        (OrderState.EXECUTING, ["acknowledge", "effect"]),
        (OrderState.EFFECTED, ["acknowledge", "report-back"]),
        (OrderState.REPORTED, []),
        (OrderState.REINSTATING, ["effect"]),
        (OrderState.WITHDRAWN, []),
    ],
)
def test_what_runs_depends_on_where_the_order_stands(state: OrderState, running: list[str]) -> None:
    assert names(state) == running


def test_a_confirmed_receipt_rings_no_more() -> None:
    assert names(OrderState.REGISTERED, acknowledged_at=EVE) == ["effect"]


@pytest.mark.parametrize("eve", [EVE, datetime(2027, 3, 27, 20, 0, tzinfo=BERLIN)])
def test_twenty_four_hours_are_that_many_across_a_change_of_the_clocks(eve: datetime) -> None:
    facts = form.facts(written(time_limit="PT24H", received_at=eve), eve, eve)
    assert facts.due_at == eve.astimezone(UTC) + timedelta(hours=24)
    line = replace(LINE, state=OrderState.REGISTERED, received_at=eve, due_at=facts.due_at)
    [_, effect] = clocks.running(line)
    assert effect.law
    assert not effect.over(facts.due_at)
    assert effect.over(facts.due_at + timedelta(seconds=1))


def test_half_past_two_twice_in_a_night_is_two_instants() -> None:
    first = form.facts(written(due_at="2026-10-25T02:30:00+02:00"), EVE, EVE)
    second = form.facts(written(due_at="2026-10-25T02:30:00+01:00"), EVE, EVE)
    assert first.due_at is not None
    assert second.due_at == first.due_at + timedelta(hours=1)


def test_only_what_is_over_offers_no_command() -> None:
    ended = {state for state in OrderState if not possible(state)}
    assert ended == {OrderState.DISMISSED, OrderState.ANSWERED, OrderState.WITHDRAWN}
    assert move(OrderState.RECEIVED, Command.REGISTER) is OrderState.REGISTERED
