"""Who is away, and who stands in."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "absence",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("cover_id", sa.Uuid(), nullable=True),
        sa.Column("since", instant, nullable=False),
        sa.Column("until", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "since < until AND cover_id IS DISTINCT FROM account_id", name=op.f("ck_absence_span")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tutela.account.id"], name=op.f("fk_absence_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["tutela.account.id"], name=op.f("fk_absence_cover_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_absence_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        schema="tutela",
        comment="Somebody is away, and who stands in. `ended_at`: they came back before.",
    )
    op.create_index("ix_absence_until", "absence", ["until"], unique=False, schema="tutela")
