"""Notices from outside, messages to those who gave them, and their place in cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_SERVICE = ["tutela.service.service_id"]


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _false(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def upgrade() -> None:
    waiting = sa.Column("notices", sa.Integer(), server_default=sa.text("0"), nullable=False)
    for column in (waiting, _false("notice_trusted"), _false("notice_danger")):
        op.add_column("case", column, schema="tutela")
    op.create_table(
        "notice",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        _text("item_ref"),
        sa.Column("same_places", sa.String(length=64), nullable=False),
        _text("reasons"),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        _text("notifier"),
        _text("email"),
        sa.Column("language", sa.String(length=20), nullable=False),
        _text("flagger", ""),
        _false("trusted"),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("joined_id", sa.Uuid(), nullable=True),
        _instant("received_at"),
        _instant("due_at"),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        _text("told", ""),
        _false("unfounded"),
        sa.Column("duplicate_of_id", sa.Uuid(), nullable=True),
        _instant("decided_at", nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        _instant("erase_at", nullable=True),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(state = 'received') = (outcome IS NULL)", name=op.f("ck_notice_decided")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (erase_at IS NULL)", name=op.f("ck_notice_erase_at")
        ),
        sa.ForeignKeyConstraint(["service_id"], _SERVICE, name=op.f("fk_notice_service_id")),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(
            ["joined_id"], ["tutela.notice.id"], name=op.f("fk_notice_joined_id")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["tutela.notice.id"], name=op.f("fk_notice_duplicate_of_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        schema="tutela",
        comment="What somebody outside says is illegal, and where. Six months after it was decided, "
        "only what is counted is left of it.",
    )
    for name, columns, unique, where in _INDEXES:
        op.create_index(
            name,
            "notice",
            columns,
            unique=unique,
            schema="tutela",
            postgresql_where=sa.text(where) if where else None,
        )
    op.create_table(
        "notice_mail",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _text("last_error", ""),
        _instant("made_at"),
        _instant("finished_at", nullable=True),
        sa.ForeignKeyConstraint(["service_id"], _SERVICE, name=op.f("fk_notice_mail_service_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["tutela.notice.id"], name=op.f("fk_notice_mail_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_mail")),
        schema="tutela",
        comment="A message to whoever gave notice. The address is the notice's, and erased with it.",
    )
    op.create_index(
        "uq_notice_mail", "notice_mail", ["notice_id", "kind"], unique=True, schema="tutela"
    )


_INDEXES = (
    ("uq_notice_code", ["code_hash"], True, "code_hash IS NOT NULL"),
    ("uq_notice_token", ["token_hash"], True, "token_hash IS NOT NULL"),
    ("ix_notice_case_id", ["case_id"], False, ""),
    ("ix_notice_joined_id", ["joined_id"], False, "joined_id IS NOT NULL"),
    ("ix_notice_waiting", ["due_at"], False, "state = 'received'"),
    ("ix_notice_received_at", ["received_at", "id"], False, ""),
    ("ix_notice_source", ["source", "received_at"], False, "source <> ''"),
    ("ix_notice_erase_at", ["erase_at"], False, "state = 'decided'"),
)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
