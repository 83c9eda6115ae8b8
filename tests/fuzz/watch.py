"""What fuzzing keeps an eye on: answers, time, deaths, memory and open files."""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutela.signals.model import Problem

DEATHS = frozenset({Problem.DECODER_CRASHED, Problem.TIMED_OUT, Problem.OUT_OF_MEMORY})
"""Problems that may cost a decoding process."""

_PAGE = resource.getpagesize()


def resident(pid: int | str) -> int | None:
    """Bytes of memory a process has, or None when it is gone (proc(5), statm)."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return None


def open_files() -> int:
    """How many files this process holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def slope(points: list[tuple[int, int]]) -> float:
    """Bytes for each file more, by least squares; 0 for fewer than three points."""
    if len(points) < 3:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


@dataclass
class Tally:
    """The answers of one format's mutated files."""

    files: int = 0
    fingerprints: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    problems: Counter[str] = field(default_factory=Counter)
    fatal: list[tuple[str, int]] = field(default_factory=list)

    def add(self, number: int, problem: Problem | None, frames: int, seconds: float) -> None:
        """Count one answer."""
        self.files += 1
        self.fingerprints += bool(frames)
        self.seconds += seconds
        self.slowest = max(self.slowest, seconds)
        if problem:
            self.problems[problem.value] += 1
        if problem in DEATHS:
            self.fatal.append((problem.value, number))

    def to_json(self) -> dict[str, Any]:
        """A line of the report."""
        return {
            "files": self.files,
            "fingerprints": self.fingerprints,
            "seconds": round(self.seconds, 1),
            "slowest": round(self.slowest, 2),
            "problems": dict(self.problems.most_common()),
            "fatal": self.fatal,
        }


@dataclass
class Memory:
    """Samples of resident memory: of this process, and of each decoding process's life."""

    ours: list[tuple[int, int]] = field(default_factory=list)
    decoders: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def sample(self, files: int, pids: tuple[int, ...]) -> None:
        """Take one, after so many files."""
        own = resident("self")
        if own is not None:
            self.ours.append((files, own))
        for pid in pids:
            theirs = resident(pid)
            if theirs is not None:
                self.decoders.setdefault(pid, []).append((files, theirs))

    def to_json(self) -> dict[str, Any]:
        """Megabytes, and kilobytes for each thousand files."""
        # The first half of a life is spent on loading what is needed.
        lives = [points[len(points) // 2 :] for points in self.decoders.values()]
        slopes = sorted(slope(points) for points in lives if len(points) > 2)
        settled = self.ours[len(self.ours) // 2 :]
        return {
            "ours_mb": [round(size / 1e6, 1) for _, size in _ends(self.ours)],
            "ours_kb_per_1000": round(slope(settled), 3),
            "decoder_peak_mb": round(max(map(_peak, self.decoders.values()), default=0) / 1e6, 1),
            "decoder_kb_per_1000_median": round(slopes[len(slopes) // 2], 3) if slopes else None,
            "decoder_lives": len(self.decoders),
        }


def _ends(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [points[0], points[-1]] if points else []


def _peak(points: list[tuple[int, int]]) -> int:
    return max(size for _, size in points)
