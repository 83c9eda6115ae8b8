"""What the public sees of closed papers."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_paper_publication_{column}")
    return sa.ForeignKeyConstraint([column], [f"tutela.{target}"], name=name)


def upgrade() -> None:
    op.create_table(
        "paper_publication",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("agreed_by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("single_person", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "single_person = (agreed_by_name = '')", name=op.f("ck_paper_publication_agreed")
        ),
        _key("edition_id", "paper_edition.id"),
        _key("service_id", "service.service_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_publication")),
        schema="tutela",
        comment="What the public sees of a closed paper. Nobody may rewrite one; it goes with the "
        "content of its edition.",
    )
    op.create_index(
        "uq_paper_publication_edition_id", "paper_publication", ["edition_id"],
        unique=True, schema="tutela",
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
