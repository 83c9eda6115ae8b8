"""One bank in files that all processes share: exact indexes, a similarity index, and a roster.

A change goes into the fingerprints first and into the roster last. A fingerprint whose number the
roster does not know matches nothing, and the roster's mark says up to which revision all is in: so
a change that broke off is simply made again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tutela.indicators.model import ACTING, IndicatorState, Match
from tutela.indicators.roster import STATE_CODES, Roster
from tutela.indicators.store_live import Changes, Fingerprints
from tutela.matching import ExactIndex, HammingIndex, MatchingError
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from tutela.indicators.model import Bank
    from tutela.indicators.probe import Probe
    from tutela.matching import StoredIndex

    Source = Callable[[SignalKind], Iterable[Fingerprints]]

MOST_MATCHES = 1000
"""Matches answered per bank and item, the best ones: a cluster of like entries, come by accident or
by ill will, must not make one item cost a million rows."""

MOST_LOOKED_UP = 20_000
"""Near entries whose state is looked up. Idle ones that lie nearer must not crowd out one that may
hold the item, so this is far more than what is answered."""

_FARTHEST = 256
_ROSTER = "roster"
_NO_NUMBERS = np.empty(0, np.uint64)


@dataclass(slots=True)
class _Found:
    """What of an item one indicator was found by."""

    kinds: set[SignalKind] = field(default_factory=set)
    distance: int | None = None
    quality: int | None = None
    frame: int | None = None

    @property
    def exact(self) -> bool:
        both = {SignalKind.MD5, SignalKind.SHA1}
        return SignalKind.SHA256 in self.kinds or both <= self.kinds


class BankIndex:
    """The indicators of one bank. Any process may match while one of them takes changes in."""

    def __init__(
        self, roster: Roster, near: HammingIndex, equal: dict[SignalKind, ExactIndex]
    ) -> None:
        self._roster = roster
        self._near = near
        self._equal = equal

    @classmethod
    def build(
        cls, folder: Path, changes: Iterable[Changes], source: Source, *, revision: int | None
    ) -> BankIndex:
        """Makes the index of all indicators of a bank, in place of what is in the folder.

        `source` gives the fingerprints of a kind. Without a revision it counts as holding nothing.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(MatchingError):
            # Should this break off half way, the old roster must not vouch for the new parts.
            Roster.open(folder / _ROSTER).doubt()
        for kind in SignalKind:
            numbers, values = _joined_rows(source(kind), _width(kind))
            if kind is SignalKind.PDQ:
                HammingIndex.build(folder / kind, values, numbers)
            else:
                ExactIndex.build(folder / kind, _width(kind), values, numbers)
        Roster.build(folder / _ROSTER, _joined(changes), mark=revision)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> BankIndex:
        """The index in a folder. Raises IndexDamaged, IndexForeign and IndexUnreachable."""
        equal: dict[SignalKind, ExactIndex] = {
            kind: ExactIndex.open(folder / kind, _width(kind))
            for kind in SignalKind
            if kind is not SignalKind.PDQ
        }
        near = HammingIndex.open(folder / SignalKind.PDQ)
        return cls(Roster.open(folder / _ROSTER), near, equal)

    @property
    def revision(self) -> int | None:
        """The revision up to which changes are in; None if that is not known."""
        return self._roster.mark

    def __len__(self) -> int:
        """Fingerprints that can be found."""
        return len(self._near) + sum(map(len, self._equal.values()))

    def parts(self) -> Iterator[StoredIndex[Any]]:
        """All indexes it consists of."""
        yield self._near
        yield from self._equal.values()
        yield self._roster.index

    def attached(self) -> bool:
        """Whether its files are still in the folder."""
        return all(part.attached() for part in self.parts())

    def take(self, changes: Iterable[Changes], source: Source, *, revision: int) -> None:
        """Takes changed indicators in; withdrawn ones stop matching at once.

        `source` gives the fingerprints of the changed ones; it is asked only if some are new.
        """
        changed = _joined(changes)
        gone = changed.numbers[changed.states == STATE_CODES[IndicatorState.WITHDRAWN]]
        living = changed.numbers[changed.states != STATE_CODES[IndicatorState.WITHDRAWN]]
        fresh = np.array(sorted(self._roster.unknown(living.tolist())), np.uint64)
        # A change that broke off may have left fingerprints of the fresh ones behind.
        out = np.concatenate([gone, fresh])
        for kind in SignalKind:
            numbers, values = _NO_NUMBERS, np.empty((0, _width(kind)), np.uint8)
            if len(fresh):
                numbers, values = _joined_rows(source(kind), _width(kind))
            wanted = np.isin(numbers, fresh)
            part = self._near if kind is SignalKind.PDQ else self._equal[kind]
            if len(out):
                part.change(values[wanted], numbers[wanted], withdrawn=out)
        self._roster.put(changed, mark=revision)

    def match(self, probe: Probe, bank: Bank) -> list[Match]:
        """The indicators near this item, each once; at most MOST_MATCHES."""
        found: dict[int, _Found] = {}
        for kind, digest in probe.digests.items():
            for number in self._equal[kind].search(digest):
                found.setdefault(number, _Found()).kinds.add(kind)
        self._search_near(probe, bank, found)
        matches = [
            match for number, one in found.items() if (match := self._match(number, one, bank))
        ]
        return sorted(matches, key=_worth)[:MOST_MATCHES]

    def _search_near(self, probe: Probe, bank: Bank, found: dict[int, _Found]) -> None:
        searched = probe.turned if bank.dihedral else probe.upright
        if not len(searched.codes):
            return
        hits = self._near.search(searched.codes, bank.radius)
        # A stable sort keeps the earlier frame of equally near ones; the first of each id is best.
        order = np.argsort(hits.distances, kind="stable")
        _, first = np.unique(hits.ids[order], return_index=True)
        best = order[np.sort(first)][:MOST_LOOKED_UP]
        for at in best.tolist():
            one = found.setdefault(int(hits.ids[at]), _Found())
            query = int(hits.query_index[at])
            one.kinds.add(SignalKind.PDQ)
            one.distance = int(hits.distances[at])
            one.quality = searched.qualities[query]
            one.frame = searched.frames[query]

    def _match(self, number: int, one: _Found, bank: Bank) -> Match | None:
        known = self._roster.look_up(number)
        if known is None or known[1] is IndicatorState.WITHDRAWN:
            return None
        indicator_id, state = known
        return Match(
            indicator_id=indicator_id,
            bank=bank,
            state=state,
            exact=one.exact,
            kinds=frozenset(one.kinds),
            distance=one.distance,
            quality=one.quality,
            frame=one.frame,
        )


def _width(kind: SignalKind) -> int:
    return DIGITS[kind] // 2


def _joined(changes: Iterable[Changes]) -> Changes:
    found = [Changes(_NO_NUMBERS, np.empty((0, 16), np.uint8), np.empty(0, np.uint8)), *changes]
    return Changes(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _joined_rows(
    rows: Iterable[Fingerprints], width: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    found = [Fingerprints(_NO_NUMBERS, np.empty((0, width), np.uint8)), *rows]
    numbers, values = (np.concatenate(column) for column in zip(*found, strict=True))
    return numbers, values


def by_rank(match: Match) -> tuple[bool, int, str]:
    """The order of an answer: exact ones first, then the nearest."""
    return not match.exact, _distance(match), str(match.indicator_id)


def _worth(match: Match) -> tuple[bool, bool, int, str]:
    # Where there are too many, the ones that can hold an item are kept.
    idle = match.state not in ACTING
    return not match.exact, idle, _distance(match), str(match.indicator_id)


def _distance(match: Match) -> int:
    return _FARTHEST if match.distance is None else match.distance
