"""Where statements for the Transparency Database wait and end."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

publishing_target = table(
    "publishing_target",
    uuid_key(),
    Column("environment", String(20), nullable=False),  # no default: somebody says which
    Column("address", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("sealed_token", Text, nullable=False),
    Column("switched_on", Boolean, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False, server_default=""),
    instant("rest_until", nullable=True),
    instant("stopped_at", nullable=True),
    instant("failing_since", nullable=True),
    instant("set_at"),
    CheckConstraint("environment IN ('simulator', 'test', 'production')", name="environment"),
    CheckConstraint("(environment = 'simulator') = (address <> '')", name="address"),
    Index("uq_publishing_target_service_id", "service_id", unique=True),
    comment="Where a service's statements of reasons go. Its token is sealed by the node's key.",
)

publication = table(
    "publication",
    uuid_key(),
    reference("statement_id", "statement"),
    # Reserved here before it leaves; random, so that it says nothing of anybody.
    Column("puid", String(64), nullable=False),
    Column("record", JSONB, nullable=False),
    Column("state", String(20), nullable=False),
    Column("said", JSONB, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    instant("made_at"),
    instant("asked_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("remote_id", Text, nullable=False, server_default=""),
    Column("environment", String(20), nullable=False, server_default=""),
    Index("uq_publication_statement_id", "statement_id", unique=True),
    Index("uq_publication_puid", "puid", unique=True),
    Index("ix_publication_made_at", "made_at", "id"),
    Index(
        "ix_publication_open",
        "service_id",
        "state",
        "made_at",
        postgresql_where=text("state NOT IN ('stored', 'closed')"),
    ),
    comment="A statement of reasons for the Commission's public database, in fixed words and "
    "without personal data; kept as long as its statement.",
)
