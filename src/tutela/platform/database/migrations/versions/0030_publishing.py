"""Statements for the Transparency Database, and where each service's go."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _targets()
    _publications()


def _targets() -> None:
    op.create_table(
        "publishing_target",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("environment", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("sealed_token", sa.Text(), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "environment IN ('simulator', 'test', 'production')",
            name=op.f("ck_publishing_target_environment"),
        ),
        sa.CheckConstraint(
            "(environment = 'simulator') = (address <> '')",
            name=op.f("ck_publishing_target_address"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_publishing_target_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_target")),
        schema="tutela",
        comment="Where a service's statements of reasons go. Its token is sealed by the node's key.",
    )
    op.create_index(
        "uq_publishing_target_service_id",
        "publishing_target",
        ["service_id"],
        unique=True,
        schema="tutela",
    )


def _publications() -> None:
    op.create_table(
        "publication",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("puid", sa.String(length=64), nullable=False),
        sa.Column("record", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_id", sa.Text(), server_default="", nullable=False),
        sa.Column("environment", sa.String(length=20), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_publication_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["tutela.statement.id"], name=op.f("fk_publication_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        schema="tutela",
        comment="A statement of reasons for the Commission's public database, in fixed words and "
        "without personal data; kept as long as its statement.",
    )
    for name, column in (("statement_id", "statement_id"), ("puid", "puid")):
        op.create_index(
            f"uq_publication_{name}", "publication", [column], unique=True, schema="tutela"
        )
    op.create_index(
        "ix_publication_made_at", "publication", ["made_at", "id"], unique=False, schema="tutela"
    )
    op.create_index(
        "ix_publication_open",
        "publication",
        ["service_id", "state", "made_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("state NOT IN ('stored', 'closed')"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
