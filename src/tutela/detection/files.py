"""Scanning files: decoders read ahead, verdicts come in order, one bad file stops nothing."""

from __future__ import annotations

import os
import stat
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutela.detection import references
from tutela.detection.errors import NotRecorded
from tutela.detection.model import Incoming, Reason, Verdict, VerdictKind
from tutela.signals.digests import digest_stream
from tutela.signals.model import Perception, Problem, Signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tutela.detection.scanner import Scanner
    from tutela.platform.actor import Actor

AHEAD = 2  # files read ahead for each thread


@dataclass(frozen=True, slots=True)
class Scanned:
    """One file and its verdict; `failure` is set where a hit could not be recorded."""

    path: Path
    verdict: Verdict
    failure: NotRecorded | None = None

    def to_json(self) -> dict[str, Any]:
        path = os.fsencode(self.path).decode("utf-8", "backslashreplace")
        return {"path": path, **self.verdict.to_json(distances=False)}


def find(paths: Iterable[Path]) -> list[Path]:
    """The files meant by `paths`: themselves, and all regular files below folders, in order.

    Links are not followed: a folder scan stays in its folder. A folder that cannot be read stands
    for the files in it, to be answered `unscanned`.
    """
    found: list[Path] = []
    for path in paths:
        found += sorted(_below(path)) if path.is_dir() else [path]
    return found


def _below(folder: Path) -> Iterator[Path]:
    unreadable: list[Path] = []
    for where, _, names in os.walk(folder, onerror=lambda error: _note(error, unreadable)):
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path
    yield from unreadable


def _note(error: OSError, unreadable: list[Path]) -> None:
    unreadable.append(Path(os.fsdecode(error.filename)))


def scan_files(
    scanner: Scanner, actor: Actor, incoming: Incoming, paths: Iterable[Path], *, threads: int
) -> Iterator[Scanned]:
    """The verdict on each file, in the order of `paths`, with `threads` files under way at once.

    A file is named to the service by its path, so scanning a folder again doubles no event.
    """
    ahead: deque[Future[Scanned]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="scan")
    try:
        for path in paths:
            named = replace(incoming, external_id=references.of_path(path.absolute()))
            ahead.append(pool.submit(_scan, scanner, actor, named, path))
            if len(ahead) > AHEAD * threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _scan(scanner: Scanner, actor: Actor, incoming: Incoming, path: Path) -> Scanned:
    try:
        return Scanned(path, _verdict(scanner, actor, incoming, path))
    except OSError:
        return Scanned(path, Verdict(VerdictKind.UNSCANNED, Reason.UNREADABLE))
    except NotRecorded as failure:
        return Scanned(path, Verdict(VerdictKind.UNSCANNED, Reason.NOT_RECORDED), failure)


def _verdict(scanner: Scanner, actor: Actor, incoming: Incoming, path: Path) -> Verdict:
    if not scanner.covers(incoming):
        # Where the law does not let us look, the file is not even opened.
        return scanner.scan(actor, incoming, b"")
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("not a regular file")
        # Not what the folder says of its size: it may be growing.
        data = file.read(scanner.largest_item + 1)
        if len(data) <= scanner.largest_item:
            return scanner.scan(actor, incoming, data)
        file.seek(0)
        digests = digest_stream(file)
    return scanner.match(
        actor, incoming, Signals.of(digests, Perception(problem=Problem.TOO_LARGE))
    )


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a pipe would wait for its other end
