"""Making a data folder: elsewhere, completely, and only then under its name."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.configuration import (
    ADMIN,
    APP,
    DATABASE,
    LOGGING,
    MEMORY,
    OWNER,
    as_arguments,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tutela.platform.database.embedded.process import Launcher

# One statement a line, as single-user mode reads them. The roles need no password: peer
# authentication is the only way in. Rights on a database are not copied from its template.
FIRST_STATEMENTS = f"""\
REVOKE CREATE ON SCHEMA public FROM PUBLIC
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
REVOKE ALL ON DATABASE postgres FROM PUBLIC
REVOKE ALL ON DATABASE template1 FROM PUBLIC
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {APP}
"""


def initialise(launcher: Launcher, options: Mapping[str, str], running: int) -> bool:
    """Makes `data` unless it is there; False if a step failed, with the reason in the log.

    `data` appears by one rename of a complete, synced folder, so a kill at any moment leaves
    either nothing or everything, and what is wiped is never a folder that was in use.
    """
    layout = launcher.layout
    if layout.data.exists():
        return True
    shutil.rmtree(layout.unfinished, ignore_errors=True)
    layout.unfinished.mkdir(mode=0o700)
    give(launcher, layout.unfinished)
    if not (_initdb(launcher, options, running) and _first_statements(launcher, options, running)):
        return False
    layout.unfinished.rename(layout.data)
    sync_folder(layout.folder)
    return True


def _initdb(launcher: Launcher, options: Mapping[str, str], running: int) -> bool:
    arguments = [
        f"--pgdata={launcher.layout.unfinished}",
        f"--username={ADMIN}",
        "--auth=peer",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
        *as_arguments(MEMORY),
    ]
    if fsync(options) == "off":
        arguments.append("--no-sync")
    return launcher.finish("initdb", arguments, running)


def _first_statements(launcher: Launcher, options: Mapping[str, str], running: int) -> bool:
    """Roles and database in single-user mode: before anybody can connect."""
    settings = as_arguments(LOGGING | {"fsync": fsync(options), "exit_on_error": "on"})
    arguments = ["--single", "-D", str(launcher.layout.unfinished), *settings, "template1"]
    return launcher.finish("postgres", arguments, running, FIRST_STATEMENTS)


def fsync(options: Mapping[str, str]) -> str:
    return options.get("fsync", "on")


def give(launcher: Launcher, path: Path) -> None:
    """Gives `path` to the user the server runs as, where it belongs to another one."""
    if path.lstat().st_uid != launcher.run_as.uid:
        os.chown(path, launcher.run_as.uid, -1, follow_symlinks=False)


def give_all(launcher: Launcher, folder: Path) -> None:
    """As `give`, with everything inside: the server may have run in another way before."""
    if folder.lstat().st_uid == launcher.run_as.uid:
        return
    for path in folder.rglob("*"):
        give(launcher, path)
    give(launcher, folder)  # Last, so that a kill meanwhile is made good by the next start.


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
