"""Statements of reasons, the language of an account, and where users can complain."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("item", "intake"):
        _add(name, sa.Column("language", sa.String(35), nullable=False, server_default=""))
    _add("service", sa.Column("contact", sa.Text(), nullable=False, server_default=""))
    _statements()
    _tellings()


def _add(table: str, column: "sa.Column[str]") -> None:
    op.add_column(table, column, schema="tutela")


def _statements() -> None:
    op.create_table(
        "statement",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("item_id", "case_id")),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.String(length=20), nullable=False) for name in ("kind", "state")),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        *(_instant(name) for name in ("restricted_at", "made_at")),
        *(_instant(name, nullable=True) for name in ("issued_at", "ended_at")),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_statement_ended")
        ),
        sa.CheckConstraint(
            "(state = 'issued') = (issued_at IS NOT NULL)", name=op.f("ck_statement_issued")
        ),
        _service("statement"),
        *(
            _reference("statement", column, target)
            for column, target in (
                ("item_id", "item"),
                ("case_id", "case"),
                ("action_id", "action"),
                ("decision_id", "decision"),
                ("ended_by_id", "statement"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        schema="tutela",
        comment="What a user is told about a restriction, as facts without anybody's name; kept as "
        "long as its case.",
    )
    _index("uq_statement_action_id", "statement", ["action_id"], unique=True)
    _index("ix_statement_item_id", "statement", ["item_id", "restricted_at"])
    _index("ix_statement_case_id", "statement", ["case_id"])
    _index("ix_statement_made_at", "statement", ["made_at", "id"])
    waiting = sa.text("state IN ('made', 'unfit')")
    _index("ix_statement_waiting", "statement", ["made_at"], postgresql_where=waiting)


def _tellings() -> None:
    op.create_table(
        "statement_telling",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        _instant("sent_at"),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default="")
            for name in ("by_id", "by_name")
        ),
        _service("statement_telling"),
        _reference("statement_telling", "statement_id", "statement"),
        _reference("statement_telling", "delivery_id", "webhook_delivery"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_telling")),
        schema="tutela",
        comment="Each message by which somebody was told of a statement; its receipt is the "
        "delivery's.",
    )
    _index("ix_statement_telling_statement_id", "statement_telling", ["statement_id"])
    _index(
        "uq_statement_telling_first",
        "statement_telling",
        ["statement_id", "way"],
        unique=True,
        postgresql_where=sa.text("by_id = ''"),
    )


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _service(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_service_id")
    return sa.ForeignKeyConstraint(["service_id"], ["tutela.service.service_id"], name=name)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"tutela.{target}.id"], name=name)


def _index(name: str, table: str, columns: list[str], **more: Any) -> None:
    op.create_index(name, table, columns, schema="tutela", **more)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
