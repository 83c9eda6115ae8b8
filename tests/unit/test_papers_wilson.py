"""Wilson's interval: published values, its edges, and that the share is always inside."""

from __future__ import annotations

import pytest

from tutela.observatory.wilson import interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857 to 872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_is_what_the_literature_says(part: int, whole: int, low: float, high: float) -> None:
    assert interval(part, whole) == pytest.approx((low, high), abs=0.00006)


def test_nothing_has_no_interval_and_the_share_is_inside() -> None:
    assert interval(0, 0) is None
    for whole in range(1, 40):
        for part in range(whole + 1):
            found = interval(part, whole)
            assert found is not None
            assert 0 <= found[0] <= part / whole <= found[1] <= 1
