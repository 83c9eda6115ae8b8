"""How long kept bytes may stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tutela.evidence.retention import erase_at


@pytest.mark.parametrize(
    ("kept", "erased"),
    [
        ("2026-11-22T09:00", "2027-11-22T09:00"),  # the profile's own limit
        ("2028-02-29T12:00", "2029-02-28T12:00"),  # outside its validity: the law's usual one
        ("2026-05-01T00:00", "2027-05-01T00:00"),
    ],
)
def test_the_limit_is_twelve_calendar_months(kept: str, erased: str) -> None:
    instant = datetime.fromisoformat(kept).replace(tzinfo=UTC)
    assert erase_at(instant) == datetime.fromisoformat(erased).replace(tzinfo=UTC)
