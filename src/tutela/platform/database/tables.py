"""How tables are declared: every table carries `service_id`, for the law counts per service."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, String, Table, Uuid

SCHEMA = "tutela"
NODE_SERVICE = "node"  # the service that rows of the whole node belong to

ERASES = "erases"  # where a table keeps what its rows are, for the proof of erasure
PASSING = "passing"  # marks a table whose rows speak of running processes: no backup keeps them

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


def table(name: str, *columns: Any, comment: str, erases: str = "", passing: bool = False) -> Table:
    """A table of ours: `columns`, and the service its rows belong to.

    `erases` says what its rows are where `erase_at` and `erased_at` say when they are emptied: then
    the proof of erasure speaks of them (`reporting/erasure`). Rows of a `passing` table speak of
    processes that run, and mean nothing in a restored node.
    """
    service = Column(
        "service_id", String(40), ForeignKey(f"{SCHEMA}.service.service_id"), nullable=False
    )
    info: dict[str, Any] = {PASSING: passing}
    if erases:
        info[ERASES] = erases
    return Table(name, metadata, service, *columns, comment=comment, info=info)


def uuid_key(name: str = "id") -> Column[Any]:
    """A primary key made by the node's `Ids`."""
    return Column(name, Uuid(as_uuid=True), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False) -> Column[Any]:
    """A foreign key to another table's `id` (`target` without schema)."""
    return Column(name, Uuid(as_uuid=True), ForeignKey(f"{SCHEMA}.{target}.id"), nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """An aware point in time."""
    return Column(name, DateTime(timezone=True), nullable=nullable)
