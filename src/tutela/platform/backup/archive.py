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
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyrage

from tutela.platform import newfile
from tutela.platform.backup.errors import (
    BackupExists,
    BackupUnreadable,
    BackupUnwritable,
    PassphraseWeak,
    PassphraseWrong,
)
from tutela.platform.backup.streams import extract, sealed_tar, unsealed_tar
from tutela.platform.errors import DiskFull
from tutela.platform.home import FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.secret import Secret

IDENTITY = "identity.age"
CONTENTS = "backup.age"
MANIFEST = "manifest.json"
FORMAT = 1
LEAST_PASSPHRASE = 16
NOT_OPENED = "Decryption failed"  # how pyrage says it; all else is a damaged file


def check_passphrase(passphrase: Secret) -> None:
    """Raises PassphraseWeak."""
    if len(passphrase.reveal()) < LEAST_PASSPHRASE:
        raise PassphraseWeak(least=LEAST_PASSPHRASE)


def pack(folder: Path, facts: dict[str, Any], path: Path, passphrase: Secret) -> int:
    """Seals everything in `folder` into `path` (0600); returns its size in bytes.

    The file appears under its name only when it is whole and on the disk. Raises BackupExists,
    BackupUnwritable and DiskFull.
    """
    check_passphrase(passphrase)
    described = {"format": FORMAT, **facts, "files": _digests(folder)}
    (folder / MANIFEST).write_text(json.dumps(described, indent=1))
    with _writing(path) as partial:
        with partial.open("wb") as file:
            _seal(folder, file, passphrase)
            file.flush()
            os.fsync(file.fileno())
        if not newfile.claim(partial, path):
            raise BackupExists(path=path)
    return path.stat().st_size


def unpack(path: Path, folder: Path, passphrase: Secret) -> dict[str, Any]:
    """Opens a backup into `folder` and returns its facts; every file is checked.

    Raises BackupUnreadable, PassphraseWrong and DiskFull.
    """
    with _readable(path), tarfile.open(path, "r:") as outer:
        identity = _identity(outer, path, passphrase)
        with unsealed_tar(_member(outer, CONTENTS), identity) as contents:
            extract(contents, folder)
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        (folder / MANIFEST).unlink()
        if facts.get("format") != FORMAT:
            raise BackupUnreadable(path=path, problem="another version of Tutela made it")
        if facts.get("files") != _digests(folder):
            raise BackupUnreadable(path=path, problem="a file in it is missing or was changed")
    return facts


def _seal(folder: Path, file: BinaryIO, passphrase: Secret) -> None:
    identity = pyrage.x25519.Identity.generate()
    sealed_identity = pyrage.passphrase.encrypt(str(identity).encode(), passphrase.reveal())
    file.write(_header(IDENTITY, len(sealed_identity)) + sealed_identity)
    _fill_block(file)
    # How long the contents are is known once they are written; their header is written last.
    place = file.tell()
    file.write(bytes(tarfile.BLOCKSIZE))
    with sealed_tar(file, identity.to_public()) as contents:
        for one in sorted(folder.iterdir()):
            contents.add(one, arcname=one.name, filter=_owned_by_nobody)
    size = file.tell() - place - tarfile.BLOCKSIZE
    _fill_block(file)
    file.write(bytes(2 * tarfile.BLOCKSIZE))
    file.seek(place)
    file.write(_header(CONTENTS, size))


def _header(name: str, size: int) -> bytes:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    return about.tobuf(tarfile.GNU_FORMAT)


def _fill_block(file: BinaryIO) -> None:
    file.write(bytes(-file.tell() % tarfile.BLOCKSIZE))


def _owned_by_nobody(about: tarfile.TarInfo) -> tarfile.TarInfo:
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    return about


def _identity(outer: tarfile.TarFile, path: Path, passphrase: Secret) -> pyrage.x25519.Identity:
    sealed = _member(outer, IDENTITY).read()
    try:
        text = pyrage.passphrase.decrypt(sealed, passphrase.reveal()).decode()
    except pyrage.DecryptError as error:
        if str(error) == NOT_OPENED:
            raise PassphraseWrong(path=path) from None
        raise
    return pyrage.x25519.Identity.from_str(text)


def _member(outer: tarfile.TarFile, name: str) -> BinaryIO:
    file = outer.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file  # type: ignore[return-value]


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, gone afterwards."""
    partial: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        partial = Path(name)
        yield partial
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise BackupUnwritable(path=path, problem=error.strerror) from error
    finally:
        if partial is not None:
            partial.unlink(missing_ok=True)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise BackupUnreadable(path=path, problem=_lower(error)) from None
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise BackupUnreadable(path=path, problem=_lower(error)) from None
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        # The stream's own errors have no number.
        problem = error.strerror or "it is cut off or was changed"
        raise BackupUnreadable(path=path, problem=problem) from error


def _lower(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:1].lower() + text[1:]


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): _digest(one)
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one != folder / MANIFEST
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
