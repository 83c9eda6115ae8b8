"""Notices by the item they name, to find what led to a restriction."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_notice_item_ref", "notice", ["service_id", "item_ref"], schema="tutela",
        postgresql_where=sa.text("item_ref <> ''"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
