"""An account that is suspended for what it put there has its statement of reasons."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "suspension",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("hands", postgresql.JSONB(), nullable=False),
        *(_instant(name) for name in ("begun_at", "until")),
        _instant("ended_at", nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint("begun_at < until", name=op.f("ck_suspension_until")),
        sa.CheckConstraint("NOT lifted OR ended_at IS NOT NULL", name=op.f("ck_suspension_lifted")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_suspension_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        schema="tutela",
        comment="Accounts that are suspended for what they put there, and until when; whose it was "
        "is kept as long as the statement about it.",
    )
    op.create_index(
        "ix_suspension_account", "suspension", ["service_id", "account_ref"], schema="tutela",
        postgresql_where=sa.text("account_ref <> ''"),
    )  # fmt: skip
    _statement()


def _statement() -> None:
    """A statement may be about a suspension, too."""
    column = sa.Column("suspension_id", sa.Uuid(), nullable=True)
    op.add_column("statement", column, schema="tutela")
    op.create_foreign_key(
        op.f("fk_statement_suspension_id"), "statement", "suspension", ["suspension_id"], ["id"],
        source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_index(
        "uq_statement_suspension_id", "statement", ["suspension_id", "kind"],
        unique=True, schema="tutela",
    )  # fmt: skip
    about = op.f("ck_statement_about")
    op.drop_constraint(about, "statement", schema="tutela")
    op.create_check_constraint(
        about, "statement", "num_nonnulls(action_id, takedown_id, suspension_id) = 1",
        schema="tutela",
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
