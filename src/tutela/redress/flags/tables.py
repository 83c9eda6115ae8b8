"""What users flagged."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, LargeBinary, String, Text
from sqlalchemy import text as sql

from tutela.platform.database.tables import instant, reference, table, uuid_key

user_flag = table(
    "user_flag",
    uuid_key(),
    Column("ref", Text, nullable=False),
    Column("ref_hash", LargeBinary, nullable=True),  # emptied with what it says
    Column("content_hash", LargeBinary, nullable=False),
    Column("item_ref", Text, nullable=False),
    Column("surface", String(40), nullable=False),
    Column("category", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("danger", Boolean, nullable=False),
    Column("child", Boolean, nullable=False),
    Column("harmed", Boolean, nullable=False),
    Column("disclosed", Boolean, nullable=False),
    Column("language", String(20), nullable=False),
    Column("reporter", String(40), nullable=False),
    Column("sealed", Text, nullable=True),  # account, words and context, by the master key
    reference("case_id", "case"),
    Column("profile", String(40), nullable=False),
    instant("received_at"),
    Column("outcome", String(20), nullable=True),
    Column("unfounded", Boolean, nullable=False, server_default=sql("false")),
    instant("decided_at", nullable=True),
    Column("decided_by", Text, nullable=True),
    Column("decided_by_name", Text, nullable=True),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint("(state = 'received') = (outcome IS NULL)", name="decided"),
    CheckConstraint("(outcome IS NULL) = (erase_at IS NULL)", name="erase_at"),
    Index(
        "uq_user_flag_ref", "ref_hash", unique=True, postgresql_where=sql("ref_hash IS NOT NULL")
    ),
    Index("ix_user_flag_case_id", "case_id"),
    Index("ix_user_flag_waiting", "received_at", postgresql_where=sql("state = 'received'")),
    Index("ix_user_flag_erase_at", "erase_at", postgresql_where=sql("state = 'decided'")),
    comment="What a user of a platform flagged there. Six months after it was decided, only what "
    "is counted is left of it: no account, no words, no context, no item.",
    erases="flag",
)
