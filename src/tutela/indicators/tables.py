"""Banks, indicators, their fingerprints, and the revision that tells every process what is new."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from tutela.platform.database.tables import SCHEMA, instant, metadata, reference, table, uuid_key

bank = table(
    "bank",
    uuid_key(),
    Column("name", String(40), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("radius", Integer, nullable=False),
    Column("dihedral", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    instant("created_at"),
    UniqueConstraint("name"),
    UniqueConstraint("id", "service_id"),
    CheckConstraint("radius BETWEEN 0 AND 52", name="radius"),
    comment="A named set of indicators with one purpose; service `node` means all services.",
)

indicator = Table(
    "indicator",
    metadata,
    # One foreign key to both its bank and that bank's service: a million entries are not checked
    # twice, and none can belong to another service than its bank.
    Column("service_id", String(40), nullable=False),
    uuid_key(),
    # What the matching structures call it: eight bytes instead of sixteen, in the order of coming.
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Column("bank_id", Uuid(as_uuid=True), nullable=False),
    Column("state", String(20), nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("batch_id", Uuid(as_uuid=True), nullable=False),
    Column("proposed_by", Text, nullable=False),
    instant("added_at"),
    Column("verified_by", Text, nullable=True),
    Column("second_by", Text, nullable=True),
    instant("verified_at", nullable=True),
    Column("withdrawal_id", Uuid(as_uuid=True), nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    instant("withdrawn_at", nullable=True),
    Column("cause", String(20), nullable=True),
    Column("announced", Boolean, nullable=False, server_default=text("true")),
    # What its leading source vouches for; NULL: all its fingerprints.
    Column("kinds", ARRAY(String(10)), nullable=True),
    Column("revision", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["bank_id", "service_id"],
        [f"{SCHEMA}.bank.id", f"{SCHEMA}.bank.service_id"],
        name="fk_indicator_bank",
    ),
    CheckConstraint("state IN ('proposed', 'verified', 'active', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'withdrawn') = (cause IS NOT NULL)", name="cause"),
    CheckConstraint(
        "state NOT IN ('verified', 'active') OR verified_by IS NOT NULL", name="verified_by"
    ),
    Index("ix_indicator_revision", "bank_id", "revision"),
    Index("ix_indicator_batch_id", "batch_id"),
    Index(
        "ix_indicator_reference", "bank_id", "reference", postgresql_where=text("reference <> ''")
    ),
    Index("ix_indicator_unannounced", "withdrawal_id", postgresql_where=text("NOT announced")),
    comment="A signal's claim to be known, who made it and who verified it. Never deleted: an "
    "erased one keeps no fingerprint, reference or note.",
)

indicator_signal = Table(
    "indicator_signal",
    metadata,
    # Both repeated from the indicator, which has the foreign keys: so one value is in a bank once,
    # and a million entries are not checked twice.
    Column("service_id", String(40), nullable=False),
    Column("bank_id", Uuid(as_uuid=True), nullable=False),
    reference("indicator_id", "indicator"),
    Column("kind", String(10), nullable=False),
    Column("value", LargeBinary, nullable=False),
    PrimaryKeyConstraint("bank_id", "kind", "value"),
    Index("ix_indicator_signal_indicator_id", "indicator_id"),
    comment="The fingerprints of an indicator.",
)

indicator_statement = Table(
    "indicator_statement",
    metadata,
    Column("service_id", String(40), nullable=False),
    uuid_key(),
    Column("bank_id", Uuid(as_uuid=True), nullable=False),
    reference("indicator_id", "indicator"),
    Column("state", String(20), nullable=False),
    Column("kinds", ARRAY(String(10)), nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("source", Text, nullable=False),
    Column("reference", Text, nullable=True),
    Column("batch_id", Uuid(as_uuid=True), nullable=False),
    Column("proposed_by", Text, nullable=False),
    instant("added_at"),
    Column("verified_by", Text, nullable=True),
    Column("second_by", Text, nullable=True),
    instant("verified_at", nullable=True),
    Column("withdrawn_by", Text, nullable=True),
    instant("withdrawn_at", nullable=True),
    Column("cause", String(20), nullable=True),
    CheckConstraint("state IN ('proposed', 'verified', 'active', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'withdrawn') = (cause IS NOT NULL)", name="cause"),
    CheckConstraint(
        "state NOT IN ('verified', 'active') OR verified_by IS NOT NULL", name="verified_by"
    ),
    Index(
        "uq_indicator_statement_source",
        "indicator_id",
        "source",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index("ix_indicator_statement_indicator_id", "indicator_id"),
    Index("ix_indicator_statement_batch_id", "batch_id"),
    Index(
        "ix_indicator_statement_reference",
        "bank_id",
        "reference",
        postgresql_where=text("reference <> ''"),
    ),
    comment="What sources say of an indicator beside the one it leads with, whose statement is the "
    "indicator's own row; and what former sources said, without their reference.",
)

index_state = table(
    "index_state",
    Column("revision", BigInteger, nullable=False),
    PrimaryKeyConstraint("service_id"),
    comment="One row. Locked by every change of what matches, so that changes commit in the order "
    "of their revisions and none is overlooked.",
)
