"""Keeping the index files in order: merging changes, erasing what is withdrawn, checking."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tutela.matching import IndexDamaged, IndexForeign, MatchingError
from tutela.platform import log

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from tutela.indicators.live import LiveIndex
    from tutela.matching import StoredIndex

    Part = StoredIndex[Any]

PAUSE_SECONDS = 1.0
ERASE_SECONDS = 600.0
"""How long a withdrawn fingerprint may lie in a file, unmatched, while the node serves."""


class Upkeep:
    """Runs beside a live index. Several processes may: each merge is done by one of them."""

    def __init__(
        self, index: LiveIndex, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._index = index
        self._monotonic = monotonic
        self._checked: dict[Part, int] = {}  # the generation
        self._erased: dict[Part, float] = {}  # when, the last time

    def run(self, stop: threading.Event) -> None:
        """Goes on until `stop` is set."""
        while not stop.wait(PAUSE_SECONDS):
            self.once()

    def once(self) -> None:
        """Does what is due now."""
        present = []
        for bank, index in self._index.indexes():
            try:
                for part in index.parts():
                    present.append(part)
                    self._keep(part)
            except (IndexDamaged, IndexForeign) as error:
                log.get("indicators").warning("index-distrusted", problem=error.code)
                self._index.distrust(bank.id)
            except MatchingError as error:  # a full disk, say: nothing is wrong with what is there
                log.get("indicators").warning("upkeep-waits", problem=error.code)
        for memory in (self._checked, self._erased):
            for part in memory.keys() - set(present):
                del memory[part]

    def _keep(self, part: Part) -> None:
        standing = part.standing()
        if self._checked.get(part) != standing.generation:
            part.verify()
            self._checked[part] = standing.generation
        if standing.withdrawn and self._may_erase(part):
            part.merge(whole=True)
        if part.wants_merge():
            part.merge()

    def _may_erase(self, part: Part) -> bool:
        """At once the first time, and then every so often; what comes meanwhile waits for that."""
        now = self._monotonic()
        last = self._erased.get(part)
        if last is not None and now - last < ERASE_SECONDS:
            return False
        self._erased[part] = now
        return True
