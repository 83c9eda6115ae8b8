"""Gathering a report: the facts of this node and what people added, as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework import store as cases
from tutela.casework.model import DecisionState, Seen
from tutela.evidence import service as evidence
from tutela.evidence.model import ViewKind
from tutela.law.model import Finding, SurfaceKind
from tutela.platform.approvals import alone
from tutela.platform.services.service import require_service
from tutela.reporting import facts_store, layers, marks, recipient_store, store
from tutela.reporting.details import Details, ItemDetail
from tutela.reporting.model import (
    Digests,
    Match,
    Reference,
    Report,
    ReportedItem,
    ReportKind,
    Technology,
    Verdict,
    Viewing,
)
from tutela.signals.model import Signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.casework.model import Decision
    from tutela.platform.node import Node
    from tutela.reporting.plugin import Recipient
    from tutela.reporting.records import ItemRow, ReportRow

    AnyRow = Row[tuple[object, ...]]

PROBLEMS = "problems"


def gather(
    node: Node, connection: Connection, row: ReportRow, made_at: datetime
) -> tuple[Report, Recipient]:
    """Everything the recipient of a report may be told, as it stands now.

    Raises ReportErased and ReportUnreadable.
    """
    to = recipient_store.by_id(connection, row.recipient_id)
    details = layers.read(node, connection, row).details
    rows = store.items(connection, row.id)
    facts = facts_store.items(connection, {one.item_id for one in rows})
    marked = marks.of_report(one.circumstance for one in facts)
    details = details.model_copy(update={"annotations": details.annotations | marked})
    report = Report(
        id=row.id,
        kind=row.kind,
        environment=to.environment,
        demo=node.identity.demo,
        node_id=node.identity.id,
        service_id=row.service_id,
        service_title=require_service(connection, row.service_id).title,
        case_id=row.case_id,
        account=row.subject_ref if row.subject_kind == "account" else "",
        profile=row.profile,
        made_at=made_at,
        opened_at=row.opened_at,
        provider=to.options.provider,
        earlier=_earlier(connection, row, made_at),
        items=_items(connection, rows, facts, details),
        details=details,
        single_person=row.single_person or (row.sent_at is None and alone.in_force(connection)),
    )
    return report, to


def _earlier(connection: Connection, row: ReportRow, made_at: datetime) -> tuple[Reference, ...]:
    """The reports that this one follows: what was filed before, or what it corrects."""
    if row.kind is ReportKind.CORRECTION and row.follows_id:
        corrected = store.find(connection, row.follows_id)
        return _references([corrected] if corrected else [])
    # What is filed already keeps naming what came before it, not what came after.
    return _references(store.earlier(connection, row, row.filed_at or made_at))


def _references(rows: Sequence[ReportRow]) -> tuple[Reference, ...]:
    return tuple(Reference(report_id=one.id, number=one.reference) for one in rows)


def _items(
    connection: Connection, rows: Sequence[ItemRow], facts: Sequence[AnyRow], details: Details
) -> tuple[ReportedItem, ...]:
    by_id = {row.item_id: row for row in rows}
    matches = facts_store.matches(connection, by_id)
    decisions = cases.decisions(connection, list(by_id))
    decided = _in_force(decisions)
    seen = {one.item_id: one.decided_at for one in reversed(decisions) if _saw_it_there(one)}
    return tuple(
        _item(
            fact,
            by_id[fact.id],
            matches.get(fact.id, ()),
            decided[fact.id],
            details,
            _viewing(connection, fact.id, seen.get(fact.id)),
        )
        for fact in facts
        if fact.id in decided
    )


def _saw_it_there(one: Decision) -> bool:
    """Whether somebody declared a look on the service, in a decision that was ever in force."""
    in_force = one.state in {DecisionState.FINAL, DecisionState.REVERSED}
    return in_force and one.seen is Seen.AT_PLATFORM


def _in_force(decisions: Sequence[Decision]) -> dict[UUID, Decision]:
    """The last final decision on each item."""
    return {one.item_id: one for one in decisions if one.state is DecisionState.FINAL}


def _item(
    fact: AnyRow,
    row: ItemRow,
    matches: Sequence[AnyRow],
    decision: Decision,
    details: Details,
    looked: tuple[Viewing, datetime | None],
) -> ReportedItem:
    viewing, viewed_at = looked
    detail = details.items.get(fact.id, ItemDetail())
    annotations = detail.annotations | marks.of_item(fact.circumstance)
    return ReportedItem(
        id=fact.id,
        surface=fact.surface,
        surface_kind=SurfaceKind(fact.surface_kind),
        account=fact.account_ref,
        external_id=fact.external_id,
        received_at=fact.received_at,
        media_type=fact.media_type,
        size=fact.size,
        digests=_digests(fact.signals),
        matches=tuple(_match(one) for one in matches),
        verdict=_verdict(decision),
        viewing=viewing,
        viewed_at=viewed_at,
        restricted=fact.restricted,
        kept=fact.kept,
        attach=row.attach,
        detail=detail.model_copy(update={"annotations": annotations}),
    )


def _digests(signals: dict[str, object]) -> Digests:
    known = Signals.from_json(signals)
    first = known.frames[0].hex if known.frames else ""
    return Digests(md5=known.md5, sha1=known.sha1, sha256=known.sha256, pdq=first)


def _match(row: AnyRow) -> Match:
    return Match(
        indicator_id=row.indicator_id,
        bank=row.bank,
        source=row.source,
        scheme=row.scheme,
        label=row.label,
        exact=row.exact,
        distance=row.distance,
        technology=Technology(id=row.technology_id, name=row.technology, version=row.version),
        legal_basis=row.legal_basis,
        profile=row.profile,
        demo=row.demo,
    )


def _verdict(one: Decision) -> Verdict:
    return Verdict(
        decision_id=one.id,
        finding=Finding(one.finding),
        scheme=one.scheme,
        label=one.label,
        reason=one.reason,
        decided_at=one.decided_at,
        decided_by=one.decided_by,
        second_by=one.second_by_name and "second person",
        second_at=one.second_at,
    )


def _viewing(
    connection: Connection, item_id: UUID, seen_there: datetime | None
) -> tuple[Viewing, datetime | None]:
    """What people saw of an item, and when first: the most that the records prove."""
    views = evidence.viewed_by(connection, str(item_id))
    whole = [view.at for view in views if view.kind is ViewKind.ORIGINAL]
    if whole:
        return Viewing.WHOLE, whole[0]
    if seen_there:
        return Viewing.AT_PLATFORM, seen_there
    reduced = [view.at for view in views if view.kind is not ViewKind.TILES]
    return (Viewing.REDUCED, reduced[0]) if reduced else (Viewing.NOBODY, None)
