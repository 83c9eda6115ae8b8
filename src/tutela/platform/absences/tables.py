"""Who is away."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Text

from tutela.platform.database.tables import instant, reference, table, uuid_key

absence = table(
    "absence",
    uuid_key(),
    reference("account_id", "account"),
    reference("cover_id", "account", nullable=True),
    instant("since"),
    instant("until"),
    instant("ended_at", nullable=True),
    Column("said_by", Text, nullable=False),
    Column("said_by_name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("since < until AND cover_id IS DISTINCT FROM account_id", name="span"),
    Index("ix_absence_until", "until"),
    comment="Somebody is away, and who stands in. `ended_at`: they came back before.",
)
