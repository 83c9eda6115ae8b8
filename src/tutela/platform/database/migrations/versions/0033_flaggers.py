"""Trusted flaggers, and which notices are theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_HOLDS = sa.text("state <> 'ended'")


def _text(name: str, length: int | None = None, default: str | None = None) -> sa.Column[str]:
    kind: sa.String = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default=default, nullable=False)


def upgrade() -> None:
    op.create_table(
        "flagger",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("name", 200),
        _text("awarded_by", 200),
        _text("member_state", 2),
        _text("areas"),
        _text("contact"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        _text("state", 10),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        _text("state_reason", default=""),
        _text("state_by"),
        _text("state_by_name"),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_flagger_service_id")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["tutela.api_key.id"], name=op.f("fk_flagger_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flagger")),
        schema="tutela",
        comment="Trusted flaggers, and how their status stands. Kept: organisations, not people.",
    )
    for name, columns in (("name", ["service_id", "name"]), ("key", ["key_id"])):
        op.create_index(
            f"uq_flagger_{name}", "flagger", columns, unique=True, schema="tutela",
            postgresql_where=_HOLDS,
        )  # fmt: skip
    op.add_column("notice", sa.Column("flagger_id", sa.Uuid(), nullable=True), schema="tutela")
    op.create_foreign_key(
        op.f("fk_notice_flagger_id"), "notice", "flagger", ["flagger_id"], ["id"],
        source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_index(
        "ix_notice_flagger_id", "notice", ["flagger_id"], schema="tutela",
        postgresql_where=sa.text("flagger_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
