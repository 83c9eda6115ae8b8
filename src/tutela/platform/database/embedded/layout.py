"""What lies where under the database folder, and who may enter it: its owner only."""

from __future__ import annotations

import errno
import hashlib
import os
import pwd
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.errors import (
    FolderForeign,
    FolderUnusable,
    SocketFolderForeign,
)
from tutela.platform.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 5432  # Only part of the socket's name: nothing listens on TCP.
SOCKET_NAME = f".s.PGSQL.{PORT}"
# The size of sockaddr_un.sun_path less its closing zero: unix(7), and <sys/un.h> on macOS.
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
# Not tempfile.gettempdir(): processes of one node with different TMPDIR must meet here.
TEMPORARY = Path("/tmp")  # noqa: S108
PRIVATE = 0o700
OTHERS = 0o077


@dataclass(frozen=True)
class Layout:
    """The files of one embedded server. `folder` is absolute, without symbolic links."""

    folder: Path

    @property
    def data(self) -> Path:
        """The finished data folder. Never wiped by this package."""
        return self.folder / "data"

    @property
    def unfinished(self) -> Path:
        """Where a data folder is made, until it is renamed to `data`. Wiped after a crash."""
        return self.folder / "unfinished"

    @property
    def users(self) -> Path:
        """Locked shared by each process that uses the database."""
        return self.folder / "users"

    @property
    def owner(self) -> Path:
        """Locked exclusively by the supervisor."""
        return self.folder / "owner"

    @property
    def running(self) -> Path:
        """Locked by PostgreSQL's own processes, which inherit it: free when the last is gone."""
        return self.folder / "running"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def socket_folder(self) -> Path:
        """`socket` here, or a private folder in /tmp where libpq could not name it."""
        near = self.folder / "socket"
        if _nameable(near):
            return near
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:20]
        return TEMPORARY / f"tutela-{os.geteuid()}-{digest}"

    @property
    def socket(self) -> Path:
        return self.socket_folder / SOCKET_NAME

    def prepare(self) -> None:
        """Makes the folder. Raises FolderUnusable, FolderForeign, DiskFull."""
        with failures_named(self.folder):
            self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            found = self.folder.stat()
            if found.st_uid not in trusted_users():
                raise FolderForeign(
                    folder=self.folder, owner=user_name(found.st_uid), user=user_name()
                )
            if stat.S_IMODE(found.st_mode) != PRIVATE:
                self.folder.chmod(PRIVATE)

    def make_socket_folder(self) -> None:
        """Makes the socket folder and checks it. Raises SocketFolderForeign."""
        with failures_named(self.socket_folder):
            self.socket_folder.mkdir(mode=PRIVATE, exist_ok=True)
        self.check_socket_folder()

    def check_socket_folder(self) -> None:
        """Raises SocketFolderForeign if another user made the socket folder, or may enter it."""
        try:
            found = self.socket_folder.lstat()
        except FileNotFoundError:
            return
        reason = None
        if not stat.S_ISDIR(found.st_mode):
            reason = "it is not a folder"
        elif found.st_uid not in trusted_users():
            reason = f"it belongs to {user_name(found.st_uid)}"
        elif found.st_mode & OTHERS:
            reason = "other users may enter it"
        if reason:
            raise SocketFolderForeign(folder=self.socket_folder, reason=reason, user=user_name())


def trusted_users() -> frozenset[int]:
    """Whose files we use: our own; for root also those of `nobody`, who may run its server."""
    own = os.geteuid()
    nobody = nobody_id() if own == 0 else None
    return frozenset({own} if nobody is None else {own, nobody})


def nobody_id() -> int | None:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return None


def user_name(uid: int | None = None) -> str:
    """The name of a user (default: of this process), or its number if it has none."""
    number = os.geteuid() if uid is None else uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@contextmanager
def failures_named(folder: Path) -> Iterator[None]:
    """Turns the system's refusals about `folder` into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull from error
        raise FolderUnusable(
            folder=folder, reason=error.strerror or str(error), user=user_name()
        ) from error


def _nameable(folder: Path) -> bool:
    """Whether libpq can name a socket here: short enough, UTF-8, and no comma (its list sign)."""
    try:
        name = str(folder / SOCKET_NAME).encode()
    except UnicodeEncodeError:
        return False
    return len(name) <= SOCKET_PATH_LIMIT and b"," not in name
