"""Who proves to be whom by a name and a password. `opening` goes on from here to a session.

On the command line that is all: whoever runs it owns the node's folder, and with it every factor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.platform.accounts import gate, passwords, store
from tutela.platform.accounts.errors import CredentialsRefused
from tutela.platform.accounts.factors.model import Method
from tutela.platform.actor import NODE

if TYPE_CHECKING:
    from tutela.platform.accounts.gate import Caller
    from tutela.platform.accounts.model import Credentials
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret

CONSOLE = "console"
LONGEST_NAME = 40


def authenticate(node: Node, name: str, password: Secret, source: str) -> Actor:
    """The person who proves to be `name`.

    `source` is the network address (or "console") that attempts are counted by. An unknown name, a
    disabled account and a wrong password look the same from outside, also in time. Raises
    CredentialsRefused, TooManyAttempts and SignInBusy.
    """
    return verified(
        node, name, password, gate.caller(node, normal_name(name), source)
    ).account.actor


def person(node: Node, name: str, password: Secret) -> Actor:
    """The person behind `--as NAME` on the command line. Raises as `authenticate` does."""
    return authenticate(node, name, password, CONSOLE)


def normal_name(name: str) -> str:
    """`name` as accounts spell it."""
    return name.strip().lower()


def verified(node: Node, name: str, password: Secret, who: Caller) -> Credentials:
    """The account and the hash it was proven against, for ways in that go on from here."""
    passwords.prepare()
    gate.admit(node, who)
    found = _find(node, normal_name(name))
    right = passwords.holds(password, found.password_hash if found else None)
    if not right or found is None or found.account.disabled_at:
        gate.refuse(node, who, Method.PASSWORD)
        raise CredentialsRefused
    gate.take_back(node, who)
    return _renewed(node, found, password)


def _find(node: Node, name: str) -> Credentials | None:
    # Signs no account can have would upset the database; the question is asked all the same.
    asked = name if name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME else "-"
    with node.read() as connection:
        return store.credentials(connection, asked)


def _renewed(node: Node, found: Credentials, password: Secret) -> Credentials:
    """Hashes the password anew when the recommended parameters have moved on."""
    if not passwords.outdated(found.password_hash):
        return found
    password_hash = passwords.hashed(password)
    with node.work(NODE, purpose="renew a password hash") as work:
        if store.credentials_held(work.connection, found.account.id) != found:
            return found
        store.set_password(work.connection, found.account.id, password_hash)
    return replace(found, password_hash=password_hash)
