"""Numbers and spans are said as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutela.web.pages.words import ago, duration, hold_clock, short, size, span

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=25), "25 min"),
        (timedelta(minutes=89, seconds=59), "89 min"),
        (timedelta(hours=2, minutes=59), "2 h"),
        (timedelta(hours=72), "72 h"),
        (timedelta(days=5, hours=3), "5 days"),
    ],
)
def test_a_span_is_said_in_its_most_telling_unit(length: timedelta, words: str) -> None:
    assert span(length) == span(-length) == words


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(hours=70), "ends in 70 h", "open"),
        (timedelta(hours=24), "ends in 24 h", "heed"),
        (timedelta(seconds=5), "ends in less than a minute", "heed"),
        (timedelta(0), "overdue by less than a minute", "stop"),
        (-timedelta(hours=7), "overdue by 7 h", "stop"),
    ],
)
def test_a_hold_says_when_it_ends_or_how_long_it_is_overdue(
    left: timedelta, words: str, tone: str
) -> None:
    clock = hold_clock(NOW + left, NOW)
    assert (clock.words, clock.tone, clock.at) == (words, tone, NOW + left)


def test_what_was_just_now_was_not_less_than_a_minute_ago() -> None:
    assert ago(NOW, NOW).words == "just now"
    assert ago(NOW - timedelta(hours=3), NOW).words == "3 h ago"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_a_size_is_said_in_its_unit(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P12M", "12 months"),
        ("PT24H", "24 hours"),
        ("P2W", "14 days"),
        ("P1M3D", "1 month and 3 days"),
        ("without-undue-delay", "without undue delay"),
    ],
)
def test_a_limit_of_the_law_is_said_in_words(text: str, words: str) -> None:
    assert duration(text) == words


def test_the_end_of_an_id_tells_it_from_others_of_the_same_moment() -> None:
    assert short("01a201ca-3cfb-7147-99d4-6466307d3460") == "307d3460"
