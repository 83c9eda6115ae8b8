"""What can be known to fail before a supervisor is started, so that its user is told at once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tutela.platform.database.embedded import programs, runas
from tutela.platform.database.embedded.errors import DataForeign
from tutela.platform.errors import DiskFull

if TYPE_CHECKING:
    from tutela.platform.database.embedded.layout import Layout
    from tutela.platform.database.embedded.programs import Programs

FIRST_BYTES = 128 * 1024 * 1024  # a new data folder takes about half of this
LEAST_BYTES = 32 * 1024 * 1024  # two segments of the write-ahead log, without which it stops


def require(layout: Layout) -> None:
    """Raises ProgramsMissing, UserImpossible, SocketFolderForeign, DataForeign, DiskFull."""
    found = programs.find()
    runas.choose(found.path("postgres"), layout.folder)
    layout.check_socket_folder()
    if layout.data.exists():
        _require_own_format(layout, found)
    elif not has_room(layout, FIRST_BYTES):
        raise DiskFull


def has_room(layout: Layout, least: int = LEAST_BYTES) -> bool:
    """Whether `least` bytes are free where the database lies."""
    return shutil.disk_usage(layout.folder).free >= least


def _require_own_format(layout: Layout, found: Programs) -> None:
    try:
        major = (layout.data / "PG_VERSION").read_text().strip()
        writer = f"PostgreSQL {major}"
    except OSError:
        major, writer = "", "something that is not PostgreSQL"
    if major != found.major:
        raise DataForeign(data=layout.data, found=writer, ours=found.version)
