"""Waiting for the server: often at first, seldom later, and not for ever."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.errors import NotReadyInTime

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST = 0.02  # seconds
LONGEST = 0.5  # each look at a recovering server leaves a line in its log

SILENCE = 15.0  # seconds; longer than the supervisor's longest pause between two tries
SHORT_SILENCE = 2.0  # where there is a reason for it


@dataclass
class Patience:
    """How long one caller goes on waiting. `seconds` is the limit, `log` where to look then."""

    seconds: float
    log: Path
    since: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)

    def hear(self) -> None:
        """Notes that something is going on."""
        self.heard_at = time.monotonic()

    def is_tried(self, silence: float = SILENCE) -> bool:
        """Whether nothing has been going on for so long that it is better to say so."""
        return time.monotonic() - self.heard_at > silence

    def pause(self) -> None:
        """Waits about a tenth of the time waited so far. Raises NotReadyInTime."""
        waited = time.monotonic() - self.since
        if waited > self.seconds:
            raise NotReadyInTime(seconds=self.seconds, log=self.log)
        time.sleep(min(max(waited / 10, SHORTEST), LONGEST))
