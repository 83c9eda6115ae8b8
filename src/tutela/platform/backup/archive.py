"""The file a backup is: a tar, sealed with age.

Outside is a small tar of two members: `identity.age`, an age secret key sealed with the
passphrase, and `backup.age`, the contents sealed to that key as a stream of any size. Both open
with any age program (age-encryption.org/v1).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tarfile
from typing import TYPE_CHECKING, Any, BinaryIO

import pyrage

from tutela.platform.backup.errors import (
    BackupExists,
    BackupUnreadable,
    BackupUnwritable,
    PassphraseWeak,
    PassphraseWrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tutela.platform.secret import Secret

IDENTITY = "identity.age"
CONTENTS = "backup.age"
MANIFEST = "manifest.json"
LEAST_PASSPHRASE = 16
LARGEST_MANIFEST = 256 * 1024 * 1024


def check_passphrase(passphrase: Secret) -> None:
    """Raises PassphraseWeak."""
    if len(passphrase.reveal()) < LEAST_PASSPHRASE:
        raise PassphraseWeak(least=LEAST_PASSPHRASE)


def pack(folder: Path, facts: dict[str, Any], path: Path, passphrase: Secret) -> int:
    """Seals everything in `folder` into `path` (0600); returns its size in bytes.

    The file appears under its name only when it is whole and on the disk. Raises BackupExists and
    BackupUnwritable.
    """
    check_passphrase(passphrase)
    if path.exists():
        raise BackupExists(path=path)
    (folder / MANIFEST).write_text(json.dumps({**facts, "files": _digests(folder)}, indent=1))
    partial = path.with_name(f".{path.name}.partial")
    try:
        _seal(folder, partial, passphrase)
        os.link(partial, path)  # unlike a rename, it refuses a file that came meanwhile
    except FileExistsError:
        raise BackupExists(path=path) from None
    except OSError as error:
        raise BackupUnwritable(path=path, problem=error.strerror) from error
    finally:
        partial.unlink(missing_ok=True)
    return path.stat().st_size


def unpack(path: Path, folder: Path, passphrase: Secret) -> dict[str, Any]:
    """Opens a backup into `folder` and returns its facts; every file is checked.

    Raises BackupUnreadable and PassphraseWrong.
    """
    with _readable(path), tarfile.open(path, "r:") as outer:
        identity = _identity(outer, path, passphrase)
        inner = folder / ".contents.tar"
        with inner.open("wb") as out:
            pyrage.decrypt_io(_member(outer, CONTENTS), out, [identity])
        with tarfile.open(inner, "r:") as contents:
            contents.extractall(folder, filter="data")
        inner.unlink()
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).unlink()
        if facts.get("files") != _digests(folder):
            raise BackupUnreadable(path=path, problem="a file in it is missing or was changed")
    return facts


def _seal(folder: Path, partial: Path, passphrase: Secret) -> None:
    identity = pyrage.x25519.Identity.generate()
    sealed_identity = pyrage.passphrase.encrypt(str(identity).encode(), passphrase.reveal())
    inner, sealed = folder / ".contents.tar", folder / ".contents.age"
    with tarfile.open(inner, "w:") as tar:
        for one in sorted(folder.iterdir()):
            if not one.name.startswith(".contents"):
                tar.add(one, arcname=one.name)
    with inner.open("rb") as plain, sealed.open("wb") as out:
        pyrage.encrypt_io(plain, out, [identity.to_public()])
    inner.unlink()
    (folder / IDENTITY).write_bytes(sealed_identity)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:") as outer:
            outer.add(folder / IDENTITY, arcname=IDENTITY)
            outer.add(sealed, arcname=CONTENTS)
        file.flush()
        os.fsync(file.fileno())


def _identity(outer: tarfile.TarFile, path: Path, passphrase: Secret) -> pyrage.x25519.Identity:
    sealed = _member(outer, IDENTITY).read()
    try:
        text = pyrage.passphrase.decrypt(sealed, passphrase.reveal()).decode()
    except pyrage.DecryptError:
        raise PassphraseWrong(path=path) from None
    return pyrage.x25519.Identity.from_str(text)


def _member(outer: tarfile.TarFile, name: str) -> BinaryIO:
    file = outer.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file  # type: ignore[return-value]


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, KeyError, ValueError, pyrage.DecryptError, EOFError) as error:
        problem = str(error) or type(error).__name__
        raise BackupUnreadable(path=path, problem=problem) from None
    except OSError as error:
        raise BackupUnreadable(path=path, problem=error.strerror or str(error)) from error


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): _digest(one)
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.name != MANIFEST and not one.name.startswith(".contents")
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
