"""Pictures on their way to one browser: each is shown once, to the session that asked for it.

They live in the memory of one process and nowhere else (`web/waiting.py`). A page that is loaded
again, by anybody, finds its picture gone.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.detection.sandbox.reveal import Reveal
    from tutela.platform.secret import Secret
    from tutela.signals.stretch import Stretch

LIFETIME = 600.0  # seconds in which a further step may follow; the picture itself has its own
MOST = 200


class Browser(Protocol):
    """Whose a picture is: the session, or what the parent of several processes knows of it."""

    @property
    def csrf(self) -> Secret: ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a person is looking at, how far, and why. Without a look's id it has not begun.

    `way`: of a film, the stretches through which they came, from all of it to the one they see.
    """

    case_id: UUID
    item_id: UUID
    object_id: UUID
    name: str
    purpose: str
    step: Reveal
    look_id: UUID | None = None
    view_id: UUID | None = None
    seconds: int = 0
    stills: int = 1
    way: tuple[Stretch, ...] = ()

    @property
    def stretch(self) -> Stretch | None:
        """What is seen of a film; None of a picture, and before a look has begun."""
        return self.way[-1] if self.way else None

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """The parts of it that show more than its stills do."""
        return self.stretch.parts if self.stretch and self.stretch.deeper else ()


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

    def look(self, session: Browser, word: str) -> tuple[Look, int] | None:
        """The look of that word and for how many seconds its picture waits still, 0 if it is gone.

        None if the look is over.
        """
        with self._lock:
            held = self._find(session, word)
            return (held.look, self._left(held)) if held else None

    def take(self, session: Browser, word: str) -> bytes | None:
        """The picture, the first time it is asked for."""
        with self._lock:
            held = self._find(session, word)
            if held is None or not self._left(held):
                return None
            self._held[word] = replace(held, picture=None)
            return held.picture

    def _find(self, session: Browser, word: str) -> _Held | None:
        held = self._held.get(word)
        if held is None or not secrets.compare_digest(held.owner, _owner(session)):
            return None
        return held if self._age(held) < LIFETIME else None

    def _left(self, held: _Held) -> int:
        if held.picture is None:
            return 0
        return max(0, ceil(held.look.seconds - self._age(held)))

    def _age(self, held: _Held) -> float:
        return self._monotonic() - held.since

    def _forget_old(self) -> None:
        live = {word: held for word, held in self._held.items() if self._age(held) < LIFETIME}
        newest = list(live.items())[-(MOST - 1) :]
        self._held = {
            word: held if self._left(held) else replace(held, picture=None) for word, held in newest
        }


def _owner(session: Browser) -> str:
    # Derived from the session's token, of which it tells nothing.
    return session.csrf.reveal()
