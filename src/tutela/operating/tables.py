"""What the processes of a node say of themselves."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, table, uuid_key

pulse = table(
    "process_pulse",
    uuid_key(),
    Column("role", String(20), nullable=False),
    Column("pid", Integer, nullable=False),
    instant("started_at"),
    instant("seen_at"),
    Column("figures", JSONB, nullable=False),
    Index("ix_process_pulse_seen_at", "seen_at"),
    comment="A process of a served node, as it last said of itself; rows go when it ends.",
    passing=True,
)
