"""Linking an account to somebody at the identity provider, by whoever manages accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.accounts import sessions, step_store
from tutela.platform.accounts.finding import require_account
from tutela.platform.accounts.granting import require_other_person
from tutela.platform.accounts.sso import store
from tutela.platform.accounts.sso.errors import LinkInvalid, LinkMapped, LinkTaken, SsoOff
from tutela.platform.accounts.sso.model import Link
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LONGEST = 255


def link(node: Node, actor: Actor, name: str, *, subject: str = "", email: str = "") -> Link:
    """Lets a subject, or whoever first comes with a verified `email`, open the account `name`.

    The log keeps a pseudonym of either. Raises Forbidden, GrantToSelf, LinkInvalid, SsoOff,
    AccountUnknown and LinkTaken.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    issuer = node.settings.oidc_issuer
    if issuer is None:
        raise SsoOff
    who = subject or email
    if bool(subject) == bool(email) or not _usable(who) or (email and "@" not in email):
        raise LinkInvalid
    with node.work(actor, purpose="link an account") as work:
        account = require_account(work.connection, name)
        require_other_person(actor, account.id)
        one = Link(
            work.new_id(), account.id, issuer, subject or None, email.lower() or None,
            mapped=False, made_at=work.now,
        )  # fmt: skip
        if not store.add(work.connection, one):
            raise LinkTaken
        work.record(
            Event.ACCOUNT_LINK,
            subject=("account", account.id),
            service_id=NODE_SERVICE,
            by="subject" if subject else "email",
            who=node.pseudonyms.of("node/sso", who.lower() if email else who),
        )
    return one


def unlink(node: Node, actor: Actor, name: str, *, reason: str = "") -> int:
    """Ends all links of an account, its sessions and who is halfway in; says how many links.

    Raises Forbidden, AccountUnknown and LinkMapped: the groups would make a second account for the
    same person at once, and nobody may be two people.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.work(actor, purpose="unlink an account") as work:
        account = require_account(work.connection, name)
        if any(one.mapped for one in store.links_of(work.connection, account.id)):
            raise LinkMapped
        gone = store.remove_all(work.connection, account.id)
        if gone:
            work.record(
                Event.ACCOUNT_UNLINK,
                subject=("account", account.id),
                service_id=NODE_SERVICE,
                reason=reason,
                links=gone,
            )
            step_store.forget_of(work.connection, account.id)
            sessions.close_all(work, account.id, "link ended")
    return gone


def _usable(who: str) -> bool:
    return 1 <= len(who) <= LONGEST and who.isprintable() and not any(map(str.isspace, who))
