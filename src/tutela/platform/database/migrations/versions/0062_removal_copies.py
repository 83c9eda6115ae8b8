"""Copies of removal orders that are final, at other authorities and the Centre."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "removal_copy",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("authority_name", sa.String(length=200), nullable=False),
        sa.Column("provider_name", sa.String(length=200), nullable=False),
        sa.Column("court", sa.String(length=200), nullable=False),
        sa.Column("compared", sa.Boolean(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _instant("issued_at"),
        _instant("received_at"),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_removal_copy_erased_without_key"),
        ),
        sa.CheckConstraint(
            "(content IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_removal_copy_erased_without_content"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_removal_copy_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["tutela.peer.id"], name=op.f("fk_removal_copy_authority_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_copy")),
        sa.UniqueConstraint(
            "authority_id", "order_id", name=op.f("uq_removal_copy_authority_id_order_id")
        ),
        schema="tutela",
        comment="Copies of removal orders that are final, as their authorities gave them to the "
        "others and the Centre (draft law). They change nothing. What one says is sealed with a "
        "key of its own, which is erased a year after it came.",
    )
    op.create_index(
        "ix_removal_copy_received_at", "removal_copy", ["received_at", "id"], schema="tutela"
    )
    op.create_index(
        "ix_removal_copy_erase_at",
        "removal_copy",
        ["erase_at"],
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
