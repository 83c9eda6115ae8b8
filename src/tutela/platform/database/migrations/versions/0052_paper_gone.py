"""That a published paper was erased, so that its address can say so."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_gone",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_paper_gone_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_gone")),
        schema="tutela",
        comment="What was published once, by the id it had in its address, and is erased: so that "
        "address can say so.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
