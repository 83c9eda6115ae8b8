"""Links to statements of reasons, and what a message carries sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "webhook_delivery", sa.Column("sealed", sa.Text(), nullable=True), schema="tutela"
    )
    op.create_table(
        "statement_link",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_statement_link_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["tutela.statement.id"], name=op.f("fk_statement_link_statement_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_statement_link")),
        schema="tutela",
        comment="Links by which whoever has one reads a statement: their SHA-256 only. Deleted a "
        "month after the time to complain.",
    )
    op.create_index(
        "ix_statement_link_open_until", "statement_link", ["open_until"], schema="tutela"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
