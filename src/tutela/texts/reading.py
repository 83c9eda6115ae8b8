"""In which language whoever is answered now reads. English, unless a door says otherwise."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from tutela.texts.catalogue import ENGLISH, Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

_now: ContextVar[Catalogue] = ContextVar("catalogue", default=ENGLISH)


def catalogue() -> Catalogue:
    """The catalogue of whoever reads."""
    return _now.get()


@contextmanager
def in_language(catalogue: Catalogue) -> Iterator[None]:
    """Within it, pages and messages are made from `catalogue`."""
    token = _now.set(catalogue)
    try:
        yield
    finally:
        _now.reset(token)
