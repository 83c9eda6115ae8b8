"""The live index: every enabled bank of the node in memory, never more than a moment behind."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

from tutela.indicators import store, store_live
from tutela.indicators.bank_index import BankIndex, by_rank
from tutela.indicators.probe import Probe
from tutela.platform import log
from tutela.platform.database.engine import engine, failures_named
from tutela.platform.errors import Unavailable
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.indicators.model import Bank, Match
    from tutela.indicators.store_live import Changes, Fingerprints
    from tutela.platform.node import Node
    from tutela.signals.model import Signals

POLL_SECONDS = 0.25
_NEVER = -1


class LiveIndex:
    """All non-withdrawn indicators of enabled banks, for this process.

    `match` never touches the database. `run` follows the database in a thread of its own; without
    it, `refresh` does so once. `checked_at` is the monotonic instant for which the content was last
    known to be true, and None before the first time.
    """

    def __init__(self, node: Node, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.checked_at: float | None = None
        self._monotonic = monotonic
        # Connections of its own: a busy pool must not make the index stale.
        self._engine = engine(node.database_url)
        self._refreshing = threading.Lock()
        self._revision = _NEVER
        self._banks: dict[UUID, tuple[Bank, BankIndex]] = {}
        self._trouble = ""
        self._log = log.get("indicators")

    def __len__(self) -> int:
        """Fingerprints that can be found."""
        return sum(len(index) for _, index in self._banks.values())

    def banks(self) -> tuple[Bank, ...]:
        """The banks that are searched, by name."""
        return tuple(sorted((bank for bank, _ in self._banks.values()), key=lambda one: one.name))

    def age_seconds(self) -> float:
        """Seconds since the content was last known to be true; infinite before the first time."""
        return math.inf if self.checked_at is None else self._monotonic() - self.checked_at

    def match(self, signals: Signals, banks: Collection[UUID]) -> tuple[Match, ...]:
        """The indicators of these banks that are near the item: exact ones first, then the nearest.

        Each indicator is answered once, with its nearest frame. Banks that are unknown or switched
        off are passed over.
        """
        snapshot = self._banks
        probe = Probe.of(signals)
        found = [
            match
            for bank_id in dict.fromkeys(banks)
            if bank_id in snapshot
            for match in snapshot[bank_id][1].match(probe, snapshot[bank_id][0])
        ]
        return tuple(sorted(found, key=by_rank))

    def refresh(self) -> bool:
        """Takes in what changed since the last time; False if nothing did. Raises DatabaseAway."""
        with self._refreshing:
            asked_at = self._monotonic()
            with failures_named(), self._engine.connect() as connection:
                changed = self._follow(connection)
            self.checked_at = asked_at
            return changed

    def close(self) -> None:
        """Gives the connections back; `run` does so when it ends."""
        self._engine.dispose()

    def run(self, stop: threading.Event) -> None:
        """Follows the database until `stop` is set; goes on when the database has been away."""
        while not stop.is_set():
            try:
                self._listen(stop)
            except Unavailable as error:
                self._tell(error.code)
            except Exception as error:  # noqa: BLE001 - the index goes on, and shows its age
                self._tell(type(error).__name__)
            stop.wait(POLL_SECONDS)
        self.close()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:  # once, not at every try
            self._log.warning("index-waits", trouble=trouble)
        self._trouble = trouble

    def _listen(self, stop: threading.Event) -> None:
        own = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with failures_named(), own.connect() as connection:
            store_live.listen(connection)
            while not stop.is_set():
                self.refresh()
                self._trouble = ""
                store_live.wait(connection, POLL_SECONDS)

    def _follow(self, connection: Connection) -> bool:
        # One snapshot for all that is read, so that a revision and what it covers fit together.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        revision = store_live.revision(connection)
        if revision == self._revision:
            return False
        # An earlier revision than the last one seen: a backup was restored. Begin from nothing.
        before = self._banks if revision > self._revision else {}
        after = {}
        for bank in store.banks(connection):
            if bank.enabled:
                _, index = before.get(bank.id, (bank, BankIndex()))
                _catch_up(connection, bank, index, revision)
                after[bank.id] = (bank, index)
        self._banks = after
        self._revision = revision
        return True


def _catch_up(connection: Connection, bank: Bank, index: BankIndex, revision: int) -> None:
    changes = store_live.changes(connection, bank.id, index.seen)
    if index.seen:
        _update(connection, bank, index, list(changes))
    else:
        # A new index is thrown away if this fails, so it can be filled as the rows come.
        fresh = index.put(changes)
        for kind in SignalKind:
            index.add(kind, store_live.fingerprints(connection, bank.id, kind, 0), fresh)
    index.seen = revision


def _update(connection: Connection, bank: Bank, index: BankIndex, changes: list[Changes]) -> None:
    """Reads everything before it changes anything: half an update would never be completed."""
    rows: dict[SignalKind, list[Fingerprints]] = {}
    if index.lacks(changes):
        for kind in SignalKind:
            rows[kind] = list(store_live.fingerprints(connection, bank.id, kind, index.seen))
    fresh = index.put(changes)
    for kind, fingerprints in rows.items():
        index.add(kind, fingerprints, fresh)
