"""From matches to a verdict, and the closed lists a verdict is made of."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from tutela.detection import judge
from tutela.detection.coverage import Permitted
from tutela.detection.model import ADVICE, Detection, Reason, VerdictKind
from tutela.indicators.model import Bank, IndicatorState, Match
from tutela.law.model import BankPurpose, NearHits
from tutela.signals.model import Digests, Pdq, Perception, Problem, SignalKind, Signals

BANK = Bank(
    UUID(int=1), "node", "known", BankPurpose.KNOWN_ABUSE_MATERIAL, 31,
    dihedral=False, demo=False, enabled=True,
)  # fmt: skip
READ = Signals.of(Digests("", "", "00"), Perception((Pdq(bytes(32), 90),)))
ACTIVE, PROPOSED = IndicatorState.ACTIVE, IndicatorState.PROPOSED


def unread(problem: Problem) -> Signals:
    return Signals.of(Digests("", "", "00"), Perception(problem=problem))


def detection(
    *,
    state: IndicatorState = ACTIVE,
    exact: bool = False,
    distance: int | None = 4,
    near: NearHits = NearHits.HOLD,
) -> Detection:
    match = Match(
        UUID(int=2), BANK, state, exact, frozenset({SignalKind.PDQ}), distance, 90, frame=0
    )
    return Detection(match, Permitted(UUID(int=3), "interim-2026", near))


def kind(*detections: Detection, signals: Signals = READ) -> VerdictKind:
    return judge.verdict_of(detections, signals)[0]


@pytest.mark.parametrize("near", NearHits)
def test_an_exact_hit_of_an_active_indicator_holds_whatever_the_ground(near: NearHits) -> None:
    assert judge.holds(detection(exact=True, distance=None, near=near))


def test_a_near_hit_of_an_active_indicator_holds_only_where_the_ground_says_so() -> None:
    assert judge.holds(detection(near=NearHits.HOLD))
    assert not judge.holds(detection(near=NearHits.FLAG))


@pytest.mark.parametrize(
    ("exact", "distance", "near"), list(product([True, False], [0, 31, None], NearHits))
)
def test_a_proposed_indicator_never_holds(
    exact: bool,  # noqa: FBT001
    distance: int | None,
    near: NearHits,
) -> None:
    one = detection(state=PROPOSED, exact=exact, distance=distance, near=near)
    assert not judge.holds(one)
    assert kind(one) is VerdictKind.FLAGGED


def test_a_verified_indicator_that_is_not_active_yet_flags() -> None:
    one = detection(state=IndicatorState.VERIFIED, exact=True)
    assert kind(one) is VerdictKind.FLAGGED


def test_a_lone_digest_never_holds() -> None:
    one = detection(distance=None)
    assert not judge.holds(one)
    assert kind(one) is VerdictKind.FLAGGED


def test_a_withdrawn_indicator_would_not_hold() -> None:
    assert not judge.holds(detection(state=IndicatorState.WITHDRAWN, exact=True))


def test_one_detection_that_holds_is_enough_in_any_order() -> None:
    flags, holds = detection(near=NearHits.FLAG), detection(exact=True)
    assert kind(flags, holds) is kind(holds, flags) is VerdictKind.HELD


@pytest.mark.parametrize("problem", Problem)
def test_without_a_detection_what_was_not_fully_read_is_unscanned(problem: Problem) -> None:
    found, reason = judge.verdict_of((), unread(problem))
    assert found is VerdictKind.UNSCANNED
    assert reason is not None
    assert reason.value == problem.value


@pytest.mark.parametrize("problem", Problem)
def test_a_detection_counts_although_the_rest_could_not_be_read(problem: Problem) -> None:
    assert kind(detection(exact=True), signals=unread(problem)) is VerdictKind.HELD


def test_read_and_without_detection_is_clear() -> None:
    assert judge.verdict_of((), READ) == (VerdictKind.CLEAR, None)


def test_every_reason_has_its_advice() -> None:
    assert set(ADVICE) == set(Reason)
