"""What holds back statements of reasons."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withholding",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "case_id")),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        _instant("until", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("placed_by", "placed_by_name")),
        _instant("placed_at", nullable=False),
        *(_words(name) for name in ("renewed_by", "renewed_by_name")),
        *(_instant(name, nullable=True) for name in ("renewed_at", "ended_at")),
        *(_words(name) for name in ("ended_by_name", "end_reason")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_withholding_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["tutela.case.id"], name=op.f("fk_withholding_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding")),
        schema="tutela",
        comment="What holds back statements, by whose word and until when; it ends by itself. Kept "
        "as long as its case, for whoever asks why they were told so late.",
    )
    runs = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_withholding_running",
        "withholding",
        ["case_id"],
        unique=True,
        schema="tutela",
        postgresql_where=runs,
    )
    op.create_index(
        "ix_withholding_account",
        "withholding",
        ["service_id", "account_ref"],
        schema="tutela",
        postgresql_where=runs,
    )
    op.drop_index("ix_statement_waiting", "statement", schema="tutela")
    op.create_index(
        "ix_statement_waiting",
        "statement",
        ["made_at"],
        schema="tutela",
        postgresql_where=sa.text("state IN ('held-back', 'unfit')"),
    )


def _instant(name: str, *, nullable: bool) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
