"""What a decoding process gives up before it sees a stranger's bytes.

Every measure is taken as far as the system permits; `Confinement` says which ones hold.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h
_STANDARD_FILES = 3


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which measures hold for a decoding process."""

    dies_with_parent: bool
    no_new_privileges: bool
    no_network: bool
    bounded_memory: bool
    no_new_files: bool

    def to_json(self) -> dict[str, bool]:
        """For the first message of a worker."""
        return asdict(self)


def shed() -> tuple[bool, bool, bool]:
    """Tie this process to its parent; give up new privileges, and root's, and the network.

    Call it while there is one thread: a user namespace cannot be entered by several.
    Answers whether each of `dies_with_parent`, `no_new_privileges`, `no_network` holds.
    """
    if sys.platform != "linux":
        return False, False, False
    libc = ctypes.CDLL(None, use_errno=True)
    dies = libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0
    bound = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    alone = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    return dies, bound, alone


def bound(memory_bytes: int) -> tuple[bool, bool]:
    """Bound memory from here on; no file may be opened, written or dumped.

    Everything needed must be imported already. Answers whether `bounded_memory` and
    `no_new_files` hold.
    """
    memory = _address_space() + memory_bytes
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    # Not RLIMIT_NPROC: it counts threads, and the HEIC decoder starts one.
    bounded = sys.platform == "linux" and _limit(resource.RLIMIT_AS, memory)
    return bounded, _limit(resource.RLIMIT_NOFILE, _STANDARD_FILES)


def allow_seconds(seconds: float) -> None:
    """Let the kernel kill this process (SIGXCPU) after this much more processor time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def orphaned(parent: int) -> bool:
    """Whether the parent was gone before `shed` could tie this process to it."""
    return os.getppid() != parent


def _limit(which: int, most: int) -> bool:
    try:
        resource.setrlimit(which, (most, most))
    except (OSError, ValueError):
        return False
    return True


def _address_space() -> int:
    """Bytes of address space in use (proc(5), statm)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
