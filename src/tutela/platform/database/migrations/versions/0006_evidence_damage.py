"""Alarms about kept bytes that are gone or changed, and when each was last looked after."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column(
        "evidence_object", sa.Column("verified_at", instant, nullable=True), schema="tutela"
    )
    op.create_index(
        "ix_evidence_object_verified",
        "evidence_object",
        ["verified_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_table(
        "evidence_damage",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=False),
        sa.Column("found_at", instant, nullable=False),
        sa.Column("healed_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["object_id"],
            ["tutela.evidence_object.id"],
            name=op.f("fk_evidence_damage_object_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_evidence_damage_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_damage")),
        schema="tutela",
        comment="Kept bytes that were found gone or changed, until they are found whole again.",
    )
    op.create_index(
        "uq_evidence_damage_standing",
        "evidence_damage",
        ["object_id"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("healed_at IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
