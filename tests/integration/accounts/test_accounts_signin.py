"""Signing in: refusals that tell nothing, and a throttle that holds across threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tutela.platform.accounts import gate, service, signin
from tutela.platform.accounts.errors import CredentialsRefused, TooManyAttempts
from tutela.platform.accounts.throttle import LIMITS, Kind

if TYPE_CHECKING:
    from tests.integration.accounts.conftest import People

    from tutela.platform.clock import ManualClock

HERE = "192.0.2.7"
FREE = LIMITS[Kind.NAME].free


def fail(people: People, name: str, source: str = HERE) -> None:
    with pytest.raises(CredentialsRefused):
        signin.authenticate(people.node, name, people.wrong, source)


def knock(people: People, name: str, source: str) -> None:
    """Counts a try as `authenticate` does, without the cost of a password."""
    gate.admit(people.node, gate.caller(people.node, name, source))


def exhaust(people: People, name: str, source: str = HERE) -> int:
    """Uses up the free tries; returns the seconds to wait."""
    for _ in range(FREE):
        knock(people, name, source)
    with pytest.raises(TooManyAttempts) as refusal:
        signin.authenticate(people.node, name, people.password, source)
    return int(refusal.value.facts["seconds"])


def test_the_right_name_and_password_give_the_person(people: People, mira: str) -> None:
    actor = signin.authenticate(people.node, " Mira ", people.password, HERE)
    assert (actor.name, actor.kind.value) == (mira, "person")


def test_wrong_password_unknown_name_and_disabled_account_are_refused_alike(
    people: People, mira: str
) -> None:
    people.add("ada")
    service.disable_account(people.node, people.boss, "ada")
    said = set()
    attempts = [(mira, people.wrong), ("nobody", people.password), ("ada", people.password)]
    for name, password in attempts:
        with pytest.raises(CredentialsRefused) as refusal:
            signin.authenticate(people.node, name, password, HERE)
        said.add((type(refusal.value), str(refusal.value), refusal.value.status))
    assert len(said) == 1


@pytest.mark.parametrize("name", ["", "\x00", "mira\x00", "m" * 5000, "\udcff", "mirá", "' OR 1=1"])
def test_a_name_no_account_can_have_is_refused_like_any_other(people: People, name: str) -> None:
    fail(people, name)


def test_a_refusal_is_recorded_without_saying_what_was_wrong(people: People, mira: str) -> None:
    fail(people, mira)
    fail(people, "nobody")
    known, unknown = people.events("session:refuse")
    (added,) = people.events("account:add")
    assert (known.actor_id, known.subject_kind) == ("node", "login")
    assert known.subject_id == added.facts["login"] != unknown.subject_id
    assert set(known.facts) == set(unknown.facts) == {"source", "method"}
    assert HERE not in str(known.facts)


def test_after_the_free_tries_even_the_right_password_waits(
    people: People, mira: str, clock: ManualClock
) -> None:
    assert exhaust(people, mira) == 2
    clock.advance(timedelta(seconds=2))
    assert signin.authenticate(people.node, mira, people.password, HERE).name == mira


def test_each_further_wrong_try_doubles_the_wait(
    people: People, mira: str, clock: ManualClock
) -> None:
    waits = [exhaust(people, mira)]
    for _ in range(3):
        clock.advance(timedelta(seconds=waits[-1]))
        knock(people, mira, HERE)
        with pytest.raises(TooManyAttempts) as refusal:
            knock(people, mira, HERE)
        waits.append(refusal.value.facts["seconds"])
    assert waits == [2, 4, 8, 16]


def test_unknown_names_are_slowed_down_just_the_same(people: People) -> None:
    assert exhaust(people, "nobody") == 2


def test_signing_in_forgets_the_wrong_tries_at_that_name(
    people: People, mira: str, clock: ManualClock
) -> None:
    exhaust(people, mira)
    clock.advance(timedelta(seconds=2))
    signin.authenticate(people.node, mira, people.password, HERE)
    assert exhaust(people, mira) == 2


def test_a_source_is_slowed_down_however_many_names_it_tries(people: People, mira: str) -> None:
    for number in range(LIMITS[Kind.SOURCE].free - 1):
        knock(people, f"guess{number}", HERE)
    # An own account must not wipe the slate for the next guesses.
    signin.authenticate(people.node, mira, people.password, HERE)
    knock(people, "guess-more", HERE)
    with pytest.raises(TooManyAttempts):
        signin.authenticate(people.node, mira, people.password, HERE)
    assert signin.authenticate(people.node, mira, people.password, "192.0.2.8").name == mira


def test_all_addresses_of_one_ipv6_network_are_one_source(people: People) -> None:
    for number in range(LIMITS[Kind.SOURCE].free):
        knock(people, f"guess{number}", f"2001:db8:0:1::{number:x}")
    with pytest.raises(TooManyAttempts):
        knock(people, "another", "2001:db8:0:1:ffff::1%eth0")
    knock(people, "another", "2001:db8:0:2::1")


def test_fifty_wrong_passwords_at_once_get_no_more_tries_than_fifty_in_a_row(
    people: People, mira: str
) -> None:
    def attempt(number: int) -> str:
        try:
            signin.authenticate(people.node, mira, people.wrong, f"198.51.100.{number}")
        except (CredentialsRefused, TooManyAttempts) as refusal:
            return refusal.code
        return "let in"

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(attempt, range(50)))
    assert answers.count("credentials-refused") == FREE
    assert answers.count("too-many-attempts") == 50 - FREE
    assert len(people.events("session:refuse")) == FREE


def test_nobody_is_locked_out_for_good(people: People, mira: str, clock: ManualClock) -> None:
    exhaust(people, mira)
    for _ in range(12):
        clock.advance(LIMITS[Kind.NAME].longest)
        knock(people, mira, HERE)
    clock.advance(LIMITS[Kind.NAME].longest)
    assert signin.person(people.node, mira, people.password).name == mira
