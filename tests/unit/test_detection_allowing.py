"""What a match with a known harmless item does to the other matches of an item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tutela.detection import allowing, judge
from tutela.detection.coverage import Permitted
from tutela.detection.model import Detection, VerdictKind
from tutela.indicators.model import ACTING, Bank, IndicatorState, Match
from tutela.law.model import BankPurpose, NearHits
from tutela.signals.model import Digests, Pdq, Perception, SignalKind, Signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KNOWN = Bank(
    UUID(int=1), "node", "known", BankPurpose.KNOWN_ABUSE_MATERIAL, 31,
    dihedral=False, demo=False, enabled=True,
)  # fmt: skip
HARMLESS = replace(KNOWN, id=UUID(int=2), name="harmless", purpose=BankPurpose.COMMON_HARMLESS)
[ACTS] = ACTING
PDQ, MD5, SHA256, URL = SignalKind.PDQ, SignalKind.MD5, SignalKind.SHA256, SignalKind.URL


def match(number: int, bank: Bank = KNOWN, **facts: Any) -> Match:
    plain: dict[str, Any] = {
        "state": ACTS, "exact": False, "kinds": frozenset({PDQ}),
        "distance": 10, "quality": 90, "frame": 0,
    }  # fmt: skip
    return Match(UUID(int=number), bank, **{**plain, **facts})


def entry(number: int = 90, **facts: Any) -> Match:
    return match(number, HARMLESS, **facts)


EXACT: dict[str, Any] = {"exact": True, "kinds": frozenset({SHA256, PDQ}), "distance": 0}
EXACT_ALONE: dict[str, Any] = {"exact": True, "kinds": frozenset({SHA256}), "distance": None}
ADDRESS: dict[str, Any] = {"kinds": frozenset({URL}), "distance": None}
LONE: dict[str, Any] = {"kinds": frozenset({MD5}), "distance": None}


def item(frames: int = 1, quality: int = 90) -> Signals:
    return Signals.of(Digests("00", "00", "00"), Perception((Pdq(bytes(32), quality),) * frames))


def searching(*frames: Sequence[Match]) -> Callable[[Signals], Sequence[Match]]:
    """An index that knows the matches of each frame."""

    def search(signals: Signals) -> list[Match]:
        seen = [at for at, one in enumerate(signals.frames) if one.quality >= 50]
        found = [one for at in seen for one in frames[at]]
        return [one for one in found if signals.sha256 or one.distance is not None]

    return search


def sifted(matches: Sequence[Match], entries: Sequence[Match]) -> allowing.Sifted:
    return allowing.sift(matches, item(), find=searching(matches), harmless=searching(entries))


def verdict(found: allowing.Sifted) -> VerdictKind:
    ground = Permitted(UUID(int=3), "interim-2026", NearHits.HOLD)
    detections = [Detection(one, ground, by) for one, by in found.standing]
    return judge.verdict_of(detections, item())[0]


def test_without_a_harmless_entry_all_matches_stand() -> None:
    one = match(1)
    assert sifted([one], []) == allowing.Sifted(((one, None),))


def test_the_allow_banks_are_not_asked_where_nothing_matched() -> None:
    def never(_: Signals) -> list[Match]:
        raise AssertionError

    assert allowing.sift([], item(), find=never, harmless=never) == allowing.Sifted(())


@pytest.mark.parametrize("distance", [0, 5, 31])
@pytest.mark.parametrize("by", [EXACT, EXACT_ALONE])
def test_equal_bytes_of_a_harmless_item_suppress_every_likeness(
    distance: int, by: dict[str, Any]
) -> None:
    found = sifted([match(1, distance=distance)], [entry(**by)])
    assert (found.standing, [one.by.bank.name for one in found.suppressed]) == ((), ["harmless"])
    assert verdict(found) is VerdictKind.CLEAR


@pytest.mark.parametrize("by", [EXACT, EXACT_ALONE, {"distance": 0}])
def test_an_exact_hit_is_never_suppressed_and_still_holds(by: dict[str, Any]) -> None:
    one, harmless = match(1, **EXACT), entry(**by)
    found = sifted([one], [harmless])
    assert found == allowing.Sifted(((one, harmless),))
    assert verdict(found) is VerdictKind.HELD


@pytest.mark.parametrize("by", [EXACT, {"distance": 0}])
def test_a_lone_digest_is_not_suppressed_and_flags(by: dict[str, Any]) -> None:
    found = sifted([match(1, **LONE)], [entry(**by)])
    assert not found.suppressed
    assert verdict(found) is VerdictKind.FLAGGED


def test_a_lone_digest_with_a_likeness_flags_beside_a_harmless_entry() -> None:
    both = match(1, kinds=frozenset({MD5, PDQ}), distance=0)
    assert verdict(sifted([both], [])) is VerdictKind.HELD
    assert verdict(sifted([both], [entry(distance=0)])) is VerdictKind.FLAGGED


@pytest.mark.parametrize("distance", [0, 9, 10])
def test_a_likeness_at_least_as_near_to_the_harmless_item_is_suppressed(distance: int) -> None:
    found = sifted([match(1, distance=10)], [entry(distance=distance)])
    assert verdict(found) is VerdictKind.CLEAR
    assert [one.match.indicator_id.int for one in found.suppressed] == [1]


def test_a_likeness_nearer_to_the_indicator_flags_and_does_not_hold() -> None:
    """An abuse picture made from a known harmless one must still be seen by a person."""
    found = sifted([match(1, distance=10)], [entry(distance=11)])
    assert verdict(found) is VerdictKind.FLAGGED
    assert found.standing[0][1] is not None


def test_of_several_harmless_entries_the_nearest_is_named() -> None:
    found = sifted([match(1)], [entry(91, distance=8), entry(92, distance=3)])
    assert [one.by.indicator_id.int for one in found.suppressed] == [92]


@pytest.mark.parametrize("facts", [LONE, {"state": IndicatorState.PROPOSED}])
def test_an_entry_that_is_forgeable_or_only_proposed_suppresses_nothing(
    facts: dict[str, Any],
) -> None:
    one = match(1)
    assert sifted([one], [entry(**facts)]) == allowing.Sifted(((one, None),))


def test_a_harmless_address_contests_what_was_found_by_its_address_and_nothing_else() -> None:
    by, near, lone = entry(**ADDRESS), match(2), match(3, **LONE)
    one = match(1, **ADDRESS)
    found = sifted([one, near, lone], [by])
    assert found == allowing.Sifted(((one, by), (near, None), (lone, None)))
    proposed = entry(**ADDRESS, state=IndicatorState.PROPOSED)
    assert sifted([one], [proposed]).standing == ((one, None),)


def test_a_harmless_likeness_suppresses_no_equal_address() -> None:
    found = sifted([match(1, **ADDRESS), match(2)], [entry(distance=0)])
    assert [one.indicator_id.int for one, _ in found.standing] == [1]
    assert [one.match.indicator_id.int for one in found.suppressed] == [2]


def frames(
    known: Sequence[Sequence[Match]], harmless: Sequence[Sequence[Match]]
) -> allowing.Sifted:
    best = {one.indicator_id: one for of in known for one in of}
    return allowing.sift(
        list(best.values()), item(len(known)),
        find=searching(*known), harmless=searching(*harmless),
    )  # fmt: skip


def test_a_harmless_frame_hides_no_other_frame() -> None:
    title, behind = match(1, distance=2, frame=0), match(1, distance=20, frame=1)
    found = frames([[title], [behind]], [[entry(distance=0)], []])
    assert found == allowing.Sifted(((behind, None),))
    assert verdict(found) is VerdictKind.HELD


def test_a_match_by_the_harmless_frame_alone_is_suppressed_and_the_others_stand() -> None:
    title, behind = match(1, frame=0), match(2, frame=1)
    found = frames([[title], [behind]], [[entry(distance=0)], []])
    assert [one.match for one in found.suppressed] == [title]
    assert found.standing == ((behind, None),)


def test_equal_bytes_of_a_harmless_item_speak_for_all_its_frames() -> None:
    found = frames([[match(1)], [match(2, frame=1)]], [[entry(**EXACT)], []])
    assert (found.standing, len(found.suppressed)) == ((), 2)
