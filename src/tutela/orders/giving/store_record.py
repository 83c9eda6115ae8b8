"""What this node has on record of what an order names: all the SQL of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, false, func, or_, select

from tutela.casework.tables import case_item, decision
from tutela.detection.tables import item
from tutela.evidence.tables import evidence_object
from tutela.orders.giving.model import OnRecord
from tutela.orders.model import TargetKind
from tutela.platform.audit.tables import audit_event, audit_leaf

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

    from tutela.orders.model import Target

_NAMED = {
    TargetKind.ACCOUNT: item.c.account_ref,
    TargetKind.ITEM: item.c.external_id,
    TargetKind.SHA256: item.c.sha256,
}


def on_record(
    connection: Connection,
    service_id: str,
    targets: Collection[Target],
    *,
    limit: int | None = None,
    only: Collection[UUID] | None = None,
) -> list[OnRecord]:
    """The items of the service that these targets name, oldest first: `limit` of them, of `only`.

    An address names none: it was given to the platform, not to this node.
    """
    query = (
        select(
            item.c.id, item.c.account_ref, item.c.external_id, item.c.surface, item.c.media_type,
            item.c.size, item.c.sha256, item.c.received_at, case_item.c.evidence_id,
            evidence_object.c.erased_at,
        )
        .outerjoin(case_item, case_item.c.item_id == item.c.id)
        .outerjoin(evidence_object, evidence_object.c.id == case_item.c.evidence_id)
        .where(item.c.service_id == service_id, _named(targets))
        .order_by(item.c.received_at, item.c.id)
        .limit(limit)
    )  # fmt: skip
    found = connection.execute(query if only is None else query.where(item.c.id.in_(only)))
    return [OnRecord(**row._mapping) for row in found]  # noqa: SLF001 - the public name


def decisions(connection: Connection, item_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """What people decided about these items, oldest first."""
    wanted = ("id", "item_id", "finding", "scheme", "label", "state", "decided_at", "second_at",
              "reverses_id")  # fmt: skip
    query = select(*(decision.c[name] for name in wanted)).where(decision.c.item_id.in_(item_ids))
    return connection.execute(query.order_by(decision.c.decided_at, decision.c.id)).all()


def log_rows(connection: Connection, items: Collection[OnRecord]) -> Sequence[Row[Any]]:
    """The rows of the log about these items, oldest first, with their places in it.

    A case and kept bytes may be about other items too: of theirs only rows that name the item.
    """
    ids = [str(one.id) for one in items]
    kept = [str(one.evidence_id) for one in items if one.evidence_id]
    named = audit_event.c.facts["item"].astext
    about = or_(
        and_(audit_event.c.subject_kind == "item", audit_event.c.subject_id.in_(ids)),
        and_(
            audit_event.c.subject_kind == "evidence",
            audit_event.c.subject_id.in_(kept),
            named.in_(ids),
        ),
    )
    about_item = func.coalesce(named, audit_event.c.subject_id).label("item")
    query = (
        select(audit_leaf.c.position, audit_leaf.c.leaf_hash, audit_event.c.at)
        .add_columns(audit_event.c.event, audit_event.c.actor_kind, cast(about_item, Text))
        .select_from(audit_event)
        .outerjoin(audit_leaf, audit_leaf.c.event_id == audit_event.c.id)
        .where(about)
        .order_by(audit_event.c.at, audit_event.c.id)
    )
    return connection.execute(query).all()


def _named(targets: Collection[Target]) -> ColumnElement[bool]:
    """Whether an item is one of those that targets name."""
    wanted = {
        kind: [one.value for one in targets if one.kind is kind]
        for kind in _NAMED
    }  # fmt: skip
    return or_(false(), *(_NAMED[kind].in_(values) for kind, values in wanted.items() if values))
