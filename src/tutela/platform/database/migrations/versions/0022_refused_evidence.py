"""Who was refused evidence is listed on the page of the log: those rows have an index."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_audit_event_evidence_refused",
        "audit_event",
        ["at"],
        schema="tutela",
        postgresql_where=sa.text("event = 'evidence:refuse'"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
