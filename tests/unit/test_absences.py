"""Who stands in for whom, and that nobody stands in for themselves by a detour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.absences.model import Absence, away, circular, stands_in
from tutela.platform.alerts.covering import covered
from tutela.platform.alerts.model import Kind, Listener, Wishes
from tutela.platform.ids import SystemIds
from tutela.platform.permissions import Role, permissions_of

if TYPE_CHECKING:
    from uuid import UUID

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = [SystemIds().new() for _ in range(5)]
MIRA, JONAS, SARA, ADA, _ = PEOPLE


def gone(who: UUID, cover: UUID | None, start: int = 0, days: int = 7) -> Absence:
    since = NOON + start * DAY
    return Absence(SystemIds().new(), who, cover, since, since + days * DAY)


def test_an_absence_lasts_from_its_beginning_until_just_before_its_end() -> None:
    one = gone(MIRA, JONAS, days=1)
    assert not one.lasts(NOON - timedelta(seconds=1))
    assert one.lasts(NOON)
    assert not one.lasts(NOON + DAY)
    assert not one.meets(gone(MIRA, None, start=1))


def test_the_cover_of_the_cover_stands_in_and_at_last_nobody() -> None:
    chain = [gone(MIRA, JONAS), gone(JONAS, SARA)]
    assert stands_in(away(chain, NOON), MIRA, PEOPLE) == SARA
    assert stands_in(away([*chain, gone(SARA, None)], NOON), MIRA, PEOPLE) is None
    assert stands_in(away(chain, NOON), SARA, PEOPLE) == SARA
    assert stands_in(away(chain, NOON), MIRA, [MIRA, JONAS]) is None


def test_two_cannot_stand_in_for_each_other_while_both_are_away() -> None:
    assert circular([gone(MIRA, JONAS)], gone(JONAS, MIRA))
    assert circular([gone(MIRA, JONAS), gone(JONAS, SARA)], gone(SARA, MIRA))
    assert not circular([gone(MIRA, JONAS)], gone(JONAS, MIRA, start=7))
    assert not circular([gone(MIRA, JONAS)], gone(JONAS, SARA))


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([None, *PEOPLE])), max_size=12))
def test_whatever_is_written_down_following_covers_ends(
    wanted: list[tuple[UUID, UUID | None]],
) -> None:
    written: list[Absence] = []
    for who, cover in wanted:
        new = gone(who, cover)
        if cover != who and not circular(written, new):
            written = [*(one for one in written if one.account_id != who), new]
    now = away(written, NOON)
    for person in PEOPLE:
        found = stands_in(now, person, PEOPLE)
        assert found is None or found not in now
        if person not in now:
            assert found == person


def listener(who: UUID, *muted: Kind, role: Role = Role.REVIEWER) -> Listener:
    wishes = Wishes(f"{str(who)[-4:]}@example.org", frozenset(muted))
    return Listener(who, "somebody", permissions_of(frozenset({role})), wishes)


def test_who_stands_in_hears_what_the_other_would_have_heard() -> None:
    mira, jonas = listener(MIRA), listener(JONAS, Kind.HOLD_OVERDUE)
    [one] = covered([mira, jonas], away([gone(MIRA, JONAS)], NOON))
    assert one.account_id == JONAS
    assert one.hears(Kind.HOLD_OVERDUE)
    both = covered([mira, jonas], {})
    assert not both[1].hears(Kind.HOLD_OVERDUE)


def test_who_stands_in_hears_no_more_than_their_role_may_see() -> None:
    boss, mira = listener(SARA, role=Role.ADMINISTRATOR), listener(MIRA)
    [one] = covered([boss, mira], away([gone(SARA, MIRA)], NOON))
    assert not one.hears(Kind.DISK_LOW)


def test_who_is_away_is_told_all_the_same_where_nobody_else_would_be() -> None:
    [one] = covered([listener(MIRA)], away([gone(MIRA, JONAS)], NOON))
    assert one.account_id == MIRA
