"""Papers that somebody closed, kept as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def _text(name: str, length: int | None = None, default: str | None = None) -> sa.Column[str]:
    kind: sa.String = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default=default, nullable=False)


def _keys(table: str) -> list[sa.Constraint]:
    service = sa.ForeignKeyConstraint(
        ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
    )
    return [service, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_paper_edition_{name}"))


def upgrade() -> None:
    op.create_table(
        "paper_content",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        *_keys("paper_content"),
        schema="tutela",
        comment="The files of a closed paper in one archive: numbers and texts, without personal "
        "data. Nobody may rewrite one, and while its edition names it, nobody can delete it.",
    )
    op.create_table(
        "paper_edition",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind", 10),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("reason", default=""),
        _text("sha256", 64),
        _text("state", 10),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        _text("closed_by"),
        _text("closed_by_name"),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_id", sa.Uuid(), nullable=True),
        _check("period", "first <= last"),
        _check("version", "version >= 1"),
        _check("reason", "(version = 1) = (reason = '')"),
        _check("content", "(content_id IS NULL) = (erased_at IS NOT NULL)"),
        _check("clock", "erased_at >= erase_at"),
        _check("years", "erase_at >= closed_at + interval '43824 hours'"),
        sa.ForeignKeyConstraint(
            ["content_id"], ["tutela.paper_content.id"], name=op.f("fk_paper_edition_content_id")
        ),
        *_keys("paper_edition"),
        schema="tutela",
        comment="A paper that somebody closed, in one version. When its years are over its "
        "content is erased; that there was one, with its hash, stays.",
    )
    op.create_index(
        "uq_paper_edition", "paper_edition", ["service_id", "kind", "first", "last", "version"],
        unique=True, schema="tutela",
    )  # fmt: skip
    op.create_index(
        "ix_paper_edition_erase_at", "paper_edition", ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
