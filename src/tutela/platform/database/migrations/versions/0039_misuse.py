"""The key that a notice came with, by which misuse is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("key_id", sa.Uuid(), nullable=True), schema="tutela")
    op.create_foreign_key(
        "fk_notice_key_id", "notice", "api_key", ["key_id"], ["id"],
        source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_index(
        "ix_notice_key_id", "notice", ["key_id", "decided_at"], schema="tutela",
        postgresql_where=sa.text("key_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
