"""A look at a film is a look at a stretch of it: the log of views says which."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("film_from", "film_until"):
        op.add_column(
            "evidence_view", sa.Column(name, sa.Integer(), nullable=True), schema="tutela"
        )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
