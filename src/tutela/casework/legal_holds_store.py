"""Which kept bytes belong to a case or an account: all SQL of legal holds that casework needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, exists, select

from tutela.casework.model import SubjectKind
from tutela.casework.store import cleared
from tutela.casework.tables import case, case_item
from tutela.evidence.model import HoldScope
from tutela.evidence.tables import evidence_object, legal_hold
from tutela.platform.database.arrays import any_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a case is about."""

    service_id: str
    kind: SubjectKind
    ref: str


def subject(connection: Connection, case_id: UUID) -> Subject | None:
    query = select(case.c.service_id, case.c.subject_kind, case.c.subject_ref)
    row = connection.execute(query.where(case.c.id == case_id)).one_or_none()
    return Subject(row.service_id, SubjectKind(row.subject_kind), row.subject_ref) if row else None


def followed(connection: Connection, case_id: UUID) -> list[UUID]:
    """The cases of the same subject that this one goes on from, the latest first."""
    before = _alike(connection, case_id)
    found: list[UUID] = []
    last = before.get(case_id)
    while last is not None and last not in found:
        found.append(last)
        last = before.get(last)
    return found


def following(connection: Connection, case_id: UUID) -> list[UUID]:
    """The cases of the same subject that go on from this one."""
    before = _alike(connection, case_id)
    found = {case_id}
    last = found
    while last:
        last = {one for one, earlier in before.items() if earlier in last} - found
        found |= last
    return sorted(found - {case_id})


def _alike(connection: Connection, case_id: UUID) -> dict[UUID, UUID | None]:
    """Every case about the same subject, with the one that it goes on from."""
    mine = case.alias()
    query = select(case.c.id, case.c.predecessor_id).join(
        mine,
        (case.c.service_id == mine.c.service_id)
        & (case.c.subject_kind == mine.c.subject_kind)
        & (case.c.subject_ref == mine.c.subject_ref)
        & (mine.c.id == case_id),
    )
    return {row.id: row.predecessor_id for row in connection.execute(query)}


def objects_of_cases(connection: Connection, case_ids: Collection[UUID]) -> list[UUID]:
    """The objects kept for these cases, erased ones too."""
    query = (
        select(case_item.c.evidence_id)
        .distinct()
        .where(case_item.c.case_id == any_id(case_ids), case_item.c.evidence_id.is_not(None))
    )
    return list(connection.execute(query).scalars())


def objects_of_account(connection: Connection, service_id: str, ref: str) -> list[UUID]:
    """The objects kept for all cases of an account, erased ones too."""
    query = (
        select(case_item.c.evidence_id)
        .distinct()
        .join(case, case.c.id == case_item.c.case_id)
        .where(
            case.c.service_id == service_id,
            case.c.subject_kind == SubjectKind.ACCOUNT.value,
            case.c.subject_ref == ref,
            case_item.c.evidence_id.is_not(None),
        )
    )
    return list(connection.execute(query).scalars())


def objects_held(connection: Connection, case_id: UUID) -> list[UUID]:
    """Those of a case's objects that a hold of their own stands on."""
    query = (
        select(case_item.c.evidence_id)
        .distinct()
        .join(legal_hold, legal_hold.c.subject_ref == cast(case_item.c.evidence_id, Text))
        .where(
            case_item.c.case_id == case_id,
            legal_hold.c.scope == HoldScope.OBJECT.value,
            legal_hold.c.lifted_at.is_(None),
        )
    )
    return list(connection.execute(query).scalars())


def service_of_object(connection: Connection, object_id: UUID) -> str | None:
    query = select(evidence_object.c.service_id).where(evidence_object.c.id == object_id)
    return connection.execute(query).scalar_one_or_none()


def only_cleared(connection: Connection, object_id: UUID) -> bool:
    """Whether items have these bytes, and every one of them is `cleared`: nothing is kept then."""
    uses = case_item.c.evidence_id == object_id
    query = select(exists().where(uses), exists().where(uses, ~cleared()))
    used, needed = connection.execute(query).one()
    return bool(used and not needed)
