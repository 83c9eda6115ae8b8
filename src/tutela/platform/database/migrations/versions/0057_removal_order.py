"""Removal orders between nodes, and the keys of courts that sign them."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _courts()
    op.create_table(
        "removal_order",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("authority_name", sa.String(length=200), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("provider_name", sa.String(length=200), nullable=False),
        sa.Column("court", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("was", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("refusal", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("gone", sa.Boolean(), nullable=True),
        _instant("made_at"),
        *(
            _instant(name, nullable=True)
            for name in (
                "issued_at", "received_at", "clock_at", "stopped_at", "due_at", "executed_at",
                "hidden_until", "told_at", "checked_at", "ended_at", "erase_at", "erased_at",
            )
        ),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_removal_order_erased_without_key"),
        ),
        sa.CheckConstraint(
            "due_at IS NULL OR stopped_at IS NULL", name=op.f("ck_removal_order_clock")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_removal_order_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_removal_order_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_order")),
        schema="tutela",
        comment="Removal orders between nodes (draft law): asked for, signed by a court, carried "
        "out. What one says is sealed with a key of its own, which is erased a year after it is "
        "over.",
    )  # fmt: skip
    op.create_index("ix_removal_order_state", "removal_order", ["state", "due_at"], schema="tutela")
    op.create_index(
        "uq_removal_order_order_id", "removal_order", ["order_id"], unique=True, schema="tutela"
    )
    op.create_index(
        "ix_removal_order_erase_at", "removal_order", ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def _courts() -> None:
    op.create_table(
        "court_key",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("member_state", sa.String(length=2), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        _instant("added_at"),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        _instant("compared_at", nullable=True),
        sa.Column("compared_by_name", sa.Text(), nullable=False, server_default=""),
        _instant("ended_at", nullable=True),
        sa.Column("ended_by_name", sa.Text(), nullable=False, server_default=""),
        sa.Column("end_reason", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint(
            "state <> 'compared' OR compared_at IS NOT NULL", name=op.f("ck_court_key_compared")
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_court_key_ended")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_court_key_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_key")),
        sa.UniqueConstraint("key", name=op.f("uq_court_key_key")),
        schema="tutela",
        comment="Keys by which courts sign removal orders (draft law), and who compared their "
        "codes. Kept: offices, not people.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
