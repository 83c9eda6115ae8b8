"""Where requests live. None is ever deleted: the log names its id."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, table, uuid_key

approval_request = table(
    "approval_request",
    uuid_key(),
    Column("act", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("changes", JSONB, nullable=False),
    Column("payload", JSONB, nullable=False),  # emptied when the request ends
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_kind", String(20), nullable=False),
    Column("asked_name", Text, nullable=False),
    instant("asked_at"),
    instant("expires_at"),
    Column("state", String(20), nullable=False),
    Column("answered_by", Text, nullable=True),
    Column("answered_name", Text, nullable=True),
    instant("answered_at", nullable=True),
    Column("answer", Text, nullable=False),
    Index(
        "uq_approval_request_open",
        "act",
        "subject",
        unique=True,
        postgresql_where=text("state IN ('waiting', 'permitted')"),
    ),
    Index(None, "asked_at"),
    comment="What somebody asked for and another person must agree to.",
)
