"""Where declared services, surfaces and the node's own identity live."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from tutela.platform.database.tables import instant, metadata, table

service = Table(
    "service",
    metadata,
    Column("service_id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("retention", String(20), nullable=False),
    Column("retention_basis", Text, nullable=False),
    Column("second_person", String(20), nullable=False),
    Column("hold_hours", Integer, nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("language", String(2), nullable=False, server_default=""),  # ISO 639-1; empty: not said
    Column("contact", Text, nullable=False, server_default=""),  # where its users can complain
    # Where its restrictions act, by ISO 3166; empty: everywhere it is offered.
    Column("territory", ARRAY(String(2)), nullable=False, server_default="{}"),
    Column("webhook_url", Text, nullable=True),
    Column("webhook_secret", Text, nullable=True),  # sealed by the node's key
    instant("declared_at"),
    instant("first_scanned_at", nullable=True),
    CheckConstraint("hold_hours BETWEEN 1 AND 720", name="hold_hours"),
    comment="A service whose items are scanned; the law counts per service.",
)

surface = table(
    "surface",
    Column("name", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("encrypted", Boolean, nullable=False),
    instant("declared_at"),
    PrimaryKeyConstraint("service_id", "name"),
    comment="Where on a service an item was; its kind decides which law applies.",
)
node_state = table(
    "node_state",
    Column("id", Uuid(as_uuid=True), primary_key=True),
    Column("demo", Boolean, nullable=False),
    Column("role", String(20), nullable=False, server_default="provider"),
    Column("audit_key", Text, nullable=False),
    instant("created_at"),
    comment="Which node this database belongs to; one row, written by `init` and `restore` only.",
)
