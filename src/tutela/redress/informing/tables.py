"""When users are told of reports."""

from __future__ import annotations

from sqlalchemy import Column, Index, PrimaryKeyConstraint, String, text

from tutela.platform.database.tables import instant, reference, table

user_notice = table(
    "user_notice",
    reference("report_id", "report"),
    Column("state", String(20), nullable=False),
    instant("due_at"),
    instant("held_since", nullable=True),  # when it was first asked that they be not told yet
    instant("told_at", nullable=True),
    PrimaryKeyConstraint("report_id"),
    Index(
        "ix_user_notice_due_at",
        "due_at",
        postgresql_where=text("state IN ('waiting', 'held')"),
    ),
    comment="That the user of a report to the EU Centre is to be told of it, and when.",
)
