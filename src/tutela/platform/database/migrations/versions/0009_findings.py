"""Items that somebody was unsure about, and how many of them a case has."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_item", sa.Column("unsure_by", sa.Text(), nullable=True), schema="tutela")
    op.create_check_constraint(
        op.f("ck_case_item_unsure"),
        "case_item",
        "(state = 'unsure') = (unsure_by IS NOT NULL)",
        schema="tutela",
    )
    op.add_column(
        "case",
        sa.Column("unsure", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="tutela",
    )
    op.execute(
        "COMMENT ON TABLE tutela.action IS "
        "'What follows on the service: hold, remove, restore, hand over.'"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
