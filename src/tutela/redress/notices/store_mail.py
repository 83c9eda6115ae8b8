"""Messages to those who gave notice: all their SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.alerts.model import MailState
from tutela.platform.services.tables import service
from tutela.redress.notices.model import Mail, MailKind
from tutela.redress.notices.tables import notice_mail

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Row

# As the unique index has it.
_ONE_OF_A_KIND = notice_mail.c.kind != literal_column(f"'{MailKind.CHANGED.value}'")


def add(connection: Connection, one: Mail) -> bool:
    """Keeps a message; False if the notice has one of its kind, of which there is one only."""
    made = connection.execute(
        upsert(notice_mail)
        .values(_values(one))
        .on_conflict_do_nothing(index_elements=["notice_id", "kind"], index_where=_ONE_OF_A_KIND)
        .returning(notice_mail.c.id)
    )
    return made.one_or_none() is not None


def find(connection: Connection, mail_id: UUID, *, locked: bool = False) -> Mail | None:
    """One message; `locked` until the transaction ends."""
    query = select(notice_mail).where(notice_mail.c.id == mail_id)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return _mail(row) if row else None


def save(connection: Connection, one: Mail) -> None:
    changed = update(notice_mail).where(notice_mail.c.id == one.id)
    connection.execute(changed.values(_values(one)))


def of_notice(connection: Connection, notice_id: UUID) -> list[Mail]:
    """The messages about a notice, the first one first."""
    query = select(notice_mail).where(notice_mail.c.notice_id == notice_id)
    rows = connection.execute(query.order_by(notice_mail.c.made_at, notice_mail.c.id))
    return [_mail(row) for row in rows]


def title_of(connection: Connection, service_id: str) -> str:
    """What people call a service."""
    query = select(service.c.title).where(service.c.service_id == service_id)
    return str(connection.execute(query).scalar_one())


def _values(one: Mail) -> dict[str, object]:
    values = {name: getattr(one, name) for name in one.__dataclass_fields__}
    return {**values, "kind": one.kind.value, "state": one.state.value}


def _mail(row: Row[Any]) -> Mail:
    values = {name: getattr(row, name) for name in Mail.__dataclass_fields__}
    typed = {"kind": MailKind(row.kind), "state": MailState(row.state)}
    return Mail(**{**values, **typed})
