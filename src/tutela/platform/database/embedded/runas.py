"""As whom the server's programs run: PostgreSQL refuses root, and needs a user with a name.

A user namespace in which root's own number is shown as an ordinary system user costs nothing:
files stay root's, folders stay closed, no account is added (user_namespaces(7)). The user shown
must not be the overflow user (65534, mostly `nobody`): the kernel shows *every* other user as
that one, so peer authentication would take any of them for us.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.platform.database.embedded.errors import UserImpossible
from tutela.platform.database.embedded.layout import user_name
from tutela.platform.database.embedded.programs import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERFLOW = Path("/proc/sys/kernel/overflowuid")
USUAL_OVERFLOW = 65534
TRIAL = 'cd "$1" && exec "$2" --version >/dev/null'


@dataclass(frozen=True)
class RunAs:
    """`prefix` runs a server program; `peer` is our name as the server sees it.

    `uid` is the user, as seen from outside, to whom the server's files must belong.
    """

    prefix: tuple[str, ...]
    peer: str
    uid: int


def choose(postgres: Path, folder: Path) -> RunAs:
    """The first way that works here. Raises UserImpossible."""
    if os.geteuid() != 0 and (named := _named(os.geteuid())):
        return RunAs((), named.pw_name, os.geteuid())
    reasons = []
    for way in _disguises():
        reason = _try(way, postgres, folder)
        if reason is None:
            return way
        reasons.append(reason)
    if not reasons:
        reasons = ["neither `unshare` nor `setpriv` is installed"]
    raise UserImpossible(user=user_name(), reason="; ".join(reasons))


def _disguises() -> Iterator[RunAs]:
    shown = _shown_user()
    unshare, setpriv = shutil.which("unshare"), shutil.which("setpriv")
    if unshare and shown:
        mapping = (f"--map-user={shown.pw_uid}", f"--map-group={shown.pw_gid}")
        yield RunAs((unshare, "--user", *mapping), shown.pw_name, os.geteuid())
    nobody = next((entry for entry in pwd.getpwall() if entry.pw_name == "nobody"), None)
    if setpriv and nobody and os.geteuid() == 0:
        # Changing the user clears the death signal (prctl(2)), so setpriv has to set it.
        user = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
        yield RunAs((setpriv, *user, "--pdeathsig=INT"), user_name(0), nobody.pw_uid)


def _shown_user() -> pwd.struct_passwd | None:
    """A named user to be shown as: neither root nor the overflow user."""
    try:
        overflow = int(OVERFLOW.read_text())
    except OSError:
        overflow = USUAL_OVERFLOW
    fit = (entry for entry in pwd.getpwall() if entry.pw_uid not in {0, overflow, USUAL_OVERFLOW})
    return min(fit, key=lambda entry: entry.pw_uid, default=None)


def _try(way: RunAs, postgres: Path, folder: Path) -> str | None:
    """Why `way` cannot work for data under `folder`; None if it can."""
    command = [*way.prefix, "/bin/sh", "-c", TRIAL, "sh", str(folder.parent), str(postgres)]
    tried = subprocess.run(  # noqa: S603
        command, env=ENVIRONMENT, capture_output=True, text=True, errors="replace", check=False
    )
    if tried.returncode == 0:
        return None
    last = tried.stderr.strip().splitlines()[-1:] or [f"it ended with {tried.returncode}"]
    return f"{Path(way.prefix[0]).name}: {last[0]}"


def _named(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None
