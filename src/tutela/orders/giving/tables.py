"""Where answers to orders for information live."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)

from tutela.platform.database.tables import instant, reference, table, uuid_key

order_giving = table(
    "order_giving",
    uuid_key(),
    reference("order_id", "authority_order"),
    Column("state", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("items", Integer, nullable=False),
    Column("key_code", String(19), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    instant("asked_at"),
    Column("given_by", Text, nullable=True),
    Column("given_by_name", Text, nullable=False, server_default=""),
    instant("given_at", nullable=True),
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default=text("0")),
    Column("single_person", Boolean, nullable=False, server_default=text("false")),
    instant("received_at", nullable=True),
    Column("received_how", Text, nullable=False, server_default=""),
    instant("told_at", nullable=True),  # whoever it is about was told of it, or had been before
    CheckConstraint("state IN ('chosen', 'given', 'dropped')", name="state"),
    CheckConstraint("(state = 'given') = (given_at IS NOT NULL)", name="given"),
    Index("ix_order_giving_order_id", "order_id"),
    Index(
        "uq_order_giving_chosen",
        "order_id",
        unique=True,
        postgresql_where=text("state = 'chosen'"),
    ),
    comment="Information given to an authority under its order. The file itself is never kept; "
    "what was chosen, and the digest of each part, are sealed with the order's key and erased "
    "with it.",
)
