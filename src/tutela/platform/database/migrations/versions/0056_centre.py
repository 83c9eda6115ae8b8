"""A provider reports to the EU Centre, which asks and says what was found."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of(name: str, column: str, target: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"tutela.{target}.{key}"], name=op.f(f"fk_{name}_{column}")
    )


def upgrade() -> None:
    op.create_table(
        "centre_telling",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("refused", sa.String(length=60), nullable=False, server_default=""),
        _instant("told_at"),
        _instant("taken_at", nullable=True),
        _of("centre_telling", "service_id", "service", "service_id"),
        _of("centre_telling", "report_id", "report"),
        _of("centre_telling", "peer_id", "peer"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_centre_telling")),
        schema="tutela",
        comment="That a report was said to the Centre, and the number or refusal it answered.",
    )
    op.create_table(
        "centre_word",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mark", sa.String(length=100), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("settled_by_name", sa.Text(), nullable=False, server_default=""),
        _instant("said_at"),
        _instant("settled_at", nullable=True),
        _of("centre_word", "service_id", "service", "service_id"),
        _of("centre_word", "report_id", "report"),
        _of("centre_word", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_word")),
        sa.UniqueConstraint("report_id", "mark", name=op.f("uq_centre_word_report_id_mark")),
        schema="tutela",
        comment="What the Centre asked of a report, or said was found. A person answers or records "
        "it. The words are sealed with the report's key, and erased with it.",
    )
    op.create_index(
        "ix_centre_word_open", "centre_word", ["said_at"], schema="tutela",
        postgresql_where=sa.text("settled_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
