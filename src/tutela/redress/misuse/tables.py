"""Cases of misuse."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

misuse = table(
    "misuse",
    uuid_key(),
    Column("kind", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    # Whose it is; emptied with the rest.
    reference("key_id", "api_key", nullable=True),
    Column("account_ref", Text, nullable=False),
    Column("language", String(35), nullable=False),
    # What was weighed when the warning was given (Article 23(3)): counts, and a person's words.
    Column("factors", JSONB, nullable=False),
    Column("gravity", Text, nullable=False),
    Column("intention", Text, nullable=False),
    Column("told", Text, nullable=False),
    instant("warned_at"),
    Column("warned_by", Text, nullable=False),
    Column("warned_by_name", Text, nullable=False),
    # The warning's message to the platform; for a key, when its program got it with an answer.
    reference("delivery_id", "webhook_delivery", nullable=True),
    instant("answered_at", nullable=True),
    instant("suspended_at", nullable=True),
    instant("suspended_until", nullable=True),
    Column("suspended_told", Text, nullable=False, server_default=""),
    Column("suspended_by", Text, nullable=False, server_default=""),
    Column("suspended_by_name", Text, nullable=False, server_default=""),
    Column("seconded_by", Text, nullable=False, server_default=""),
    Column("seconded_by_name", Text, nullable=False, server_default=""),
    Column("single_person", Boolean, nullable=False, server_default=sql("false")),
    Column("objection", Text, nullable=False, server_default=""),
    instant("objected_at", nullable=True),
    Column("upheld", Text, nullable=False, server_default=""),
    Column("upheld_by_name", Text, nullable=False, server_default=""),
    instant("upheld_at", nullable=True),
    Column("upheld_alone", Boolean, nullable=False, server_default=sql("false")),
    instant("ended_at", nullable=True),
    Column("ended_by_name", Text, nullable=False, server_default=""),
    Column("end_reason", Text, nullable=False, server_default=""),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint("(suspended_at IS NULL) = (suspended_until IS NULL)", name="suspended"),
    CheckConstraint("(ended_at IS NULL) = (state IN ('warned', 'suspended'))", name="ended"),
    CheckConstraint("(ended_at IS NULL) = (erase_at IS NULL)", name="erase_at"),
    Index(
        "uq_misuse_open",
        "service_id",
        "kind",
        "key_id",
        "account_ref",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sql("state IN ('warned', 'suspended')"),
    ),
    Index("ix_misuse_warned_at", "warned_at", "id"),
    Index("ix_misuse_suspended_at", "suspended_at"),
    Index("ix_misuse_erase_at", "erase_at", postgresql_where=sql("state = 'ended'")),
    comment="Who was warned or suspended for misuse, and what people weighed. Six months after its "
    "end only what is counted is left of it.",
    erases="misuse",
)
