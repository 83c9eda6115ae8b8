"""A provider asks for more time while its access to indicators runs."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "indicator_access",
        sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    op.add_column(
        "indicator_access",
        sa.Column("asked_basis", sa.Text(), nullable=False, server_default=""),
        schema="tutela",
    )
