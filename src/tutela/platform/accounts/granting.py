"""Granting roles: what a person may hold, who may give it, and what nobody gives themselves.

An account's roles count from the next request on, in sessions that are open too: each asks anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.accounts import role_store, store
from tutela.platform.accounts.errors import (
    GrantToSelf,
    LastAdministrator,
    RolesApart,
    RolesInvalid,
)
from tutela.platform.accounts.finding import require_account
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import ACCOUNT_ROLES, GRANTS, Permission
from tutela.platform.separation import objections

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.accounts.model import Account
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.work import Work


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles that one person may hold, and what they grant together."""

    names: frozenset[str]
    permissions: frozenset[Permission]


def set_roles(
    node: Node, actor: Actor, name: str, roles: Iterable[str], *, reason: str = ""
) -> Account:
    """Gives the account exactly these roles. The same again changes nothing, and is not recorded.

    Once the node is in use, rights that the person did not have need another person's permit:
    raises AwaitsApproval, or AskingReasonMissing without `reason`. Raises Forbidden,
    AccountUnknown, RolesInvalid, RolesApart, GrantToSelf and LastAdministrator.
    """
    wanted = frozenset(str(one) for one in roles)
    with node.work(actor, purpose="grant roles") as work:
        waits = _permit(work, name, wanted, reason)
        if waits is None:
            return grant(work, name, wanted, reason=reason)
    raise waits


def _permit(work: Work, name: str, roles: frozenset[str], reason: str) -> AwaitsApproval | None:
    """What to raise where nobody permitted what this person would gain."""
    work.actor.require(Permission.ACCOUNT_MANAGE)
    store.lock_accounts(work.connection)
    one = require_account(work.connection, name)
    gained = checked(work, roles).permissions - one.permissions
    if not gained or not asking.guarded(work, Act.GRANT):
        return None
    require_other(work.actor, one.id, gained)
    named = ", ".join(sorted(roles))
    changes = (
        f"{name} is then: {named}.",
        f"Newly: {', '.join(sorted(gained))}.",
    )
    # What is gained belongs to what was agreed to: a role that nobody holds yet changes freely.
    subject = f"{one.id}: {named}: {', '.join(sorted(gained))}"
    asked = Asked(Act.GRANT, NODE_SERVICE, subject, changes)
    return asking.permitted(work, asked, reason)


def grant(work: Work, name: str, roles: Iterable[str], *, reason: str = "") -> Account:
    """The same as a part of a larger unit of work, such as an approval; `work.actor` grants."""
    work.actor.require(Permission.ACCOUNT_MANAGE)
    store.lock_accounts(work.connection)
    one = require_account(work.connection, name)
    wanted = checked(work, roles)
    require_other(work.actor, one.id, wanted.permissions - one.permissions)
    return assign(work, one, wanted, reason=reason)


def assign(work: Work, one: Account, wanted: Roles, *, reason: str) -> Account:
    """Gives the account these roles; whether `work.actor` may is asked before."""
    if wanted.names == one.roles:
        return one
    if Permission.ACCOUNT_MANAGE not in wanted.permissions:
        require_administrator(work, one)
    store.set_roles(work.connection, one.id, wanted.names)
    work.record(
        Event.ACCOUNT_GRANT,
        subject=("account", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        before=sorted(one.roles),
        roles=sorted(wanted.names),
    )
    return store.account_of(work.connection, one.id)


def checked(work: Work, roles: Iterable[str]) -> Roles:
    """Roles that there are and that one person may hold. Raises RolesInvalid and RolesApart."""
    names, known = frozenset(roles), grants(work)
    if not names or not names <= known.keys():
        raise RolesInvalid(possible=", ".join(sorted(known)))
    permissions = frozenset().union(*(known[name] for name in names))
    found = objections(names, permissions)
    if found:
        raise RolesApart(roles=" and ".join(sorted(names)), reason=found[0])
    return Roles(frozenset(str(name) for name in names), permissions)


def grants(work: Work) -> dict[str, frozenset[Permission]]:
    """What each role grants that an account may hold now, built in or the node's own."""
    return granted(work.connection)


def granted(connection: Connection) -> dict[str, frozenset[Permission]]:
    """The same, for whoever only reads."""
    own = (one for one in role_store.own_roles(connection) if one.ended_at is None)
    built_in: dict[str, frozenset[Permission]] = {one.value: GRANTS[one] for one in ACCOUNT_ROLES}
    return built_in | {one.name: one.permissions for one in own}


def require_other(actor: Actor, account_id: UUID, gained: frozenset[Permission]) -> None:
    """Raises GrantToSelf if `actor` is the person of the account, and would gain something."""
    if gained:
        require_other_person(actor, account_id)


def require_other_person(actor: Actor, account_id: UUID) -> None:
    """Raises GrantToSelf if `actor` is the person of the account."""
    if actor.id == str(account_id):
        raise GrantToSelf


def require_administrator(work: Work, leaving: Account) -> None:
    """Raises LastAdministrator if without `leaving` nobody could manage accounts."""
    if store.administrators(work.connection) == {leaving.id}:
        raise LastAdministrator(name=leaving.name)
