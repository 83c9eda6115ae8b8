"""Numbers of people to talk to: each with its source, and how old that is."""

from __future__ import annotations

from datetime import date

import pytest

from tutela.law.support import support
from tutela.web.support import Contact, contacts


def contact(dated: date) -> Contact:
    return Contact("Everywhere", "Somebody", "112", "", "a law", dated)


@pytest.mark.parametrize(
    ("today", "age", "old"),
    [
        (date(2025, 4, 24), "less than a year ago", False),
        (date(2025, 4, 25), "1 year ago", False),
        (date(2029, 4, 26), "5 years ago", True),
        (date(2034, 1, 1), "9 years ago", True),
    ],
)
def test_a_number_says_how_old_its_source_is(today: date, age: str, old: bool) -> None:  # noqa: FBT001
    one = contact(date(2024, 4, 25))
    assert (one.age(today), one.is_old(today)) == (age, old)


def test_no_number_stands_without_its_source_and_day() -> None:
    assert contacts()
    for one in contacts():
        assert one.source.strip()
        assert one.dated <= date(2026, 12, 31)
    assert support().source.strip()
