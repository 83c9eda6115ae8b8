"""Whether a report has been in the hands of two people, before it goes to its recipient.

The rule: every item of it must have been decided by somebody else than who sends it, at least as a
second person. What one person decided alone they send only once somebody else agrees. Of a
report without items the same holds for whoever wrote it. A correction takes something back, and a
threat to life does not wait (DSA, Article 18), if a person says that there is one: both go at once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.detection import store as detections
from tutela.platform.approvals import alone, unagreed
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.model import Act, Asked, State
from tutela.reporting import layers
from tutela.reporting import second_store as store
from tutela.reporting.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.reporting.model import Report
    from tutela.reporting.plugin import Document
    from tutela.reporting.records import ReportRow


def needed(node: Node, connection: Connection, row: ReportRow, sender: Actor) -> bool:
    """Whether somebody else must agree before `sender` sends this report.

    That the platform calls it urgent does not do away with them: a program is nobody's second.
    """
    if row.kind is ReportKind.CORRECTION or _urgent(node, connection, row):
        return False
    if alone.in_force(connection):
        return _needs_cooling(connection, row)
    return _alone(connection, row, sender)


def _urgent(node: Node, connection: Connection, row: ReportRow) -> bool:
    return row.urgent and layers.read(node, connection, row).person.get("urgent") is not None


def _needs_cooling(connection: Connection, row: ReportRow) -> bool:
    """On a node of one person exact hits go on one confirmation, and what was confirmed anew after
    the cooling-off; all else cools off before it is sent.
    """
    found = store.deciders(connection, row.id)
    return not found or any(
        not one.seconded and not detections.was_exact(connection, one.item_id) for one in found
    )


def only_one(connection: Connection, row: ReportRow, sender: Actor, now: datetime) -> bool:
    """Whether this goes out although only one person had a hand in something of it: on a node of
    one person, because life is threatened, or as nobody agreed to the account of the other one.
    """
    if row.kind is ReportKind.CORRECTION:
        return False
    unknown = unagreed.people(connection, now)
    hands = _people(connection, row)
    return any(len((one | {sender.id}) - unknown) <= 1 for one in hands)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands with its second person, for whoever looks at it.

    `needed`: this person cannot send it alone. `asked`: its sending was asked for. `permit`: this
    person may export the pack, once; `export_asked`: an export was asked for and waits.
    """

    needed: bool = False
    asked: Request | None = None
    permit: bool = False
    export_asked: Request | None = None


def standing(
    node: Node, connection: Connection, row: ReportRow, actor: Actor, now: datetime
) -> Standing:
    """How a report stands with its second person."""
    sends = _live(requests.open_of(connection, Act.SEND, str(row.id)), now)
    exports = _live(requests.open_of(connection, Act.EXPORT, f"{row.id} "), now)
    return Standing(
        needed=row.erased_at is None and needed(node, connection, row, actor),
        asked=next(iter(sends), None),
        permit=any(one.state is State.PERMITTED and one.asked_by == actor.id for one in exports),
        export_asked=next((one for one in exports if one.state is State.WAITING), None),
    )


def _live(found: list[Request], now: datetime) -> list[Request]:
    return [one for one in found if one.expires_at > now]


def _alone(connection: Connection, row: ReportRow, sender: Actor) -> bool:
    """Whether anything in it was in the hands of its sender only, or of no person at all."""
    return any(one <= {sender.id} for one in _people(connection, row))


def _people(connection: Connection, row: ReportRow) -> list[frozenset[str]]:
    """For each item who decided it; where there is none, the people who wrote the report."""
    found = [one.people for one in store.deciders(connection, row.id)]
    return found or [store.writers(connection, row.id)]


def to_send(row: ReportRow, report: Report, recipient: str) -> Asked:
    """The sending of a report as it stands now, to be asked for."""
    count = len(report.items)
    about = {0: "without items", 1: "about 1 item"}.get(count, f"about {count} items")
    changes = (f"A report {about} goes to {recipient}.",)
    payload = {"digest": digest(report)}
    return Asked(Act.SEND, row.service_id, str(row.id), changes, payload)


def to_export(row: ReportRow, documents: Iterable[Document], recipient: str) -> Asked:
    """The export of these very documents, to be asked for."""
    seen = hashlib.sha256()
    for one in sorted(documents, key=lambda one: one.name):
        seen.update(hashlib.sha256(one.name.encode()).digest())
        seen.update(hashlib.sha256(one.data).digest())
    changes = (f"The pack of the report to {recipient} leaves the node as a file.",)
    return Asked(Act.EXPORT, row.service_id, f"{row.id} {seen.hexdigest()}", changes)


def digest(report: Report) -> str:
    """What a report says, as a digest: what people wrote, its items, their decisions, its media."""
    said = {
        "details": report.details.model_dump(mode="json"),
        "items": [[str(one.id), str(one.verdict.decision_id), one.attach] for one in report.items],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
