"""Several sources of an indicator, and the state `active`."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = "state IN ('proposed', 'verified', 'active', 'withdrawn')"
_VERIFIED_BY = "state NOT IN ('verified', 'active') OR verified_by IS NOT NULL"


def upgrade() -> None:
    op.add_column(
        "indicator",
        sa.Column("kinds", postgresql.ARRAY(sa.String(length=10)), nullable=True),
        schema="tutela",
    )
    op.create_table(
        "indicator_statement",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.String(length=10)), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_indicator_statement_state")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (cause IS NOT NULL)", name=op.f("ck_indicator_statement_cause")
        ),
        sa.CheckConstraint(_VERIFIED_BY, name=op.f("ck_indicator_statement_verified_by")),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["tutela.indicator.id"],
            name=op.f("fk_indicator_statement_indicator_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_statement")),
        schema="tutela",
        comment="What sources say of an indicator beside the one it leads with, whose statement is "
        "the indicator's own row; and what former sources said, without their reference.",
    )
    op.create_index(
        "uq_indicator_statement_source",
        "indicator_statement",
        ["indicator_id", "source"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_index(
        "ix_indicator_statement_indicator_id",
        "indicator_statement",
        ["indicator_id"],
        unique=False,
        schema="tutela",
    )
    op.create_index(
        "ix_indicator_statement_batch_id",
        "indicator_statement",
        ["batch_id"],
        unique=False,
        schema="tutela",
    )
    op.create_index(
        "ix_indicator_statement_reference",
        "indicator_statement",
        ["bank_id", "reference"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("reference <> ''"),
    )
    _verified_entries_become_active()


def _verified_entries_become_active() -> None:
    """What could hold an item before can do so after; indexes read the new state."""
    op.drop_constraint(op.f("ck_indicator_state"), "indicator", schema="tutela", type_="check")
    op.drop_constraint(
        op.f("ck_indicator_verified_by"), "indicator", schema="tutela", type_="check"
    )
    op.execute("UPDATE tutela.index_state SET revision = revision + 1")
    op.execute(
        "UPDATE tutela.indicator SET state = 'active', "
        "revision = (SELECT max(revision) FROM tutela.index_state) WHERE state = 'verified'"
    )
    op.create_check_constraint(op.f("ck_indicator_state"), "indicator", _STATES, schema="tutela")
    op.create_check_constraint(
        op.f("ck_indicator_verified_by"), "indicator", _VERIFIED_BY, schema="tutela"
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
