"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

GIGABYTE = 10**9


def described() -> dict[str, str]:
    """Names and values, in the order to show them."""
    return {
        "CPU": f"{_first('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "fast path": _path(),
        "memory": f"{_memory('MemTotal') / GIGABYTE:.0f} GB",
        "kernel": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        "date": datetime.now(UTC).date().isoformat(),
        **{name: _version(name) for name in ("numpy", "pillow", "faiss-cpu", "threatexchange")},
    }


def memory_free() -> int:
    """Bytes that can be used without pushing others out."""
    return _memory("MemAvailable")


def own_memory() -> int:
    """Bytes that this process holds for itself alone: what it wrote, not the files it maps."""
    return _kilobytes("/proc/self/smaps_rollup", "Private_Dirty")


def _path() -> str:
    from tutela.matching import paths  # noqa: PLC0415 - only the report asks

    return paths()[0]


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "not installed"


def _memory(name: str) -> int:
    return _kilobytes("/proc/meminfo", name)


def _kilobytes(path: str, name: str) -> int:
    return int(_first(path, name).split()[0]) * 1024


def _first(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((one.partition(":")[2].strip() for one in lines if one.startswith(name)), "unknown")
