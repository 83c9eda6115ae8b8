"""Alerts, who saw them, who wants to be told, and messages to people."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

alert = table(
    "alert",
    uuid_key(),
    Column("kind", String(40), nullable=False),
    Column("count", Integer, nullable=False),
    instant("since", nullable=True),
    instant("raised_at"),
    instant("ended_at", nullable=True),
    Index("uq_alert_standing", "kind", unique=True, postgresql_where=text("ended_at IS NULL")),
    comment="Something that waits for people, as a kind and a number. One of a kind stands.",
)

alert_seen = table(
    "alert_seen",
    reference("alert_id", "alert"),
    reference("account_id", "account"),
    instant("at"),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("alert_id", "account_id"),
    comment="Who acknowledged an alert, and at which number.",
)

alert_wish = table(
    "alert_wish",
    reference("account_id", "account"),
    Column("address", Text, nullable=False),
    Column("muted", ARRAY(String(40)), nullable=False),
    PrimaryKeyConstraint("account_id"),
    comment="Where a person is told of alerts, and of which kinds not.",
)

alert_mail = table(
    "alert_mail",
    uuid_key(),
    reference("account_id", "account"),
    Column("told", JSONB, nullable=False),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    instant("made_at"),
    instant("finished_at", nullable=True),
    Index("ix_alert_mail_account_id", "account_id", "made_at"),
    comment="A message to a person: kinds and numbers, never content. Kept for a month.",
)
