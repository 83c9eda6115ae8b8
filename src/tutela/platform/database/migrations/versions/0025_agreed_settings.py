"""What another person agreed to of settings that guard people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreed_setting",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_agreed_setting_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_agreed_setting_name")),
        schema="tutela",
        comment="How loose a setting of the file may be: what another person agreed to last.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
