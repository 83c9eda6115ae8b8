"""The live index: every enabled bank of the node, never more than a moment behind."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

from tutela.indicators import store_live
from tutela.indicators.bank_index import BankIndex, by_rank
from tutela.indicators.errors import IndexFilesUnusable, IndexUnusable
from tutela.indicators.following import FOLDER, IndexFiles
from tutela.indicators.probe import Probe
from tutela.matching import MatchingError
from tutela.platform import log
from tutela.platform.database.engine import engine, failures_named
from tutela.platform.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.indicators.model import Bank, Match
    from tutela.platform.node import Node
    from tutela.signals.model import Signals

POLL_SECONDS = 0.25
_NEVER = -1


class LiveIndex:
    """All non-withdrawn indicators of enabled banks, in files that all processes of the node share.

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
        self._files = IndexFiles(node.settings.home / FOLDER)
        self._suspects: set[UUID] = set()
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
            for match in self._match_in(*snapshot[bank_id], probe)
        ]
        return tuple(sorted(found, key=by_rank))

    def _match_in(self, bank: Bank, index: BankIndex, probe: Probe) -> list[Match]:
        try:
            return index.match(probe, bank)
        except MatchingError as error:
            self.distrust(bank.id)
            raise IndexUnusable(bank=bank.name) from error

    def distrust(self, bank_id: UUID) -> None:
        """Has the next refresh compare a bank's files with their checksums, and mend them."""
        self._suspects.add(bank_id)
        self.checked_at = None

    def indexes(self) -> tuple[tuple[Bank, BankIndex], ...]:
        """The banks that are searched, with their indexes."""
        return tuple(self._banks.values())

    def refresh(self) -> bool:
        """Takes in what changed since the last time; False if nothing did.

        Raises DatabaseAway and IndexFilesUnusable.
        """
        with self._refreshing:
            asked_at = self._monotonic()
            with failures_named(), self._engine.connect() as connection:
                changed = self._followed(connection)
            # Somebody may have found a file altered meanwhile.
            self.checked_at = None if self._suspects else asked_at
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

    def _followed(self, connection: Connection) -> bool:
        try:
            return self._follow(connection)
        except (MatchingError, OSError) as error:
            raise IndexFilesUnusable(problem=error) from error

    def _follow(self, connection: Connection) -> bool:
        known = store_live.revision(connection) == self._revision
        if known and self._attached() and not self._suspects:
            return False
        suspects = set(self._suspects)
        self._revision, self._banks = self._files.follow(connection, suspects)
        self._suspects -= suspects
        return True

    def _attached(self) -> bool:
        """Whether the files of all banks are those in the folder, which anybody may remove."""
        for bank, index in self._banks.values():
            try:
                if not index.attached():
                    return False
            except MatchingError:
                self._suspects.add(bank.id)
        return True
