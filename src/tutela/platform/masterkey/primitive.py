"""The master key as what seals and opens: always the keyset that is in the file now.

Every process of a node looks at the file before each use, so all follow a change at once. A keyset
that a key service sealed is opened at the first use and kept in memory: while the service does not
answer, work goes on. Every quarter of an hour the service is asked again, and when it refuses, the
keyset is forgotten: whoever shuts the key there shuts the node out.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from tink import aead

from tutela.platform import log
from tutela.platform.masterkey import file, keyset
from tutela.platform.masterkey.address import IN_FILE
from tutela.platform.masterkey.errors import KeyServiceAway

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tutela.platform.masterkey.file import MasterKeyFile

RENEW_SECONDS: Final = 900.0


class MasterKey(aead.Aead):  # type: ignore[misc] # tink ships no types
    """Seals and opens small values. Threads may share one; never printed.

    Raises KeyServiceAway and KeyServiceRefused where a service has to open it first.
    """

    def __init__(self, path: Path, ticks: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._ticks = ticks
        self._lock = threading.Lock()
        self._file = file.read(path)
        self._seen = _signature(path)
        self._opened: aead.Aead | None = None
        self._asked = 0.0
        if self._file.place == IN_FILE:
            self._open(self._seen)

    @property
    def place(self) -> str:
        """`file`, or the address of the key service that seals it."""
        return self.file().place

    def file(self) -> MasterKeyFile:
        """What the file says now."""
        return file.read(self.path)

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        return bytes(self._current().encrypt(plaintext, associated_data))

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        return bytes(self._current().decrypt(ciphertext, associated_data))

    def _current(self) -> aead.Aead:
        seen = _signature(self.path) or self._seen  # a file that is gone changes nothing yet
        opened = self._opened
        if opened is None or seen != self._seen or self._is_due():
            with self._lock:
                return self._renewed(seen)
        return opened

    def _is_due(self) -> bool:
        return self._file.place != IN_FILE and self._ticks() - self._asked >= RENEW_SECONDS

    def _renewed(self, seen: tuple[int, ...] | None) -> aead.Aead:
        if self._opened is not None and seen == self._seen and not self._is_due():
            return self._opened  # another thread was faster
        try:
            return self._open(seen)
        except KeyServiceAway:
            if self._opened is None or seen != self._seen:
                raise
            self._asked = self._ticks()
            log.get("keys").warning("key-service-away", place=self._file.place)
            return self._opened

    def _open(self, seen: tuple[int, ...] | None) -> aead.Aead:
        found = self.file()
        try:
            opened = keyset.primitive(found.opened())
        except KeyServiceAway:
            raise
        except Exception:
            self._opened = None
            raise
        self._file, self._seen, self._opened, self._asked = found, seen, opened, self._ticks()
        return opened


def _signature(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
