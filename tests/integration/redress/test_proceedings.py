"""What another body decides is recorded, kept to its clock, and carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.redress.test_complaints import removed
from tests.world import JONAS, KEPT, KEY, SARA, World, with_second

from tutela.casework import decisions
from tutela.casework.errors import PersonNeeded
from tutela.law.model import Finding
from tutela.platform.services.model import SecondPerson
from tutela.redress.complaints import proceedings
from tutela.redress.complaints.errors import (
    AboutUnknown,
    DayAhead,
    FindingNeeded,
    ProceedingKnown,
    ProceedingMoveRefused,
    ProceedingUnknown,
    ProceedingUnreadable,
    ReasonMissing,
)
from tutela.redress.complaints.proceeding import Kind, Proceeding, Result
from tutela.redress.complaints.proceedings import Begun
from tutela.redress.statements import reading
from tutela.redress.statements.store_reading import Which

if TYPE_CHECKING:
    from uuid import UUID

    from tests.simulators.platform import Platform

ON = date(2026, 10, 20)  # before the clocks go back


def begun(world: World, kind: Kind = Kind.DISPUTE) -> tuple[UUID, Begun, Proceeding]:
    item = removed(world)
    about = reading.list_statements(world.node, SARA, Which.ALL)[0].statement.id
    asked = Begun(kind, about, "ODS body of Ireland", "ODS-7", ON)
    return item, asked, proceedings.register(world.node, SARA, asked)


def test_an_out_of_court_body_has_ninety_days_and_once_ninety_more(
    live: World, platform: Platform
) -> None:
    _, _, one = begun(live)
    start = datetime(2026, 10, 20, tzinfo=UTC)
    assert one.due_at == start + timedelta(days=90)
    longer = proceedings.extend(live.node, SARA, one.id, "highly complex")
    assert longer.due_at == start + timedelta(days=180)
    with pytest.raises(ProceedingMoveRefused):
        proceedings.extend(live.node, SARA, one.id, "again")
    assert [event.reason for event in live.events("dispute:extend")] == ["highly complex"]


def test_what_a_body_reverses_is_put_right(live: World, platform: Platform) -> None:
    item, _, one = begun(live)
    with pytest.raises(FindingNeeded):
        proceedings.end(live.node, SARA, one.id, Result.REVERSED, "it is art")
    assert live.item(item).restricted
    done = proceedings.end(
        live.node, SARA, one.id, Result.REVERSED, "it is art", Finding.NOT_ABUSE_MATERIAL
    )
    assert (done.result, done.runs) == (Result.REVERSED, False)
    live.run_jobs()
    assert not live.item(item).restricted
    with pytest.raises(ProceedingMoveRefused):
        proceedings.end(live.node, SARA, one.id, Result.UPHELD, "twice")


def test_a_court_admits_a_case_before_it_decides_it(live: World, platform: Platform) -> None:
    item, _, one = begun(live, Kind.COURT)
    assert one.due_at is None
    with pytest.raises(ProceedingMoveRefused):
        proceedings.end(live.node, SARA, one.id, Result.UPHELD, "too early")
    proceedings.admit(live.node, SARA, one.id, "admitted")
    assert proceedings.end(live.node, SARA, one.id, Result.UPHELD, "lawful").state == "decided"
    assert live.item(item).restricted


def test_a_court_may_dismiss_a_case(live: World, platform: Platform) -> None:
    _, _, one = begun(live, Kind.COURT)
    done = proceedings.end(live.node, SARA, one.id, Result.DISMISSED, "out of time")
    assert [each.id for each in proceedings.list_proceedings(live.node, SARA)] == [done.id]
    assert len(live.events("court-case:dismiss")) == 1


def test_what_cannot_be_recorded_is_refused(live: World, platform: Platform) -> None:
    _, asked, _ = begun(live)
    for other, refusal in (
        (asked, ProceedingKnown),
        (replace(asked, about=live.node.ids.new()), AboutUnknown),
        (replace(asked, body=" "), ReasonMissing),
        (replace(asked, body="x" * 201), ProceedingUnreadable),
        (replace(asked, reference="a\nb"), ProceedingUnreadable),
        (replace(asked, on=date(9999, 12, 31)), DayAhead),
    ):
        with pytest.raises(refusal):
            proceedings.register(live.node, SARA, other)
    with pytest.raises(ProceedingUnknown):
        proceedings.extend(live.node, SARA, live.node.ids.new(), "no")
    with pytest.raises(PersonNeeded):
        proceedings.register(live.node, KEY, asked)


def test_what_a_second_person_declines_can_be_carried_out_again(
    live: World, platform: Platform
) -> None:
    item, _, one = begun(live)
    live.declare(with_second(KEPT, SecondPerson.ALWAYS))

    def carried_out() -> Proceeding:
        return proceedings.end(
            live.node, SARA, one.id, Result.REVERSED, "it is art", Finding.NOT_ABUSE_MATERIAL
        )

    assert carried_out().runs
    decisions.second(live.node, JONAS, live.case_of(item), agree=False, reason="no")
    assert carried_out().runs
    decisions.second(live.node, JONAS, live.case_of(item), agree=True, reason="yes")
    assert not live.item(item).restricted
    assert carried_out().result is Result.REVERSED
