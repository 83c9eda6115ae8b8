"""The clock of an order has the name of every clock of erasure, so that certificates have it."""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("authority_order", "keep_until", new_column_name="erase_at", schema="tutela")
    op.execute(
        "ALTER INDEX tutela.ix_authority_order_keep_until RENAME TO ix_authority_order_erase_at"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
