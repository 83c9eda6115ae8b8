"""Whoever is in an answer to an authority is told once: what was told is marked; items by account.

What was told before is marked as told. Of an answer that left after that nobody was: the job tells.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("order_target", "order_giving"):
        op.add_column(
            table, sa.Column("told_at", sa.DateTime(timezone=True), nullable=True), schema="tutela"
        )
    op.execute(
        "UPDATE tutela.order_target t SET told_at = o.told_users_at FROM tutela.authority_order o "
        "WHERE o.id = t.order_id AND o.article = '10' AND t.state = 'done'"
    )
    op.execute(
        "UPDATE tutela.order_giving g SET told_at = o.told_users_at FROM tutela.authority_order o "
        "WHERE o.id = g.order_id AND g.state = 'given' AND g.given_at <= o.told_users_at"
    )
    op.create_index("ix_item_account_ref", "item", ["service_id", "account_ref"], schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
