"""Reading a key file: only what its owner alone can read counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.errors import TutelaError

if TYPE_CHECKING:
    from pathlib import Path


class KeyMissing(TutelaError):
    """The key file {path} is missing or unreadable. Restore it from a backup: without it, what
    was sealed with it cannot be opened.
    """

    code = "key-missing"


class KeyDamaged(TutelaError):
    """The key file {path} does not hold a whole key. Restore it from a backup: without it, what
    was sealed with it cannot be opened.
    """

    code = "key-damaged"


class KeyExposed(TutelaError):
    """The key file {path} can be read by others (mode {mode}). Set it to 0600, and ask who read
    it.
    """

    code = "key-exposed"


def read_key(path: Path) -> bytes:
    """Raises KeyMissing and KeyExposed."""
    try:
        mode = path.stat().st_mode & 0o777
        content = path.read_bytes()
    except OSError:
        raise KeyMissing(path=path) from None
    if mode & 0o077:
        raise KeyExposed(path=path, mode=oct(mode))
    return content
