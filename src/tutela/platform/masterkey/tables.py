"""The master keys a node had and has: when each came, was in force, and was destroyed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Text

from tutela.platform.database.tables import instant, table, uuid_key

master_key = table(
    "master_key",
    uuid_key(),
    Column("key_id", BigInteger, nullable=False),  # Tink's id, which each sealed value begins with
    Column("place", Text, nullable=False),
    instant("added_at"),
    instant("in_force_at", nullable=True),
    instant("retired_at", nullable=True),
    Column("added_by", String(100), nullable=False),
    Index("uq_master_key_key_id", "key_id", unique=True),
    comment="Which keys sealed what this node keeps; the keys themselves are never here.",
)
