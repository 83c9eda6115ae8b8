"""Who at the identity provider opens which account."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, text

from tutela.platform.database.tables import instant, reference, table, uuid_key

account_link = table(
    "account_link",
    uuid_key(),
    reference("account_id", "account"),
    Column("issuer", String(255), nullable=False),
    Column("subject", String(255), nullable=True),
    Column("email", String(255), nullable=True),
    Column("mapped", Boolean, nullable=False),
    instant("made_at"),
    instant("last_used_at", nullable=True),
    Index(None, "account_id"),
    Index(
        "uq_account_link_subject",
        "issuer",
        "subject",
        unique=True,
        postgresql_where=text("subject IS NOT NULL"),
    ),
    Index(
        "uq_account_link_email",
        "issuer",
        "email",
        unique=True,
        postgresql_where=text("subject IS NULL"),
    ),
    comment="An account and who opens it by single sign-on: a subject, or first an e-mail address.",
)
