"""Published papers in the database: all their SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tutela.observatory.editions.model import Publication
from tutela.observatory.editions.tables import paper_edition, paper_publication
from tutela.observatory.model import Kind, Period
from tutela.platform.services.tables import service

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Row, Select

LONGEST_LIST: Final = 200


def add(connection: Connection, **values: object) -> bool:
    """Keeps what is shown of an edition; whether it was not there yet."""
    once = insert(paper_publication).values(values)
    once = once.on_conflict_do_nothing(index_elements=["edition_id"])
    added = connection.execute(once.returning(paper_publication.c.id))
    return added.one_or_none() is not None


def published_at(connection: Connection, edition_id: UUID) -> datetime | None:
    """Since when anybody may see an edition; None while nobody outside may."""
    query = select(paper_publication.c.published_at)
    found: datetime | None = connection.execute(
        query.where(paper_publication.c.edition_id == edition_id)
    ).scalar_one_or_none()
    return found


def publications(connection: Connection) -> list[Publication]:
    """The latest periods first, of each the newest version first; at most LONGEST_LIST."""
    return _publications(connection)


def find(connection: Connection, publication_id: UUID) -> Publication | None:
    found = _publications(connection, paper_publication.c.id == publication_id)
    return found[0] if found else None


def forget(connection: Connection, edition_id: UUID) -> None:
    """Takes away what was shown of an edition whose content is erased."""
    connection.execute(
        delete(paper_publication).where(paper_publication.c.edition_id == edition_id)
    )


def _publications(connection: Connection, *where: ColumnElement[bool]) -> list[Publication]:
    one = paper_edition.c
    query: Select[Any] = (
        select(
            paper_publication.c.id, paper_publication.c.data, paper_publication.c.published_at,
            one.kind, one.first, one.last, one.version, service.c.title,
        )
        .join(paper_edition, one.id == paper_publication.c.edition_id)
        .join(service, service.c.service_id == one.service_id)
        .where(*where)
        .order_by(one.last.desc(), one.first.desc(), service.c.title, one.kind, one.version.desc())
        .limit(LONGEST_LIST)
    )  # fmt: skip
    return [_publication(row) for row in connection.execute(query)]


def _publication(row: Row[Any]) -> Publication:
    data = json.loads(row.data)
    return Publication(
        id=row.id,
        kind=Kind(row.kind),
        service=row.title,
        period=Period(row.first, row.last),
        version=row.version,
        threshold=data["threshold"],
        rows=tuple(tuple(one) for one in data["rows"]),
        published_at=row.published_at,
    )
