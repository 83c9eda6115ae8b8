"""Who stands out: often, and for a large part; the rule is a table over counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutela.redress.misuse.model import Count, Kind, Party
from tutela.redress.misuse.proposing import Thresholds, stands_out

LIMITS = Thresholds(least=5, percent=50, content=2, period=timedelta(days=180))
AT = datetime(2026, 11, 2, tzinfo=UTC)


def counted(kind: Kind, misused: int, given: int | None) -> Count:
    return Count(kind, Party("forum", account="kim"), misused, given, 0, AT, AT)


@pytest.mark.parametrize(
    ("kind", "misused", "given", "out"),
    [
        (Kind.NOTICES, 4, 4, False),
        (Kind.NOTICES, 5, 5, True),
        (Kind.NOTICES, 5, 10, True),
        (Kind.NOTICES, 5, 11, False),
        (Kind.NOTICES, 500, 1001, False),
        (Kind.COMPLAINTS, 6, 12, True),
        (Kind.COMPLAINTS, 4, 4, False),
        (Kind.CONTENT, 1, None, False),
        (Kind.CONTENT, 2, None, True),
    ],
)
def test_whoever_is_often_and_mostly_wrong_stands_out(
    kind: Kind, misused: int, given: int | None, *, out: bool
) -> None:
    assert stands_out(counted(kind, misused, given), LIMITS) is out


def test_a_share_is_rounded_down_so_that_nobody_is_made_to_look_worse() -> None:
    assert counted(Kind.NOTICES, 2, 3).percent == 66
    assert counted(Kind.CONTENT, 2, None).percent is None
