"""Everything that people may be told of, gathered from the rooms, and the job that looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.casework.alerting import CONDITIONS as CASEWORK
from tutela.evidence import damage
from tutela.federation.alerting import CONDITIONS as FEDERATION
from tutela.hotline.alerting import CONDITIONS as HOTLINE
from tutela.observatory.editions.alerting import CONDITIONS as PAPERS
from tutela.operating import checks, entrance, rules, store
from tutela.orders.alerting import CONDITIONS as ORDERS
from tutela.platform.accounts.factors import requiring
from tutela.platform.alerts import store as alerts
from tutela.platform.alerts.conditions import reading
from tutela.platform.alerts.model import Finding, Kind
from tutela.platform.alerts.watching import watch
from tutela.platform.approvals import unagreed
from tutela.platform.jobs.registry import Task
from tutela.receiving.alerting import CONDITIONS as RECEIVING
from tutela.redress.complaints.alerting import CONDITIONS as COMPLAINTS
from tutela.redress.flags.alerting import CONDITIONS as FLAGS
from tutela.redress.misuse.alerting import CONDITIONS as MISUSE
from tutela.redress.notices.alerting import CONDITIONS as NOTICES
from tutela.redress.publishing.alerting import CONDITIONS as PUBLISHING
from tutela.redress.requests.alerting import CONDITIONS as VICTIMS
from tutela.redress.statements.alerting import CONDITIONS as STATEMENTS
from tutela.reporting.alerting import CONDITIONS as REPORTING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.alerts.conditions import Condition
    from tutela.platform.node import Node

MAIL_LOOK_BACK: Final = timedelta(days=1)
# Checks of the node that call somebody, by their name.
_CHECKS: Mapping[Kind, str] = {
    Kind.INDEX_STALE: "index",
    Kind.LOG_UNSEALED: "sealing",
    Kind.WITNESS_AWAY: "witness",
    Kind.JOBS_LATE: "jobs",
    Kind.BACKUP_OLD: "backup",
}


def _failing(name: str) -> Condition:
    def look(node: Node, _: datetime) -> Finding | None:
        check = checks.ask(node, name)
        return None if check.good else Finding(1, check.since)

    return look


def _disk(node: Node, _: datetime) -> Finding | None:
    free = checks.free_bytes(node.settings).values()
    return Finding.of(sum(left < node.settings.disk_floor for left in free))


def _loose(node: Node, _: datetime) -> Finding | None:
    return Finding.of(int(requiring.lets_in_without(node)))


def _certificate(node: Node, now: datetime) -> Finding | None:
    path = node.settings.tls_certificate
    ends = entrance.ends_in(path) if path else None
    return Finding.of(int(ends is not None and ends - now <= rules.CERTIFICATE_URGENT))


def _people(node: Node, now: datetime) -> Finding | None:
    with node.read() as connection:
        return Finding.of(*unagreed.changes(node, connection, now))


def _dead(connection: Connection, _: datetime) -> Finding | None:
    found = store.dead(connection)
    return Finding.of(found.count, found.oldest)


def _damaged(connection: Connection, _: datetime) -> Finding | None:
    found = damage.standing(connection)
    return Finding.of(found.objects, found.since)


def _unsent(connection: Connection, now: datetime) -> Finding | None:
    return Finding.of(*alerts.unsent(connection, now - MAIL_LOOK_BACK))


CONDITIONS: Mapping[Kind, Condition] = {
    **CASEWORK,
    **REPORTING,
    **NOTICES,
    **FLAGS,
    **COMPLAINTS,
    **MISUSE,
    **STATEMENTS,
    **PUBLISHING,
    **ORDERS,
    **PAPERS,
    **FEDERATION,
    **HOTLINE,
    **RECEIVING,
    **VICTIMS,
    **{kind: _failing(name) for kind, name in _CHECKS.items()},
    Kind.DISK_LOW: _disk,
    Kind.FACTOR_OPTIONAL: _loose,
    Kind.PEOPLE_UNAGREED: _people,
    Kind.CERTIFICATE_ENDING: _certificate,
    Kind.EVIDENCE_DAMAGED: reading(_damaged),
    Kind.DELIVERY_DEAD: reading(_dead),
    Kind.MAIL_AWAY: reading(_unsent),
}


def watch_all(node: Node) -> None:
    """Raises and ends alerts, and tells people. Harmless to repeat."""
    watch(node, CONDITIONS)


TASKS = (Task("alerts:watch", watch_all, every="* * * * *", attempts=1),)
