"""Telling how far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Called with (done, in all); the second is an estimate.
Progress = Callable[[int, int], None]
STEP = 1000

T = TypeVar("T")


def ignored(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def watched(items: Iterable[T], progress: Progress, total: int) -> Iterator[T]:
    """`items`, telling `progress` after every thousand and at the end."""
    done = 0
    for item in items:
        yield item
        done += 1
        if done % STEP == 0:
            progress(done, max(total, done))
    progress(done, max(total, done))
