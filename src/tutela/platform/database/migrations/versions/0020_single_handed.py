"""A node of one person: its cooling-off, and what is marked as one person's."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "single_handed",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_single_handed_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_handed")),
        schema="tutela",
        comment="When this node was declared to be one person's, and until when.",
    )
    op.create_index(
        "uq_single_handed_open",
        "single_handed",
        ["service_id"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_audit_event_single_person",
        "audit_event",
        ["event"],
        schema="tutela",
        postgresql_where=sa.text("(facts ->> 'single_person') = 'true'"),
    )
    for table in ("approval_request", "report"):
        op.add_column(
            table,
            sa.Column(
                "single_person", sa.Boolean(), server_default=sa.text("false"), nullable=False
            ),
            schema="tutela",
        )
    op.add_column(
        "approval_request",
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    _sessions_know_by_what_they_were_proven()


def _sessions_know_by_what_they_were_proven() -> None:
    """Those that are open were proven at least by what opened them."""
    op.add_column(
        "login_session",
        sa.Column("proven_by", sa.String(length=20), nullable=True),
        schema="tutela",
    )
    op.execute("UPDATE tutela.login_session SET proven_by = method")
    op.alter_column("login_session", "proven_by", nullable=False, schema="tutela")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
