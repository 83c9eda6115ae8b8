"""The place of a case in the queue, claims, and what people note on a case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The severity of each label, as the schemes had it when this was written.
_SEVERITIES = """
    ('a1-b2', 'A1', 10), ('a1-b2', 'A2', 8), ('a1-b2', 'B1', 9), ('a1-b2', 'B2', 7),
    ('interpol-baseline', 'baseline', 10), ('interpol-baseline', 'nationally-illegal', 7),
    ('no-abuse', 'age-ambiguous', 3), ('no-abuse', 'other-illegal', 5),
    ('no-abuse', 'not-decided', 3),
    ('tutela-demo', 'stand-in-grave', 9), ('tutela-demo', 'stand-in', 6)
"""

_CLAIM = (
    "(claimed_by IS NULL) = (claim_state IN ('free', 'escalated')) "
    "AND (claimed_by IS NULL) = (claimed_until IS NULL)"
)


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    for column in (
        _number("priority", sa.Integer()),
        sa.Column("queue_at", instant, nullable=True),
        _flag("danger"),
        _number("item_count", sa.Integer()),
        _number("pending", sa.Integer()),
        _number("seconding", sa.Integer()),
        _number("severity", sa.SmallInteger()),
        _flag("restoration"),
        sa.Column("hold_stage", sa.String(length=10), server_default="none", nullable=False),
        sa.Column("next_due_at", instant, nullable=True),
        sa.Column(
            "surfaces",
            postgresql.ARRAY(sa.String(length=40)),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("claim_state", sa.String(length=20), server_default="free", nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_by_name", sa.Text(), nullable=True),
        sa.Column("claimed_until", instant, nullable=True),
    ):
        op.add_column("case", column, schema="tutela")
    op.add_column("case_item", _number("severity", sa.SmallInteger()), schema="tutela")
    op.create_check_constraint(op.f("ck_case_claim"), "case", _CLAIM, schema="tutela")
    _count_what_is_there()
    _make_notes()
    _index("ix_case_claim", ["claimed_by"], "claimed_by IS NOT NULL")
    _index("ix_case_queue", ["queue_at", "id"], "queue_at IS NOT NULL")
    _index("ix_case_closed", ["closed_at", "id"], "closed_at IS NOT NULL")
    _index("ix_case_clock", ["next_due_at"], "hold_stage = 'running'")


def _number(name: str, kind: sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind, server_default=sa.text("0"), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "case", columns, unique=False, schema="tutela", postgresql_where=sa.text(where)
    )


def _make_notes() -> None:
    op.create_table(
        "case_note",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_case_note_case_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_case_note_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
        schema="tutela",
        comment="What people noted on a case. `until`: so long a skipped case is not given to them.",
    )
    op.create_index("ix_case_note_case_id", "case_note", ["case_id"], unique=False, schema="tutela")


def _count_what_is_there() -> None:
    """Gives every case the place that its facts had when this was written."""
    op.execute(
        f"""
        UPDATE tutela.case_item SET severity = found.severity
        FROM (
            SELECT d.item_id, max(known.severity) AS severity
            FROM tutela.detection d
            JOIN tutela.indicator i ON i.id = d.indicator_id
            JOIN (VALUES {_SEVERITIES}) AS known(scheme, label, severity)
                ON (known.scheme, known.label) = (i.scheme, i.label)
            GROUP BY d.item_id
        ) found
        WHERE found.item_id = case_item.item_id
        """  # noqa: S608 - the values stand above
    )
    op.execute(
        """
        UPDATE tutela."case" SET
            item_count = found.item_count, pending = found.pending, seconding = found.seconding,
            severity = found.severity, restoration = found.restoration, surfaces = found.surfaces
        FROM (
            SELECT ci.case_id, count(*) AS item_count,
                count(*) FILTER (WHERE ci.state = 'pending') AS pending,
                count(*) FILTER (WHERE ci.state = 'seconding') AS seconding,
                coalesce(max(ci.severity) FILTER (WHERE ci.state IN ('pending', 'seconding')
                    AND NOT ci.restoration_proposed), 0) AS severity,
                bool_or(ci.restoration_proposed) AS restoration,
                array_agg(DISTINCT i.surface ORDER BY i.surface) AS surfaces
            FROM tutela.case_item ci JOIN tutela.item i ON i.id = ci.item_id
            GROUP BY ci.case_id
        ) found
        WHERE found.case_id = "case".id
        """
    )
    op.execute(
        """
        UPDATE tutela."case" SET next_due_at = found.due_at, hold_stage = CASE
            WHEN found.alarmed THEN 'overdue'
            WHEN found.due_at <= now() + interval '24 hours' THEN 'ending' ELSE 'running' END
        FROM (
            SELECT ci.case_id, min(h.due_at) AS due_at,
                bool_or(h.alarmed_at IS NOT NULL) AS alarmed
            FROM tutela.hold h JOIN tutela.case_item ci ON ci.item_id = h.item_id
            WHERE h.ended_at IS NULL GROUP BY ci.case_id
        ) found
        WHERE found.case_id = "case".id
        """
    )
    op.execute(
        """
        UPDATE tutela."case" SET danger = true WHERE id IN (
            SELECT case_id FROM tutela.threat_assessment WHERE state IN ('threat', 'told')
        )
        """
    )
    op.execute(
        """
        UPDATE tutela."case" SET priority = severity * 6
            + CASE WHEN danger THEN 10000 ELSE 0 END
            + CASE hold_stage WHEN 'overdue' THEN 500 WHEN 'ending' THEN 192
                WHEN 'running' THEN 96 ELSE 0 END
            + CASE WHEN restoration THEN 250 ELSE 0 END
            + CASE WHEN predecessor_id IS NOT NULL THEN 24 ELSE 0 END
            + CASE WHEN item_count >= 10 THEN 24 ELSE 0 END
        """
    )
    op.execute(
        """
        UPDATE tutela."case" SET queue_at = opened_at - priority * interval '1 hour'
        WHERE state = 'open' OR seconding > 0
        """
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
