"""Requests to another person, and since when a service is in use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_request",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_kind", sa.String(length=20), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_name", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_approval_request_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
        schema="tutela",
        comment="What somebody asked for and another person must agree to.",
    )
    op.create_index(
        "uq_approval_request_open",
        "approval_request",
        ["act", "subject"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state IN ('waiting', 'permitted')"),
    )
    op.create_index(
        "ix_approval_request_asked_at", "approval_request", ["asked_at"], schema="tutela"
    )
    _services_know_since_when_they_are_in_use()


def _services_know_since_when_they_are_in_use() -> None:
    """Where anything was scanned, since its first day."""
    op.add_column(
        "service",
        sa.Column("first_scanned_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    op.execute(
        "UPDATE tutela.service SET first_scanned_at = first.day FROM ("
        "SELECT service_id, min(day) AS day FROM tutela.counter "
        "WHERE verdict IN ('clear', 'held', 'flagged') GROUP BY service_id) AS first "
        "WHERE first.service_id = service.service_id"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
