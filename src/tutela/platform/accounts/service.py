"""Managing accounts: the first administrator, adding, new passwords, disabling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutela.platform.accounts import passwords, step_store, store
from tutela.platform.accounts.errors import AccountExists, AccountNameInvalid
from tutela.platform.accounts.finding import require_account
from tutela.platform.accounts.gate import login_reference
from tutela.platform.accounts.granting import checked, require_administrator
from tutela.platform.accounts.model import Account
from tutela.platform.accounts.proving import require_fresh, require_recent
from tutela.platform.accounts.sessions import close_all
from tutela.platform.actor import NODE
from tutela.platform.approvals import alone, asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tutela.platform.accounts.granting import Roles
    from tutela.platform.accounts.model import Session
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

FIRST_ADMINISTRATOR, VOLUNTEER = "administrator", "volunteer"
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def first_volunteer(node: Node) -> tuple[str, Secret] | None:
    """Makes the account of a node's only person, if there is no account at all: who decides, sends
    and carries out. The console runs the node. Returns as `first_administrator` does.
    """
    return _first(node, VOLUNTEER, Role.SENIOR)


def first_administrator(node: Node) -> tuple[str, Secret] | None:
    """Makes the first account, an administrator, if there is no account at all.

    Returns its name and generated password, to be shown once; None if there is an account. Two
    processes that try at the same moment make one account between them.
    """
    return _first(node, FIRST_ADMINISTRATOR, Role.ADMINISTRATOR)


def _first(node: Node, name: str, role: Role) -> tuple[str, Secret] | None:
    with node.read() as connection:
        if store.any_account(connection):
            return None
    password = passwords.generate()
    password_hash = passwords.hashed(password)
    with node.work(NODE, purpose="make the first account") as work:
        store.lock_accounts(work.connection)
        if store.any_account(work.connection):
            return None
        add_within(work, name, frozenset({role}), password_hash)
    return name, password


def add_account(
    node: Node,
    actor: Actor,
    name: str,
    roles: Iterable[str],
    password: Secret | None = None,
    *,
    reason: str = "",
) -> Secret | None:
    """Adds a person. Without a password one is generated and returned, to be shown once.

    Once the node is in use this needs another person's permit: raises AwaitsApproval, or
    AskingReasonMissing without `reason`. Raises Forbidden, AccountNameInvalid, RolesInvalid,
    RolesApart, PasswordWeak and AccountExists.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    if not _NAME.fullmatch(name):
        raise AccountNameInvalid(name=repr(name))
    password_hash, generated = _password(name, password)
    with node.work(actor, purpose="add an account") as work:
        store.lock_accounts(work.connection)
        wanted = checked(work, roles)
        if store.find_account(work.connection, name):
            raise AccountExists(name=name)
        waits = _permit(work, name, wanted, reason)
        if waits is None:
            add_within(work, name, wanted.names, password_hash)
    if waits is not None:
        raise waits
    return generated


def _permit(work: Work, name: str, wanted: Roles, reason: str) -> AwaitsApproval | None:
    """What to raise where nobody permitted that this person gets these roles."""
    if not asking.guarded(work, Act.ACCOUNT):
        return None
    if store.enabled_accounts(work.connection) <= 1 and not alone.in_force(work.connection):
        # Nobody could agree, and without a second person nobody ever would.
        work.marks[alone.MARK] = True
        return None
    named, granted = ", ".join(sorted(wanted.names)), ", ".join(sorted(wanted.permissions))
    changes = (f"{name} may sign in, as {named}.",)
    # Also what the roles grant now: one that nobody holds yet changes freely.
    asked = Asked(Act.ACCOUNT, NODE_SERVICE, f"{name}: {named}: {granted}", changes)
    return asking.permitted(work, asked, reason)


def set_password(
    node: Node, actor: Actor, name: str, password: Secret | None = None
) -> Secret | None:
    """Gives an account a new password and closes its sessions.

    Without a password one is generated and returned, to be shown once. Raises Forbidden,
    PasswordWeak and AccountUnknown.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    password_hash, generated = _password(name, password)
    with node.work(actor, purpose="set a password") as work:
        one = require_account(work.connection, name)
        _replace_password(work, one.id, password_hash)
    return generated


def change_own_password(node: Node, session: Session, password: Secret) -> None:
    """Gives the person behind `session` a new password; their other sessions end.

    Raises ProofNeeded and PasswordWeak.
    """
    require_recent(session, node.clock.now())
    passwords.check_rules(session.actor.name, password)
    password_hash = passwords.hashed(password)
    with node.work(session.actor, purpose="change one's own password") as work:
        account_id = require_fresh(work, session)
        _replace_password(work, account_id, password_hash, but=session.fingerprint)


def disable_account(node: Node, actor: Actor, name: str, *, reason: str = "") -> Account:
    """Ends an account for good and closes its sessions. Doing it again changes nothing.

    Raises Forbidden, AccountUnknown and LastAdministrator.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.work(actor, purpose="disable an account") as work:
        store.lock_accounts(work.connection)
        one = require_account(work.connection, name)
        if one.disabled_at:
            return one
        require_administrator(work, one)
        store.disable_account(work.connection, one.id, work.now)
        work.record(
            Event.ACCOUNT_DISABLE,
            subject=("account", one.id),
            service_id=NODE_SERVICE,
            reason=reason,
        )
        step_store.forget_of(work.connection, one.id)
        close_all(work, one.id, "account disabled")
        return require_account(work.connection, name)


def list_accounts(node: Node, actor: Actor) -> list[Account]:
    """Every account by name, disabled ones too. Raises Forbidden."""
    actor.require(Permission.ACCOUNT_MANAGE)
    with node.read() as connection:
        return store.accounts(connection)


def _replace_password(work: Work, account_id: UUID, hashed: Secret, *, but: str = "") -> None:
    store.set_password(work.connection, account_id, hashed)
    work.record(Event.ACCOUNT_PASSWORD, subject=("account", account_id), service_id=NODE_SERVICE)
    step_store.forget_of(work.connection, account_id)
    close_all(work, account_id, "password changed", but=but)


def _password(name: str, password: Secret | None) -> tuple[Secret, Secret | None]:
    """The hash to store, and the password itself if it was generated here."""
    if password is not None:
        passwords.check_rules(name, password)
        return passwords.hashed(password), None
    generated = passwords.generate()
    return passwords.hashed(generated), generated


def add_within(work: Work, name: str, roles: frozenset[str], password_hash: Secret) -> UUID:
    """Adds a person in a larger unit of work; the roles were checked. With a second account a node
    is no longer one person's. Raises AccountExists.
    """
    one = Account(id=work.new_id(), name=name, roles=roles, created_at=work.now)
    if not store.add_account(work.connection, one, password_hash):
        raise AccountExists(name=name)
    work.record(
        Event.ACCOUNT_ADD,
        subject=("account", one.id),
        service_id=NODE_SERVICE,
        roles=sorted(roles),
        # Refused sign-ins name this reference, so that the log can be read together.
        login=login_reference(work.node, name),
    )
    alone.end_with_second(work)
    return one.id
