"""Published papers in the database: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from tutela.observatory.editions import shapes
from tutela.observatory.editions.model import Publication
from tutela.observatory.editions.tables import paper_edition, paper_gone, paper_publication
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


def of_edition(connection: Connection, edition_id: UUID) -> Publication | None:
    """What is shown of an edition; None while nobody outside sees it."""
    found = _publications(connection, paper_publication.c.edition_id == edition_id)
    return found[0] if found else None


def forget(connection: Connection, edition_id: UUID, now: datetime) -> None:
    """Takes away what was shown of an edition whose content is erased; that it was there stays."""
    table = paper_publication.c
    shown = delete(paper_publication).where(table.edition_id == edition_id)
    for row in connection.execute(shown.returning(table.id, table.service_id)).all():
        gone = {"id": row.id, "service_id": row.service_id, "gone_at": now}
        connection.execute(insert(paper_gone).values(gone))


def is_gone(connection: Connection, publication_id: UUID) -> bool:
    """Whether something was shown at this address, and is erased."""
    query = select(exists().where(paper_gone.c.id == publication_id))
    return bool(connection.execute(query).scalar_one())


def _publications(connection: Connection, *where: ColumnElement[bool]) -> list[Publication]:
    one = paper_edition.c
    query: Select[Any] = (
        select(
            paper_publication.c.id, paper_publication.c.data, paper_publication.c.published_at,
            one.kind, one.first, one.last, one.version, service.c.title, _newest(),
        )
        .join(paper_edition, one.id == paper_publication.c.edition_id)
        .join(service, service.c.service_id == one.service_id)
        .where(*where)
        .order_by(
            one.last.desc(), one.first.desc(), one.service_id, one.kind, one.version.desc()
        )
        .limit(LONGEST_LIST)
    )  # fmt: skip
    return [_publication(row) for row in connection.execute(query)]


def _newest() -> ColumnElement[bool]:
    """Whether no later version of the same paper is published."""
    one, later = paper_edition.c, paper_edition.alias("later")
    same = (later.c[name] == one[name] for name in ("service_id", "kind", "first", "last"))
    shown = paper_publication.alias("shown")
    return (
        ~exists()
        .where(shown.c.edition_id == later.c.id, later.c.version > one.version, *same)
        .correlate(paper_edition)
    ).label("newest")


def _publication(row: Row[Any]) -> Publication:
    kept = shapes.read(row.data)
    return Publication(
        id=row.id,
        kind=Kind(row.kind),
        service=kept.service or row.title,
        period=Period(row.first, row.last),
        version=row.version,
        newest=row.newest,
        published_at=row.published_at,
        seen=kept.seen,
    )
