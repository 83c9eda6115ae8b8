"""Where the log lives. The application may add to these tables; only `audit_pending` shrinks."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

audit_event = table(
    "audit_event",
    uuid_key(),
    instant("at"),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("event", String(60), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    Column("subject_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("profile", String(60), nullable=False),
    Column("facts", JSONB, nullable=False),
    Index(None, "subject_kind", "subject_id"),
    Index(
        "ix_audit_event_single_person",
        "event",
        postgresql_where=text("(facts ->> 'single_person') = 'true'"),
    ),
    Index(
        "ix_audit_event_evidence_refused",
        "at",
        postgresql_where=text("event = 'evidence:refuse'"),
    ),
    comment="What happened, written in the transaction that made it happen.",
)

audit_pending = table(
    "audit_pending",
    reference("event_id", "audit_event"),
    PrimaryKeyConstraint("event_id"),
    comment="Events that wait for their place in the log; emptied within a second.",
)

audit_leaf = table(
    "audit_leaf",
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    reference("event_id", "audit_event"),
    Column("leaf_hash", LargeBinary, nullable=False),
    UniqueConstraint("event_id"),
    comment="The log: which event stands at which place, and its hash (RFC 9162).",
)

audit_checkpoint = table(
    "audit_checkpoint",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    instant("at"),
    comment="Signed heads of the log, numbered without gaps.",
)
