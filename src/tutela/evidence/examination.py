"""What `tutela doctor` says of the sealed store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tutela.evidence import damage
from tutela.evidence.owning import require_same
from tutela.evidence.stores import stores_of
from tutela.platform import home, keys
from tutela.platform.database import address, migrate
from tutela.platform.database.engine import engine, failures_named
from tutela.platform.doctor import Check
from tutela.platform.errors import TutelaError
from tutela.platform.services import identity
from tutela.platform.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from tutela.platform.settings import Settings

# A name that no object has: asking for it shows whether the store answers.
_NOBODY = "0" * 32


def examine(settings: Settings) -> list[Check]:
    """Whether the store answers, and whether all that is kept is whole; nothing without a home."""
    if not (settings.home / SETTINGS_FILE).exists():
        return []
    return [
        _try("evidence store", lambda: _store(settings)),
        _try("master key", lambda: _key(settings)),
        _try("kept bytes", lambda: _kept(settings)),
    ]


def _try(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        good, sentence = look()
    except TutelaError as error:
        return Check(name, good=False, sentence=error.sentence)
    return Check(name, good=good, sentence=sentence)


def _store(settings: Settings) -> tuple[bool, str]:
    """Whether each store answers, and is this node's. Claims nothing."""
    stores = [one for _, one in stores_of(settings)]
    owners = [(one.place, one.owner(), one.exists(_NOBODY)) for one in stores]
    with _reached(settings) as connection:
        found = identity.find(connection, keys.load(settings.home / home.KEYS))
    for place, owner, _ in owners:
        if found:
            require_same(place, owner, found.id)
    return True, f"Sealed objects of hits are kept in {', and still '.join(p for p, *_ in owners)}."


def _key(settings: Settings) -> tuple[bool, str]:
    master = keys.load(settings.home / home.KEYS).evidence
    if master.decrypt(master.encrypt(b"", b"doctor"), b"doctor") != b"":
        return False, "The master key does not open what it seals."
    return True, f"The master key opens what it seals ({master.place})."


def _kept(settings: Settings) -> tuple[bool, str]:
    with _reached(settings) as connection:
        standing = damage.standing(connection)
    return standing.good, standing.sentence


@contextmanager
def _reached(settings: Settings) -> Iterator[Connection]:
    with address.reach(settings) as where:
        connections = engine(where.app_url)
        try:
            with failures_named(), connections.connect() as connection:
                migrate.require_current(connection)
                yield connection
        finally:
            connections.dispose()
