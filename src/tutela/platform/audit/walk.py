"""Going through the rows once, from checkpoint to checkpoint, and judging what lies between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tutela.platform.audit.epoch import FIRST_EPOCH, epoch_after
from tutela.platform.audit.merkle import HASH_BYTES, Frontier
from tutela.platform.audit.report import Findings, Kind, rows
from tutela.platform.audit.unlike import Unlike
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tutela.platform.audit.chain import Link
    from tutela.platform.audit.rows import LeafRow

BATCH: Final = 10_000


@dataclass(frozen=True, slots=True, order=True)
class _Kept:
    """A row of the range at hand, in the order rows are sealed in."""

    at: datetime
    id: UUID
    position: int
    leaf_hash: bytes


@dataclass(slots=True)
class _Range:
    """The rows since the last checkpoint that was reached, up to a batch of them."""

    start: int
    base: Frontier | None
    has_gap: bool = False
    kept: list[_Kept] = field(default_factory=list)


@dataclass(slots=True)
class _Misfit:
    """Rows that do not give what checkpoint `number` signed."""

    start: int
    end: int
    number: int


class Walk:
    """Takes `leaves` by position; `size` counts the rows that were there."""

    def __init__(self, leaves: Iterator[LeafRow], findings: Findings) -> None:
        self.size = 0
        self._leaves = leaves
        self._findings = findings
        self._unlike = Unlike(findings)
        self._peeked = next(leaves, None)
        self._next = 0
        self._epoch = FIRST_EPOCH
        self._frontier: Frontier | None = Frontier()
        self._range = _Range(0, Frontier())
        self._misfit: _Misfit | None = None
        self._covered = 0
        self._witnessed = 0

    def reach(self, link: Link) -> bool:
        """Reads the rows under `link` and judges them; True if they are there."""
        size = link.checkpoint.size
        self._take_until(size)
        if self._next < size and self._peeked is None:
            if link.is_beyond:
                self._witnessed = max(self._witnessed, size)
            else:
                self._covered = max(self._covered, size)
            return False
        if self._next < size:
            self._report_missing(size)
        self._judge(link)
        return True

    def finish(self) -> None:
        """Reads the rows after the last checkpoint, and reports what only shows at the end."""
        self._close_misfit()
        start = self._next
        self._take_until(None)
        if self._next > start:
            self._findings.add(
                Kind.INSERTED,
                rows(start, self._next),
                phrase(
                    "No checkpoint covers these rows: they were put in past the log, or their "
                    "checkpoints were removed."
                ),
            )
        self._report_cut()
        self._unlike.report()

    def _take_until(self, size: int | None) -> None:
        while (row := self._peeked) is not None and (size is None or row.position < size):
            self._peeked = next(self._leaves, None)
            self._take(row)

    def _take(self, row: LeafRow) -> None:
        self.size += 1
        if row.position < self._next:
            place = rows(row.position, row.position + 1)
            self._findings.add(
                Kind.INSERTED, place, phrase("This place in the log is taken twice.")
            )
            return
        if row.position > self._next:
            self._report_missing(row.position)
        self._next = row.position + 1
        self._check(row)
        if self._frontier is not None and not self._range.has_gap:
            self._frontier.append(_sized(row.leaf_hash))

    def _check(self, row: LeafRow) -> None:
        event = row.event
        if event is None:
            self._findings.add(
                Kind.REMOVED,
                rows(row.position, row.position + 1),
                phrase(
                    "The event {event_id} is gone or unreadable; its hash is still in the log.",
                    event_id=row.event_id,
                ),
            )
            return
        self._unlike.check(row, event)
        if len(self._range.kept) < BATCH and isinstance(event.at, datetime):
            self._range.kept.append(_Kept(event.at, event.id, row.position, row.leaf_hash))
        self._epoch = epoch_after(event, self._epoch)

    def _judge(self, link: Link) -> None:
        """Holds the rows so far against the signed root, and starts the next range."""
        checkpoint = link.checkpoint
        if link.is_beyond:
            self._report_unstored(checkpoint.number)
        if self._root() == checkpoint.root:
            self._close_misfit()
            self._judge_epoch(checkpoint.number, checkpoint.epoch)
        else:
            self._judge_misfit(link)
            self._frontier = link.frontier
            self._epoch = checkpoint.epoch
        base = None if self._frontier is None else self._frontier.copy()
        self._range = _Range(checkpoint.size, base)

    def _root(self) -> bytes | None:
        """The root of the rows so far, or None where it cannot be known."""
        if self._frontier is None or self._range.has_gap:
            return None
        return self._frontier.root()

    def _judge_misfit(self, link: Link) -> None:
        checkpoint = link.checkpoint
        is_reported = self._range.has_gap or self._report_reordered(checkpoint.root)
        if is_reported:
            self._close_misfit()
        elif self._misfit is not None:
            self._misfit.end = checkpoint.size
        else:
            self._misfit = _Misfit(self._range.start, checkpoint.size, checkpoint.number)

    def _judge_epoch(self, number: int, epoch: int) -> None:
        if epoch == self._epoch:
            return
        self._findings.add(
            Kind.EPOCH_UNEXPLAINED,
            phrase("checkpoint {number}", number=number),
            phrase(
                "It says epoch {epoch}, and the rows record epoch {recorded}: no restore "
                "explains it.",
                epoch=epoch,
                recorded=self._epoch,
            ),
        )
        self._epoch = epoch

    def _report_reordered(self, root: bytes) -> bool:
        """Whether the rows give `root` in the order they were sealed in: then they were swapped."""
        span = self._range
        if span.base is None or len(span.kept) != self._next - span.start:
            return False
        sealed, frontier = sorted(span.kept), span.base.copy()
        for row in sealed:
            frontier.append(_sized(row.leaf_hash))
        if frontier.root() != root:
            return False
        moved = [
            str(here.position)
            for here, there in zip(span.kept, sealed, strict=True)
            if here is not there
        ]
        self._findings.add(
            Kind.SWAPPED,
            phrase("rows {join}", join=", ".join(moved[:20])),
            phrase(
                "The rows are true, but not in their places: put back in order they give the "
                "signed hash."
            ),
        )
        return True

    def _close_misfit(self) -> None:
        misfit, self._misfit = self._misfit, None
        if misfit is None:
            return
        self._findings.add(
            Kind.HASHES_CHANGED,
            rows(misfit.start, misfit.end),
            phrase(
                "The hashes of these rows do not give what checkpoint {number} signed: rows "
                "and their hashes were changed, put in or moved among them.",
                number=misfit.number,
            ),
        )

    def _report_missing(self, end: int) -> None:
        """The rows from the next one to before `end` are gone."""
        self._range.has_gap = True
        self._findings.add(
            Kind.REMOVED,
            rows(self._next, end),
            phrase("The events and their places in the log are gone."),
        )
        self._next = end

    def _report_unstored(self, number: int) -> None:
        self._findings.add(
            Kind.CHECKPOINT_REMOVED,
            phrase("checkpoint {number}", number=number),
            phrase("The witness saw this checkpoint, and the database no longer has it."),
        )

    def _report_cut(self) -> None:
        if self._covered > self._next:
            self._findings.add(
                Kind.CUT_OFF,
                rows(self._next, self._covered),
                phrase("Checkpoints cover these rows, and the log ends before them."),
            )
        known = max(self._next, self._covered)
        if self._witnessed > known:
            self._findings.add(
                Kind.OLDER_COPY,
                rows(known, self._witnessed),
                phrase(
                    "The witness has seen {witnessed} rows, and this log has {next}: it is an "
                    "older copy, or its end was cut off with its checkpoints.",
                    witnessed=self._witnessed,
                    next=self._next,
                ),
            )


def _sized(leaf: bytes) -> bytes:
    # A hash of a wrong length fits nothing; padded, it is just another one that does not fit.
    return leaf.ljust(HASH_BYTES, b"\0")[:HASH_BYTES]
