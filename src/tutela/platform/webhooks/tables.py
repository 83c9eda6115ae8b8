"""Where messages to platforms wait and end."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, table, uuid_key

webhook_delivery = table(
    "webhook_delivery",
    uuid_key(),
    Column("kind", String(40), nullable=False),
    Column("body", JSONB, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_status", Integer, nullable=True),
    Column("last_error", Text, nullable=False),
    # What must not lie open here, such as a link for whoever has it; gone once it has arrived.
    Column("sealed", Text, nullable=True),
    instant("created_at"),
    instant("finished_at", nullable=True),
    Index(
        "ix_webhook_delivery_open",
        "state",
        "created_at",
        postgresql_where=text("state <> 'delivered'"),
    ),
    comment="Messages to the platform: waiting, delivered or dead; the id is the idempotency key.",
)
