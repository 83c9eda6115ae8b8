"""The parts of orders (targets, documents, letters, answers): their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.orders.model import Answer, Document, TargetState
from tutela.orders.tables import order_answer, order_document, order_letter, order_target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Row

    from tutela.orders.model import Target

_DOCUMENT = [order_document.c[name] for name in Document.__dataclass_fields__]


def add_targets(
    connection: Connection, order_id: UUID, service_id: str, targets: Sequence[Target]
) -> None:
    rows = [
        {
            "order_id": order_id,
            "service_id": service_id,
            "number": one.number,
            "kind": one.kind.value,
            "state": one.state.value,
        }
        for one in targets
    ]
    if rows:
        connection.execute(insert(order_target), rows)


def states(connection: Connection, order_id: UUID) -> dict[int, Row[Any]]:
    """What became of each target, by its number."""
    wanted = ("number", "state", "reason", "effect_at")
    query = select(*(order_target.c[name] for name in wanted)).where(
        order_target.c.order_id == order_id
    )
    return {row.number: row for row in connection.execute(query)}


def ask_all(connection: Connection, order_id: UUID, among: Collection[TargetState]) -> list[int]:
    """Marks those of an order's targets that are in a state of `among` as asked for; which."""
    statement = (
        update(order_target)
        .where(
            order_target.c.order_id == order_id,
            order_target.c.state.in_([one.value for one in among]),
        )
        .values(state=TargetState.ASKED.value, reason="", effect_at=None, answered_at=None)
        .returning(order_target.c.number)
    )
    return sorted(connection.execute(statement).scalars())


def answer_targets(connection: Connection, order_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Writes what became of targets; each row has `which` (its number), `state`, `reason`,
    `effect_at`, `answered_at` and `answered_by`.
    """
    statement = update(order_target).where(
        order_target.c.order_id == order_id, order_target.c.number == bindparam("which")
    )
    changed = ("state", "reason", "effect_at", "answered_at", "answered_by")
    connection.execute(statement.values({name: bindparam(name) for name in changed}), list(rows))


def untold(connection: Connection, order_id: UUID) -> list[int]:
    """The targets that are done and whose users were not told of it."""
    query = select(order_target.c.number).where(
        order_target.c.order_id == order_id,
        order_target.c.state == TargetState.DONE.value,
        order_target.c.told_at.is_(None),
    )
    return sorted(connection.execute(query).scalars())


def mark_told(
    connection: Connection, order_id: UUID, numbers: Collection[int], now: datetime
) -> None:
    """Says that the users of these targets are told by now."""
    query = update(order_target).where(
        order_target.c.order_id == order_id, order_target.c.number.in_(numbers)
    )
    connection.execute(query.values(told_at=now))


def unanswered(connection: Connection, order_id: UUID) -> int:
    query = select(func.count()).where(
        order_target.c.order_id == order_id, order_target.c.state == TargetState.ASKED.value
    )
    return connection.execute(query).scalar_one()


def add_document(connection: Connection, **values: object) -> int:
    """Writes a document of an order that the caller has locked, or just made; its number."""
    query = select(func.coalesce(func.max(order_document.c.number), 0)).where(
        order_document.c.order_id == values["order_id"]
    )
    number: int = connection.execute(query).scalar_one() + 1
    connection.execute(insert(order_document).values(**values, number=number))
    return number


def documents(connection: Connection, order_id: UUID) -> list[Document]:
    query = select(*_DOCUMENT).where(order_document.c.order_id == order_id)
    found = connection.execute(query.order_by(order_document.c.number))
    return [Document(**row._mapping) for row in found]  # noqa: SLF001


def sealed_document(connection: Connection, order_id: UUID, number: int) -> bytes | None:
    query = select(order_document.c.sealed).where(
        order_document.c.order_id == order_id, order_document.c.number == number
    )
    return connection.execute(query).scalar_one_or_none()


def add_letter(connection: Connection, **values: object) -> None:
    connection.execute(insert(order_letter).values(**values))


def letters(connection: Connection, order_id: UUID) -> Sequence[Row[Any]]:
    """The letters of an order as rows, the oldest first; their text is sealed."""
    query = select(order_letter).where(order_letter.c.order_id == order_id)
    return connection.execute(query.order_by(order_letter.c.sent_at, order_letter.c.id)).all()


def answer_condition(connection: Connection, order_id: UUID, service_id: str, one: Answer,
                     by: str) -> None:  # fmt: skip
    """Writes what a person said of a condition; the last word stands."""
    values: dict[str, Any] = {
        "met": one.met,
        "note": one.note,
        "answered_by": by,
        "answered_by_name": one.by_name,
        "answered_at": one.at,
    }
    connection.execute(
        upsert(order_answer)
        .values(order_id=order_id, service_id=service_id, condition=one.condition, **values)
        .on_conflict_do_update(index_elements=["order_id", "condition"], set_=values)
    )


def answers(connection: Connection, order_id: UUID) -> list[Answer]:
    query = select(order_answer).where(order_answer.c.order_id == order_id)
    found = connection.execute(query.order_by(order_answer.c.condition))
    return [
        Answer(row.condition, row.met, row.note, row.answered_by_name, row.answered_at)
        for row in found
    ]


def last_answered(connection: Connection, order_id: UUID) -> datetime | None:
    """When the last target of an order took effect, by what was said of it."""
    query = select(func.max(order_target.c.effect_at)).where(order_target.c.order_id == order_id)
    return connection.execute(query).scalar_one_or_none()
