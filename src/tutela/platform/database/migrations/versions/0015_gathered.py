"""What a case gathers: what contests a match, the cases of one subject, a service's language."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "detection", sa.Column("contested_by_id", sa.Uuid(), nullable=True), schema="tutela"
    )
    op.create_foreign_key(
        op.f("fk_detection_contested_by_id"),
        "detection",
        "indicator",
        ["contested_by_id"],
        ["id"],
        source_schema="tutela",
        referent_schema="tutela",
    )
    op.create_index(
        "ix_case_subject",
        "case",
        ["service_id", "subject_kind", "subject_ref"],
        unique=False,
        schema="tutela",
    )
    op.add_column(
        "service",
        sa.Column("language", sa.String(length=2), server_default="", nullable=False),
        schema="tutela",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
