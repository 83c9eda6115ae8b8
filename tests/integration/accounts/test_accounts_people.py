"""Managing accounts, against a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tutela.platform.accounts import service, sessions, signin
from tutela.platform.accounts.errors import (
    AccountExists,
    AccountNameInvalid,
    AccountUnknown,
    CredentialsRefused,
    LastAdministrator,
    PasswordWeak,
    RolesInvalid,
    SessionEnded,
)
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission, Role
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from tests.integration.accounts.conftest import People

    from tutela.platform.node import Node


def test_the_first_administrator_is_made_once_and_may_manage_accounts(node: Node) -> None:
    made = service.first_administrator(node)
    assert made is not None
    actor = signin.person(node, *made)
    assert actor.may(Permission.ACCOUNT_MANAGE)
    assert not actor.may(Permission.EVIDENCE_OPEN)
    assert service.first_administrator(node) is None


def test_two_threads_make_one_first_administrator_between_them(node: Node) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(service.first_administrator, [node, node]))
    assert sorted(one is None for one in made) == [False, True]


def test_no_administrator_is_made_once_anybody_has_an_account(people: People, mira: str) -> None:
    assert mira
    assert service.first_administrator(people.node) is None


def test_an_added_person_has_the_permissions_of_the_roles(people: People, mira: str) -> None:
    actor = signin.person(people.node, mira, people.password)
    assert actor.may(Permission.CASE_DECIDE)
    assert not actor.may(Permission.ACCOUNT_MANAGE)


def test_without_a_password_one_is_generated_and_given_out_once(people: People) -> None:
    generated = service.add_account(people.node, people.boss, "noor", [Role.AUDITOR])
    assert generated is not None
    assert signin.person(people.node, "noor", generated).name == "noor"


def test_a_name_is_used_once(people: People, mira: str) -> None:
    with pytest.raises(AccountExists, match="mira"):
        people.add(mira)


@pytest.mark.parametrize("name", ["", "x", "Mira", "mi ra", "1st", "mira\x00", "m" * 41, "mira\n"])
def test_a_name_nobody_could_type_or_tell_apart_is_refused(people: People, name: str) -> None:
    with pytest.raises(AccountNameInvalid, match="2 to 40"):
        people.add(name)


@pytest.mark.parametrize(
    "roles", [[], [Role.OPERATOR], [Role.REVIEWER, Role.OPERATOR], [Role.INTEGRATION]]
)
def test_an_account_has_a_role_and_is_never_the_operator(people: People, roles: list[Role]) -> None:
    with pytest.raises(RolesInvalid, match="reviewer"):
        service.add_account(people.node, people.boss, "noor", roles, people.password)


def test_a_weak_password_adds_nobody(people: People) -> None:
    with pytest.raises(PasswordWeak):
        service.add_account(people.node, people.boss, "noor", [Role.REVIEWER], Secret("short"))
    assert service.list_accounts(people.node, people.boss) == []


def test_a_new_password_replaces_the_old_one_and_closes_sessions(people: People, mira: str) -> None:
    session = people.sign_in(mira)
    service.set_password(people.node, people.boss, mira, Secret("another quiet sentence"))
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, session.token)
    with pytest.raises(CredentialsRefused):
        signin.person(people.node, mira, people.password)
    assert signin.person(people.node, mira, Secret("another quiet sentence"))


def test_a_disabled_account_opens_nothing_and_its_sessions_are_closed(
    people: People, mira: str
) -> None:
    session = people.sign_in(mira)
    disabled = service.disable_account(people.node, people.boss, mira, reason="left the team")
    assert disabled.disabled_at is not None
    with pytest.raises(SessionEnded):
        sessions.resume(people.node, session.token)
    with pytest.raises(CredentialsRefused):
        signin.person(people.node, mira, people.password)


def test_disabling_twice_is_recorded_once(people: People, mira: str) -> None:
    for _ in range(2):
        service.disable_account(people.node, people.boss, mira)
    assert len(people.events("account:disable")) == 1


def test_the_last_administrator_stays(people: People) -> None:
    people.add("ada", Role.ADMINISTRATOR)
    people.add("bo", Role.ADMINISTRATOR)
    service.disable_account(people.node, people.boss, "ada")
    with pytest.raises(LastAdministrator, match="bo"):
        service.disable_account(people.node, people.boss, "bo")


def test_nobody_manages_accounts_without_the_permission(people: People, mira: str) -> None:
    actor = signin.person(people.node, mira, people.password)
    for use in (
        lambda: service.add_account(people.node, actor, "noor", [Role.REVIEWER]),
        lambda: service.set_password(people.node, actor, mira, people.password),
        lambda: service.disable_account(people.node, actor, mira),
        lambda: service.list_accounts(people.node, actor),
    ):
        with pytest.raises(Forbidden, match="access:account:manage"):
            use()


@pytest.mark.parametrize("name", ["nobody", "\x00", "No Body"])
def test_an_unknown_account_is_named_in_the_refusal(people: People, name: str) -> None:
    with pytest.raises(AccountUnknown):
        service.disable_account(people.node, people.boss, name)


def test_each_act_on_an_account_is_recorded_with_who_did_it(people: People, mira: str) -> None:
    service.set_password(people.node, people.boss, mira, people.password)
    service.disable_account(people.node, people.boss, mira, reason="left the team")
    rows = people.events("account:add", "account:password", "account:disable")
    assert [row.event for row in rows] == ["account:add", "account:password", "account:disable"]
    assert {row.actor_id for row in rows} == {"os:console"}
    assert len({row.subject_id for row in rows}) == 1
    assert rows[2].reason == "left the team"


def test_accounts_are_listed_by_name_with_the_disabled_ones(people: People, mira: str) -> None:
    people.add("ada")
    service.disable_account(people.node, people.boss, mira)
    found = service.list_accounts(people.node, people.boss)
    assert [(one.name, one.disabled_at is None) for one in found] == [("ada", True), (mira, False)]
