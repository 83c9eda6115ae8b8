"""Roles that a node makes itself, from the one list of permissions. The built-in ones stay as they
are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutela.platform.accounts import role_store, store
from tutela.platform.accounts.errors import (
    GrantToSelf,
    RoleAboutInvalid,
    RoleExists,
    RoleForbidden,
    RoleHeld,
    RoleNameInvalid,
    RolePermissionsInvalid,
    RolesApart,
    RoleUnknown,
)
from tutela.platform.accounts.granting import grants
from tutela.platform.accounts.model import OwnRole
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permission_words import ROLES
from tutela.platform.permissions import ACCOUNT_ROLES, GRANTS, Permission, Role
from tutela.platform.separation import objections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.platform.accounts.model import Account
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST_ABOUT = 200
ASSIGNABLE = [one for one in Role if one in ACCOUNT_ROLES]
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A role that an account may have: whether the node made it, who has it, what it grants."""

    name: str
    about: str
    permissions: frozenset[Permission]
    own: bool = False


def define(node: Node, actor: Actor, name: str, about: str, permissions: Iterable[str]) -> OwnRole:
    """Makes a role. Nobody holds it yet.

    Raises Forbidden, RoleNameInvalid, RoleAboutInvalid, RolePermissionsInvalid, RoleForbidden and
    RoleExists.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    if not _NAME.fullmatch(name):
        raise RoleNameInvalid(name=repr(name))
    said, granted = _said(about), _granted(permissions)
    with node.work(actor, purpose="define a role") as work:
        store.lock_accounts(work.connection)
        if name in frozenset(Role) or role_store.find(work.connection, name):
            raise RoleExists(name=name)
        one = OwnRole(work.new_id(), name, said, granted, work.now)
        role_store.add(work.connection, one)
        _record(work, Event.ROLE_DEFINE, one)
    return one


def change(
    node: Node,
    actor: Actor,
    name: str,
    permissions: Iterable[str],
    *,
    about: str = "",
    reason: str = "",
) -> OwnRole:
    """Gives a role exactly these permissions, for everybody who holds it and at once.

    Once the node is in use, more for a role that somebody holds needs another person's permit:
    raises AwaitsApproval, or AskingReasonMissing without `reason`. Raises Forbidden, RoleUnknown,
    RoleAboutInvalid, RolePermissionsInvalid, RoleForbidden, RolesApart (somebody holds it with
    another role), GrantToSelf and RoleHeld (nobody could manage accounts any more).
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    granted = _granted(permissions)
    with node.work(actor, purpose="change a role") as work:
        store.lock_accounts(work.connection)
        before = _live(work, name)
        one = replace(before, about=_said(about or before.about), permissions=granted)
        if one == before:
            return one
        holders = holding(work, name)
        if granted - before.permissions and actor.id in {str(holder.id) for holder in holders}:
            raise GrantToSelf
        waits = _permit(work, one, granted - before.permissions, reason) if holders else None
        if waits is None:
            role_store.change(work.connection, one.id, one.about, granted)
            for holder in holders:
                _require_tenable(work, holder)
            _require_somebody(work, holders)
            _record(work, Event.ROLE_CHANGE, one, reason=reason, before=_named(before.permissions))
    if waits is not None:
        raise waits
    return one


def _permit(
    work: Work, one: OwnRole, gained: frozenset[Permission], reason: str
) -> AwaitsApproval | None:
    """What to raise where nobody permitted what the holders of a role would gain."""
    if not gained or not asking.guarded(work, Act.ROLE):
        return None
    changes = (f"Whoever is {one.name} may newly: {', '.join(_named(gained))}.",)
    subject = f"{one.name}: {', '.join(_named(one.permissions))}"
    return asking.permitted(work, Asked(Act.ROLE, NODE_SERVICE, subject, changes), reason)


def end(node: Node, actor: Actor, name: str, *, reason: str = "") -> None:
    """Ends a role that nobody holds any more. Raises Forbidden, RoleUnknown and RoleHeld."""
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.work(actor, purpose="end a role") as work:
        store.lock_accounts(work.connection)
        one = _live(work, name)
        holders = holding(work, name)
        if holders:
            raise RoleHeld(people=", ".join(holder.name for holder in holders))
        role_store.end(work.connection, one.id, work.now)
        _record(work, Event.ROLE_END, one, reason=reason)


def every_role(node: Node, actor: Actor) -> list[Listed]:
    """The roles that an account may have: those built in, then the node's own. Raises Forbidden."""
    own = list_own(node, actor)
    return [Listed(one.value, ROLES[one], GRANTS[one]) for one in ASSIGNABLE] + [
        Listed(one.name, one.about, one.permissions, own=True) for one in own
    ]


def list_own(node: Node, actor: Actor) -> list[OwnRole]:
    """The roles that this node made and that have not ended, by name. Raises Forbidden."""
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.read() as connection:
        return [one for one in role_store.own_roles(connection) if one.ended_at is None]


def holding(work: Work, name: str) -> list[Account]:
    """The accounts, not disabled, that hold the role `name`."""
    found = store.accounts(work.connection)
    return [one for one in found if name in one.roles and one.disabled_at is None]


def _said(about: str) -> str:
    said = about.strip()
    if not 1 <= len(said) <= LONGEST_ABOUT or not said.isprintable():
        raise RoleAboutInvalid
    return said


def _granted(permissions: Iterable[str]) -> frozenset[Permission]:
    asked = frozenset(permissions)
    granted = role_store.known(asked)
    if not granted or len(granted) != len(asked):
        raise RolePermissionsInvalid
    found = objections((), granted)
    if found:
        raise RoleForbidden(reason=found[0])
    return granted


def _live(work: Work, name: str) -> OwnRole:
    found = role_store.find(work.connection, name) if _NAME.fullmatch(name) else None
    if found is None or found.ended_at:
        raise RoleUnknown(name=repr(name))
    return found


def _require_tenable(work: Work, holder: Account) -> None:
    known = grants(work)
    held = frozenset().union(*(known.get(role, frozenset()) for role in holder.roles))
    found = objections(holder.roles, held)
    if found:
        raise RolesApart(
            roles=f"{' and '.join(sorted(holder.roles))}, as {holder.name} does", reason=found[0]
        )


def _require_somebody(work: Work, holders: list[Account]) -> None:
    managed = any(Permission.ACCOUNT_MANAGE in holder.permissions for holder in holders)
    if managed and not store.administrators(work.connection):
        raise RoleHeld(people=", ".join(holder.name for holder in holders))


def _record(work: Work, event: Event, one: OwnRole, *, reason: str = "", **facts: Any) -> None:
    work.record(
        event,
        subject=("role", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        name=one.name,
        permissions=_named(one.permissions),
        **facts,
    )


def _named(permissions: frozenset[Permission]) -> list[str]:
    return sorted(one.value for one in permissions)
