"""Requests about pictures."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, LargeBinary, String, Text, text

from tutela.platform.database.tables import instant, table, uuid_key

fingerprint_request = table(
    "fingerprint_request",
    uuid_key(),
    # Of the code that its asker has: 32 bytes. Gone when they take the request back.
    Column("code", LargeBinary, nullable=True, unique=True),
    Column("state", String(20), nullable=False),
    Column("whose", String(10), nullable=False),
    # Here only until they are in the bank, or the request is over.
    Column("sha256", LargeBinary, nullable=True),
    Column("pdq", LargeBinary, nullable=True),
    Column("has_pdq", Boolean, nullable=False),
    instant("received_at"),
    instant("entered_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("problem", Text, nullable=False, server_default=""),
    # Who asked that it be accepted, and who agreed.
    Column("accepted_by", Text, nullable=True),
    Column("seconded_by", Text, nullable=True),
    CheckConstraint("(sha256 IS NOT NULL) = (state = 'received')", name="numbers"),
    CheckConstraint("(code IS NULL) = (state = 'withdrawn')", name="code"),
    Index(
        "ix_fingerprint_request_open",
        "received_at",
        postgresql_where=text("state IN ('received', 'entered')"),
    ),
    comment="Somebody asks that a picture of them be found. No picture, name or address is kept; "
    "the numbers leave this row for the bank, and the bank when the asker takes the request back.",
)
