"""That an account is to be closed can be taken back, and nothing else of the decision."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "decision",
        sa.Column("account_lifted_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    op.add_column(
        "complaint",
        sa.Column("account_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="tutela",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
