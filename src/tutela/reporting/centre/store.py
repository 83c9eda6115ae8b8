"""What went between a provider's reports and the Centre: the SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from tutela.reporting.centre.tables import centre_telling, centre_word

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Telling:
    """That a report was said to the Centre. `number` is the Centre's, `refused` its code."""

    report_id: UUID
    peer_id: UUID
    number: str
    refused: str
    told_at: datetime
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordRow:
    """What the Centre said of a report, with its sealed words."""

    id: UUID
    report_id: UUID
    kind: str
    mark: str
    item_id: UUID | None
    finding: str
    words: bytes | None = field(repr=False)
    answer: bytes | None = field(repr=False)
    settled_by_name: str
    said_at: datetime
    settled_at: datetime | None


_TELLING = [centre_telling.c[name] for name in Telling.__dataclass_fields__]
_WORD = [centre_word.c[name] for name in WordRow.__dataclass_fields__]


def telling(connection: Connection, report_id: UUID) -> Telling | None:
    query = select(*_TELLING).where(centre_telling.c.report_id == report_id)
    row = connection.execute(query).one_or_none()
    return Telling(*row) if row else None


def tell(connection: Connection, **values: object) -> None:
    """Writes that a report was said, in the place of what was said and refused before."""
    made = insert(centre_telling).values(**values)
    again = {"told_at": made.excluded.told_at, "peer_id": made.excluded.peer_id, "refused": ""}
    connection.execute(made.on_conflict_do_update(index_elements=["report_id"], set_=again))


def save_telling(connection: Connection, report_id: UUID, **values: object) -> None:
    statement = update(centre_telling).where(centre_telling.c.report_id == report_id)
    connection.execute(statement.values(**values))


def add_word(connection: Connection, **values: object) -> bool:
    """Writes what the Centre said; False if it said so before."""
    made = connection.execute(
        insert(centre_word)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["report_id", "mark"])
        .returning(centre_word.c.id)
    )
    return made.one_or_none() is not None


def words(connection: Connection, report_id: UUID) -> list[WordRow]:
    """All that the Centre said of a report, oldest first."""
    query = select(*_WORD).where(centre_word.c.report_id == report_id)
    ordered = query.order_by(centre_word.c.said_at, centre_word.c.id)
    return [WordRow(*row) for row in connection.execute(ordered)]


def word(connection: Connection, word_id: UUID, *, locked: bool = False) -> WordRow | None:
    query = select(*_WORD).where(centre_word.c.id == word_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return WordRow(*row) if row else None


def save_word(connection: Connection, word_id: UUID, **values: object) -> None:
    connection.execute(update(centre_word).where(centre_word.c.id == word_id).values(**values))


def erase(connection: Connection, report_id: UUID) -> None:
    """Forgets what was said of a report whose time is over."""
    erased = update(centre_word).where(centre_word.c.report_id == report_id)
    connection.execute(erased.values(words=None, answer=None))
