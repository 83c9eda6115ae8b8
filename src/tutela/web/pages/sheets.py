"""Pages of a document as pictures, on their way to the one session that asked to see them.

They live in the memory of one process for a moment and nowhere else (`web/waiting.py`): the look is
in the log before they are kept, and whoever loads the page again looks again.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from tutela.web.pages.previews import Browser

LIFETIME = 60.0  # seconds in which the browser has to fetch the pictures
MOST = 50  # looks at once; the oldest gives way


@dataclass(frozen=True, slots=True)
class _Held:
    report_id: UUID
    owner: str = field(repr=False)
    pages: tuple[bytes, ...] = field(repr=False)
    since: float


class Sheets:
    """The pictures that wait to be fetched. Threads may share it."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}

    def put(self, session: Browser, report_id: UUID, pages: Sequence[bytes]) -> str:
        """Keeps pages for this session; returns the word under which they are fetched."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            live = {one: held for one, held in self._held.items() if self._lives(held)}
            self._held = dict(list(live.items())[-(MOST - 1) :])
            self._held[word] = _Held(
                report_id, session.csrf.reveal(), tuple(pages), self._monotonic()
            )
        return word

    def page(self, session: Browser, report_id: UUID, word: str, number: int) -> bytes | None:
        """The page of that number, counted from 1; None once the look is over, or for others."""
        with self._lock:
            held = self._held.get(word)
        if held is None or held.report_id != report_id or not self._lives(held):
            return None
        if not secrets.compare_digest(held.owner, session.csrf.reveal()):
            return None
        return held.pages[number - 1] if 0 < number <= len(held.pages) else None

    def _lives(self, held: _Held) -> bool:
        return self._monotonic() - held.since < LIFETIME
