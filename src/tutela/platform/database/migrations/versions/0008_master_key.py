"""The master keys a node had and has."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "master_key",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("added_at", instant, nullable=False),
        sa.Column("in_force_at", instant, nullable=True),
        sa.Column("retired_at", instant, nullable=True),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_master_key_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master_key")),
        schema="tutela",
        comment="Which keys sealed what this node keeps; the keys themselves are never here.",
    )
    op.create_index("uq_master_key_key_id", "master_key", ["key_id"], unique=True, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
