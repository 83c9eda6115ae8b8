"""What was said to the Centre of a report, and what it said that waits for a person."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from tutela.platform.database.tables import SCHEMA, instant, reference, table, uuid_key

centre_telling = table(
    "centre_telling",
    reference("report_id", "report"),
    reference("peer_id", "peer"),
    Column("number", String(40), nullable=False, server_default=""),
    Column("refused", String(60), nullable=False, server_default=""),
    instant("told_at"),
    instant("taken_at", nullable=True),
    PrimaryKeyConstraint("report_id"),
    comment="That a report was said to the Centre, and the number or refusal it answered.",
)

centre_word = table(
    "centre_word",
    uuid_key(),
    reference("report_id", "report"),
    Column("kind", String(20), nullable=False),
    Column("mark", String(100), nullable=False),  # what tells the same thing said twice
    Column("item_id", Uuid(as_uuid=True), ForeignKey(f"{SCHEMA}.item.id"), nullable=True),
    Column("finding", String(40), nullable=False, server_default=""),
    Column("words", LargeBinary, nullable=True),  # sealed with the report's key
    Column("answer", LargeBinary, nullable=True),
    Column("settled_by_name", Text, nullable=False, server_default=""),
    instant("said_at"),
    instant("settled_at", nullable=True),
    UniqueConstraint("report_id", "mark"),
    Index("ix_centre_word_open", "said_at", postgresql_where=text("settled_at IS NULL")),
    comment="What the Centre asked of a report, or said was found. A person answers or records it. "
    "The words are sealed with the report's key, and erased with it.",
)
