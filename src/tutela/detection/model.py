"""What a scan takes and answers: items, verdicts, hits. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.detection.coverage import Permitted
    from tutela.indicators.model import Match
    from tutela.platform.secret import Secret
    from tutela.signals.model import Signals


class VerdictKind(StrEnum):
    """What a scan answers."""

    CLEAR = "clear"
    HELD = "held"
    FLAGGED = "flagged"
    UNSCANNED = "unscanned"


class Advice(StrEnum):
    """What a platform may do with an item that could not be scanned."""

    PUBLISH = "publish"
    RETRY = "retry"
    HOLD = "hold"


class Reason(StrEnum):
    """Why an item is `unscanned`: a closed list. Unknown is not clear."""

    NO_LEGAL_BASIS = "no legal basis"
    NO_BANK = "no bank to compare with"
    STALE_INDEX = "stale index"
    EMPTY = "empty"
    UNSUPPORTED_FORMAT = "unsupported format"
    UNDECODABLE = "undecodable"
    TOO_MANY_PIXELS = "too many pixels"
    TOO_LARGE = "too large"
    OUT_OF_MEMORY = "out of memory"
    TIMED_OUT = "timed out"
    DECODER_CRASHED = "decoder crashed"
    QUALITY_TOO_LOW = "quality too low"
    ONLY_DIGESTS = "only digests were given"
    ONLY_ADDRESS = "only an address was given"
    NOT_RECORDED = "hit could not be recorded"
    UNREADABLE = "file could not be read"


ADVICE: dict[Reason, Advice] = {
    Reason.NO_LEGAL_BASIS: Advice.PUBLISH,
    Reason.NO_BANK: Advice.PUBLISH,
    Reason.STALE_INDEX: Advice.RETRY,
    Reason.EMPTY: Advice.PUBLISH,
    Reason.UNSUPPORTED_FORMAT: Advice.PUBLISH,
    Reason.UNDECODABLE: Advice.HOLD,
    Reason.TOO_MANY_PIXELS: Advice.HOLD,
    Reason.TOO_LARGE: Advice.HOLD,
    Reason.OUT_OF_MEMORY: Advice.HOLD,
    Reason.TIMED_OUT: Advice.HOLD,
    Reason.DECODER_CRASHED: Advice.HOLD,
    Reason.QUALITY_TOO_LOW: Advice.PUBLISH,
    Reason.ONLY_DIGESTS: Advice.PUBLISH,
    Reason.ONLY_ADDRESS: Advice.PUBLISH,
    Reason.NOT_RECORDED: Advice.RETRY,
    Reason.UNREADABLE: Advice.RETRY,
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Where an item was, whose it is, and what the platform calls it.

    `item_id` is set where the node named the item before scanning it (items taken in). `language`
    is the account's, as a tag (BCP 47): what they are told is said in it. `email` is where they
    read mail, if the platform said so; it is kept of a hit only, and sealed.
    """

    service_id: str
    surface: str
    account_ref: str = ""
    external_id: str = ""
    item_id: UUID | None = None
    language: str = ""
    email: Secret | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """A match with the legal ground it was made on.

    `contested_by` is the entry of an allow-bank that knows the item as harmless, if one does.
    """

    match: Match
    ground: Permitted
    contested_by: Match | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """A match that counts for nothing, because `by` knows the item as harmless."""

    match: Match
    by: Match


@dataclass(frozen=True, slots=True)
class Hit:
    """An item with at least one detection, on its way into a case. `data` is None if unseen."""

    incoming: Incoming
    verdict: VerdictKind
    signals: Signals
    detections: tuple[Detection, ...]
    size: int
    data: bytes | None
    received_at: datetime
    suppressed: tuple[Suppression, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scan answers. `item_id` is set for a hit only: of a clear item nothing remains.

    `suppressed` are matches that an allow-bank made count for nothing.
    """

    kind: VerdictKind
    reason: Reason | None = None
    detections: tuple[Detection, ...] = ()
    signals: Signals | None = None
    item_id: UUID | None = None
    suppressed: tuple[Suppression, ...] = ()

    @property
    def advice(self) -> Advice | None:
        return ADVICE[self.reason] if self.reason else None

    def to_json(self, *, distances: bool) -> dict[str, Any]:
        """The public answer; distances only for demo banks, or when `distances` is allowed."""
        return {
            "verdict": self.kind.value,
            "reason": self.reason.value if self.reason else None,
            "advice": self.advice.value if self.advice else None,
            "item": str(self.item_id) if self.item_id else None,
            "matches": [_detection(one, distances=distances) for one in self.detections],
            "suppressed": [_suppression(one, distances=distances) for one in self.suppressed],
            "signals": _public(self.signals) if self.signals else None,
        }


def _detection(one: Detection, *, distances: bool) -> dict[str, Any]:
    by = one.contested_by
    contested = {"contested_by": _entry(by, distances=distances)} if by else {}
    return {**_match(one.match, distances=distances), **contested}


def _suppression(one: Suppression, *, distances: bool) -> dict[str, Any]:
    by = _entry(one.by, distances=distances)
    return {**_match(one.match, distances=distances), "suppressed_by": by}


def _entry(harmless: Match, *, distances: bool) -> dict[str, Any]:
    """An entry of an allow-bank: harmless, so that it may be named."""
    return {"indicator": str(harmless.indicator_id), **_match(harmless, distances=distances)}


def _match(match: Match, *, distances: bool) -> dict[str, Any]:
    shown = distances or match.bank.demo
    return {
        "bank": match.bank.name,
        "exact": match.exact,
        "distance": match.distance if shown else None,
        "quality": match.quality if shown else None,
    }


def _public(signals: Signals) -> dict[str, Any]:
    first = signals.frames[0] if signals.frames else None
    return {
        "md5": signals.md5,
        "sha1": signals.sha1,
        "sha256": signals.sha256,
        "pdq": first.hex if first else None,
        "quality": first.quality if first else None,
        "frames": len(signals.frames),
        **({"url": signals.url} if signals.url else {}),
    }
