"""One bank in memory: exact tables, a similarity index, and who is behind each number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tutela.indicators.model import IndicatorState, Match
from tutela.indicators.roster import STATE_CODES, Roster
from tutela.matching import ExactTable, HammingIndex
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tutela.indicators.model import Bank
    from tutela.indicators.probe import Probe
    from tutela.indicators.store_live import Changes, Fingerprints

MOST_MATCHES = 1000
"""Matches answered per bank and item, the best ones: a cluster of like entries, come by accident or
by ill will, must not make one item cost a million rows."""

_FARTHEST = 256


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
    """The indicators of one bank. One thread may write while others match."""

    def __init__(self, seen: int = 0) -> None:
        self.seen = seen  # the revision up to which changes are in
        self._roster = Roster()
        self._near = HammingIndex()
        self._equal: dict[SignalKind, ExactTable] = {
            kind: ExactTable(DIGITS[kind] // 2) for kind in SignalKind if kind is not SignalKind.PDQ
        }

    def __len__(self) -> int:
        """Fingerprints that can be found."""
        return len(self._near) + sum(map(len, self._equal.values()))

    def lacks(self, changes: Iterable[Changes]) -> bool:
        """Whether some of these indicators are not here."""
        return any(len(self._roster.unknown(numbers)) for numbers, _, _ in changes)

    def put(self, changes: Iterable[Changes]) -> NDArray[np.uint64]:
        """Takes changed indicators; returns the numbers of those that were not here, ascending.

        Withdrawn ones stop matching at once.
        """
        fresh = [np.empty(0, np.uint64)]
        for numbers, ids, states in changes:
            fresh.append(self._roster.put(numbers, ids, states))
            self._withdraw(numbers[states == STATE_CODES[IndicatorState.WITHDRAWN]])
        return np.sort(np.concatenate(fresh))

    def add(
        self, kind: SignalKind, rows: Iterable[Fingerprints], fresh: NDArray[np.uint64]
    ) -> None:
        """Takes the fingerprints of the indicators in `fresh` and passes over all others."""
        table = self._near if kind is SignalKind.PDQ else self._equal[kind]
        for numbers, values in rows:
            at = np.minimum(np.searchsorted(fresh, numbers), max(len(fresh) - 1, 0))
            wanted = fresh[at] == numbers if len(fresh) else np.zeros(len(numbers), np.bool_)
            table.add(np.ascontiguousarray(values[wanted]), numbers[wanted])

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
        if not len(searched.codes) or not len(self._near):
            return
        hits = self._near.search(searched.codes, bank.radius)
        # A stable sort keeps the earlier frame of equally near ones; the first of each id is best.
        order = np.argsort(hits.distances, kind="stable")
        _, first = np.unique(hits.ids[order], return_index=True)
        best = order[np.sort(first)][: MOST_MATCHES + len(found)]
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

    def _withdraw(self, numbers: NDArray[np.uint64]) -> None:
        if len(numbers):
            self._near.withdraw(numbers)
            for table in self._equal.values():
                table.withdraw(numbers)


def by_rank(match: Match) -> tuple[bool, int, str]:
    """The order of an answer: exact ones first, then the nearest."""
    return not match.exact, _distance(match), str(match.indicator_id)


def _worth(match: Match) -> tuple[bool, bool, int, str]:
    # Where there are too many, the ones that can hold an item are kept.
    proposed = match.state is not IndicatorState.VERIFIED
    return not match.exact, proposed, _distance(match), str(match.indicator_id)


def _distance(match: Match) -> int:
    return _FARTHEST if match.distance is None else match.distance
