"""What the platform removed after a notice has its statement of reasons, without an item."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "takedown",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        *(_instant(name) for name in ("removed_at", "told_at")),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        _instant("restored_at", nullable=True),
        sa.CheckConstraint("place > 0", name=op.f("ck_takedown_place")),
        sa.CheckConstraint("removed_at <= told_at", name=op.f("ck_takedown_told")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_takedown_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["tutela.notice.id"], name=op.f("fk_takedown_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown")),
        schema="tutela",
        comment="What the platform removed after a notice, and whose it was; kept as long as its "
        "statement.",
    )
    op.create_index(
        "uq_takedown_standing", "takedown", ["notice_id", "digest"], unique=True, schema="tutela",
        postgresql_where=sa.text("restored_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_takedown_account", "takedown", ["service_id", "account_ref"], schema="tutela",
        postgresql_where=sa.text("account_ref <> ''"),
    )  # fmt: skip
    _statement()


def _statement() -> None:
    """A statement is about a restriction of an item, or about a takedown."""
    for column in ("item_id", "action_id"):
        op.alter_column("statement", column, nullable=True, schema="tutela")
    op.add_column("statement", sa.Column("takedown_id", sa.Uuid(), nullable=True), schema="tutela")
    op.create_foreign_key(
        op.f("fk_statement_takedown_id"), "statement", "takedown", ["takedown_id"], ["id"],
        source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_index(
        "uq_statement_takedown_id", "statement", ["takedown_id", "kind"],
        unique=True, schema="tutela",
    )  # fmt: skip
    for name, rule in (
        ("about", "num_nonnulls(action_id, takedown_id) = 1"),
        ("item", "(action_id IS NULL) = (item_id IS NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_statement_{name}"), "statement", rule, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
