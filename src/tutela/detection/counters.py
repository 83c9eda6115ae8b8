"""Counting without a database round trip per item.

Counts gather in memory and are added to the table every `counter_seconds` (default one second): a
crash loses at most the counts of that long, never a hit, an item taken in, or a decision.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert

from tutela.detection.model import VerdictKind
from tutela.detection.store import SUPPRESSED
from tutela.detection.tables import counter
from tutela.detection.times import Times
from tutela.platform import log
from tutela.platform.errors import Unavailable
from tutela.platform.services import store as services

if TYPE_CHECKING:
    from datetime import date

    from tutela.detection.model import Incoming, Verdict
    from tutela.platform.node import Node

    Key = tuple[str, date, str, str, str]  # service, day, surface, verdict, reason

# From the first such answer on, a service is in use.
SCANNED = frozenset({VerdictKind.CLEAR, VerdictKind.HELD, VerdictKind.FLAGGED})


class Counters:
    """Counts of scanned items, flushed in batches by one thread."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._lock = threading.Lock()
        self._items: Counter[Key] = Counter()
        self._bytes: Counter[Key] = Counter()
        self._times = Times()
        self._in_use: set[str] = set()  # services of which it is written that they were scanned
        self._log = log.get("detection")

    def add(
        self, incoming: Incoming, verdict: Verdict, size: int, seconds: float | None = None
    ) -> None:
        """Counts one item of `size` bytes, and beside it, once for each, the allow-banks that
        suppressed matches of it. Never waits for the database. `seconds`: how long it took.
        """
        reason = verdict.reason.value if verdict.reason else ""
        day = self._node.clock.now().date()
        key = (incoming.service_id, day, incoming.surface, verdict.kind.value, reason)
        allowed = {one.by.bank.name for one in verdict.suppressed}
        with self._lock:
            self._items[key] += 1
            self._bytes[key] += size
            for name in allowed:
                self._items[*key[:3], SUPPRESSED, name] += 1
            if seconds is not None:
                self._times.add(seconds)

    def flush(self) -> int:
        """Adds what was counted since the last flush to the table; returns the number of items.

        What cannot be written now is kept for the next flush.
        """
        with self._lock:
            items, self._items = self._items, Counter()
            sizes, self._bytes = self._bytes, Counter()
            times, self._times = self._times, Times()
        if not items:
            return 0
        try:
            self._write(items, sizes, times)
        except BaseException:
            with self._lock:
                self._items += items
                self._bytes += sizes
                self._times.take_back(times)
            raise
        return sum(number for key, number in items.items() if key[3] != SUPPRESSED)

    def _write(self, items: Counter[Key], sizes: Counter[Key], times: Times) -> None:
        columns = ("service_id", "day", "surface", "verdict", "reason")
        rows = [
            {
                **dict(zip(columns, key, strict=True)),
                "item_count": items[key],
                "byte_count": sizes[key],
            }
            for key in sorted(items)
        ]
        statement = insert(counter)
        adding = statement.on_conflict_do_update(
            index_elements=[counter.c[name] for name in columns],
            set_={
                "item_count": counter.c.item_count + statement.excluded.item_count,
                "byte_count": counter.c.byte_count + statement.excluded.byte_count,
            },
        )
        scanned = {key[0] for key in items if key[3] in SCANNED} - self._in_use
        with self._node.transaction() as connection:
            connection.execute(adding, rows)
            times.write(connection)
            if scanned:
                services.mark_scanned(connection, scanned, self._node.clock.now())
        self._in_use |= scanned

    def run(self, stop: threading.Event) -> None:
        """Flushes until `stop` is set, and once more then."""
        while not stop.wait(self._node.settings.counter_seconds):
            self._try()
        self._try()

    def _try(self) -> None:
        try:
            self.flush()
        except Unavailable as error:
            self._log.warning("counters-wait", code=error.code)
