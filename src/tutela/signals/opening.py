"""Bytes to an opened picture or film, whichever they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutela.signals import film
from tutela.signals.containers import container_of
from tutela.signals.errors import NoFingerprint
from tutela.signals.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.signals.film import Film
    from tutela.signals.model import Limits
    from tutela.signals.render import Rendering


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[Rendering | Film]:
    """What can be shown of the bytes. Raises NoFingerprint as `render` and `film.opened` do."""
    if problem := limits.refuse(data):
        raise NoFingerprint(problem=problem)
    kind = container_of(data)
    if kind is None:
        yield render(data, limits)
        return
    with film.opened(data, kind, limits) as found:
        yield found
