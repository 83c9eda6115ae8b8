"""Where requests live. None is ever deleted: the log names its id."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Text, text
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
    instant("ready_at", nullable=True),
    Column("state", String(20), nullable=False),
    Column("answered_by", Text, nullable=True),
    Column("answered_name", Text, nullable=True),
    instant("answered_at", nullable=True),
    Column("answer", Text, nullable=False),
    Column("single_person", Boolean, nullable=False, server_default=text("false")),
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

single_handed = table(
    "single_handed",
    uuid_key(),
    instant("declared_at"),
    Column("declared_by", Text, nullable=False),
    instant("ended_at", nullable=True),
    Index(
        "uq_single_handed_open",
        "service_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    comment="When this node was declared to be one person's, and until when.",
)
