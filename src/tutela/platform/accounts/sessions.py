"""Sessions of the pages: opened by signing in, sliding while used, ended by time or by hand.

The token is 256 random bits and only its SHA-256 is stored. The forms' token is an HMAC of it
(RFC 2104), so that nothing in the database lets anybody act in somebody's name.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

from tutela.platform.accounts import store
from tutela.platform.accounts.errors import SessionEnded
from tutela.platform.accounts.factors import store as factor_store
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.model import OpenedSession, Session
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.accounts.model import Account
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LONGEST = timedelta(hours=12)
# The instant of the last use is written this often, so that reading a page is rarely a write.
TOUCH = timedelta(seconds=15)
TOKEN_BYTES = 32


def start(work: Work, account: Account, method: Method, source: str) -> Session:
    """Opens a session of somebody who proved who they are, in the transaction of the proof."""
    token = Secret(secrets.token_urlsafe(TOKEN_BYTES))
    opened = OpenedSession(
        fingerprint=_fingerprint(token),
        account_id=account.id,
        method=method.value,
        opened_at=work.now,
        last_seen_at=work.now,
        proven_at=work.now,
        proven_by=method.value,
        expires_at=work.now + LONGEST,
    )
    store.open_session(work.connection, opened)
    work.record(
        Event.SESSION_OPEN,
        subject=("session", opened.fingerprint),
        service_id=NODE_SERVICE,
        method=method.value,
        source=source,
    )
    lacking = _must_enrol(work.node, work.connection, opened)
    return _session(work.node, token, account.actor, opened, must_enrol=lacking)


def resume(node: Node, token: Secret) -> Session:
    """The session behind a cookie, which slides on by being used. Raises SessionEnded.

    It ends after idling for `session_minutes`, twelve hours after it was opened, when closed, and
    with its account. Roles are those the account has now.
    """
    with node.read() as connection:
        found = store.find_session(connection, _fingerprint(token))
        lacking = found is not None and _must_enrol(node, connection, found[0])
    now = node.clock.now()
    if found is None or found[1].disabled_at or not _open(node, found[0], now):
        raise SessionEnded
    opened, account = found
    if now - opened.last_seen_at >= TOUCH:
        with node.work(account.actor, purpose="use a session") as work:
            store.touch_session(work.connection, opened.fingerprint, now)
    return _session(node, token, account.actor, opened, must_enrol=lacking)


def close_session(node: Node, session: Session) -> None:
    """Signs out. Doing it again changes nothing."""
    with node.work(session.actor, purpose="sign out") as work:
        _close(work, session, session.fingerprint, "signed out")


def list_own(node: Node, session: Session) -> list[OpenedSession]:
    """Where the person is signed in now, the latest first; this session is among them."""
    with node.read() as connection:
        found = store.open_sessions_of(connection, session.account_id)
    now = node.clock.now()
    return [one for one in found if _open(node, one, now)]


def close_own(node: Node, session: Session, fingerprint: str) -> None:
    """Ends one of the person's sessions, wherever it is open. Doing it again changes nothing.

    Nobody ends anybody else's: that changes nothing either.
    """
    with node.work(session.actor, purpose="end a session") as work:
        _close(work, session, fingerprint, "ended by hand")


def close_others(node: Node, session: Session) -> int:
    """Ends all sessions of the person but this one; says how many."""
    with node.work(session.actor, purpose="end all other sessions") as work:
        return close_all(work, session.account_id, "ended by hand", but=session.fingerprint)


def close_all(work: Work, account_id: UUID, reason: str, *, but: str = "") -> int:
    """Closes the sessions of an account, but for the one of that fingerprint; says how many."""
    closed = store.close_sessions_of(work.connection, account_id, work.now, but=but)
    for fingerprint in closed:
        work.record(
            Event.SESSION_CLOSE,
            subject=("session", fingerprint),
            service_id=NODE_SERVICE,
            reason=reason,
        )
    return len(closed)


def idle_limit(node: Node) -> timedelta:
    """How long a session may go unused."""
    return timedelta(minutes=node.settings.session_minutes)


def _close(work: Work, session: Session, fingerprint: str, reason: str) -> None:
    if store.close_session(work.connection, session.account_id, fingerprint, work.now):
        work.record(
            Event.SESSION_CLOSE,
            subject=("session", fingerprint),
            service_id=NODE_SERVICE,
            reason=reason,
        )


def _open(node: Node, one: OpenedSession, now: datetime) -> bool:
    return one.closed_at is None and now < _ends(node, one, one.last_seen_at)


def _ends(node: Node, one: OpenedSession, used_at: datetime) -> datetime:
    return min(used_at + idle_limit(node), one.expires_at)


def _must_enrol(node: Node, connection: Connection, opened: OpenedSession) -> bool:
    if not node.settings.requires_factor or opened.method == Method.SSO_STRONG:
        return False
    return not factor_store.has_factor(connection, opened.account_id)


def _session(
    node: Node, token: Secret, actor: Actor, opened: OpenedSession, *, must_enrol: bool
) -> Session:
    csrf = digest(token.reveal().encode(), b"tutela forms", sha256).hex()
    ends = _ends(node, opened, node.clock.now())
    return Session(
        token=token,
        csrf=Secret(csrf),
        actor=actor,
        fingerprint=opened.fingerprint,
        proven_at=opened.proven_at,
        expires_at=ends,
        must_enrol=must_enrol,
        proven_by=opened.proven_by,
    )


def _fingerprint(token: Secret) -> str:
    return sha256(token.reveal().encode("utf-8", "surrogatepass")).hexdigest()
