"""Acts of several people at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from collections.abc import Callable


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What came of each, in their order: what it returned, or the refusal it met. Anything else
    that goes wrong goes wrong here.
    """
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except TutelaError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
