"""Reading the queue and a case: views ready to render. Opening a case is a logged look."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from tutela.casework import store, store_items, store_queue, store_subject
from tutela.casework.children import Circumstance
from tutela.casework.claims import keeping
from tutela.casework.claims import store as claims
from tutela.casework.errors import CaseUnknown, PurposeNotSaid
from tutela.casework.films import film_of
from tutela.casework.lookalikes import groups, look_of
from tutela.casework.machine import WAITING
from tutela.casework.model import (
    Case,
    CaseItem,
    CaseSummary,
    HoldClock,
    Mark,
    MatchFact,
    Part,
    SubjectKind,
)
from tutela.casework.only import EVERYTHING, Only
from tutela.casework.priority import HoldStage, facts_of, priority
from tutela.casework.tables import action, case, hold
from tutela.evidence import service as evidence
from tutela.indicators.model import VOUCHED, IndicatorState
from tutela.law.model import SurfaceKind
from tutela.platform.audit.model import Event
from tutela.platform.database.arrays import any_id
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.platform.webhooks.tables import webhook_delivery

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.casework.lookalikes import Group
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

LONGEST_LIST = 500


def list_cases(
    node: Node,
    actor: Actor,
    *,
    state: str = store.OPEN,
    only: Only = EVERYTHING,
    after: Mark | None = None,
    limit: int = LONGEST_LIST,
) -> list[CaseSummary]:
    """The queue: by priority and age, as `priority.stands_as_of` puts them.

    `after` is the mark of a case: what stands behind it is listed. Closed cases are listed with the
    latest first, and `only` chooses none of them.
    """
    actor.require(Permission.CASE_READ)
    now = node.clock.now()
    with node.read() as connection:
        if state == store.CLOSED:
            rows = store_queue.closed(connection, after=after, limit=limit)
        else:
            part = store_queue.waiting(only, person=actor.id, now=now, after=after, limit=limit)
            rows = list(connection.execute(part))
    return [_summary(row, now) for row in rows]


def show_case(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    purpose: str,
    after: UUID | None = None,
    item_ids: Collection[UUID] | None = None,
) -> Case:
    """A case with at most `store_items.PAGE` of its items; the look is recorded with its purpose.

    Of more, those that wait for a person come first, and `after` names the item behind which to go
    on. `item_ids`: these items only, however many. Raises CaseUnknown, ItemUnknown, PurposeNotSaid.
    """
    actor.require(Permission.CASE_READ)
    if not purpose.strip():
        raise PurposeNotSaid
    with node.work(actor, purpose=purpose.strip()) as work:
        query = select(case).where(case.c.id == case_id)
        row = work.connection.execute(query).one_or_none()
        if row is None:
            raise CaseUnknown(case=case_id)
        summary = _summary(row, work.now)
        work.record(Event.CASE_VIEW, subject=("case", case_id), service_id=summary.service_id)
        keeping.prolong(work, case_id)
        return _case(work.connection, summary, after, item_ids)


def _case(
    connection: Connection,
    summary: CaseSummary,
    after: UUID | None,
    item_ids: Collection[UUID] | None,
) -> Case:
    before, items = 0, store_items.chosen(connection, summary.id, item_ids or ())
    if item_ids is None:
        whole = summary.items <= store_items.PAGE
        before, items = store_items.part(connection, summary.id, after=after, in_order=whole)
    shown = before + len(items)
    following = items[-1].id if item_ids is None and items and shown < summary.items else None
    ids = [row.id for row in items]
    parts = _Parts(connection, ids, childs=_is_childs(connection, summary))
    predecessor = connection.execute(
        select(case.c.predecessor_id).where(case.c.id == summary.id)
    ).scalar_one()
    policy = require_service(connection, summary.service_id).policy
    return Case(
        summary=summary,
        scheme=policy.scheme,
        second_person=policy.second_person,
        predecessor_id=predecessor,
        items=tuple(parts.item(row) for row in items),
        notes=tuple(claims.notes(connection, summary.id)),
        groups=parts.groups(items),
        part=Part(before + 1, summary.items, following),
        confirmed=store_items.any_confirmed(connection, summary.id),
        others=tuple(store_subject.others(connection, summary.id)),
    )


def _is_childs(connection: Connection, summary: CaseSummary) -> bool:
    account = summary.subject_kind == SubjectKind.ACCOUNT
    return account and store.is_childs(connection, summary.service_id, summary.subject_ref)


class _Parts:
    """Everything that belongs to a case's items, read once for all of them."""

    def __init__(self, connection: Connection, ids: Sequence[UUID], *, childs: bool) -> None:
        self._childs = childs
        self._matches = _grouped(store_subject.matches(connection, ids))
        self._beside = store_subject.beside(
            connection, {one.indicator_id for found in self._matches.values() for one in found}
        )
        self._holds = {row.item_id: row for row in _holds(connection, ids)}
        self._actions = _grouped(_actions(connection, ids))
        self._decisions = defaultdict(list)
        for one in store.decisions(connection, ids):
            self._decisions[one.item_id].append(one)
        self._views = evidence.looks(connection, [str(one) for one in ids])

    def groups(self, rows: Sequence[Row[tuple[object, ...]]]) -> tuple[Group, ...]:
        """Which of these items look nearly the same; those that wait come first."""
        ordered = sorted(rows, key=lambda row: row.state not in WAITING)
        looks = [look_of(row.id, row.signals, self._radius(row.id)) for row in ordered]
        return groups([one for one in looks if one])

    def _radius(self, item_id: UUID) -> int | None:
        """The smallest radius of the banks that matched an item."""
        return min((match.radius for match in self._matches[item_id]), default=None)

    def item(self, row: Row[tuple[object, ...]]) -> CaseItem:
        held = self._holds.get(row.id)
        return CaseItem(
            id=row.id,
            surface=row.surface,
            surface_kind=SurfaceKind(row.surface_kind),
            external_id=row.external_id,
            verdict=row.verdict,
            state=row.state,
            restricted=row.restricted,
            restoration_proposed=row.restoration_proposed,
            sha256=row.sha256,
            size=row.size,
            media_type=row.media_type,
            received_at=row.received_at,
            evidence_id=row.evidence_id,
            views=self._views.get(str(row.id), 0),
            matches=tuple(_match(one, self._beside) for one in self._matches[row.id]),
            decisions=tuple(self._decisions[row.id]),
            circumstance=Circumstance(row.circumstance) if row.circumstance else None,
            childs_account=row.childs_account,
            doubters=tuple(row.doubters),
            marked=bool(row.markers),
            guarded=self._childs or bool(row.markers),
            hold=_clock(held) if held else None,
            actions=tuple((one.kind, one.state) for one in self._actions[row.id]),
            film=film_of(row.signals),
        )


def _clock(row: Row[tuple[object, ...]]) -> HoldClock:
    return HoldClock(row.started_at, row.due_at, row.ended_at, bool(row.alarmed_at), row.end_reason)


def _match(row: Row[tuple[object, ...]], beside: Mapping[UUID, Sequence[str]]) -> MatchFact:
    shown = row.demo
    return MatchFact(
        bank=row.bank_name,
        demo=row.demo,
        exact=row.exact,
        verified=IndicatorState(row.indicator_state) in VOUCHED,
        distance=row.distance if shown else None,
        quality=row.quality if shown else None,
        scheme=row.scheme,
        label=row.label,
        source=row.source,
        profile=row.profile,
        withdrawn=row.cause or "",
        indicator_id=row.indicator_id,
        batch_id=row.batch_id,
        beside=tuple(beside.get(row.indicator_id, ())),
        contested_by=row.contested_by or "",
    )


def _holds(connection: Connection, ids: Sequence[UUID]) -> list[Row[tuple[object, ...]]]:
    query = select(hold).where(hold.c.item_id == any_id(ids))
    return list(connection.execute(query.order_by(hold.c.started_at)))


def _actions(connection: Connection, ids: Sequence[UUID]) -> list[Row[tuple[object, ...]]]:
    return list(
        connection.execute(
            select(action.c.item_id, action.c.kind, webhook_delivery.c.state)
            .join(webhook_delivery, webhook_delivery.c.id == action.c.delivery_id)
            .where(action.c.item_id == any_id(ids))
            .order_by(action.c.requested_at, action.c.id)
        )
    )


def _grouped(
    rows: Sequence[Row[tuple[object, ...]]],
) -> defaultdict[UUID, list[Row[tuple[object, ...]]]]:
    groups: defaultdict[UUID, list[Row[tuple[object, ...]]]] = defaultdict(list)
    for row in rows:
        groups[row.item_id].append(row)
    return groups


def _summary(row: Row[tuple[object, ...]], now: datetime) -> CaseSummary:
    return CaseSummary(
        id=row.id,
        service_id=row.service_id,
        subject_kind=row.subject_kind,
        subject_ref=row.subject_ref,
        state=row.state,
        opened_at=row.opened_at,
        items=row.item_count,
        pending=row.pending,
        unsure=row.unsure,
        seconding=row.seconding,
        notices=row.notices,
        flags=row.flags,
        complained_at=row.complained_at,
        next_due_at=row.next_due_at,
        alarmed=row.hold_stage == HoldStage.OVERDUE.value,
        restoration_proposed=row.restoration,
        circumstance=Circumstance(row.circumstance) if row.circumstance else None,
        priority=priority(facts_of(row._asdict())),
        waits=row.queue_at is not None,
        claim=claims.claim_of(row).at(now),
        mark=Mark(row.queue_at or row.closed_at or row.opened_at, row.id),
    )
