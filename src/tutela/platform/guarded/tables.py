"""What was agreed to of guarded settings."""

from __future__ import annotations

from sqlalchemy import Column, String
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, table, uuid_key

agreed_setting = table(
    "agreed_setting",
    uuid_key(),
    Column("name", String(40), nullable=False, unique=True),
    Column("value", JSONB, nullable=False),
    instant("agreed_at"),
    comment="How loose a setting of the file may be: what another person agreed to last.",
)
