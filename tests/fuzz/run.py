"""Mutated files of every format against the decoding processes: `make fuzz`.

    python -m tests.fuzz.run [--count 10000] [--seconds S] [--seed 1] [--only PNG ...] [--log FILE]
    python -m tests.fuzz.run --only PNG --number 1234 --save spoilt.png

The files are made from numbers, so a number and the seed name a file: nothing is kept. Formats take
turns, so that a run that is cut short has done as much of each. It ends with 1 when something that
must hold did not: an answer that was none, one after the limit, a decoder too many, an open file
left behind, or memory that grows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import FORMS, seeds
from tests.fuzz.watch import DEATHS, Memory, Tally, open_files, slope

from tutela.detection.sandbox.errors import NoPreview
from tutela.detection.sandbox.limits import DecoderLimits
from tutela.detection.sandbox.pool import DecoderPool
from tutela.detection.sandbox.reveal import Reveal
from tutela.signals.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIMITS = DecoderLimits(memory_bytes=400 << 20, seconds=10.0, max_pixels=5_000_000, max_frames=8)
"""Below those of a node, so that a run meets them often and stays short."""
GRACE = 3.0
"""Seconds past the limit in which the answer must be there: killing, reaping, starting anew."""
GROWTH = 16_000_000
"""Bytes by which our own memory may grow in the second half of a run: what an allocator keeps."""
TURN = 200
"""Files of one format before the next has its turn."""
LIFETIME = 1000
"""Files after which a decoder is replaced by design (`tutela.detection.sandbox.process`)."""
SAMPLE = 50
PREVIEWED = 10
"""Every tenth file is also asked for as a reviewer's small picture."""


@dataclass
class Run:
    """One run: what it does and what it has seen."""

    pool: DecoderPool
    seed: int = 1
    tallies: dict[str, Tally] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    broken: list[str] = field(default_factory=list)
    pids: set[int] = field(default_factory=set)
    files: int = 0
    most_open: int = 0
    previews: int = 0
    preview_deaths: int = 0

    def decode(self, form: str, number: int) -> None:
        """Give one mutated file to the pool and look at what comes back."""
        data = mutated(form, number, self.seed)
        begun = time.monotonic()
        signals = self.pool.compute(data)
        took = time.monotonic() - begun
        if number % PREVIEWED == 0:
            self._preview(data)
        tally = self.tallies.setdefault(form, Tally())
        tally.add(number, signals.problem, len(signals.frames), took)
        self.files += 1
        self.pids.update(self.pool.pids)
        if took > self.pool.limits.seconds + GRACE:
            self.broken.append(f"{form} {number}: answered after {took:.1f} s")
        if len(self.pool.pids) > self.pool.size:
            self.broken.append(f"{form} {number}: {len(self.pool.pids)} decoders")
        if self.files % SAMPLE == 0:
            self.sample()

    def _preview(self, data: bytes) -> None:
        """A reviewer's small picture of it, or a refusal with its reason."""
        try:
            made = self.pool.preview(data, Reveal.COLOUR, "fuzz")
            self.previews += made.png.startswith(b"\x89PNG")
        except NoPreview as refused:
            self.preview_deaths += Problem(refused.facts["problem"]) in DEATHS

    def sample(self) -> None:
        self.memory.sample(self.files, self.pool.pids)
        self.most_open = max(self.most_open, open_files())

    @property
    def deaths(self) -> int:
        """Answers that may have cost a decoder."""
        return self.preview_deaths + sum(len(one.fatal) for one in self.tallies.values())

    def verdict(self, open_before: int) -> list[str]:
        """What must hold at the end of a run and does not."""
        settled = self.memory.ours[len(self.memory.ours) // 2 :]
        lives = len(self.pids)
        asked = self.files + self.files // PREVIEWED
        allowed = self.pool.size + self.deaths + asked // LIFETIME + 1
        found = list(self.broken)
        grown = slope(settled) * self.files / 2
        if grown > GROWTH:
            found.append(f"our memory grew by {grown / 1e6:.0f} MB in the second half")
        if lives > allowed:
            found.append(f"{lives} decoders lived, {allowed} are explained")
        if self.most_open > open_before + 2 * self.pool.size + 4:
            found.append(f"{self.most_open} files open, {open_before} before")
        return found

    def to_json(self) -> dict[str, Any]:
        """The whole report."""
        return {
            "seed": self.seed,
            "files": self.files,
            "decoders": len(self.pids),
            "previews": self.previews,
            "preview_deaths": self.preview_deaths,
            "deaths": {p.value: self._count(p) for p in sorted(DEATHS)},
            "memory": self.memory.to_json(),
            "open_files": self.most_open,
            "broken": self.broken,
            "formats": {form: tally.to_json() for form, tally in self.tallies.items()},
        }

    def _count(self, problem: Problem) -> int:
        return sum(tally.problems[problem.value] for tally in self.tallies.values())


def turns(forms: Sequence[str], count: int) -> Iterator[tuple[str, range]]:
    """Each format's next files, the formats one after the other, until all have `count`."""
    for first in range(0, count, TURN):
        for form in forms:
            yield form, range(first, min(first + TURN, count))


def run(
    pool: DecoderPool, work: Iterable[tuple[str, range]], seconds: float, seed: int = 1
) -> Iterator[Run]:
    """The run so far, after each turn and at the end; stops when the seconds are over."""
    for form in FORMS:
        seeds(form)  # made now, so that our memory is steady from here on
    state, until = Run(pool, seed), time.monotonic() + seconds
    pool.warm()
    state.sample()
    for form, numbers in work:
        for number in numbers:
            if time.monotonic() > until:
                yield state
                return
            state.decode(form, number)
        yield state
    yield state


def progress(state: Run) -> str:
    """One line."""
    form, tally = next(reversed(state.tallies.items()), ("", Tally()))
    memory = state.memory.to_json()
    return (
        f"{time.strftime('%H:%M:%S')} {state.files} files, {len(state.pids)} decoders, "
        f"{state.deaths} deaths, ours {memory['ours_mb'][-1:]} MB, {len(state.broken)} broken "
        f"(last new: {form} {tally.files})"
    )


def main() -> int:
    """Runs, writes the report, and says with the exit code whether everything held."""
    chosen = _arguments()
    if chosen.number is not None:
        Path(chosen.save).write_bytes(mutated(chosen.only[0], chosen.number, chosen.seed))
        return 0
    open_before = open_files()
    with DecoderPool(chosen.decoders, DecoderLimits() if chosen.node_limits else LIMITS) as pool:
        shown, state = 0.0, None
        work = turns(chosen.only, chosen.count)
        for state in run(pool, work, chosen.seconds, chosen.seed):
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                _say(progress(state))
                _log(chosen.log, state)
    assert state is not None
    _log(chosen.log, state)
    found = state.verdict(open_before)
    _say(progress(state), *(found or ["everything held"]))
    return int(bool(found))


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _log(path: Path | None, state: Run) -> None:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(state.to_json(), indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000, help="mutated files of each format")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this long")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=FORMS, default=FORMS, metavar="FORMAT")
    parser.add_argument("--decoders", type=int, default=1)
    parser.add_argument("--node-limits", action="store_true", help="the limits a node has")
    parser.add_argument("--log", type=Path, help="where the report goes, as JSON")
    parser.add_argument("--number", type=int, help="write one mutated file and run nothing")
    parser.add_argument("--save", type=Path, default=Path("spoilt"), help="where it goes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
