"""Complaints, and what is brought before other bodies."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, String, Text
from sqlalchemy import text as sql

from tutela.platform.database.tables import instant, reference, table, uuid_key

_ONE_OF = "num_nonnulls(statement_id, notice_id) = 1"

complaint = table(
    "complaint",
    uuid_key(),
    Column("whose", String(10), nullable=False),
    # What it is about: a statement of reasons, or a notice.
    reference("statement_id", "statement", nullable=True),
    reference("notice_id", "notice", nullable=True),
    reference("case_id", "case"),
    reference("item_id", "item", nullable=True),
    Column("words", Text, nullable=False),
    Column("language", String(35), nullable=False),
    # The platform's own name of it, where its user complained in its form; erased with the words.
    Column("reference", Text, nullable=False, server_default=""),
    Column("state", String(10), nullable=False),
    instant("received_at"),
    instant("due_at"),
    Column("outcome", String(20), nullable=True),
    Column("told", Text, nullable=False, server_default=""),
    Column("unfounded", Boolean, nullable=False, server_default=sql("false")),
    Column("account_only", Boolean, nullable=False, server_default=sql("false")),
    Column("single_person", Boolean, nullable=False, server_default=sql("false")),
    instant("decided_at", nullable=True),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("decided_by_name", Text, nullable=False, server_default=""),
    # Whoever made it is suspended: until when it waits before anybody looks (`pausing`).
    instant("paused_until", nullable=True),
    reference("pause_id", "pause", nullable=True),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint(_ONE_OF, name="about"),
    CheckConstraint("(state IN ('lodged', 'proposed')) = (outcome IS NULL)", name="decided"),
    CheckConstraint("(outcome IS NULL) = (erase_at IS NULL)", name="erase_at"),
    CheckConstraint("(paused_until IS NULL) = (pause_id IS NULL)", name="paused"),
    Index(
        "ix_complaint_paused",
        "paused_until",
        postgresql_where=sql("paused_until IS NOT NULL"),
    ),
    Index("uq_complaint_statement_id", "statement_id", unique=True),
    Index("uq_complaint_notice_id", "notice_id", unique=True),
    Index("ix_complaint_case_id", "case_id"),
    Index("ix_complaint_received_at", "received_at", "id"),
    Index(
        "ix_complaint_item_waiting",
        "item_id",
        postgresql_where=sql("state IN ('lodged', 'proposed')"),
    ),
    Index(
        "ix_complaint_waiting", "due_at", postgresql_where=sql("state IN ('lodged', 'proposed')")
    ),
    Index("ix_complaint_erase_at", "erase_at", postgresql_where=sql("state = 'decided'")),
    comment="What somebody says against a restriction, or against what came of their notice. Six "
    "months after its decision, only what is counted is left of it.",
    erases="complaint",
)

proceeding = table(
    "proceeding",
    uuid_key(),
    Column("kind", String(10), nullable=False),
    reference("statement_id", "statement", nullable=True),
    reference("notice_id", "notice", nullable=True),
    reference("case_id", "case"),
    reference("item_id", "item", nullable=True),
    Column("body", String(200), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("begun_on", Date, nullable=False),
    instant("due_at", nullable=True),
    Column("result", String(20), nullable=True),
    Column("reason", Text, nullable=False, server_default=""),
    instant("recorded_at"),
    Column("recorded_by_name", Text, nullable=False),
    instant("ended_at", nullable=True),
    Column("ended_by_name", Text, nullable=False, server_default=""),
    CheckConstraint(_ONE_OF, name="about"),
    CheckConstraint("(result IS NULL) = (ended_at IS NULL)", name="ended"),
    Index("uq_proceeding_reference", "service_id", "kind", "body", "reference", unique=True),
    Index("ix_proceeding_case_id", "case_id"),
    Index("ix_proceeding_running", "due_at", postgresql_where=sql("ended_at IS NULL")),
    comment="What an out-of-court body or a court was asked about a decision here, and what it "
    "said. No names of people; kept as long as its case.",
)
