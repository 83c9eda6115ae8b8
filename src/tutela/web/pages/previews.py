"""Pictures on their way to one browser: each is shown once, to the session that asked for it.

They live in the memory of one process and nowhere else (`web/waiting.py`). A page that is loaded
again, by anybody, finds its picture gone.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.platform.secret import Secret

LIFETIME = 600.0  # seconds in which a second look may follow the first
PICTURE = 60.0  # seconds in which the browser has to fetch the picture
MOST = 200


class Browser(Protocol):
    """Whose a picture is: the session, or what the parent of several processes knows of it."""

    @property
    def csrf(self) -> Secret: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a person is looking at, and why."""

    case_id: UUID
    item_id: UUID
    object_id: UUID
    name: str
    purpose: str
    blurred: bool


@dataclass(frozen=True, slots=True)
class _Held:
    look: Look
    owner: str = field(repr=False)
    picture: bytes | None = field(repr=False)
    since: float


class Previews:
    """The pictures that wait to be fetched. Threads may share it."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}

    def put(self, session: Browser, look: Look, picture: bytes) -> str:
        """Keeps a picture for this session; returns the word under which it is fetched."""
        word = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            self._held[word] = _Held(look, _owner(session), picture, self._monotonic())
        return word

    def look(self, session: Browser, word: str) -> tuple[Look, bool] | None:
        """The look of that word and whether its picture waits still; None if it is over."""
        with self._lock:
            held = self._find(session, word)
            return (held.look, self._waits(held)) if held else None

    def take(self, session: Browser, word: str) -> bytes | None:
        """The picture, the first time it is asked for."""
        with self._lock:
            held = self._find(session, word)
            if held is None or not self._waits(held):
                return None
            self._held[word] = replace(held, picture=None)
            return held.picture

    def _find(self, session: Browser, word: str) -> _Held | None:
        held = self._held.get(word)
        if held is None or not secrets.compare_digest(held.owner, _owner(session)):
            return None
        return held if self._age(held) < LIFETIME else None

    def _waits(self, held: _Held) -> bool:
        return held.picture is not None and self._age(held) < PICTURE

    def _age(self, held: _Held) -> float:
        return self._monotonic() - held.since

    def _forget_old(self) -> None:
        live = {word: held for word, held in self._held.items() if self._age(held) < LIFETIME}
        newest = list(live.items())[-(MOST - 1) :]
        self._held = {
            word: held if self._waits(held) else replace(held, picture=None)
            for word, held in newest
        }


def _owner(session: Browser) -> str:
    # Derived from the session's token, of which it tells nothing.
    return session.csrf.reveal()
