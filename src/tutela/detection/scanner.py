"""The scan: legal gate, signals, matches, verdict. No hit: count it, forget it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tutela.detection import allowing, judge, references
from tutela.detection.errors import NotRecorded, OtherService
from tutela.detection.model import Detection, Hit, Incoming, Reason, Verdict, VerdictKind
from tutela.detection.record import HitSink, record
from tutela.platform import log
from tutela.platform.errors import DatabaseBusy, TutelaError
from tutela.platform.permissions import Permission
from tutela.signals.digests import digest
from tutela.signals.model import Perception, Problem, Signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.detection.counters import Counters
    from tutela.detection.coverage import Answer, Coverage
    from tutela.detection.sandbox.pool import DecoderPool
    from tutela.indicators.live import LiveIndex
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


class Scanner:
    """Answers what an item is. A clear item costs no database round trip."""

    def __init__(
        self,
        node: Node,
        *,
        coverage: Coverage,
        index: LiveIndex,
        decoders: DecoderPool,
        counters: Counters,
        sink: HitSink,
    ) -> None:
        self._node = node
        self._coverage = coverage
        self._index = index
        self._decoders = decoders
        self._counters = counters
        self._sink = sink

    def scan(self, actor: Actor, incoming: Incoming, data: bytes) -> Verdict:
        """The verdict on the bytes of an item.

        Raises ReferenceInvalid, OtherService, ServiceUnknown, SurfaceUnknown, and NotRecorded when
        a hit cannot be stored.
        """
        actor.require(Permission.SCAN)
        return self._scan(actor, incoming, len(data), lambda: self._signals(data), data)

    def scan_signals(
        self, actor: Actor, incoming: Incoming, signals: Signals, data: bytes
    ) -> Verdict:
        """The same for bytes whose signals are computed already (folder scans read ahead)."""
        actor.require(Permission.SCAN)
        return self._scan(actor, incoming, len(data), lambda: signals, data)

    def match(self, actor: Actor, incoming: Incoming, signals: Signals) -> Verdict:
        """The verdict on signals alone; the bytes never come here."""
        actor.require(Permission.MATCH)
        return self._scan(actor, incoming, 0, lambda: signals, None)

    @property
    def largest_item(self) -> int:
        """The most bytes of an item that are decoded."""
        return self._node.settings.max_item_bytes

    def covers(self, incoming: Incoming) -> bool:
        """Whether the law lets this node look at such an item now."""
        now = self._node.clock.now()
        return bool(self._coverage.ask(incoming.service_id, incoming.surface, now).grounds)

    def _scan(
        self,
        actor: Actor,
        incoming: Incoming,
        size: int,
        signals: Callable[[], Signals],
        data: bytes | None,
    ) -> Verdict:
        begun = time.perf_counter()
        references.check(incoming)
        if actor.service_id not in (None, incoming.service_id):
            raise OtherService(service=incoming.service_id)
        # The server's clock at the moment of processing: what an item says of itself is not asked.
        now = self._node.clock.now()
        answer = self._coverage.ask(incoming.service_id, incoming.surface, now)
        shut = self._shut(answer)
        if shut:
            verdict = Verdict(VerdictKind.UNSCANNED, shut)
        else:
            verdict = self._judge(actor, incoming, size, signals(), data, answer)
        self._counters.add(incoming, verdict, size, time.perf_counter() - begun)
        return verdict

    def _shut(self, answer: Answer) -> Reason | None:
        limit = self._node.settings.index_max_age
        if self._coverage.age_seconds() > limit or self._index.age_seconds() > limit:
            return Reason.STALE_INDEX
        if answer.refusal:
            return Reason.NO_LEGAL_BASIS
        return None if answer.grounds else Reason.NO_BANK

    def _judge(
        self,
        actor: Actor,
        incoming: Incoming,
        size: int,
        signals: Signals,
        data: bytes | None,
        answer: Answer,
    ) -> Verdict:
        sifted = self._sifted(signals, answer)
        detections = tuple(
            Detection(match, answer.grounds[match.bank.id], contested_by)
            for match, contested_by in sifted.standing
        )
        kind, reason = judge.verdict_of(detections, signals)
        if not detections:
            return Verdict(kind, reason, (), signals, suppressed=sifted.suppressed)
        now = self._node.clock.now()
        return self._record(
            actor,
            Hit(incoming, kind, signals, detections, size, data, now, sifted.suppressed),
        )

    def _sifted(self, signals: Signals, answer: Answer) -> allowing.Sifted:
        """The matches; allow-banks are asked only where there are any."""
        return allowing.sift(
            self._index.match(signals, answer.grounds.keys()),
            signals,
            find=lambda one: self._index.match(one, answer.grounds.keys()),
            harmless=lambda one: self._index.match(one, answer.allowing),
        )

    def _record(self, actor: Actor, hit: Hit) -> Verdict:
        try:
            try:
                return record(self._node, actor, hit, self._sink)
            except DatabaseBusy:  # two changes stood crosswise: the other one is done now
                return record(self._node, actor, hit, self._sink)
        except TutelaError as error:
            raise NotRecorded(why=error.sentence) from error
        except Exception as error:
            # Whatever it was: the platform must hear that this was a hit.
            log.get("detection").error("hit-not-recorded", error=type(error).__name__)
            raise NotRecorded(why="something unforeseen failed.") from error

    def _signals(self, data: bytes) -> Signals:
        if len(data) > self._node.settings.max_item_bytes:
            return Signals.of(digest(data), Perception(problem=Problem.TOO_LARGE))
        return self._decoders.compute(data)
