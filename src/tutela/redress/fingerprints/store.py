"""Requests about pictures: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from tutela.platform.database.tables import NODE_SERVICE
from tutela.redress.fingerprints.model import FingerprintRequest, Numbers, State, Whose
from tutela.redress.fingerprints.tables import fingerprint_request

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row

_T = fingerprint_request.c


def add(connection: Connection, one: FingerprintRequest, code: bytes) -> None:
    numbers = one.numbers
    connection.execute(
        insert(fingerprint_request).values(
            service_id=NODE_SERVICE,
            id=one.id,
            code=code,
            state=one.state.value,
            whose=one.whose.value,
            sha256=numbers.sha256 if numbers else None,
            pdq=numbers.pdq if numbers else None,
            has_pdq=one.has_pdq,
            received_at=one.received_at,
        )
    )


def find(
    connection: Connection, request_id: UUID, *, locked: bool = False
) -> FingerprintRequest | None:
    return _one(connection, _T.id == request_id, locked=locked)


def of_code(
    connection: Connection, code: bytes, *, locked: bool = False
) -> FingerprintRequest | None:
    return _one(connection, _T.code == code, locked=locked)


def _one(
    connection: Connection, where: ColumnElement[bool], *, locked: bool
) -> FingerprintRequest | None:
    query = select(fingerprint_request).where(where)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _request(row) if row else None


def set_state(
    connection: Connection, one: FingerprintRequest, state: State, **values: object
) -> None:
    """Moves a request; its numbers leave with the state in which they wait for the bank."""
    connection.execute(
        update(fingerprint_request)
        .where(_T.id == one.id)
        .values(state=state.value, sha256=None, pdq=None, **values)
    )


def seconds(connection: Connection, request_id: UUID) -> tuple[str, str]:
    """Who asked that a request be accepted, and who agreed."""
    row = connection.execute(
        select(_T.accepted_by, _T.seconded_by).where(_T.id == request_id)
    ).one()
    return row.accepted_by, row.seconded_by


def count_entered(connection: Connection) -> int:
    """How many are in the bank and wait for people."""
    query = select(func.count()).where(_T.state == State.ENTERED.value)
    return connection.execute(query).scalar_one()


def received(connection: Connection, most: int) -> list[UUID]:
    """Those that wait for the bank, the oldest first."""
    query = select(_T.id).where(_T.state == State.RECEIVED.value)
    return list(connection.execute(query.order_by(_T.received_at).limit(most)).scalars())


def listed(connection: Connection, *, ended: bool, most: int) -> list[FingerprintRequest]:
    """Those that wait for people, the oldest first; or all others, the latest first."""
    open_ = _T.state.in_((State.RECEIVED.value, State.ENTERED.value))
    order = _T.received_at.desc() if ended else _T.received_at
    query = select(fingerprint_request).where(~open_ if ended else open_).order_by(order)
    return [_request(row) for row in connection.execute(query.limit(most))]


def _request(row: Row[Any]) -> FingerprintRequest:
    return FingerprintRequest(
        id=row.id,
        state=State(row.state),
        whose=Whose(row.whose),
        has_pdq=row.has_pdq,
        received_at=row.received_at,
        entered_at=row.entered_at,
        ended_at=row.ended_at,
        problem=row.problem,
        numbers=Numbers(row.sha256, row.pdq) if row.sha256 else None,
    )
