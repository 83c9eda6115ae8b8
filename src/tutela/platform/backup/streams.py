"""A tar that is sealed as it is written, and opened as it is read: no plain copy on the disk.

age works from a reader to a writer, and tar from the other end; a pipe and a thread join them.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

import pyrage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def sealed_tar(out: BinaryIO, recipient: pyrage.x25519.Recipient) -> Iterator[tarfile.TarFile]:
    """A tar to fill; what is added goes sealed to `out`.

    If filling it fails, `out` holds a sealed beginning: it must be thrown away.
    """
    reading, writing = _pipe()
    with ThreadPoolExecutor(1) as threads:
        sealing = threads.submit(_seal, reading, out, recipient)
        try:
            with writing, tarfile.open(fileobj=writing, mode="w|") as tar:
                yield tar
        except BrokenPipeError:
            sealing.result()  # it failed first, and says why
            raise
        sealing.result()


@contextmanager
def unsealed_tar(sealed: BinaryIO, identity: pyrage.x25519.Identity) -> Iterator[tarfile.TarFile]:
    """The tar within `sealed`, to be read once from its beginning to its end.

    What was read counts only once the block ends without an error: a cut or a change is noticed
    where it is met. Raises DecryptError, OSError and TarError.
    """
    reading, writing = _pipe()
    with ThreadPoolExecutor(1) as threads:
        opening = threads.submit(_unseal, sealed, writing, identity)
        with reading:
            try:
                with tarfile.open(fileobj=reading, mode="r|") as tar:
                    yield tar
            except tarfile.TarError:
                # Most likely the stream ended early, because it could not be opened further.
                _read_out(reading)
                opening.result()
                raise
            _read_out(reading)
        opening.result()


def extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Writes the files and folders in `tar` below `folder`, for the owner alone.

    Ours, because the filters of `tarfile` came with Python 3.11.4 and the first 3.11 must do. A
    backup holds nothing but plain files and folders: anything else raises TarError, and a name that
    is there already FileExistsError.
    """
    for member in tar:
        name = PurePosixPath(member.name)
        if name.is_absolute() or ".." in name.parts:
            raise tarfile.ExtractError("it holds a name that leads outside")
        if member.isdir():
            (folder / name).mkdir(mode=0o700)
            continue
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise tarfile.ExtractError("it holds something that is no plain file or folder")
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with content, os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(content, file)


def _seal(reading: BinaryIO, out: BinaryIO, recipient: pyrage.x25519.Recipient) -> None:
    with reading:
        pyrage.encrypt_io(reading, out, [recipient])


def _unseal(sealed: BinaryIO, writing: BinaryIO, identity: pyrage.x25519.Identity) -> None:
    with writing:
        pyrage.decrypt_io(sealed, writing, [identity])


def _read_out(reading: BinaryIO) -> None:
    """To the very end: only the last piece tells that the stream is whole."""
    while reading.read(tarfile.RECORDSIZE):
        pass


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
