"""Every removal order has a clock, also one that nobody ends."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

AFTER = (
    "Removal orders between nodes (draft law): asked for, signed by a court, carried out. What one "
    "says is sealed with a key of its own, which is erased a year after it is over, or three years "
    "after the last thing that happened to it."
)


def upgrade() -> None:
    # Three years from now: what happened to one last is not in its row.
    op.execute(
        "UPDATE tutela.removal_order SET erase_at = now() + interval '3 years' "
        "WHERE erase_at IS NULL"
    )
    op.alter_column(
        "removal_order",
        "erase_at",
        existing_type=sa.DateTime(timezone=True),
        nullable=False,
        schema="tutela",
    )
    op.create_table_comment("removal_order", AFTER, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
