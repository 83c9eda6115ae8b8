"""What a verification found: each finding has a kind, a place and a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from tutela.texts.phrase import phrase

LISTED = 100


class Kind(StrEnum):
    """What can be wrong with a log."""

    EDITED = "edited"
    REMOVED = "removed"
    SWAPPED = "swapped"
    INSERTED = "inserted"
    CUT_OFF = "cut-off"
    HASHES_CHANGED = "hashes-changed"
    CHECKPOINT_REMOVED = "checkpoint-removed"
    CHECKPOINT_FORGED = "checkpoint-forged"
    REWRITTEN = "rewritten"
    OLDER_COPY = "older-copy"
    LOST_BY_RESTORE = "lost-by-restore"
    EPOCH_UNEXPLAINED = "epoch-unexplained"
    WITNESS_UNREADABLE = "witness-unreadable"
    WITNESS_GAP = "witness-gap"


# A restore says itself what it lost, and a witness with a damaged line accuses nobody.
_NO_TAMPERING = frozenset({Kind.LOST_BY_RESTORE, Kind.WITNESS_UNREADABLE, Kind.WITNESS_GAP})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where, and in words."""

    kind: Kind
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification; counts are rows.

    `size` rows lie in the log, `witnessed_size` of them under a checkpoint that the witness has
    seen too; the `unwitnessed` rest could have been rewritten by whoever holds the node's key.
    `pending` rows wait to be sealed.
    """

    findings: tuple[Finding, ...]
    size: int
    witnessed_size: int
    pending: int
    checkpoints: int

    @property
    def unwitnessed(self) -> int:
        return max(0, self.size - self.witnessed_size)

    @property
    def is_clean(self) -> bool:
        """Nothing at all was found."""
        return not self.findings

    @property
    def is_intact(self) -> bool:
        """Nothing was found but what a restore lost, or damage to the witness file."""
        return all(finding.kind in _NO_TAMPERING for finding in self.findings)


class Findings:
    """Gathers findings; of each kind the first hundred are listed, the others counted."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._counts: Counter[Kind] = Counter()

    def add(self, kind: Kind, place: str, sentence: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= LISTED:
            self._listed.append(Finding(kind, place, sentence))

    def all(self) -> tuple[Finding, ...]:
        more = (
            Finding(
                kind,
                "elsewhere",
                phrase("{count} more of this kind are not listed.", count=count - LISTED),
            )
            for kind, count in self._counts.items()
            if count > LISTED
        )
        return (*self._listed, *more)


def rows(start: int, end: int) -> str:
    """The place of the rows from `start` to before `end`."""
    return (
        phrase("row {start}", start=start)
        if end - start == 1
        else phrase("rows {start}-{end}", start=start, end=end - 1)
    )


def checkpoints(first: int, last: int) -> str:
    """The place of the checkpoints from `first` to `last`."""
    return (
        phrase("checkpoint {first}", first=first)
        if first == last
        else phrase("checkpoints {first}-{last}", first=first, last=last)
    )
