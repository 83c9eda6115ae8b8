"""Counting the queue: anew for every page while it is short, every few seconds when it is long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from tutela.casework import store_queue
from tutela.casework.only import Counts
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.casework.only import Crowd
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LONG = 5000  # cases; counting more takes longer than showing a page
KEPT = 3.0  # seconds


class Counting:
    """The counts of one node, for all who look at its desk. Threads may share it.

    Of a long queue the counts are up to KEPT seconds old, and only one thread counts; what somebody
    holds themselves is always counted anew.
    """

    def __init__(self, node: Node, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._node = node
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._crowds: tuple[Crowd, ...] = ()
        self._until = 0.0

    def counts(self, actor: Actor) -> Counts:
        """The queue, counted for `actor`."""
        actor.require(Permission.CASE_READ)
        now = self._node.clock.now()
        with self._node.read() as connection:
            mine = store_queue.crowds(connection, now, person=actor.id)
        return Counts(self._all(), mine)

    def _all(self) -> tuple[Crowd, ...]:
        with self._lock:
            if self._monotonic() < self._until:
                return self._crowds
            with self._node.read() as connection:
                self._crowds = store_queue.crowds(connection, self._node.clock.now())
            long = sum(one.cases for one in self._crowds) >= LONG
            self._until = self._monotonic() + KEPT if long else 0.0
            return self._crowds
