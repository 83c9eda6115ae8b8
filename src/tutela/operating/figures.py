"""The figures of a node for a program that watches it, in the text format of Prometheus.

Everything but the last group is computed from the database, so whichever process is asked answers
the same, and nothing is lost when one ends. No name, no id, no reference; the values of every label
come from closed lists or from what the operator declared.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

import tutela
from tutela.detection import times
from tutela.operating import checks, rules, store, store_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from prometheus_client import Metric
    from sqlalchemy import Connection

    from tutela.operating.model import Pulse
    from tutela.platform.node import Node

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def text(node: Node) -> bytes:
    """All figures now. Raises DatabaseAway."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(node))
    return generate_latest(registry)


class _Collector:
    def __init__(self, node: Node) -> None:
        with node.read() as connection:
            self._found = list(_figures(node, connection, node.clock.now()))
        self._found.append(_checks(node))

    def collect(self) -> Iterable[Metric]:
        return self._found


def _figures(node: Node, connection: Connection, now: datetime) -> Iterator[Metric]:
    yield _labelled("build", "The program that serves.", "version", {tutela.__version__: 1})
    yield from _scans(connection)
    yield from _queue(connection, now)
    yield from _holds(connection, now)
    yield _labelled("reports", "Reports.", "state", store_figures.reports(connection))
    yield from _jobs(connection, now)
    states = store.delivery_states(connection)
    yield _labelled("deliveries", "Messages to platforms.", "state", states)
    yield from _log(connection, now)
    objects, size = store_figures.evidence(connection)
    yield _gauge("evidence_objects", "Sealed objects that are kept.", objects)
    yield _gauge("evidence_bytes", "Bytes of what is kept, before sealing.", size)
    yield _gauge("disk_free_bytes", "Free bytes of the fullest disk of the node.", _free(node))
    yield from _processes(store.pulses(connection, now - rules.SILENT))


def _scans(connection: Connection) -> Iterator[Metric]:
    labels = ["service", "surface", "verdict", "reason"]
    items = CounterMetricFamily("tutela_scans", "Items scanned.", labels=labels)
    size = CounterMetricFamily("tutela_scanned_bytes", "Bytes scanned.", labels=labels)
    for one in store_figures.scans(connection):
        values = [one.service, one.surface, one.verdict, one.reason]
        items.add_metric(values, one.items)
        size.add_metric(values, one.size)
    taken, seconds = times.read(connection)
    histogram = HistogramMetricFamily("tutela_scan_seconds", "How long scans took.")
    histogram.add_metric([], [(_bound(most), count) for most, count in taken], seconds)
    return iter((items, size, histogram))


def _queue(connection: Connection, now: datetime) -> Iterator[Metric]:
    found = store_figures.queue(connection, now)
    cases = {one.turn: one.cases for one in found}
    oldest = {one.turn: _age(one.oldest, now) for one in found}
    yield _labelled("cases_waiting", "Cases that wait for a person.", "turn", cases)
    yield _labelled("case_oldest_seconds", "Age of the oldest such case.", "turn", oldest)


def _holds(connection: Connection, now: datetime) -> Iterator[Metric]:
    found = store_figures.holds(connection, now)
    stages = {"running": found.running, "overdue": found.overdue}
    yield _labelled("holds", "Items kept from view until a person looks.", "stage", stages)
    oldest = _age(found.oldest, now)
    yield _gauge("hold_oldest_seconds", "Age of the oldest hold that runs.", oldest)


def _jobs(connection: Connection, now: datetime) -> Iterator[Metric]:
    states = store.job_states(connection)
    yield _labelled("jobs", "Later work, but what succeeded.", "state", states)
    found = store.jobs(connection, now, now - checks.LOOK_BACK)
    late = _age(found.oldest_due, now)
    yield _gauge("job_oldest_due_seconds", "How long the oldest due job has waited.", late)


def _log(connection: Connection, now: datetime) -> Iterator[Metric]:
    found = store.sealing(connection)
    yield _gauge("log_unsealed_rows", "Rows of the log not signed yet.", found.pending)
    lag = _age(found.oldest, now)
    yield _gauge("log_unsealed_seconds", "How long the first of them has waited.", lag)


def _processes(pulses: list[Pulse]) -> Iterator[Metric]:
    """Per role, summed over the processes that were heard of; an age is that of the slowest."""
    roles = sorted({one.role for one in pulses})
    own = {role: [one.figures for one in pulses if one.role == role] for role in roles}
    yield _labelled("processes", "Processes.", "role", {role: len(own[role]) for role in roles})
    for name, about in _SUMMED.items():
        sums = {role: sum(getattr(one, name) for one in own[role]) for role in roles}
        yield _labelled(f"process_{name}", about, "role", sums)
    ages = [one.figures.index_age for one in pulses]
    slowest = max((math.inf if age is None else age for age in ages), default=math.nan)
    yield _gauge("index_age_seconds", "Since the slowest process heard of changes.", slowest)


_SUMMED = {
    "resident_bytes": "Memory in use, without the decoders.",
    "cpu_seconds": "Processor time used since the processes began.",
    "open_files": "Open files.",
    "threads": "Threads.",
    "decoders": "Decoding processes.",
    "busy_decoders": "Decoding processes with a file in hand.",
}


def _checks(node: Node) -> Metric:
    found = {check.name: int(check.good) for check in checks.running(node)}
    return _labelled("check_good", "Whether a check of the node is in order.", "check", found)


def _free(node: Node) -> float:
    try:
        return min(checks.free_bytes(node.settings).values())
    except OSError:
        return math.nan  # unknown is not full, and not empty


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tutela_{name}", about, value=value)


def _labelled(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    made = GaugeMetricFamily(f"tutela_{name}", about, labels=[label])
    for key, value in values.items():
        made.add_metric([key], value)
    return made


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _bound(most: float) -> str:
    return "+Inf" if math.isinf(most) else str(most)
