"""Sessions: they slide while used, and end by time, by hand and with the account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tutela.platform.accounts import jobs, opening, sessions
from tutela.platform.accounts.errors import CredentialsRefused, SessionEnded
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from tests.integration.accounts.conftest import People

    from tutela.platform.accounts.model import Session
    from tutela.platform.clock import ManualClock

HERE = "192.0.2.7"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(people: People, mira: str) -> Session:
    return people.sign_in(mira)


def stored(people: People) -> int:
    with people.node.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM login_session")).scalar_one())


def test_a_session_is_its_persons(people: People, session: Session) -> None:
    again = sessions.resume(people.node, session.token)
    assert again.actor == session.actor
    assert again.csrf == session.csrf != session.token


def test_two_sessions_share_no_token(people: People, mira: str, session: Session) -> None:
    other = people.sign_in(mira)
    assert other.token != session.token
    assert other.csrf != session.csrf


def test_a_wrong_password_opens_none(people: People, mira: str) -> None:
    with pytest.raises(CredentialsRefused):
        opening.by_password(people.node, mira, people.wrong, HERE)
    assert stored(people) == 0


def test_opening_and_closing_are_recorded_as_the_persons_acts(
    people: People, session: Session
) -> None:
    sessions.close_session(people.node, session)
    sessions.close_session(people.node, session)
    opened, closed = people.events("session:open", "session:close")
    assert opened.subject_id == closed.subject_id
    assert opened.actor_id == closed.actor_id == session.actor.id
    assert opened.facts["method"] == "password"
    assert closed.reason == "signed out"


def test_a_used_session_slides_on(people: People, session: Session, clock: ManualClock) -> None:
    for _ in range(4):
        clock.advance(20 * MINUTE)
        again = sessions.resume(people.node, session.token)
    assert again.expires_at == clock.now() + 30 * MINUTE


def test_a_session_ends_after_idling(people: People, session: Session, clock: ManualClock) -> None:
    clock.advance(30 * MINUTE)
    with pytest.raises(SessionEnded, match="Sign in again"):
        sessions.resume(people.node, session.token)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    people: People, session: Session, clock: ManualClock
) -> None:
    for _ in range(47):
        clock.advance(15 * MINUTE)
        again = sessions.resume(people.node, session.token)
    assert again.expires_at == clock.now() + 15 * MINUTE
    clock.advance(15 * MINUTE)
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, session.token)


def test_a_closed_session_does_not_come_back(people: People, session: Session) -> None:
    sessions.close_session(people.node, session)
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, session.token)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\udcff", "a" * 100_000])
def test_a_made_up_token_opens_nothing(people: People, session: Session, token: str) -> None:
    assert session
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, Secret(token))


def test_the_sweep_closes_what_ran_out_and_forgets_it_after_a_month(
    people: People, session: Session, clock: ManualClock
) -> None:
    jobs.sweep(people.node)
    assert sessions.resume(people.node, session.token)
    clock.advance(31 * MINUTE)
    jobs.sweep(people.node)
    (closed,) = people.events("session:close")
    assert (closed.actor_id, closed.reason) == ("node", "ran out")
    clock.advance(jobs.SESSIONS_KEPT + MINUTE)
    jobs.sweep(people.node)
    assert stored(people) == 0


def test_the_sweep_forgets_attempts_that_no_longer_count(
    people: People, session: Session, clock: ManualClock
) -> None:
    assert session
    clock.advance(2 * 60 * MINUTE)
    jobs.sweep(people.node)
    with people.node.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM login_attempt")).scalar_one() == 0


def test_a_person_sees_where_they_are_signed_in(
    people: People, mira: str, session: Session, clock: ManualClock
) -> None:
    people.add("noor")
    people.sign_in("noor")
    clock.advance(20 * MINUTE)
    other = people.sign_in(mira)
    sessions.resume(people.node, other.token)
    found = sessions.list_own(people.node, other)
    assert [one.fingerprint for one in found] == [other.fingerprint, session.fingerprint]
    assert [one.method for one in found] == ["password", "password"]
    clock.advance(10 * MINUTE)
    assert [one.fingerprint for one in sessions.list_own(people.node, other)] == [other.fingerprint]


def test_a_session_is_ended_from_another_one(people: People, mira: str, session: Session) -> None:
    other = people.sign_in(mira)
    for _ in range(2):
        sessions.close_own(people.node, other, session.fingerprint)
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, session.token)
    assert sessions.resume(people.node, other.token)
    (closed,) = people.events("session:close")
    assert (closed.subject_id, closed.reason) == (session.fingerprint, "ended by hand")


def test_nobody_ends_anybody_elses_session(people: People, session: Session) -> None:
    people.add("noor")
    other = people.sign_in("noor")
    sessions.close_own(people.node, other, session.fingerprint)
    sessions.close_others(people.node, other)
    assert sessions.resume(people.node, session.token)
    assert people.events("session:close") == []


def test_all_other_sessions_end_at_once(people: People, mira: str, session: Session) -> None:
    others = [people.sign_in(mira) for _ in range(3)]
    assert sessions.close_others(people.node, session) == 3
    for one in others:
        with pytest.raises(SessionEnded):
            sessions.resume(people.node, one.token)
    assert sessions.resume(people.node, session.token)
