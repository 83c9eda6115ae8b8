"""Complaints, and what is brought before other bodies."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_WAITING = sa.text("state IN ('lodged', 'proposed')")
_ONE_OF = "num_nonnulls(statement_id, notice_id) = 1"
_REFERS = {
    "statement_id": "statement",
    "notice_id": "notice",
    "case_id": "case",
    "item_id": "item",
}


def _text(name: str, length: int | None = None, default: str | None = None) -> sa.Column[str]:
    kind: sa.String = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default=default, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _keys(table: str) -> list[sa.Constraint]:
    service = sa.ForeignKeyConstraint(
        ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
    )
    others = [
        sa.ForeignKeyConstraint([name], [f"tutela.{to}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, to in _REFERS.items()
    ]
    return [service, *others, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _about() -> list[sa.Column[UUID]]:
    return [
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        "complaint",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("whose", 10),
        *_about(),
        _text("words"),
        _text("language", 35),
        _text("state", 10),
        _instant("received_at"),
        _instant("due_at"),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        _text("told", default=""),
        sa.Column("unfounded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("single_person", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _instant("decided_at", nullable=True),
        _text("decided_by", default=""),
        _text("decided_by_name", default=""),
        _instant("erase_at", nullable=True),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(_ONE_OF, name=op.f("ck_complaint_about")),
        sa.CheckConstraint(
            "(state IN ('lodged', 'proposed')) = (outcome IS NULL)",
            name=op.f("ck_complaint_decided"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (erase_at IS NULL)", name=op.f("ck_complaint_erase_at")
        ),
        *_keys("complaint"),
        schema="tutela",
        comment="What somebody says against a restriction, or against what came of their notice. "
        "Six months after its decision, only what is counted is left of it.",
    )
    for column in ("statement_id", "notice_id"):
        op.create_index(
            f"uq_complaint_{column}", "complaint", [column], unique=True, schema="tutela"
        )
    op.create_index("ix_complaint_case_id", "complaint", ["case_id"], schema="tutela")
    op.create_index("ix_complaint_received_at", "complaint", ["received_at", "id"], schema="tutela")
    op.create_index(
        "ix_complaint_item_waiting", "complaint", ["item_id"], schema="tutela",
        postgresql_where=_WAITING,
    )  # fmt: skip
    op.create_index(
        "ix_complaint_waiting", "complaint", ["due_at"], schema="tutela", postgresql_where=_WAITING
    )
    op.create_index(
        "ix_complaint_erase_at", "complaint", ["erase_at"], schema="tutela",
        postgresql_where=sa.text("state = 'decided'"),
    )  # fmt: skip
    op.create_table(
        "proceeding",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind", 10),
        *_about(),
        _text("body", 200),
        _text("reference", 200),
        _text("state", 10),
        sa.Column("begun_on", sa.Date(), nullable=False),
        _instant("due_at", nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        _text("reason", default=""),
        _instant("recorded_at"),
        _text("recorded_by_name"),
        _instant("ended_at", nullable=True),
        _text("ended_by_name", default=""),
        sa.CheckConstraint(_ONE_OF, name=op.f("ck_proceeding_about")),
        sa.CheckConstraint(
            "(result IS NULL) = (ended_at IS NULL)", name=op.f("ck_proceeding_ended")
        ),
        *_keys("proceeding"),
        schema="tutela",
        comment="What an out-of-court body or a court was asked about a decision here, and what it "
        "said. No names of people; kept as long as its case.",
    )
    op.create_index(
        "uq_proceeding_reference", "proceeding", ["service_id", "kind", "body", "reference"],
        unique=True, schema="tutela",
    )  # fmt: skip
    op.create_index("ix_proceeding_case_id", "proceeding", ["case_id"], schema="tutela")
    op.create_index(
        "ix_proceeding_running", "proceeding", ["due_at"], schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
