"""From matches to a verdict: a pure rule. A person decides later; this only holds or flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.detection.model import Detection, Reason, VerdictKind
from tutela.indicators.model import ACTING
from tutela.law.model import NearHits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.signals.model import Signals


def verdict_of(
    detections: Sequence[Detection], signals: Signals
) -> tuple[VerdictKind, Reason | None]:
    """The verdict on an item with these detections and signals (DESIGN rule "a person decides").

    An active indicator holds on an exact hit, and on a near hit where the ground lets it and no
    allow-bank speaks against it; all other detections flag. Without any, an item that was not fully
    read is unscanned, never clear.
    """
    if any(holds(one) for one in detections):
        return VerdictKind.HELD, None
    if detections:
        return VerdictKind.FLAGGED, None
    if signals.problem is not None:
        return VerdictKind.UNSCANNED, Reason(signals.problem.value)
    return VerdictKind.CLEAR, None


def holds(detection: Detection) -> bool:
    """Whether this detection alone keeps the item from view until a person looks."""
    match = detection.match
    if match.state not in ACTING:
        return False
    if match.exact:
        return True
    if detection.contested_by:
        return False
    # A lone MD5 or SHA-1 has no distance: it can be forged, so it flags. Nor has an address: what
    # lies there may be something else today.
    return match.distance is not None and detection.ground.near_hits is NearHits.HOLD
