"""Where second factors live."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)

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

passkey = table(
    "passkey",
    uuid_key(),
    reference("account_id", "account"),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(40), nullable=False),
    instant("added_at"),
    instant("last_used_at", nullable=True),
    Index(None, "account_id"),
    comment="A passkey of a person. Only its public key is here.",
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
