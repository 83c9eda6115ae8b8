"""Granting roles and making them, against a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tutela.platform.accounts import granting, roles, sessions
from tutela.platform.accounts.errors import (
    AccountUnknown,
    GrantToSelf,
    LastAdministrator,
    RoleAboutInvalid,
    RoleExists,
    RoleForbidden,
    RoleHeld,
    RoleNameInvalid,
    RolePermissionsInvalid,
    RolesApart,
    RolesInvalid,
    RoleUnknown,
)
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from tests.integration.accounts.conftest import People

ABOUT = "Answers the platform's questions."
CLERK = [Permission.CASE_READ, Permission.REPORT_READ]


@pytest.fixture
def ada(people: People) -> str:
    people.add("ada", Role.ADMINISTRATOR)
    return "ada"


@pytest.fixture
def clerk(people: People) -> str:
    """The name of a role of the node's own."""
    return roles.define(people.node, people.boss, "clerk", ABOUT, CLERK).name


def test_an_administrator_who_makes_herself_a_reviewer_fails(people: People, ada: str) -> None:
    people.add("bo", Role.ADMINISTRATOR)
    herself = people.actor(ada)
    with pytest.raises(RolesApart, match="must not see what it keeps"):
        granting.set_roles(people.node, herself, ada, [Role.ADMINISTRATOR, Role.REVIEWER])
    with pytest.raises(GrantToSelf):
        granting.set_roles(people.node, herself, ada, [Role.REVIEWER])
    assert people.actor(ada).permissions == herself.permissions
    assert people.events("account:grant") == []


def test_nobody_gives_themselves_anything_but_may_give_something_up(
    people: People, ada: str, clerk: str
) -> None:
    people.add("bo", Role.ADMINISTRATOR)
    granting.set_roles(people.node, people.boss, ada, [Role.ADMINISTRATOR, clerk])
    herself = people.actor(ada)
    assert herself.may(Permission.CASE_READ)
    granting.set_roles(people.node, herself, ada, [Role.ADMINISTRATOR])
    with pytest.raises(GrantToSelf):
        granting.set_roles(people.node, people.actor(ada), ada, [Role.ADMINISTRATOR, clerk])


def test_a_role_that_somebody_holds_is_not_widened_by_them(
    people: People, ada: str, clerk: str
) -> None:
    granting.set_roles(people.node, people.boss, ada, [Role.ADMINISTRATOR, clerk])
    herself = people.actor(ada)
    with pytest.raises(GrantToSelf):
        roles.change(people.node, herself, clerk, [*CLERK, Permission.CASE_COMMENT])
    roles.change(people.node, herself, clerk, CLERK[:1])
    assert not people.actor(ada).may(Permission.REPORT_READ)


def test_roles_act_at_once_in_sessions_that_are_open(people: People, mira: str) -> None:
    session = people.sign_in(mira)
    granting.set_roles(people.node, people.boss, mira, [Role.AUDITOR], reason="moved teams")
    actor = sessions.resume(people.node, session.token).actor
    assert actor.may(Permission.AUDIT_VERIFY)
    assert not actor.may(Permission.EVIDENCE_OPEN)
    [row] = people.events("account:grant")
    assert (row.facts["before"], row.facts["roles"]) == (["reviewer"], ["auditor"])
    assert row.reason == "moved teams"


def test_a_change_of_a_role_acts_at_once_in_sessions_that_are_open(
    people: People, mira: str, clerk: str
) -> None:
    granting.set_roles(people.node, people.boss, mira, [clerk])
    session = people.sign_in(mira)
    assert session.actor.permissions == set(CLERK)
    roles.change(people.node, people.boss, clerk, [Permission.CASE_READ])
    assert sessions.resume(people.node, session.token).actor.permissions == {Permission.CASE_READ}


def test_the_same_roles_again_are_not_recorded(people: People, mira: str) -> None:
    granting.set_roles(people.node, people.boss, mira, [Role.REVIEWER])
    assert people.events("account:grant") == []


@pytest.mark.parametrize(
    "wanted",
    [
        [Role.ADMINISTRATOR, Role.REVIEWER],
        [Role.ADMINISTRATOR, Role.SENIOR],
        [Role.ADMINISTRATOR, Role.REPORTING_OFFICER],
        [Role.AUDITOR, Role.REVIEWER],
        [Role.AUDITOR, Role.ADMINISTRATOR],
    ],
)
def test_what_must_be_apart_is_given_to_nobody(
    people: People, mira: str, wanted: list[Role]
) -> None:
    with pytest.raises(RolesApart):
        granting.set_roles(people.node, people.boss, mira, wanted)
    with pytest.raises(RolesApart):
        people.add("noor", *wanted)


@pytest.mark.parametrize("wanted", [[], ["operator"], ["integration"], ["nobody"], ["\x00"]])
def test_only_roles_that_there_are_can_be_given(
    people: People, mira: str, wanted: list[str]
) -> None:
    with pytest.raises(RolesInvalid, match="reviewer"):
        granting.set_roles(people.node, people.boss, mira, wanted)


def test_the_last_who_manages_accounts_stays(people: People, ada: str) -> None:
    with pytest.raises(LastAdministrator, match="ada"):
        granting.set_roles(people.node, people.boss, ada, [Role.REVIEWER])


def test_a_role_may_manage_accounts_and_then_counts_as_an_administrator(
    people: People, ada: str
) -> None:
    roles.define(people.node, people.boss, "usher", ABOUT, [Permission.ACCOUNT_MANAGE])
    people.add("udo", "usher")
    granting.set_roles(people.node, people.boss, ada, [Role.REVIEWER])
    with pytest.raises(RoleHeld, match="udo"):
        roles.change(people.node, people.boss, "usher", [Permission.LAW_READ])
    assert people.actor("udo").may(Permission.ACCOUNT_MANAGE)


def test_a_role_of_the_nodes_own_grants_what_it_says(people: People, clerk: str) -> None:
    people.add("carl", clerk, Role.REPORTING_OFFICER)
    assert set(CLERK) <= people.actor("carl").permissions
    [row] = people.events("role:define")
    assert row.facts == {"name": "clerk", "permissions": sorted(CLERK)}


@pytest.mark.parametrize(
    "together",
    [
        [Permission.ACCOUNT_MANAGE, Permission.EVIDENCE_OPEN],
        [Permission.NODE_ADMINISTER, Permission.CASE_DECIDE],
        [Permission.AUDIT_EXPORT, Permission.CASE_REVERSE],
        [Permission.RECIPIENT_MANAGE, Permission.REPORT_SEND],
        [Permission.SCAN],
    ],
)
def test_a_role_that_nobody_may_hold_cannot_be_made(
    people: People, clerk: str, together: list[Permission]
) -> None:
    with pytest.raises(RoleForbidden):
        roles.define(people.node, people.boss, "other", ABOUT, together)
    with pytest.raises(RoleForbidden):
        roles.change(people.node, people.boss, clerk, together)


def test_a_role_is_not_changed_into_what_a_holder_may_not_hold(
    people: People, ada: str, clerk: str
) -> None:
    granting.set_roles(people.node, people.boss, ada, [Role.ADMINISTRATOR, clerk])
    with pytest.raises(RolesApart, match="ada"):
        roles.change(people.node, people.boss, clerk, [Permission.EVIDENCE_OPEN])
    assert not people.actor(ada).may(Permission.EVIDENCE_OPEN)
    assert people.events("role:change") == []


def test_what_was_granted_past_the_rules_opens_nothing(
    people: People, ada: str, admin_connection: Connection
) -> None:
    admin_connection.execute(
        text("UPDATE tutela.account SET roles = '{administrator,reviewer,integration,operator}'")
    )
    found = people.actor(ada)
    assert found.may(Permission.ACCOUNT_MANAGE)
    for one in (Permission.EVIDENCE_OPEN, Permission.CASE_DECIDE, Permission.SCAN):
        assert not found.may(one)


def test_a_permission_that_this_version_does_not_know_grants_nothing(
    people: People, clerk: str, admin_connection: Connection
) -> None:
    people.add("carl", clerk)
    admin_connection.execute(
        text("UPDATE tutela.own_role SET permissions = '{case:case:read,far:off:thing}'")
    )
    assert people.actor("carl").permissions == {Permission.CASE_READ}


def test_a_role_ends_once_nobody_holds_it_and_its_name_is_not_used_again(
    people: People, clerk: str
) -> None:
    people.add("carl", clerk)
    with pytest.raises(RoleHeld, match="carl"):
        roles.end(people.node, people.boss, clerk)
    granting.set_roles(people.node, people.boss, "carl", [Role.REVIEWER])
    roles.end(people.node, people.boss, clerk, reason="no longer needed")
    assert roles.list_own(people.node, people.boss) == []
    with pytest.raises(RoleUnknown):
        roles.end(people.node, people.boss, clerk)
    with pytest.raises(RoleExists):
        roles.define(people.node, people.boss, clerk, ABOUT, CLERK)
    with pytest.raises(RolesInvalid):
        granting.set_roles(people.node, people.boss, "carl", [clerk])


@pytest.mark.parametrize("name", ["", "x", "Clerk", "a b", "a\x00b", "c" * 41, "clerk\n"])
def test_a_role_has_a_name_that_can_be_typed(people: People, name: str) -> None:
    with pytest.raises(RoleNameInvalid):
        roles.define(people.node, people.boss, name, ABOUT, CLERK)
    with pytest.raises(RoleUnknown):
        roles.change(people.node, people.boss, name, CLERK)


@pytest.mark.parametrize("about", ["", " ", "a\nb", "a" * 201, "a\x00"])
def test_a_role_says_who_holds_it(people: People, about: str) -> None:
    with pytest.raises(RoleAboutInvalid):
        roles.define(people.node, people.boss, "clerk", about, CLERK)


@pytest.mark.parametrize("granted", [[], ["everything"], [*CLERK, "x"]])
def test_a_role_is_made_from_the_list_of_permissions(people: People, granted: list[str]) -> None:
    with pytest.raises(RolePermissionsInvalid):
        roles.define(people.node, people.boss, "clerk", ABOUT, granted)


@pytest.mark.parametrize("name", [one.value for one in Role])
def test_a_role_that_is_built_in_stays_as_it_is(people: People, name: str) -> None:
    with pytest.raises(RoleExists):
        roles.define(people.node, people.boss, name, ABOUT, CLERK)
    with pytest.raises(RoleUnknown):
        roles.change(people.node, people.boss, name, CLERK)


def test_nobody_grants_or_makes_roles_without_the_permission(people: People, mira: str) -> None:
    actor = people.actor(mira)
    for use in (
        lambda: granting.set_roles(people.node, actor, mira, [Role.SENIOR]),
        lambda: roles.define(people.node, actor, "clerk", ABOUT, CLERK),
        lambda: roles.change(people.node, actor, "clerk", CLERK),
        lambda: roles.end(people.node, actor, "clerk"),
        lambda: roles.list_own(people.node, actor),
    ):
        with pytest.raises(Forbidden, match="access:account:manage"):
            use()


@pytest.mark.parametrize("name", ["nobody", "\x00", "No Body", "\udc80"])
def test_roles_of_an_unknown_account_are_not_set(people: People, name: str) -> None:
    with pytest.raises(AccountUnknown):
        granting.set_roles(people.node, people.boss, name, [Role.REVIEWER])
