"""The chain of checkpoints, put together from the database and from what the witness saw.

Numbers are consecutive. A restore goes back to an earlier number under a higher epoch; what the
witness saw beyond it under a lower epoch is then lost, and the chain goes on with the new epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from tutela.platform.audit.errors import NoteForged, NoteMalformed, NoteUnsigned
from tutela.platform.audit.merkle import Frontier, FrontierMalformed
from tutela.platform.audit.note import open_checkpoint, read_checkpoint
from tutela.platform.audit.report import Findings, Kind, checkpoints, rows
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tutela.platform.audit.note import Checkpoint, LogKey
    from tutela.platform.audit.rows import CheckpointRow
    from tutela.platform.audit.witness import Seen


@dataclass(frozen=True, slots=True)
class Link:
    """A checkpoint whose signature holds.

    `frontier` is the kept one if it gives the signed root. `is_witnessed` says that the witness
    has the same checkpoint, `is_beyond` that it lies after all that are stored.
    """

    checkpoint: Checkpoint
    frontier: Frontier | None = None
    is_witnessed: bool = False
    is_beyond: bool = False


@dataclass(slots=True)
class _Lost:
    """What the witness saw of an epoch beyond the point a later restore went back to."""

    start: int
    size: int
    number: int


@dataclass(slots=True)
class Chain:
    """Reads checkpoints and the witness side by side; each is gone through as a stream.

    `witness` is gone through twice: first for where its epochs start.
    """

    stored: Iterable[CheckpointRow]
    witness: Iterable[Seen]
    key: LogKey
    findings: Findings
    _starts: dict[int, int] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict)
    _lost: dict[int, _Lost] = field(default_factory=dict)
    _is_rewritten: bool = False
    _agreed_size: int = 0

    def links(self) -> Iterator[Link]:
        """The checkpoints that hold, by number; what is wrong with the others is found."""
        self._starts = self._epoch_starts()
        expected, size = 1, 0
        for number, link in self._merged():
            if link is None:  # forged, and so is perhaps its number
                expected += number == expected
                continue
            if number > expected:
                self.findings.add(
                    Kind.CHECKPOINT_REMOVED,
                    checkpoints(expected, number - 1),
                    phrase("Checkpoints are numbered without gaps, and these are gone."),
                )
            expected = number + 1
            if link.checkpoint.size <= size:
                self._report_forged(number, phrase("it covers no more rows than the one before"))
                continue
            size = link.checkpoint.size
            if link.is_witnessed and not self._is_rewritten:
                self._agreed_size = size
            yield link
        self._report_lost()

    def _merged(self) -> Iterator[tuple[int, Link | None]]:
        """Stored and witnessed checkpoints joined by number; None where neither holds."""
        seen = self._survivors()
        witnessed = next(seen, None)
        for number, link in self._read():
            while witnessed is not None and witnessed.number < number:
                self._report_removed(witnessed)
                yield witnessed.number, Link(witnessed, is_witnessed=True)
                witnessed = next(seen, None)
            if witnessed is not None and link is not None and self._restored(link, witnessed):
                witnessed = next(seen, None)
            if witnessed is None or witnessed.number > number:
                if witnessed is not None:
                    self._report_gap(number)
                yield number, link
                continue
            yield number, self._joined(link, witnessed)
            witnessed = next(seen, None)
        while witnessed is not None:
            yield witnessed.number, Link(witnessed, is_witnessed=True, is_beyond=True)
            witnessed = next(seen, None)

    def _joined(self, link: Link | None, witnessed: Checkpoint) -> Link:
        if link is None:
            return Link(witnessed, is_witnessed=True)
        if link.checkpoint == witnessed:
            return Link(witnessed, link.frontier, is_witnessed=True)
        if not self._is_rewritten:
            self._is_rewritten = True
            self._report_other(link.checkpoint, witnessed)
        return link

    def _read(self) -> Iterator[tuple[int, Link | None]]:
        last = 0
        for row in self.stored:
            if row.number <= last:
                self._report_forged(row.number, phrase("its number was there before"))
                continue
            last = row.number
            yield row.number, self._opened(row)

    def _opened(self, row: CheckpointRow) -> Link | None:
        try:
            checkpoint = _open_once(row.note, self.key)
        except (NoteForged, NoteMalformed, NoteUnsigned) as error:
            self._report_forged(row.number, error.sentence)
            return None
        if checkpoint.number != row.number:
            self._report_forged(
                row.number, phrase("its note is that of number {number}", number=checkpoint.number)
            )
            return None
        frontier = _frontier(row, checkpoint)
        kept = (row.epoch, row.size, row.root, row.at)
        signed = (checkpoint.epoch, checkpoint.size, checkpoint.root, checkpoint.at)
        if kept != signed or frontier is None:
            self._report_forged(
                row.number, phrase("what stands beside its note is not what was signed")
            )
        return Link(checkpoint, frontier)

    def _epoch_starts(self) -> dict[int, int]:
        """The first number that the witness saw of each epoch."""
        starts: dict[int, int] = {}
        for seen in self.witness:
            if seen.note is None or read_checkpoint(seen.note).epoch in starts:
                continue
            checkpoint = self._verified(seen.note)
            if checkpoint is not None:
                starts[checkpoint.epoch] = checkpoint.number
        self._sizes = dict.fromkeys((start - 1 for start in starts.values()), 0)
        return starts

    def _survivors(self) -> Iterator[Checkpoint]:
        """What the witness saw and no later restore went behind, by number."""
        previous: Checkpoint | None = None
        for seen in self.witness:
            checkpoint = None if seen.note is None else self._verified(seen.note)
            if checkpoint is None:
                self._report_unreadable(seen.line)
                continue
            if checkpoint == previous:
                continue
            if previous is not None and previous.epoch == checkpoint.epoch:
                base = previous.size
            else:
                base = self._sizes.get(checkpoint.number - 1, 0)
            if checkpoint.number in self._sizes:
                self._sizes[checkpoint.number] = checkpoint.size
            previous = checkpoint
            if self._is_lost(checkpoint):
                self._lose(checkpoint, base)
            else:
                yield checkpoint

    def _verified(self, note: str) -> Checkpoint | None:
        try:
            return _open_once(note, self.key)
        except (NoteForged, NoteMalformed, NoteUnsigned):
            return None

    def _is_lost(self, checkpoint: Checkpoint) -> bool:
        return any(
            epoch > checkpoint.epoch and start <= checkpoint.number
            for epoch, start in self._starts.items()
        )

    def _lose(self, checkpoint: Checkpoint, base: int) -> None:
        lost = self._lost.setdefault(checkpoint.epoch, _Lost(base, base, checkpoint.number))
        lost.size, lost.number = checkpoint.size, checkpoint.number

    def _restored(self, link: Link, witnessed: Checkpoint) -> bool:
        """Whether `link` comes from a restore that the witness has not seen yet."""
        own = link.checkpoint
        if own.number > witnessed.number or own.epoch <= witnessed.epoch:
            return False
        self._starts[own.epoch] = own.number
        self._lose(witnessed, self._agreed_size)
        return True

    def _report_other(self, own: Checkpoint, witnessed: Checkpoint) -> None:
        place = rows(self._agreed_size, max(own.size, self._agreed_size + 1))
        if own.epoch < witnessed.epoch:
            self.findings.add(
                Kind.OLDER_COPY,
                place,
                phrase(
                    "The witness saw epoch {epoch} begin with checkpoint {number}; this "
                    "database is a copy from before that restore.",
                    epoch=witnessed.epoch,
                    number=witnessed.number,
                ),
            )
            return
        self.findings.add(
            Kind.REWRITTEN,
            place,
            phrase(
                "Checkpoint {number} is signed, but the witness saw another one: from row "
                "{agreed_size} on the history was rewritten with the node's key.",
                number=own.number,
                agreed_size=self._agreed_size,
            ),
        )

    def _report_lost(self) -> None:
        for epoch, lost in sorted(self._lost.items()):
            self.findings.add(
                Kind.LOST_BY_RESTORE,
                phrase("{start} of epoch {epoch}", start=rows(lost.start, lost.size), epoch=epoch),
                phrase(
                    "The witness saw checkpoint {number} with {size} rows; the restore after "
                    "epoch {epoch} went back to {start}, and the rows between are lost.",
                    number=lost.number,
                    size=lost.size,
                    epoch=epoch,
                    start=lost.start,
                ),
            )

    def _report_removed(self, witnessed: Checkpoint) -> None:
        self.findings.add(
            Kind.CHECKPOINT_REMOVED,
            checkpoints(witnessed.number, witnessed.number),
            phrase("The witness saw this checkpoint, and the database no longer has it."),
        )

    def _report_forged(self, number: int, problem: str) -> None:
        self.findings.add(
            Kind.CHECKPOINT_FORGED,
            checkpoints(number, number),
            phrase("The checkpoint was changed or forged: {problem}.", problem=problem.rstrip(".")),
        )

    def _report_gap(self, number: int) -> None:
        self.findings.add(
            Kind.WITNESS_GAP,
            checkpoints(number, number),
            phrase(
                "The witness saw later checkpoints and not this one: its file was damaged or "
                "changed."
            ),
        )

    def _report_unreadable(self, line: int) -> None:
        self.findings.add(
            Kind.WITNESS_UNREADABLE,
            phrase("witness line {line}", line=line),
            phrase("This line of the witness is torn, or holds no checkpoint signed by this log."),
        )


@lru_cache(maxsize=1024)
def _open_once(note: str, key: LogKey) -> Checkpoint:
    # The database and the witness give the same notes side by side.
    return open_checkpoint(note, key)


def _frontier(row: CheckpointRow, checkpoint: Checkpoint) -> Frontier | None:
    try:
        frontier = Frontier.from_bytes(row.frontier)
    except FrontierMalformed:
        return None
    fits = frontier.size == checkpoint.size and frontier.root() == checkpoint.root
    return frontier if fits else None
