"""Requests about pictures that nobody sends: their numbers, state and the hash of a code."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fingerprint_request",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("whose", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("pdq", sa.LargeBinary(), nullable=True),
        sa.Column("has_pdq", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("seconded_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(sha256 IS NOT NULL) = (state = 'received')",
            name=op.f("ck_fingerprint_request_numbers"),
        ),
        sa.CheckConstraint(
            "(code IS NULL) = (state = 'withdrawn')", name=op.f("ck_fingerprint_request_code")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_fingerprint_request_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprint_request")),
        sa.UniqueConstraint("code", name=op.f("uq_fingerprint_request_code")),
        schema="tutela",
        comment="Somebody asks that a picture of them be found. No picture, name or address is "
        "kept; the numbers leave this row for the bank, and the bank when the asker takes the "
        "request back.",
    )
    op.create_index(
        "ix_fingerprint_request_open",
        "fingerprint_request",
        ["received_at"],
        schema="tutela",
        postgresql_where=sa.text("state IN ('received', 'entered')"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
