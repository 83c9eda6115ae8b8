"""What was agreed to of guarded settings: all its SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.guarded.tables import agreed_setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.guarded.model import Value


def agreed(connection: Connection) -> dict[str, Value]:
    """How loose each setting may be, by name."""
    query = select(agreed_setting.c.name, agreed_setting.c.value)
    return {row.name: row.value for row in connection.execute(query)}


def agree(
    connection: Connection, new_ids: Mapping[str, UUID], values: Mapping[str, Value], now: datetime
) -> None:
    """Writes what was agreed to, in place of what was before."""
    for name, value in values.items():
        statement = upsert(agreed_setting).values(
            service_id=NODE_SERVICE, id=new_ids[name], name=name, value=value, agreed_at=now
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[agreed_setting.c.name], set_={"value": value, "agreed_at": now}
            )
        )
