"""However long an authority asks, and however often, a user is told in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.months import WHY, Months

from tutela.receiving.errors import HoldTooLate, HoldTooLong, ReceivedWordsMissing
from tutela.redress.informing.model import State

if TYPE_CHECKING:
    from tests.receiving import Loop

DAY = timedelta(days=1)


def test_an_authority_holds_it_back_for_eighteen_months_at_most_and_it_ends_by_itself(
    loop: Loop,
) -> None:
    year = Months(loop).forwarded()
    loop, began = year.loop, year.clock.now()
    last = year.line(loop.authority)
    with pytest.raises(HoldTooLong, match="2028"):
        year.holds(began + timedelta(days=549))
    with pytest.raises(HoldTooLong):
        year.holds(began)
    with pytest.raises(ReceivedWordsMissing):
        year.holds(began + DAY, " ")
    assert year.line(loop.authority) == last
    year.holds(began + 100 * DAY)
    assert year.notice().state is State.HELD
    for one in (loop.centre, loop.authority):
        assert year.line(one).hold_until == began + 100 * DAY
    year.passes(began + 99 * DAY)
    assert year.letters() == []
    # It may be longer, but no longer than eighteen months from the first day.
    with pytest.raises(HoldTooLong):
        year.holds(began + timedelta(days=549))
    year.holds(began + 540 * DAY)
    year.passes(began + 539 * DAY)
    assert year.letters() == []
    year.passes(began + 540 * DAY)
    [letter] = year.letters()
    assert "only now" in letter["text"]
    assert WHY not in str(letter)
    for one in (loop.centre, loop.authority):
        line = year.line(one)
        assert (line.hold_until, line.user_told_at) == (None, year.clock.now())
    with pytest.raises(HoldTooLate):
        year.holds(year.clock.now() + DAY)
