"""Cases, items, holds, decisions and actions: the statements that change or lock them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.casework.children import AccountAction, Circumstance
from tutela.casework.machine import CLEARED, WAITING, ItemState
from tutela.casework.model import Decision, DecisionState, Seen, SubjectKind
from tutela.casework.store_waits import TOLD
from tutela.casework.tables import action, case, case_item, decision, hold
from tutela.detection.tables import item
from tutela.law.model import Finding
from tutela.platform.database.arrays import any_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row


OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class LockedItem:
    """A case's item, locked for the rest of the transaction; `subject` is the case's."""

    item_id: UUID
    case_id: UUID
    case_state: str
    subject: tuple[SubjectKind, str]
    service_id: str
    surface: str
    account_ref: str
    external_id: str
    sha256: str
    state: ItemState
    restricted: bool
    restoration_proposed: bool
    evidence_id: UUID | None
    doubters: tuple[str, ...]
    circumstance: Circumstance | None
    childs_account: bool
    markers: tuple[str, ...]
    said_childs: bool


def open_case(
    connection: Connection,
    *,
    new_id: UUID,
    service_id: str,
    subject: tuple[SubjectKind, str],
    now: datetime,
) -> tuple[UUID, bool]:
    """The open case of `subject`, made if there is none; (id, whether it was made).

    Two callers at once get the same case.
    """
    kind, ref = subject
    values = {
        "id": new_id,
        "service_id": service_id,
        "subject_kind": kind.value,
        "subject_ref": ref,
        "state": OPEN,
        "opened_at": now,
    }
    made = connection.execute(
        upsert(case)
        .values(values)
        .on_conflict_do_nothing(
            index_elements=["service_id", "subject_kind", "subject_ref"],
            # Not a parameter: a prepared statement finds a partial index by a constant only.
            index_where=case.c.state == literal_column(f"'{OPEN}'"),
        )
        .returning(case.c.id)
    ).scalar_one_or_none()
    if made:
        return made, True
    found = connection.execute(
        select(case.c.id)
        .where(
            case.c.service_id == service_id,
            case.c.subject_kind == kind.value,
            case.c.subject_ref == ref,
            case.c.state == OPEN,
        )
        # A case that was closed meanwhile stays locked, though it is not found: its successor,
        # which another caller may be making, must still be able to name it.
        .with_for_update(key_share=True)
    ).scalar_one_or_none()
    if found:
        return found, False
    # It was closed between the two statements: now there is none, so this opens one.
    return open_case(connection, new_id=new_id, service_id=service_id, subject=subject, now=now)


def set_predecessor(connection: Connection, case_id: UUID) -> UUID | None:
    """Names the case that a new one succeeds: the last closed one of its subject, if any.

    Asked for once the new one is there, for the old one may be closed until that very moment.
    """
    mine = case.alias()
    last = (
        select(case.c.id)
        .where(
            mine.c.id == case_id,
            case.c.service_id == mine.c.service_id,
            case.c.subject_kind == mine.c.subject_kind,
            case.c.subject_ref == mine.c.subject_ref,
            case.c.state == CLOSED,
        )
        .order_by(case.c.closed_at.desc(), case.c.id.desc())
        .limit(1)
    )
    found = connection.execute(last).scalar_one_or_none()
    if found:
        connection.execute(update(case).where(case.c.id == case_id).values(predecessor_id=found))
    return found


def exists_case(connection: Connection, case_id: UUID) -> bool:
    return connection.execute(select(case.c.id).where(case.c.id == case_id)).first() is not None


def add_item(
    connection: Connection,
    *,
    service_id: str,
    item_id: UUID,
    case_id: UUID,
    evidence_id: UUID | None,
    restricted: bool,
    severity: int,
) -> None:
    connection.execute(
        insert(case_item).values(
            service_id=service_id,
            item_id=item_id,
            case_id=case_id,
            evidence_id=evidence_id,
            state="pending",
            restricted=restricted,
            severity=severity,
        )
    )


def start_hold(
    connection: Connection,
    *,
    hold_id: UUID,
    service_id: str,
    item_id: UUID,
    case_id: UUID,
    now: datetime,
    due_at: datetime,
) -> None:
    connection.execute(
        insert(hold).values(
            id=hold_id,
            service_id=service_id,
            item_id=item_id,
            case_id=case_id,
            started_at=now,
            due_at=due_at,
        )
    )


def has_hold(connection: Connection, item_id: UUID) -> bool:
    """Whether the clock of a hold runs for this item."""
    running = select(hold.c.id).where(hold.c.item_id == item_id, hold.c.ended_at.is_(None))
    return connection.execute(running).first() is not None


def hold_due(connection: Connection, item_id: UUID) -> datetime | None:
    """When the clock of an item's running hold ends; None if none runs."""
    running = select(func.min(hold.c.due_at)).where(
        hold.c.item_id == item_id, hold.c.ended_at.is_(None)
    )
    found: datetime | None = connection.execute(running).scalar_one()
    return found


def is_restricted(connection: Connection, item_id: UUID) -> bool:
    query = select(case_item.c.restricted).where(case_item.c.item_id == item_id)
    return bool(connection.execute(query).scalar_one_or_none())


def end_holds(connection: Connection, item_id: UUID, reason: str, now: datetime) -> list[UUID]:
    """Ends the running holds of an item; returns their ids."""
    rows = connection.execute(
        update(hold)
        .where(hold.c.item_id == item_id, hold.c.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
        .returning(hold.c.id)
    )
    return list(rows.scalars())


def lock_items(connection: Connection, where: ColumnElement[bool]) -> list[LockedItem]:
    """The items that `where` picks, locked in a fixed order."""
    rows = connection.execute(
        select(case_item, case.c.state.label("case_state"), case.c.subject_kind, case.c.subject_ref)
        .add_columns(item.c.surface, item.c.account_ref, item.c.external_id, item.c.sha256)
        .join(case, case.c.id == case_item.c.case_id)
        .join(item, item.c.id == case_item.c.item_id)
        .where(where)
        .order_by(case_item.c.item_id)
        .with_for_update(of=[case_item, case])
    )
    return [_locked(row) for row in rows]


def set_item(connection: Connection, item_id: UUID, **values: object) -> None:
    connection.execute(update(case_item).where(case_item.c.item_id == item_id).values(**values))


def leave_to(connection: Connection, whom: str) -> None:
    """Writes of all that somebody was unsure about that `whom` stands in everybody's place."""
    doubted = func.cardinality(case_item.c.doubters) > 0
    connection.execute(update(case_item).where(doubted).values(doubters=[whom]))


def is_childs(connection: Connection, service_id: str, account_ref: str) -> bool:
    """Whether of any item of an account it was ever said that the account is a child's own."""
    if not account_ref:
        return False
    said = (
        select(case_item.c.item_id)
        .join(item, item.c.id == case_item.c.item_id)
        .where(
            case_item.c.said_childs,
            case_item.c.service_id == service_id,
            item.c.account_ref == account_ref,
        )
    )
    return connection.execute(said.limit(1)).first() is not None


def undecided(connection: Connection, case_id: UUID) -> int:
    """How many items, notices and flags of a case still wait for a person."""
    items = select(func.count()).where(
        case_item.c.case_id == case_id,
        or_(waits(), case_item.c.restoration_proposed),
    )
    notices = select(TOLD).where(case.c.id == case_id)
    both = select(items.scalar_subquery() + notices.scalar_subquery())
    waiting: int = connection.execute(both).scalar_one()
    return waiting


def waits() -> ColumnElement[bool]:
    """Whether an item waits for a person."""
    return case_item.c.state.in_([state.value for state in WAITING])


def cleared() -> ColumnElement[bool]:
    """Whether a person found an item to be no confirmed abuse material, so that nothing is kept."""
    return case_item.c.state.in_([state.value for state in CLEARED])


def all_cleared(connection: Connection, evidence_id: UUID) -> bool:
    """Whether every item with these bytes is `cleared`."""
    others = select(func.count()).where(case_item.c.evidence_id == evidence_id, ~cleared())
    return connection.execute(others).scalar_one() == 0


def close_case(connection: Connection, case_id: UUID, now: datetime) -> bool:
    """Closes an open case; False if it is closed already."""
    done = connection.execute(
        update(case)
        .where(case.c.id == case_id, case.c.state == OPEN)
        .values(state=CLOSED, closed_at=now)
    )
    return done.rowcount == 1


def add_decision(
    connection: Connection, one: Decision, *, service_id: str, case_id: UUID, second_by: str | None
) -> None:
    connection.execute(
        insert(decision).values(
            id=one.id,
            service_id=service_id,
            item_id=one.item_id,
            case_id=case_id,
            finding=one.finding.value,
            scheme=one.scheme,
            label=one.label,
            reason=one.reason,
            seen=one.seen.value,
            state=one.state.value,
            decided_by=one.decided_by,
            decided_by_name=one.decided_by_name,
            decided_at=one.decided_at,
            second_by=second_by,
            second_by_name=one.second_by_name,
            second_at=one.second_at,
            reverses_id=one.reverses_id,
            account_action=one.account_action.value,
            account_reason=one.account_reason,
        )
    )


def hands_in(connection: Connection, decision_id: UUID) -> frozenset[str]:
    """Who made a decision, and who agreed to it."""
    query = select(decision.c.decided_by, decision.c.second_by).where(decision.c.id == decision_id)
    return frozenset(one for row in connection.execute(query) for one in row if one)


def set_decision(connection: Connection, decision_id: UUID, **values: object) -> None:
    connection.execute(update(decision).where(decision.c.id == decision_id).values(**values))


def account_action(connection: Connection, decision_id: UUID) -> AccountAction:
    """What a decision proposed for the account, and nobody took back before."""
    query = select(decision.c.account_action, decision.c.account_lifted_at)
    row = connection.execute(query.where(decision.c.id == decision_id)).one()
    return AccountAction.NONE if row.account_lifted_at else AccountAction(row.account_action)


def decisions(connection: Connection, item_ids: Sequence[UUID]) -> list[Decision]:
    """All decisions on these items, oldest first."""
    rows = connection.execute(
        select(decision)
        .where(decision.c.item_id == any_id(item_ids))
        .order_by(decision.c.decided_at, decision.c.id)
    )
    return [_decision(row) for row in rows]


def add_action(
    connection: Connection,
    *,
    action_id: UUID,
    service_id: str,
    item_id: UUID,
    decision_id: UUID | None,
    delivery_id: UUID,
    kind: str,
    now: datetime,
) -> None:
    connection.execute(
        insert(action).values(
            id=action_id,
            service_id=service_id,
            item_id=item_id,
            decision_id=decision_id,
            delivery_id=delivery_id,
            kind=kind,
            requested_at=now,
        )
    )


def overdue_holds(connection: Connection, now: datetime) -> list[Row[tuple[object, ...]]]:
    """Running holds past their clock that something follows from, locked with their cases.

    Those that raised an alarm already are left out, unless what people found says that they end.
    What somebody works on at this moment is left for the next time.
    """
    lets_go = case_item.c.state == ItemState.AGE_AMBIGUOUS.value
    return list(
        connection.execute(
            select(hold.c.id, hold.c.service_id, hold.c.item_id, case_item.c.case_id)
            .add_columns(lets_go.label("lets_go"))
            .join(case_item, case_item.c.item_id == hold.c.item_id)
            .join(case, case.c.id == case_item.c.case_id)
            .where(
                hold.c.ended_at.is_(None),
                hold.c.due_at <= now,
                hold.c.alarmed_at.is_(None) | lets_go,
            )
            .with_for_update(of=[hold, case_item, case], skip_locked=True)
        )
    )


def mark_alarmed(connection: Connection, hold_id: UUID, now: datetime) -> None:
    connection.execute(update(hold).where(hold.c.id == hold_id).values(alarmed_at=now))


def _locked(row: Row[tuple[object, ...]]) -> LockedItem:
    return LockedItem(
        item_id=row.item_id,
        case_id=row.case_id,
        case_state=row.case_state,
        subject=(SubjectKind(row.subject_kind), row.subject_ref),
        service_id=row.service_id,
        surface=row.surface,
        account_ref=row.account_ref,
        external_id=row.external_id,
        sha256=row.sha256,
        state=ItemState(row.state),
        restricted=row.restricted,
        restoration_proposed=row.restoration_proposed,
        evidence_id=row.evidence_id,
        doubters=tuple(row.doubters),
        circumstance=Circumstance(row.circumstance) if row.circumstance else None,
        childs_account=row.childs_account,
        markers=tuple(row.markers),
        said_childs=row.said_childs,
    )


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        id=row.id,
        item_id=row.item_id,
        finding=Finding(row.finding),
        scheme=row.scheme,
        label=row.label,
        reason=row.reason,
        seen=Seen(row.seen),
        state=DecisionState(row.state),
        decided_by=row.decided_by,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        second_by_name=row.second_by_name,
        second_at=row.second_at,
        reverses_id=row.reverses_id,
        account_action=AccountAction(row.account_action),
        account_reason=row.account_reason,
        account_lifted_at=row.account_lifted_at,
    )
