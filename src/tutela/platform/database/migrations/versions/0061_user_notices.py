"""Users are told of reports to the Centre when that is due, and authorities may hold that back."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("hold_since", "hold_until", "user_told_at"):
        op.add_column(
            "received_report",
            sa.Column(name, sa.DateTime(timezone=True), nullable=True),
            schema="tutela",
        )
    op.create_check_constraint(
        op.f("ck_received_report_held_since"),
        "received_report",
        "hold_until IS NULL OR hold_since IS NOT NULL",
        schema="tutela",
    )
    op.create_table(
        "user_notice",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_user_notice_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_user_notice_service_id")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_user_notice")),
        schema="tutela",
        comment="That the user of a report to the EU Centre is to be told of it, and when.",
    )
    op.create_index(
        "ix_user_notice_due_at",
        "user_notice",
        ["due_at"],
        schema="tutela",
        postgresql_where=sa.text("state IN ('waiting', 'held')"),
    )
    # Whoever was reported before this is told as well, when their three months are over.
    op.execute(
        """
        INSERT INTO tutela.user_notice (service_id, report_id, state, due_at)
        SELECT r.service_id, r.id, 'waiting', r.filed_at + interval '3 months'
        FROM tutela.report r
        JOIN tutela.centre_telling t ON t.report_id = r.id
        WHERE t.number <> '' AND r.state = 'filed' AND r.kind <> 'correction'
          AND r.filed_at IS NOT NULL
        """
    )
