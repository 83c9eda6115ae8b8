"""A case says since when the first complaint about it waits, and stands in the queue by it; what
people told of cases can be asked for by indexes of its own. An answer to an objection says whether
the only person of a node gave it. Whoever gave notice can be told more than once that its decision
was changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_TOLD = {
    "complained": "complained_at IS NOT NULL",
    "noticed": "notices > 0",
    "flagged": "flags > 0",
}
_WAITS = """
    UPDATE tutela."case" SET complained_at = found.since,
        queue_at = COALESCE(queue_at, found.since - priority * interval '1 hour')
    FROM (
        SELECT case_id, min(received_at) AS since FROM tutela.complaint
        WHERE state IN ('lodged', 'proposed') AND paused_until IS NULL GROUP BY case_id
    ) AS found
    WHERE id = found.case_id
"""


def upgrade() -> None:
    op.add_column(
        "case", sa.Column("complained_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )  # fmt: skip
    op.execute(_WAITS)
    op.add_column(
        "misuse",
        sa.Column("upheld_alone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="tutela",
    )
    op.drop_index("uq_notice_mail", "notice_mail", schema="tutela")
    op.create_index(
        "uq_notice_mail", "notice_mail", ["notice_id", "kind"], unique=True, schema="tutela",
        postgresql_where=sa.text("kind <> 'changed'"),
    )  # fmt: skip
    for name, holds in _TOLD.items():
        op.create_index(
            f"ix_case_{name}", "case", ["queue_at", "id"], schema="tutela",
            postgresql_where=sa.text(holds),
        )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
