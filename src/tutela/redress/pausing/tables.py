"""Pauses."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Text
from sqlalchemy import text as sql

from tutela.platform.database.tables import instant, reference, table, uuid_key

pause = table(
    "pause",
    uuid_key(),
    Column("what", String(12), nullable=False),
    reference("key_id", "api_key", nullable=True),
    Column("account_ref", Text, nullable=False),
    instant("until"),
    instant("ended_at", nullable=True),
    Index(
        "uq_pause_running",
        "service_id",
        "what",
        "key_id",
        "account_ref",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sql("ended_at IS NULL"),
    ),
    comment="Whose notices or complaints are looked at only later. The account is emptied when the "
    "pause ends, which it does by itself.",
)
