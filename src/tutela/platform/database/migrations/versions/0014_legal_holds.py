"""Legal holds on kept bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "legal_hold",
        *_row("legal_hold"),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_by_name", sa.Text(), nullable=False),
        sa.Column("placed_at", instant, nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_by_name", sa.Text(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.Column("lifted_at", instant, nullable=True),
        schema="tutela",
        comment="Why kept bytes of an object, a case or an account must not be erased.",
    )
    op.create_index(
        "ix_legal_hold_subject",
        "legal_hold",
        ["subject_ref"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "legal_hold_object",
        *_row("legal_hold_object"),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("refused_at", instant, nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["tutela.legal_hold.id"], name=op.f("fk_legal_hold_object_hold_id")
        ),
        sa.ForeignKeyConstraint(
            ["object_id"],
            ["tutela.evidence_object.id"],
            name=op.f("fk_legal_hold_object_object_id"),
        ),
        sa.UniqueConstraint(
            "hold_id", "object_id", name=op.f("uq_legal_hold_object_hold_id_object_id")
        ),
        schema="tutela",
        comment="Which kept objects a legal hold is on.",
    )
    op.create_index(
        "ix_legal_hold_object_object_id",
        "legal_hold_object",
        ["object_id"],
        unique=False,
        schema="tutela",
    )


def _row(name: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{name}_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
