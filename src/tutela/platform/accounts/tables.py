"""Where accounts, sessions, attempts to sign in and API keys live."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Text
from sqlalchemy.dialects.postgresql import ARRAY

from tutela.platform.database.tables import instant, reference, table, uuid_key

account = table(
    "account",
    uuid_key(),
    Column("name", String(40), nullable=False, unique=True),
    Column("roles", ARRAY(Text), nullable=False),
    Column("password_hash", Text, nullable=False),
    instant("created_at"),
    instant("disabled_at", nullable=True),
    comment="A person who may sign in. Never deleted: the log names its id.",
)

login_session = table(
    "login_session",
    Column("id", LargeBinary(32), primary_key=True),  # SHA-256 of the token
    reference("account_id", "account"),
    Column("method", String(20), nullable=False),
    instant("opened_at"),
    instant("last_seen_at"),
    instant("proven_at"),
    Column("proven_by", String(20), nullable=False),
    instant("expires_at"),
    instant("closed_at", nullable=True),
    Index(None, "account_id"),
    comment="Somebody signed in to the pages. The forms' token is derived, so it is not stored.",
)

login_step = table(
    "login_step",
    Column("id", LargeBinary(32), primary_key=True),  # SHA-256 of the token
    Column("kind", String(20), nullable=False),
    reference("account_id", "account", nullable=True),
    instant("expires_at"),
    Column("source", String(40), nullable=False, server_default=""),
    Index(None, "account_id"),
    Index(None, "source"),
    comment="Somebody halfway through signing in. Each is good once, for minutes.",
)

login_attempt = table(
    "login_attempt",
    Column("kind", String(10), nullable=False),
    Column("subject", String(40), nullable=False),  # a keyed pseudonym, never what was typed
    Column("tries", Integer, nullable=False),
    instant("last_at"),
    instant("open_at"),
    PrimaryKeyConstraint("kind", "subject"),
    comment="Unsuccessful attempts to sign in, by name and by source; forgotten after an hour.",
)

api_key = table(
    "api_key",
    uuid_key(),
    Column("public_id", String(16), nullable=False, unique=True),
    Column("token_hash", LargeBinary(32), nullable=False),  # SHA-256: the token has 256 random bits
    Column("label", String(80), nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_by", Text, nullable=False),
    instant("created_at"),
    instant("expires_at", nullable=True),
    instant("revoked_at", nullable=True),
    instant("last_used_at", nullable=True),
    Index(None, "service_id"),
    comment="A key with which a service's own program calls this node. Never deleted.",
)

own_role = table(
    "own_role",
    uuid_key(),
    Column("name", String(40), nullable=False, unique=True),
    Column("about", String(200), nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    comment="A role that this node made itself. Never deleted: names are not used again.",
)
