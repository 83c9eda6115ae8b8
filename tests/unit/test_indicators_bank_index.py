"""What one bank answers about an item."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pytest

from tutela.indicators.bank_index import MOST_MATCHES, BankIndex, by_rank
from tutela.indicators.model import Bank, IndicatorState, Match
from tutela.indicators.probe import Probe
from tutela.indicators.roster import STATE_CODES
from tutela.indicators.store_live import Changes, Fingerprints
from tutela.law.model import BankPurpose
from tutela.matching import pack, pack_ids
from tutela.signals.model import DIGITS, Pdq, SignalKind, Signals

if TYPE_CHECKING:
    from pathlib import Path

CODE = hashlib.sha256(b"a drawn picture").digest()
VERIFIED, PROPOSED, WITHDRAWN = (
    IndicatorState.VERIFIED,
    IndicatorState.PROPOSED,
    IndicatorState.WITHDRAWN,
)


def flipped(code: bytes, bits: int) -> bytes:
    return (int.from_bytes(code) ^ ((1 << bits) - 1)).to_bytes(32)


def bank(radius: int = 31, *, dihedral: bool = False) -> Bank:
    purpose = BankPurpose.KNOWN_ABUSE_MATERIAL
    return Bank(UUID(int=1), "node", "one", purpose, radius, dihedral, demo=False, enabled=True)


def changes(states: dict[int, IndicatorState]) -> Changes:
    ids = pack([UUID(int=number).bytes for number in states], 16)
    codes = np.array([STATE_CODES[state] for state in states.values()], np.uint8)
    return Changes(pack_ids(states), ids, codes)


Entry = tuple[int, SignalKind, bytes]
IndexOf = Callable[..., BankIndex]


def source(entries: list[Entry]) -> Callable[[SignalKind], list[Fingerprints]]:
    def of_kind(kind: SignalKind) -> list[Fingerprints]:
        rows = [(number, value) for number, one, value in entries if one is kind]
        values = pack([value for _, value in rows], DIGITS[kind] // 2)
        return [Fingerprints(pack_ids(number for number, _ in rows), values)]

    return of_kind


@pytest.fixture
def index_of(tmp_path: Path) -> IndexOf:
    def build(entries: list[Entry], state: IndicatorState = VERIFIED) -> BankIndex:
        states = {number: state for number, _, _ in entries}
        return BankIndex.build(tmp_path, [changes(states)], source(entries), revision=1)

    return build


def nothing_more(kind: SignalKind) -> list[Fingerprints]:
    raise AssertionError(kind)


def item(
    *frames: Pdq, md5: str = "1" * 32, sha1: str = "1" * 40, sha256: str = "1" * 64
) -> Signals:
    return Signals(md5=md5, sha1=sha1, sha256=sha256, frames=frames or (Pdq(bytes(32), 0),))


def matches(index: BankIndex, signals: Signals, of: Bank | None = None) -> list[Match]:
    return index.match(Probe.of(signals), of or bank())


def test_an_equal_sha256_is_exact(index_of: IndexOf) -> None:
    [match] = matches(index_of([(7, SignalKind.SHA256, b"\x11" * 32)]), item())
    assert (match.indicator_id, match.exact, match.distance) == (UUID(int=7), True, None)


@pytest.mark.parametrize(("kind", "width"), [(SignalKind.MD5, 16), (SignalKind.SHA1, 20)])
def test_a_lone_md5_or_sha1_matches_but_is_not_exact(
    index_of: IndexOf, kind: SignalKind, width: int
) -> None:
    [match] = matches(index_of([(7, kind, b"\x11" * width)]), item())
    assert (match.exact, match.distance, set(match.kinds)) == (False, None, {kind})


def test_md5_and_sha1_of_one_indicator_together_are_exact(index_of: IndexOf) -> None:
    index = index_of([(7, SignalKind.MD5, b"\x11" * 16), (7, SignalKind.SHA1, b"\x11" * 20)])
    [match] = matches(index, item())
    assert match.exact


def test_md5_and_sha1_of_two_indicators_are_two_matches_that_are_not_exact(
    index_of: IndexOf,
) -> None:
    index = index_of([(7, SignalKind.MD5, b"\x11" * 16), (8, SignalKind.SHA1, b"\x11" * 20)])
    assert [match.exact for match in matches(index, item())] == [False, False]


@pytest.mark.parametrize(("bits", "found"), [(0, 1), (31, 1), (32, 0)])
def test_a_pdq_matches_within_the_radius(index_of: IndexOf, bits: int, found: int) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE)])
    answer = matches(index, item(Pdq(flipped(CODE, bits), 80)))
    assert [match.distance for match in answer] == [bits] * found


def test_the_radius_is_the_banks(index_of: IndexOf) -> None:
    index, near = index_of([(7, SignalKind.PDQ, CODE)]), item(Pdq(flipped(CODE, 3), 80))
    assert not matches(index, near, bank(radius=2))
    assert matches(index, near, bank(radius=3))


@pytest.mark.parametrize(("quality", "found"), [(49, 0), (50, 1)])
def test_a_frame_below_quality_50_is_not_searched(
    index_of: IndexOf, quality: int, found: int
) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE)])
    assert len(matches(index, item(Pdq(CODE, quality)))) == found


def test_a_turned_form_matches_only_where_the_bank_asks_for_it(index_of: IndexOf) -> None:
    forms = tuple(hashlib.sha256(bytes([n])).digest() for n in range(8))
    index = index_of([(7, SignalKind.PDQ, forms[5])])
    turned = item(Pdq(forms[0], 80, forms))
    assert not matches(index, turned)
    assert [match.distance for match in matches(index, turned, bank(dihedral=True))] == [0]


def test_an_indicator_is_answered_once_with_its_nearest_frame(index_of: IndexOf) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE)])
    frames = (Pdq(flipped(CODE, 9), 60), Pdq(bytes(32), 10), Pdq(flipped(CODE, 2), 70))
    [match] = matches(index, item(*frames))
    assert (match.distance, match.quality, match.frame) == (2, 70, 2)


def test_exact_matches_come_first_and_then_the_nearest(index_of: IndexOf) -> None:
    index = index_of(
        [
            (1, SignalKind.PDQ, flipped(CODE, 9)),
            (2, SignalKind.PDQ, CODE),
            (3, SignalKind.SHA256, b"\x11" * 32),
            (4, SignalKind.MD5, b"\x11" * 16),
        ]
    )
    answer = sorted(matches(index, item(Pdq(CODE, 80))), key=by_rank)
    assert [match.indicator_id.int for match in answer] == [3, 2, 1, 4]


def test_what_is_withdrawn_stops_matching_and_stays_so(index_of: IndexOf) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE), (8, SignalKind.PDQ, CODE)])
    index.take([changes({7: WITHDRAWN})], nothing_more, revision=2)
    assert [match.indicator_id.int for match in matches(index, item(Pdq(CODE, 80)))] == [8]
    assert len(index) == 1


def test_verifying_changes_the_state_and_adds_nothing(index_of: IndexOf) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE)], state=PROPOSED)
    index.take([changes({7: VERIFIED})], nothing_more, revision=2)
    [match] = matches(index, item(Pdq(CODE, 80)))
    assert (match.state, len(index), index.revision) == (VERIFIED, 1, 2)


def test_a_change_that_broke_off_is_made_again_and_adds_nothing_twice(index_of: IndexOf) -> None:
    index, new = index_of([]), [(7, SignalKind.PDQ, CODE), (7, SignalKind.MD5, b"\x11" * 16)]
    index._near.add(pack([CODE]), pack_ids([7]))
    assert matches(index, item(Pdq(CODE, 80))) == []
    index.take([changes({7: VERIFIED})], source(new), revision=2)
    assert (len(index), len(matches(index, item(Pdq(CODE, 80))))) == (2, 1)


def test_fingerprints_of_indicators_that_were_here_before_are_passed_over(
    index_of: IndexOf,
) -> None:
    index = index_of([(7, SignalKind.PDQ, CODE)])
    both = [(7, SignalKind.PDQ, CODE), (8, SignalKind.PDQ, CODE)]
    index.take([changes({7: VERIFIED, 8: VERIFIED})], source(both), revision=2)
    assert len(index) == 2


def test_a_cluster_of_like_entries_is_answered_with_the_best_of_them(index_of: IndexOf) -> None:
    entries = [(n, SignalKind.PDQ, flipped(CODE, n % 30)) for n in range(1, 1201)]
    answer = matches(index_of(entries), item(Pdq(CODE, 80)))
    farthest = max(match.distance or 0 for match in answer)
    assert (len(answer), farthest) == (MOST_MATCHES, 24)


def test_a_bank_is_usable_by_its_service_or_by_all() -> None:
    own = Bank(UUID(int=2), "forum", "own", BankPurpose.SURVIVOR_REQUEST, 31, False, False, True)  # noqa: FBT003
    assert (own.usable_by("forum"), own.usable_by("chat")) == (True, False)
    assert bank().usable_by("chat")


def test_idle_entries_that_are_nearer_do_not_crowd_out_one_that_acts(index_of: IndexOf) -> None:
    near = [(n, SignalKind.PDQ, flipped(CODE, n % 4)) for n in range(1, MOST_MATCHES + 100)]
    index = index_of(near, state=PROPOSED)
    acting = [(9_999, SignalKind.PDQ, flipped(CODE, 15))]
    index.take([changes({9_999: IndicatorState.ACTIVE})], source(acting), revision=2)
    answer = matches(index, item(Pdq(CODE, 80)))
    assert (len(answer), answer[0].indicator_id.int) == (MOST_MATCHES, 9_999)
