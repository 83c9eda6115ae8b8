"""Messages to the hosts of cases: their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from tutela.hotline.model import Mail
from tutela.hotline.tables import hotline_mail
from tutela.platform.alerts.model import MailState

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Row


def add(connection: Connection, **values: object) -> None:
    connection.execute(insert(hotline_mail).values(**values))


def find(connection: Connection, mail_id: UUID, *, locked: bool = False) -> Mail | None:
    query = select(hotline_mail).where(hotline_mail.c.id == mail_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _mail(row) if row else None


def save(connection: Connection, mail_id: UUID, **values: object) -> None:
    connection.execute(update(hotline_mail).where(hotline_mail.c.id == mail_id).values(**values))


def of_case(connection: Connection, case_id: UUID) -> list[Mail]:
    query = select(hotline_mail).where(hotline_mail.c.case_id == case_id)
    rows = connection.execute(query.order_by(hotline_mail.c.made_at, hotline_mail.c.id))
    return [_mail(row) for row in rows]


def _mail(row: Row[Any]) -> Mail:
    values = {name: getattr(row, name) for name in Mail.__dataclass_fields__}
    return Mail(**values | {"state": MailState(row.state)})
