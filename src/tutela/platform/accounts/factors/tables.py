"""Where second factors live."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Text, UniqueConstraint

from tutela.platform.database.tables import instant, reference, table, uuid_key

authenticator_app = table(
    "authenticator_app",
    uuid_key(),
    reference("account_id", "account"),
    Column("sealed_secret", Text, nullable=False),
    Column("last_step", BigInteger, nullable=True),
    instant("started_at"),
    instant("confirmed_at", nullable=True),
    instant("last_used_at", nullable=True),
    UniqueConstraint("account_id"),
    comment="What makes a person's codes. The secret is sealed by the node's key.",
)

recovery_code = table(
    "recovery_code",
    reference("account_id", "account"),
    Column("code_hash", LargeBinary(32), nullable=False),  # SHA-256: the code has 80 random bits
    instant("made_at"),
    instant("used_at", nullable=True),
    PrimaryKeyConstraint("account_id", "code_hash"),
    comment="Codes that are each good once, for whoever has lost their second factor.",
)
