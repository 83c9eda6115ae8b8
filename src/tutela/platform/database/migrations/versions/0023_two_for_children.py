"""Everybody who had a hand in a mark, and everybody who was unsure about an item, is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Marks that were taken off before left only their rows in the log.
_MARKERS = """
UPDATE tutela.case_item AS one SET markers = found.people, said_childs = found.childs
FROM (
    SELECT subject_id, bool_or((facts ->> 'childs_account') = 'true') AS childs,
           array_agg(DISTINCT actor_id) AS people
    FROM tutela.audit_event
    WHERE event IN ('circumstance:set', 'circumstance:clear') AND subject_kind = 'item'
    GROUP BY subject_id
) AS found
WHERE found.subject_id = one.item_id::text
"""
_MARKED = """
UPDATE tutela.case_item
SET said_childs = said_childs OR childs_account,
    markers = CASE WHEN marked_by = ANY (markers) THEN markers ELSE markers || marked_by END
WHERE marked_by IS NOT NULL
"""
# Who was unsure since the last decision that was more than that.
_DOUBTERS = """
UPDATE tutela.case_item AS one
SET doubters = ARRAY[unsure_by] || ARRAY(
    SELECT DISTINCT made.decided_by FROM tutela.decision AS made
    WHERE made.item_id = one.item_id AND made.state = 'passed' AND made.decided_by <> unsure_by
      AND NOT EXISTS (
        SELECT FROM tutela.decision AS later
        WHERE later.item_id = made.item_id AND later.state <> 'passed'
          AND (later.decided_at, later.id) > (made.decided_at, made.id)
      )
)
WHERE unsure_by IS NOT NULL
"""


def upgrade() -> None:
    people = postgresql.ARRAY(sa.Text())
    empty = sa.text("'{}'")
    columns: tuple[sa.Column[object], ...] = (
        sa.Column("doubters", people, server_default=empty, nullable=False),
        sa.Column("markers", people, server_default=empty, nullable=False),
        sa.Column("said_childs", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for column in columns:
        op.add_column("case_item", column, schema="tutela")
    for statement in (_MARKERS, _MARKED, _DOUBTERS):
        op.execute(statement)
    for name in ("circumstance", "unsure"):
        op.drop_constraint(op.f(f"ck_case_item_{name}"), "case_item", schema="tutela")
    op.drop_column("case_item", "marked_by", schema="tutela")
    op.drop_column("case_item", "unsure_by", schema="tutela")
    op.create_check_constraint(
        op.f("ck_case_item_circumstance"),
        "case_item",
        "(circumstance IS NULL OR cardinality(markers) > 0) "
        "AND (circumstance IS NOT NULL OR NOT childs_account) "
        "AND (said_childs OR NOT childs_account)",
        schema="tutela",
    )
    op.create_check_constraint(
        op.f("ck_case_item_unsure"),
        "case_item",
        "state <> 'unsure' OR cardinality(doubters) > 0",
        schema="tutela",
    )
    op.create_index(
        "ix_case_item_said_childs",
        "case_item",
        ["service_id"],
        schema="tutela",
        postgresql_where=sa.text("said_childs"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
