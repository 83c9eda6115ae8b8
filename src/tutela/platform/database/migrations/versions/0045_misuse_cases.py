"""Cases of misuse, and what waits because of them."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('warned', 'suspended')")
_EMPTY = ("suspended_told", "suspended_by", "suspended_by_name", "seconded_by", "seconded_by_name",
          "objection", "upheld", "upheld_by_name", "ended_by_name", "end_reason")  # fmt: skip
_LATER = ("answered_at", "suspended_at", "suspended_until", "objected_at", "upheld_at", "ended_at",
          "erase_at", "erased_at")  # fmt: skip


def _text(name: str, length: int | None = None, default: str | None = None) -> sa.Column[str]:
    kind: sa.String = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default=default, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, to: str) -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}")
    target = "tutela.service.service_id" if to == "service" else f"tutela.{to}.id"
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    _misuse()
    _pause()
    for table in ("notice", "complaint"):
        _waits(table)


def _misuse() -> None:
    op.create_table(
        "misuse",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind", 12),
        _text("state", 10),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        _text("account_ref"),
        _text("language", 35),
        sa.Column("factors", JSONB(), nullable=False),
        *(_text(name) for name in ("gravity", "intention", "told")),
        _instant("warned_at"),
        *(_text(name) for name in ("warned_by", "warned_by_name")),
        sa.Column("delivery_id", sa.Uuid(), nullable=True),
        *(_text(name, default="") for name in _EMPTY),
        sa.Column("single_person", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        *(_instant(name, nullable=True) for name in _LATER),
        sa.CheckConstraint(
            "(suspended_at IS NULL) = (suspended_until IS NULL)", name=op.f("ck_misuse_suspended")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('warned', 'suspended'))", name=op.f("ck_misuse_ended")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (erase_at IS NULL)", name=op.f("ck_misuse_erase_at")
        ),
        _key("misuse", "service_id", "service"),
        _key("misuse", "key_id", "api_key"),
        _key("misuse", "delivery_id", "webhook_delivery"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse")),
        schema="tutela",
        comment="Who was warned or suspended for misuse, and what people weighed. Six months after "
        "its end only what is counted is left of it.",
    )
    op.create_index(
        "uq_misuse_open", "misuse", ["service_id", "kind", "key_id", "account_ref"], unique=True,
        schema="tutela", postgresql_nulls_not_distinct=True, postgresql_where=_OPEN,
    )  # fmt: skip
    op.create_index("ix_misuse_warned_at", "misuse", ["warned_at", "id"], schema="tutela")
    op.create_index("ix_misuse_suspended_at", "misuse", ["suspended_at"], schema="tutela")
    op.create_index(
        "ix_misuse_erase_at", "misuse", ["erase_at"], schema="tutela",
        postgresql_where=sa.text("state = 'ended'"),
    )  # fmt: skip


def _pause() -> None:
    op.create_table(
        "pause",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("what", 12),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        _text("account_ref"),
        _instant("until"),
        _instant("ended_at", nullable=True),
        _key("pause", "service_id", "service"),
        _key("pause", "key_id", "api_key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
        schema="tutela",
        comment="Whose notices or complaints are looked at only later. The account is emptied when "
        "the pause ends, which it does by itself.",
    )
    op.create_index(
        "uq_pause_running", "pause", ["service_id", "what", "key_id", "account_ref"], unique=True,
        schema="tutela", postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip


def _waits(table: str) -> None:
    op.add_column(table, _instant("paused_until", nullable=True), schema="tutela")
    op.add_column(table, sa.Column("pause_id", sa.Uuid(), nullable=True), schema="tutela")
    op.create_foreign_key(
        op.f(f"fk_{table}_pause_id"), table, "pause", ["pause_id"], ["id"],
        source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_check_constraint(
        op.f(f"ck_{table}_paused"), table, "(paused_until IS NULL) = (pause_id IS NULL)",
        schema="tutela",
    )  # fmt: skip
    op.create_index(
        f"ix_{table}_paused", table, ["paused_until"], schema="tutela",
        postgresql_where=sa.text("paused_until IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
