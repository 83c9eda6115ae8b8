"""Public forms come at a pace that people keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutela.web.public import pace
from tutela.web.public.pace import Pace, TooOften

NOON = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # an hour later clocks in the Union go back
MINUTE = timedelta(minutes=1)


def test_so_many_forms_and_no_more_in_an_hour() -> None:
    kept = Pace(2)
    kept.take("192.0.2.1", NOON)
    kept.take("192.0.2.1", NOON + MINUTE)
    with pytest.raises(TooOften) as caught:
        kept.take("192.0.2.1", NOON + 2 * MINUTE)
    assert caught.value.facts["seconds"] == 58 * 60
    kept.take("192.0.2.2", NOON + 2 * MINUTE)
    kept.take("192.0.2.1", NOON + 60 * MINUTE)
    with pytest.raises(TooOften):
        kept.take("192.0.2.1", NOON + 60 * MINUTE)


def test_the_addresses_of_one_customer_are_one() -> None:
    kept = Pace(1)
    kept.take("2001:db8:1:2::a", NOON)
    with pytest.raises(TooOften):
        kept.take("2001:db8:1:2:ffff::b", NOON)
    kept.take("2001:db8:1:3::a", NOON)


def test_of_very_many_the_one_that_was_quiet_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "REMEMBERED", 2)
    kept = Pace(1)
    for last in range(4):
        kept.take(f"192.0.2.{last}", NOON)
    kept.take("192.0.2.0", NOON)
    with pytest.raises(TooOften):
        kept.take("192.0.2.3", NOON)
