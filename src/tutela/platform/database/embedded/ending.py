"""Ending the server at once rather than after its grace, where nobody else uses it."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING

from tutela.platform.database.embedded import locks

if TYPE_CHECKING:
    from tutela.platform.database.embedded.layout import Layout
    from tutela.platform.database.embedded.patience import Patience

LOOKS = 3  # the supervisor's own looks at the lock last microseconds, other users stay


def end(layout: Layout, patience: Patience) -> bool:
    """Whether the server has ended; False if others use it. Raises NotReadyInTime."""
    used = 0
    while layout.folder.exists() and locks.is_held(layout.owner):
        used = used + 1 if _is_used(layout) else 0
        if used == LOOKS:
            return False
        supervisor = supervisor_id(layout)
        if supervisor is not None and not used:
            with contextlib.suppress(ProcessLookupError):
                os.kill(supervisor, signal.SIGTERM)
        patience.pause()
    return True


def supervisor_id(layout: Layout) -> int | None:
    """The process that holds `owner`; None if nobody does."""
    try:
        said = layout.owner.read_text().strip()
        return int(said) if said.isdigit() and locks.is_held(layout.owner) else None
    except OSError:
        return None


def _is_used(layout: Layout) -> bool:
    """Whether somebody shares the users' lock. Its exclusive holder is the supervisor, ending."""
    descriptor = locks.open_lock(layout.users)
    try:
        return locks.try_shared(descriptor) and not locks.try_exclusive(descriptor)
    finally:
        os.close(descriptor)
