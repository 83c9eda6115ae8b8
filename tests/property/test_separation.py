"""What one person may never hold together, over all combinations of roles and permissions."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.permissions import (
    ACCOUNT_ROLES,
    FOR_KEYS,
    GRANTS,
    Permission,
    Role,
    permissions_of,
)
from tutela.platform.separation import (
    ALONE,
    DECIDING,
    JUDGING_THE_LOG,
    LOOKING,
    RULES,
    RUNNING,
    SENDING,
    broken,
    kept,
    objections,
)

COMBINATIONS = list(
    chain.from_iterable(
        combinations(sorted(ACCOUNT_ROLES), number) for number in range(1, len(ACCOUNT_ROLES) + 1)
    )
)
ANY = st.frozensets(st.sampled_from(list(Permission)))
PAIRS = [
    (rule, one, other)
    for rule in RULES
    for one in sorted(rule.first)
    for other in sorted(rule.second)
]


@pytest.mark.parametrize("role", sorted(ACCOUNT_ROLES))
def test_every_role_built_in_may_be_held_by_somebody(role: Role) -> None:
    assert objections([role], GRANTS[role]) == []
    assert kept(GRANTS[role]) == GRANTS[role]


@pytest.mark.parametrize("roles", COMBINATIONS, ids="+".join)
def test_no_combination_of_roles_runs_the_node_and_opens_evidence(roles: tuple[str, ...]) -> None:
    granted = permissions_of(roles)
    both = granted & RUNNING and granted & (LOOKING | DECIDING | SENDING)
    auditing = Role.AUDITOR in roles and len(roles) > 1
    assert bool(objections(roles, granted)) == bool(both or auditing)
    if both or auditing:
        assert all(why.endswith(".") for why in objections(roles, granted))


@given(ANY)
def test_whatever_was_granted_nobody_uses_what_must_be_apart(
    granted: frozenset[Permission],
) -> None:
    left = kept(granted)
    assert left <= granted
    assert broken(left) == ()
    assert objections([], left) == []
    assert not (left & RUNNING and left & (LOOKING | DECIDING | SENDING))
    assert not (left & JUDGING_THE_LOG and left & (LOOKING | DECIDING))
    assert not left & FOR_KEYS


@given(ANY)
def test_what_breaks_no_rule_is_left_as_it_is(granted: frozenset[Permission]) -> None:
    if not objections([], granted):
        assert kept(granted) == granted


@given(ANY, ANY)
def test_more_permissions_never_heal_a_broken_rule(
    some: frozenset[Permission], more: frozenset[Permission]
) -> None:
    assert set(broken(some)) <= set(broken(some | more))


@pytest.mark.parametrize(("rule", "one", "other"), PAIRS)
def test_each_pair_of_a_rule_is_refused_with_its_reason(
    rule: object, one: Permission, other: Permission
) -> None:
    pair = frozenset({one, other})
    assert rule in broken(pair)
    assert objections([], pair)
    assert kept(pair) == {one}


def test_an_auditor_reads_the_log_and_what_it_names_and_nothing_else() -> None:
    assert GRANTS[Role.AUDITOR] == JUDGING_THE_LOG | {Permission.LAW_READ, Permission.ERASURE_PROVE}
    assert Role.AUDITOR in ALONE


def test_only_the_console_beside_keys_scans_and_no_person_does() -> None:
    for role in ACCOUNT_ROLES:
        assert not GRANTS[role] & FOR_KEYS
    assert objections([], FOR_KEYS)
