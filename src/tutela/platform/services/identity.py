"""The row that says which node a database belongs to."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import Conflict
from tutela.platform.node import Identity
from tutela.platform.noderole import NodeRole
from tutela.platform.services.tables import node_state, service

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.keys import NodeKeys


class WrongDatabase(Conflict):
    """This home and this database belong to different nodes. Check TUTELA_HOME and the database
    address; nothing was changed.
    """

    code = "wrong-database"


class DemoForGood(Conflict):
    """This node was made as a {made} node and stays one. Make another node in another
    TUTELA_HOME.
    """

    code = "demo-for-good"


class RoleForGood(Conflict):
    """This node was made as {made} and stays so. Make another node in another TUTELA_HOME."""

    code = "role-for-good"


class NotInitialised(Conflict):
    """There is no node in {home}. Make one with `tutela init`, or point TUTELA_HOME at yours."""

    code = "not-initialised"


def public_key(keys: NodeKeys) -> str:
    """The public half of the node's log key, as base64 text."""
    raw = keys.audit.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def find(connection: Connection, keys: NodeKeys) -> Identity | None:
    """The node this database belongs to. Raises WrongDatabase if it is not the one of `keys`."""
    row = connection.execute(select(node_state)).one_or_none()
    if row is None:
        return None
    if row.audit_key != public_key(keys):
        raise WrongDatabase
    return Identity(id=row.id, demo=row.demo, role=NodeRole(row.role))


def made_at(connection: Connection) -> datetime:
    """When the node was made."""
    made: datetime = connection.execute(select(node_state.c.created_at)).scalar_one()
    return made


def write(connection: Connection, keys: NodeKeys, identity: Identity, now: datetime) -> None:
    """Writes the node's row and the pseudo-service its node-wide rows belong to."""
    node_service = {
        "service_id": NODE_SERVICE,
        "title": "This node",
        "retention": "facts",
        "retention_basis": "",
        "second_person": "never",
        "hold_hours": 72,
        "scheme": "a1-b2",
        "declared_at": now,
    }
    connection.execute(upsert(service).values(**node_service).on_conflict_do_nothing())
    connection.execute(
        insert(node_state).values(
            service_id=NODE_SERVICE,
            id=identity.id,
            demo=identity.demo,
            role=identity.role.value,
            audit_key=public_key(keys),
            created_at=now,
        )
    )
