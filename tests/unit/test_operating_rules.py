"""What is said of a node, from what is known of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutela.operating import rules
from tutela.operating.advice import ADVICE, advice
from tutela.operating.checks import merged
from tutela.operating.model import Dead, Figures, JobFacts, Pulse, Sealing
from tutela.platform.doctor import Check

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
GIB = 1024**3


def before(**time: float) -> datetime:
    return NOON - timedelta(**time)


def test_a_disk_below_its_floor_is_named_and_the_others_are_not() -> None:
    found = rules.disk({"/home": GIB // 2, "/witness": 9 * GIB}, GIB)
    assert not found.good
    assert found.sentence == "Nearly full: 0.5 GiB at /home left, less than 1.0 GiB."
    assert rules.disk({"/home": GIB}, GIB).good


@pytest.mark.parametrize("seconds", [-6, 6])
def test_a_clock_that_is_ahead_or_behind_is_said(seconds: int) -> None:
    found = rules.clock(timedelta(seconds=seconds))
    assert found.sentence == "This machine's clock is 6 s from that of the database."
    assert rules.clock(timedelta(seconds=seconds - 1 if seconds > 0 else seconds + 1)).good


def test_a_row_may_wait_for_its_seal_for_a_minute() -> None:
    assert rules.sealing(Sealing(3, before(seconds=60)), NOON).good
    late = rules.sealing(Sealing(3, before(seconds=61)), NOON)
    assert (late.good, late.since) == (False, before(seconds=61))
    assert late.sentence == "Not sealed yet: 3 rows of the log, the first for 1 minute."
    assert rules.sealing(Sealing(0, None), NOON).good


def test_a_witness_that_lacks_rows_for_a_minute_is_said() -> None:
    assert rules.witness(5, 4, before(seconds=60), NOON).good
    late = rules.witness(5, 4, before(seconds=61), NOON)
    assert late.sentence == "It has not seen the last 1 row of the log."
    assert rules.witness(5, 5, None, NOON).good


def test_jobs_may_be_late_for_five_minutes_and_those_given_up_are_named() -> None:
    assert rules.jobs(JobFacts(2, before(minutes=5)), NOON).good
    late = rules.jobs(JobFacts(2, before(minutes=6)), NOON)
    assert late.sentence == "2 jobs are due and not begun, the first for 6 minutes."
    failed = rules.jobs(JobFacts(0, None, {"webhook:deliver": 2}, before(hours=1)), NOON)
    assert failed.sentence == "Given up after all tries, in the last day: webhook:deliver (2)."
    assert failed.since == before(hours=1)


def test_a_message_that_was_given_up_is_said() -> None:
    assert rules.deliveries(Dead(0, None)).good
    assert rules.deliveries(Dead(1, NOON)).sentence == "1 message is given up: never confirmed."


def pulse(seen_at: datetime, index_age: float | None = 0.1) -> Pulse:
    return Pulse("serving", 7, before(hours=1), seen_at, Figures(index_age, 0.1))


def test_a_silent_process_is_said_and_a_node_that_nobody_serves_is_not_ill() -> None:
    assert rules.serving([], NOON).good
    assert rules.serving([pulse(before(seconds=30))], NOON).sentence == "1 process is at work."
    silent = rules.serving([pulse(NOON), pulse(before(minutes=2))], NOON)
    assert silent.sentence == "1 process is not heard of for 2 minutes."


@pytest.mark.parametrize(("age", "words"), [(31.0, "31 s ago"), (None, "never")])
def test_one_process_with_a_stale_index_is_enough(age: float | None, words: str) -> None:
    assert rules.index([0.1, 30.0], 30.0).good
    found = rules.index([0.1, age], 30.0)
    assert not found.good
    assert f"last heard of changes {words}; the limit is 30 s." in found.sentence


def test_a_backup_becomes_old_and_a_young_node_needs_none_yet() -> None:
    def of(last: datetime | None, made: datetime, *, days: int = 7, demo: bool = False) -> Check:
        return rules.backup(last, made, NOON, days=days, demo=demo)

    assert of(None, before(days=7)).good
    assert not of(None, before(days=8)).good
    assert of(before(days=7), before(days=90)).good
    old = of(before(days=8), before(days=90))
    assert (old.good, old.since) == (False, before(days=8))
    assert old.sentence == "The last one was written 8 days ago."
    assert of(None, before(days=90), days=0).good
    assert of(None, before(days=90), demo=True).good


def test_of_two_checks_of_one_name_the_one_that_fails_is_kept() -> None:
    good, bad = (Check("witness", good=one, sentence=str(one)) for one in (True, False))
    assert merged([good], [bad]) == merged([bad], [good]) == [bad]


def test_everything_that_is_advised_is_whole_and_what_nobody_wrote_about_has_a_name() -> None:
    for name, one in ADVICE.items():
        assert one.title, name
        assert one.means.endswith("."), name
        assert one.todo.endswith("."), name
    assert advice("moon").title == "Moon"
