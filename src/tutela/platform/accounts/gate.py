"""The gate before every way of signing in: counts attempts in the database, before they are judged.

An attempt is counted as wrong when it is admitted, in its own transaction, and taken back when it
turns out right: so fifty attempts at the same moment, from any number of processes, get no more
tries than fifty in a row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from tutela.platform.accounts import store
from tutela.platform.accounts.errors import TooManyAttempts
from tutela.platform.accounts.throttle import LIMITS, Attempts, Kind, counted, uncounted, wait_now
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from tutela.platform.accounts.factors.model import Method
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE = "sign in"
IPV6_HOME = 64  # one household or host commands a whole /64


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the door, as keyed pseudonyms: somebody may type a password as a name.

    `own` is what the attempts at this name are counted as: passwords, or codes after them; or the
    source alone, where no name is given.
    """

    login: str
    source: str
    own: Kind = Kind.NAME

    def subjects(self) -> tuple[tuple[Kind, str], ...]:
        # Always locked in this order, so that two attempts cannot wait for each other.
        named = () if self.own is Kind.SOURCE else ((self.own, self.login),)
        return (*named, (Kind.SOURCE, self.source))


def caller(node: Node, name: str, source: str, own: Kind = Kind.NAME) -> Caller:
    """The caller who gives `name`, coming from the address or console `source`."""
    where = node.pseudonyms.of("node/source", _network(source))
    return Caller(login_reference(node, name), where, own)


def stranger(node: Node, source: str) -> Caller:
    """The caller from `source` who gives no name, as with a passkey."""
    return caller(node, "", source, Kind.SOURCE)


def login_reference(node: Node, name: str) -> str:
    """What the log calls somebody who signs in, or tries to, as `name`."""
    return node.pseudonyms.of("node/login", name)


def admit(node: Node, who: Caller) -> None:
    """Counts an attempt. Raises TooManyAttempts with the seconds to wait."""
    with node.work(NODE, purpose=PURPOSE) as work:
        held = [(kind, subject, _held(work, kind, subject)) for kind, subject in who.subjects()]
        wait = max(wait_now(LIMITS[kind], attempts, work.now) for kind, _, attempts in held)
        if wait:
            raise TooManyAttempts(seconds=math.ceil(wait.total_seconds()))
        for kind, subject, attempts in held:
            more = counted(LIMITS[kind], attempts, work.now)
            store.write_attempts(work.connection, kind, subject, more)


def take_back(node: Node, who: Caller) -> None:
    """Forgets the attempts at this name, which was the caller's own, and the one of this source.

    The source keeps its others: whoever guesses names must not wipe the slate with an own account.
    """
    with node.work(NODE, purpose=PURPOSE) as work:
        for kind, subject in who.subjects():
            held = _held(work, kind, subject)
            none = Attempts(0, work.now, work.now)
            left = uncounted(LIMITS[kind], held) if kind is Kind.SOURCE else none
            store.write_attempts(work.connection, kind, subject, left)


def refuse(node: Node, who: Caller, method: Method) -> None:
    """Writes down that an attempt was wrong."""
    with node.work(NODE, purpose=PURPOSE) as work:
        work.record(
            Event.SESSION_REFUSE,
            subject=("login", who.login),
            service_id=NODE_SERVICE,
            source=who.source,
            method=method.value,
        )


def _held(work: Work, kind: Kind, subject: str) -> Attempts:
    return store.lock_attempts(work.connection, kind, subject, work.now)


def _network(source: str) -> str:
    """The address attempts are counted by: an IPv6 host may use any of its own network's."""
    try:
        address = ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - IPV6_HOME):x}::/{IPV6_HOME}"
