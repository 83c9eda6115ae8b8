"""The live keys in memory, so that a request is let in without asking the database.

A snapshot of all keys that are not revoked is read twice a second by a background thread; a
revocation therefore acts in every process within a second. When the snapshot cannot be renewed for
half a minute the door closes: an old list must not let anybody in.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING

from tutela.platform import log
from tutela.platform.accounts import key_store
from tutela.platform.accounts.api_keys import public_id_of, token_hash
from tutela.platform.accounts.errors import ApiKeyAbsent, ApiKeyNotValid
from tutela.platform.actor import NODE
from tutela.platform.database.engine import engine, failures_named
from tutela.platform.errors import DatabaseAway, TutelaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.accounts.key_store import LiveKey
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

RENEW_SECONDS = 0.5
FRESH_SECONDS = 1.0
STALE_SECONDS = 30.0
NOTE_EVERY = timedelta(minutes=1)
# A key unknown to the snapshot may be brand new: then the database is asked, but not more often
# than this, so that guesses cannot keep it busy.
QUESTIONS_A_SECOND = 5.0
QUESTIONS_AT_ONCE = 10.0


@dataclass(frozen=True, slots=True)
class _Snapshot:
    keys: Mapping[str, LiveKey]
    read_at: float


class KeyRing:
    """Judges API keys. Safe to share between threads; `run` keeps it fresh."""

    def __init__(self, node: Node, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._node = node
        self._monotonic = monotonic
        self._connect = node.engine.connect
        self._snapshot: _Snapshot | None = None
        self._reading = threading.Lock()
        self._running = False
        self._failing = False
        self._asking = threading.Lock()
        self._questions = QUESTIONS_AT_ONCE
        self._asked_at = monotonic()
        self._used: dict[UUID, datetime] = {}
        self._noted: dict[UUID, datetime] = {}
        self._log = log.get("accounts")

    def actor_for(self, token: str) -> Actor:
        """The service whose key `token` is.

        Raises ApiKeyAbsent, ApiKeyNotValid (malformed, unknown, revoked or expired: the caller is
        not told which) and DatabaseAway when the list of keys is too old to be trusted.
        """
        if not token:
            raise ApiKeyAbsent
        public_id = public_id_of(token)
        if public_id is None:
            raise ApiKeyNotValid
        found = self._find(public_id)
        if found is None or not compare_digest(found.token_hash, token_hash(token)):
            raise ApiKeyNotValid
        now = self._node.clock.now()
        if found.key.expired(now):
            self._log.info("key-expired", public_id=public_id)
            raise ApiKeyNotValid
        self._used[found.key.id] = now
        return found.key.actor

    def refresh(self) -> None:
        """Reads the live keys now. Raises DatabaseAway."""
        with self._reading:
            self._read()

    def run(self, stop: threading.Event) -> None:
        """Keeps the snapshot fresh and notes the use of keys, until `stop` is set."""
        # Connections of its own: a busy pool must not delay a revocation.
        own = engine(self._node.database_url)
        self._connect, self._running = own.connect, True
        try:
            while not stop.is_set():
                self._round()
                stop.wait(RENEW_SECONDS)
        finally:
            self._connect, self._running = self._node.engine.connect, False
            self._round(last=True)
            own.dispose()

    def note_use(self, *, every: timedelta = NOTE_EVERY) -> None:
        """Writes when keys were last used, each at most once in `every`. Raises DatabaseAway."""
        due = {
            key: at
            for key, at in self._used.copy().items()
            if key not in self._noted or at - self._noted[key] >= every
        }
        if not due:
            return
        with self._node.work(NODE, purpose="note the use of keys") as work:
            # The day is enough to find keys that nobody uses; more would be a record of a service.
            days = {key: _day(at) for key, at in due.items()}
            key_store.note_use(work.connection, days)
        self._noted.update(due)
        for key, at in due.items():
            if self._used.get(key) == at:
                del self._used[key]

    def _round(self, *, last: bool = False) -> None:
        try:
            if not last:
                self.refresh()
            self.note_use(every=timedelta(0) if last else NOTE_EVERY)
            self._failing = False
        except TutelaError as error:
            self._failing = True
            self._log.warning("keys-not-renewed", error=error.code)

    def _find(self, public_id: str) -> LiveKey | None:
        snapshot = self._current()
        found = snapshot.keys.get(public_id)
        if found is None and self._may_ask():
            self.refresh()
            snapshot = self._current()
            found = snapshot.keys.get(public_id)
        return found

    def _current(self) -> _Snapshot:
        """The snapshot, read here if nobody else keeps it fresh."""
        snapshot = self._snapshot
        if snapshot is None or (not self._running and self._age(snapshot) > FRESH_SECONDS):
            with self._reading:
                snapshot = self._snapshot
                if snapshot is None or self._age(snapshot) > FRESH_SECONDS:
                    snapshot = self._read()
        if self._age(snapshot) > STALE_SECONDS:
            raise DatabaseAway
        return snapshot

    def _read(self) -> _Snapshot:
        # Aged from before the question: what changed while it was answered may be missing.
        asked_at = self._monotonic()
        with failures_named(), self._connect() as connection:
            snapshot = _Snapshot(key_store.live(connection), asked_at)
        self._snapshot = snapshot
        return snapshot

    def _age(self, snapshot: _Snapshot) -> float:
        return self._monotonic() - snapshot.read_at

    def _may_ask(self) -> bool:
        if self._failing:
            raise DatabaseAway
        with self._asking:
            now = self._monotonic()
            grown = self._questions + (now - self._asked_at) * QUESTIONS_A_SECOND
            self._questions = min(QUESTIONS_AT_ONCE, grown)
            self._asked_at = now
            if self._questions < 1:
                return False
            self._questions -= 1
            return True


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
