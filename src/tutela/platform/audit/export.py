"""The log in a file, for whoever wants to verify it without the node: JSON Lines, in this order.

A header, the checkpoints, the rows with their events, events that wait, events without a place,
and a closing line, without which the export is cut off.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tutela.platform.audit import lines
from tutela.platform.audit.errors import (
    ExportExists,
    ExportForeign,
    ExportTruncated,
    ExportUnreadable,
    ExportUnwritable,
)
from tutela.platform.audit.lines import Unreadable
from tutela.platform.audit.progress import ignored, watched
from tutela.platform.audit.report import Finding, Kind, Report
from tutela.platform.audit.verify import Log, verify
from tutela.platform.audit.witness import Witness
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tutela.platform.audit.model import AuditEvent
    from tutela.platform.audit.note import LogKey
    from tutela.platform.audit.progress import Progress
    from tutela.platform.audit.rows import CheckpointRow, LeafRow

_ORDER: Final = ("header", "checkpoint", "row", "pending", "stray", "end")
_LONGEST_LINE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """Whose log was exported, when, and its size in rows under the last checkpoint."""

    key: LogKey
    exported_at: datetime
    size: int


def write_export(path: Path, header: Header, log: Log) -> int:
    """Writes `log` to the new file `path` (0600); how many rows.

    Raises ExportExists and ExportUnwritable; then no file is left.
    """
    written = 0
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with _removed_on_failure(path), os.fdopen(descriptor, "wb") as file:
            for line in _lines(header, log):
                file.write(line)
                written += line.startswith(_prefix("row"))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise ExportExists(path=path) from None
    except OSError as error:
        raise ExportUnwritable(path=path, problem=error.strerror or error) from error
    return written


def read_export(path: Path) -> Export:
    """The export at `path`, its outline checked.

    Raises ExportUnreadable and ExportTruncated. Its parts are read when they are gone through,
    and raise ExportUnreadable then.
    """
    at = 0
    for number, line in _numbered(path):
        kind = _kind(line)
        if kind is None and line.endswith(b"\n"):
            raise ExportUnreadable(
                path=path, problem=phrase("line {number} is of no known kind", number=number)
            )
        if kind is None:
            raise ExportTruncated(path=path)
        if (number == 1) != (kind == "header") or _ORDER.index(kind) < at or _ORDER[at] == "end":
            raise ExportUnreadable(
                path=path, problem=phrase("line {number} is not in its place", number=number)
            )
        at = _ORDER.index(kind)
    if _ORDER[at] != "end":
        raise ExportTruncated(path=path)
    return Export(path)


def verify_export(
    path: Path, key: LogKey, witness: Path | None = None, progress: Progress = ignored
) -> Report:
    """Everything that is wrong with the export at `path`, by the log's public key.

    Without a witness file nothing counts as witnessed. Raises ExportUnreadable, ExportTruncated,
    ExportForeign and WitnessAway.
    """
    export = read_export(path)
    header = export.header()
    if header.key != key:
        raise ExportForeign(path=path, origin=header.key.name, name=key.text)
    report = verify(
        Log(
            key=key,
            leaves=watched(export.rows(), progress, header.size),
            checkpoints=export.checkpoints(),
            strays=export.strays(),
            pending=export.pending(),
            witness=() if witness is None else Witness(witness, key).shown(),
        )
    )
    if report.size == header.size or report.findings:
        return report
    sentence = phrase(
        "The header speaks of {size} rows, and there are {found}.",
        size=header.size,
        found=report.size,
    )
    return replace(report, findings=(Finding(Kind.CUT_OFF, "header", sentence),))


@dataclass(frozen=True, slots=True)
class Export:
    """An export; each part is a stream from the file."""

    path: Path

    def header(self) -> Header:
        with self._named(1):
            line = lines.read(next(self._of("header"))[1], lines.HeaderLine)
            return Header(lines.as_key(line), lines.as_instant(line.exported_at), line.size)

    def checkpoints(self) -> Iterator[CheckpointRow]:
        for number, line in self._of("checkpoint"):
            with self._named(number):
                row = lines.as_checkpoint(lines.read(line, lines.CheckpointLine))
            yield row

    def rows(self) -> Iterator[LeafRow]:
        for number, line in self._of("row"):
            with self._named(number):
                row = lines.as_leaf(lines.read(line, lines.RowLine))
            yield row

    def pending(self) -> Iterator[AuditEvent]:
        return self._events("pending")

    def strays(self) -> Iterator[AuditEvent]:
        return self._events("stray")

    def _events(self, kind: str) -> Iterator[AuditEvent]:
        for number, line in self._of(kind):
            with self._named(number):
                event = lines.as_event(lines.read(line, lines.EventLine).event)
            yield event

    def _of(self, kind: str) -> Iterator[tuple[int, bytes]]:
        """The lines of one kind, which stand together."""
        for number, line in _numbered(self.path):
            if line.startswith(_prefix(kind)):
                yield number, line

    @contextmanager
    def _named(self, number: int) -> Iterator[None]:
        """Names the line in which something cannot be read."""
        try:
            yield
        except Unreadable as error:
            problem = phrase(
                "in line {number}, {problem}", number=number, problem=str(error).rstrip(".")
            )
            raise ExportUnreadable(path=self.path, problem=problem) from None


def _lines(header: Header, log: Log) -> Iterator[bytes]:
    yield lines.header_line(header.key, header.exported_at, header.size)
    yield from map(lines.checkpoint_line, log.checkpoints)
    yield from map(lines.row_line, log.leaves)
    yield from (lines.event_line("pending", event) for event in log.pending)
    yield from (lines.event_line("stray", event) for event in log.strays)
    yield lines.end_line()


def _numbered(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of `path`. Raises ExportUnreadable."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                yield number, line
    except OSError as error:
        raise ExportUnreadable(path=path, problem=error.strerror or error) from error


def _prefix(kind: str) -> bytes:
    return f'{{"kind":"{kind}"'.encode()


def _kind(line: bytes) -> str | None:
    """The kind of a whole line, or None."""
    if not line.endswith(b"\n"):
        return None
    return next((kind for kind in _ORDER if line.startswith(_prefix(kind))), None)


@contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
