"""What the Centre tells of each database, and in which order: its SQL.

What is told follows from what the bank holds, however it came to: an entry that stands and was not
told, then that it was withdrawn, or for another cause. So nothing is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import String, cast, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from tutela.exchanges.machine import SubmissionState
from tutela.exchanges.model import Category, Media, Released
from tutela.exchanges.tables import indicator_release, indicator_submission
from tutela.indicators.model import VOUCHED, IndicatorState
from tutela.indicators.tables import indicator, indicator_signal
from tutela.law.model import WithdrawalCause
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Subquery

AT_ONCE = 5000


class Told(NamedTuple):
    """What the Centre tells of one entry beside its fingerprints."""

    entry: UUID
    scheme: str
    label: str
    media: Media
    language: str
    authority: str
    assessors: str


def _latest(category: Category) -> Subquery:
    """The last thing told of each entry of a database."""
    told = indicator_release.c
    return (
        select(told.entry, told.cause)
        .where(told.category == category.value)
        .ext(distinct_on(told.entry))
        .order_by(told.entry, told.number.desc())
        .subquery()
    )


def untold_withdrawals(
    connection: Connection, category: Category, bank_id: UUID
) -> list[tuple[UUID, WithdrawalCause]]:
    """Entries that were told and are withdrawn now, or are so for another cause than was told."""
    told = _latest(category)
    rows = connection.execute(
        select(indicator.c.id, indicator.c.cause)
        .join(told, told.c.entry == indicator.c.id)
        .where(
            indicator.c.bank_id == bank_id,
            indicator.c.state == IndicatorState.WITHDRAWN.value,
            told.c.cause.is_distinct_from(indicator.c.cause),
        )
        .order_by(indicator.c.number)
        .limit(AT_ONCE)
    )
    return [(row.id, WithdrawalCause(row.cause)) for row in rows]


def untold_entries(connection: Connection, category: Category, bank_id: UUID) -> list[UUID]:
    """Entries that stand in the bank, rest on a submission that was taken in, and were not told."""
    rows = connection.execute(
        select(indicator.c.id)
        .join(
            indicator_submission,
            cast(indicator_submission.c.id, String) == indicator.c.reference,
        )
        .outerjoin(
            indicator_release,
            (indicator_release.c.entry == indicator.c.id)
            & (indicator_release.c.category == category.value),
        )
        .where(
            indicator.c.bank_id == bank_id,
            indicator.c.state.in_([one.value for one in VOUCHED]),
            indicator_submission.c.category == category.value,
            indicator_submission.c.state == SubmissionState.TAKEN.value,
            indicator_release.c.entry.is_(None),
        )
        .order_by(indicator.c.number)
        .limit(AT_ONCE)
    )
    return list(rows.scalars())


def add(
    connection: Connection,
    category: Category,
    told: Sequence[tuple[UUID, WithdrawalCause | None]],
    now: datetime,
) -> None:
    """Numbers these, in their order. Whoever calls it keeps others from doing so meanwhile."""
    if not told:
        return
    last = last_number(connection, category)
    connection.execute(
        insert(indicator_release),
        [
            {"service_id": NODE_SERVICE, "category": category.value, "number": number,
             "entry": entry, "cause": cause.value if cause else None, "released_at": now}
            for number, (entry, cause) in enumerate(told, start=last + 1)
        ],
    )  # fmt: skip


def last_number(connection: Connection, category: Category) -> int:
    """The number of what was told last; 0 before there was any."""
    query = select(func.coalesce(func.max(indicator_release.c.number), 0)).where(
        indicator_release.c.category == category.value
    )
    return int(connection.execute(query).scalar_one())


def since(connection: Connection, category: Category, after: int, limit: int) -> list[Released]:
    """What was told after a number, in its order."""
    told = indicator_release.c
    rows = connection.execute(
        select(told.number, told.entry, told.cause)
        .where(told.category == category.value, told.number > after)
        .order_by(told.number)
        .limit(limit)
    )
    return [
        Released(row.number, row.entry, WithdrawalCause(row.cause) if row.cause else None)
        for row in rows
    ]


def told_of(connection: Connection, entries: Collection[UUID]) -> dict[UUID, Told]:
    """What is told of those of `entries` that stand."""
    rows = connection.execute(
        select(
            indicator.c.id,
            indicator.c.scheme,
            indicator.c.label,
            indicator_submission.c.media,
            indicator_submission.c.language,
            indicator_submission.c.source,
            indicator_submission.c.first_assessor,
            indicator_submission.c.second_assessor,
        )
        .join(
            indicator_submission,
            cast(indicator_submission.c.id, String) == indicator.c.reference,
        )
        .where(
            indicator.c.id.in_(entries),
            indicator.c.state.in_([one.value for one in VOUCHED]),
        )
    )
    return {
        row.id: Told(
            row.id,
            row.scheme,
            row.label,
            Media(row.media),
            row.language,
            row.source,
            f"{row.first_assessor}, {row.second_assessor}",
        )
        for row in rows
    }


def fingerprints(connection: Connection, entries: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """The fingerprints of entries, by kind, in hexadecimal digits."""
    rows = connection.execute(
        select(
            indicator_signal.c.indicator_id, indicator_signal.c.kind, indicator_signal.c.value
        ).where(indicator_signal.c.indicator_id.in_(entries))
    )
    found: dict[UUID, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.indicator_id, {})[row.kind] = bytes(row.value).hex()
    return found
