"""What a match with a known harmless item does to the other matches of an item. Pure.

Equality is never suppressed, only likeness is; and a likeness closer to an indicator than to the
harmless item is for a person to look at. See docs/decisions/0011. A harmless address speaks of
that address only, not of what lies there (0016).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutela.detection.model import Suppression
from tutela.indicators.model import ACTING
from tutela.signals.model import MIN_QUALITY, SignalKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from tutela.indicators.model import Match
    from tutela.signals.model import Pdq, Signals

    Search = Callable[[Signals], Sequence[Match]]

_FARTHEST = 256  # bits
_NEVER_SEARCHED = 0  # a frame of this quality is passed over


@dataclass(frozen=True, slots=True)
class Sifted:
    """The matches that stand, each with the harmless entry that speaks against it, if one does;
    and those that were suppressed.
    """

    standing: tuple[tuple[Match, Match | None], ...]
    suppressed: tuple[Suppression, ...] = ()


def sift(matches: Sequence[Match], signals: Signals, *, find: Search, harmless: Search) -> Sifted:
    """Which of an item's `matches` stand beside the known harmless items it matches.

    `find` searches the banks that gave `matches`, `harmless` the allow-banks; both are asked of
    single frames where one of them is harmless, so that a harmless frame hides no other frame.
    """
    known = harmless(signals) if matches else ()
    return _by_address(_by_content(matches, signals, known, find=find, harmless=harmless), known)


def _by_content(
    matches: Sequence[Match],
    signals: Signals,
    known: Sequence[Match],
    *,
    find: Search,
    harmless: Search,
) -> Sifted:
    against = [one for one in known if _speaks(one)]
    if not against:
        return Sifted(tuple((one, None) for one in matches))
    best = min(against, key=_weight)
    if best.exact:
        return _by_equal_bytes(matches, best)
    return _by_likeness(matches, signals, best, find=find, harmless=harmless)


def _by_address(sifted: Sifted, known: Sequence[Match]) -> Sifted:
    """Has a harmless address contest what was found by its address alone."""
    same = [one for one in known if one.state in ACTING and SignalKind.URL in one.kinds]
    if not same:
        return sifted
    by = min(same, key=_weight)
    return replace(
        sifted,
        standing=tuple(
            (one, against or (by if one.kinds == {SignalKind.URL} else None))
            for one, against in sifted.standing
        ),
    )


def _speaks(entry: Match) -> bool:
    """Whether an entry of an allow-bank can suppress: a lone MD5 or SHA-1 can be forged."""
    return entry.state in ACTING and (entry.exact or entry.distance is not None)


def _weight(entry: Match) -> tuple[bool, int, str]:
    return not entry.exact, _distance(entry), str(entry.indicator_id)


def _by_equal_bytes(matches: Iterable[Match], by: Match) -> Sifted:
    standing = tuple((one, by) for one in matches if _equal(one))
    gone = (one for one in matches if not _equal(one))
    return Sifted(standing, tuple(Suppression(one, by) for one in gone))


def _by_likeness(
    matches: Iterable[Match], signals: Signals, by: Match, *, find: Search, harmless: Search
) -> Sifted:
    equal = {one.indicator_id: (one, by) for one in matches if _equal(one)}
    ruled: dict[UUID, _Ruled] = {}
    for frame in _frames(signals):
        against = min((one for one in harmless(frame) if _speaks(one)), key=_weight, default=None)
        for one in find(frame):
            if one.indicator_id not in equal:
                rule = _Ruled(one, against)
                ruled[one.indicator_id] = min(ruled.get(one.indicator_id, rule), rule, key=_worth)
    free = [(one.match, one.by) for one in ruled.values() if not one.suppresses]
    gone = [Suppression(one.match, one.by) for one in ruled.values() if one.by and one.suppresses]
    return Sifted((*equal.values(), *sorted(free, key=_order)), tuple(gone))


@dataclass(frozen=True, slots=True)
class _Ruled:
    """One frame's likeness to an indicator, and the nearest harmless item of that frame."""

    match: Match
    by: Match | None

    @property
    def suppresses(self) -> bool:
        return self.by is not None and _distance(self.by) <= _distance(self.match)


def _worth(one: _Ruled) -> tuple[bool, bool, int]:
    """The frame that speaks most strongly for the match comes first."""
    return one.suppresses, one.by is not None, _distance(one.match)


def _order(one: tuple[Match, Match | None]) -> tuple[int, str]:
    return _distance(one[0]), str(one[0].indicator_id)


def _frames(signals: Signals) -> Iterator[Signals]:
    """The item's signals with one frame alone and without digests, for each frame searched."""
    blind = tuple(_blinded(frame) for frame in signals.frames)
    for at, frame in enumerate(signals.frames):
        if frame.quality >= MIN_QUALITY:
            alone = (*blind[:at], frame, *blind[at + 1 :])
            yield replace(signals, md5="", sha1="", sha256="", url="", frames=alone)


def _blinded(frame: Pdq) -> Pdq:
    return replace(frame, quality=_NEVER_SEARCHED)


def _equal(match: Match) -> bool:
    return match.exact or bool(match.kinds - {SignalKind.PDQ})


def _distance(match: Match) -> int:
    return _FARTHEST if match.distance is None else match.distance
