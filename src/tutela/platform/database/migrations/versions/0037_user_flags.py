"""What users flagged, and its place in cases."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _string(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _flag(name: str, default: str | None = None) -> sa.Column[bool]:
    said = sa.text(default) if default else None
    return sa.Column(name, sa.Boolean(), server_default=said, nullable=False)


def upgrade() -> None:
    for name in ("flags", "flag_accounts"):
        count = sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        op.add_column("case", count, schema="tutela")
    for name in ("flag_danger", "flag_harmed"):
        op.add_column("case", _flag(name, "false"), schema="tutela")
    op.create_table(
        "user_flag",
        _string("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("ref"),
        sa.Column("ref_hash", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        _text("item_ref"),
        _string("surface", 40),
        _string("category", 20),
        _string("state", 10),
        *(_flag(name) for name in ("danger", "child", "harmed", "disclosed")),
        _string("language", 20),
        _string("reporter", 40),
        _text("sealed", nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        _string("profile", 40),
        _instant("received_at"),
        _string("outcome", 20, nullable=True),
        _flag("unfounded", "false"),
        _instant("decided_at", nullable=True),
        _text("decided_by", nullable=True),
        _text("decided_by_name", nullable=True),
        _instant("erase_at", nullable=True),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(state = 'received') = (outcome IS NULL)", name=op.f("ck_user_flag_decided")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (erase_at IS NULL)", name=op.f("ck_user_flag_erase_at")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_user_flag_service_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_user_flag_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_flag")),
        schema="tutela",
        comment="What a user of a platform flagged there. Six months after it was decided, only "
        "what is counted is left of it: no account, no words, no context, no item.",
    )
    for name, column, unique, where in _INDEXES:
        op.create_index(
            name,
            "user_flag",
            [column],
            unique=unique,
            schema="tutela",
            postgresql_where=sa.text(where) if where else None,
        )


_INDEXES = (
    ("uq_user_flag_ref", "ref_hash", True, "ref_hash IS NOT NULL"),
    ("ix_user_flag_case_id", "case_id", False, ""),
    ("ix_user_flag_waiting", "received_at", False, "state = 'received'"),
    ("ix_user_flag_erase_at", "erase_at", False, "state = 'decided'"),
)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
