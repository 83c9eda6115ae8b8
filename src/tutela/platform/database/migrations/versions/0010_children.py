"""What children may have made or shared themselves, and what a decision proposes for an account."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    circumstance = sa.String(length=20)
    for column in (
        sa.Column("circumstance", circumstance, nullable=True),
        sa.Column("childs_account", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=True),
    ):
        op.add_column("case_item", column, schema="tutela")
    op.create_check_constraint(
        op.f("ck_case_item_circumstance"),
        "case_item",
        "(circumstance IS NULL) = (marked_by IS NULL) "
        "AND (circumstance IS NOT NULL OR NOT childs_account)",
        schema="tutela",
    )
    op.add_column("case", sa.Column("circumstance", circumstance, nullable=True), schema="tutela")
    for column in (
        sa.Column("account_action", sa.String(length=10), server_default="none", nullable=False),
        sa.Column("account_reason", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("decision", column, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
