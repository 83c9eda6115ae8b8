"""Accounts by the provider's groups: made at a first sign-in, and following the groups at each one.

Only where the operator mapped a group to roles; only those accounts that were made so. Roles that
run the node come this way only where the operator said so apart (`oidc_administrators`).
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from tutela.platform.accounts import granting, passwords, service
from tutela.platform.accounts import store as account_store
from tutela.platform.accounts.sso import store
from tutela.platform.accounts.sso.errors import SsoNotLinked, SsoUnknown
from tutela.platform.accounts.sso.model import Link
from tutela.platform.separation import RUNNING

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.accounts.sso.model import Proven
    from tutela.platform.work import Work

LONGEST_NAME = 30
REASON = "by the groups of the identity provider"


def made(work: Work, proven: Proven) -> UUID:
    """A new account for somebody whose groups are mapped.

    Raises SsoUnknown, RolesApart, and SsoNotLinked where an account that nobody linked may be this
    person's: two accounts of one person would be two people to four eyes.
    """
    roles = _roles(work, proven)
    account_store.lock_accounts(work.connection)
    _require_not_here(work, proven)
    name = _name(work, proven)
    # Nobody knows this password: the account opens by single sign-on.
    hashed = passwords.hashed(passwords.generate())
    account_id = service.add_within(work, name, granting.checked(work, roles).names, hashed)
    link = Link(
        work.new_id(), account_id, proven.issuer, proven.subject, None, mapped=True,
        made_at=work.now,
    )  # fmt: skip
    if not store.add(work.connection, link):
        raise SsoUnknown
    return account_id


def follow(work: Work, link: Link, proven: Proven) -> None:
    """Gives a mapped account the roles that its groups have now.

    Raises SsoUnknown if none is mapped any more, RolesApart and LastAdministrator.
    """
    roles = _roles(work, proven)
    account_store.lock_accounts(work.connection)
    one = account_store.account_of(work.connection, link.account_id)
    granting.assign(work, one, granting.checked(work, roles), reason=REASON)


def _roles(work: Work, proven: Proven) -> frozenset[str]:
    settings, known = work.node.settings, granting.grants(work)
    mapped = {role for group in proven.groups for role in settings.oidc_roles.get(group, ())}
    allowed = frozenset(
        role
        for role in mapped & known.keys()
        if settings.oidc_administrators or not known[role] & RUNNING
    )
    if not allowed:
        raise SsoUnknown
    return allowed


def _require_not_here(work: Work, proven: Proven) -> None:
    names = {one for one in (_said(proven.name), _said(proven.email)) if one}
    if store.has_unlinked(work.connection, proven.issuer, names, proven.email):
        raise SsoNotLinked(subject=proven.subject)


def _said(name: str) -> str:
    """The part of a provider's name, or address, that could be a name here."""
    return re.sub(r"[^a-z0-9._-]", "", name.lower().partition("@")[0])[:LONGEST_NAME]


def _name(work: Work, proven: Proven) -> str:
    """A free name like the one the provider uses; it says nothing about who the person is."""
    said = _said(proven.name)
    mark = sha256(f"{proven.issuer} {proven.subject}".encode()).hexdigest()[:8]
    wished = said if re.fullmatch(r"[a-z][a-z0-9._-]+", said) else f"person-{mark}"
    taken = account_store.find_account(work.connection, wished) is not None
    return f"{wished}-{mark}" if taken else wished
