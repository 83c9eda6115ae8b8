"""Indicators go between an authority, the EU Centre and providers."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, empty: bool = False, length: int | None = None) -> sa.Column[str]:
    kind = sa.String(length=length) if length else sa.Text()
    default = "" if empty else None
    return sa.Column(name, kind, nullable=False, server_default=default)


def _made(name: str, *columns: object, comment: str) -> None:
    op.create_table(
        name,
        sa.Column("service_id", sa.String(length=40), nullable=False),
        *columns,  # type: ignore[arg-type]
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{name}_service_id")
        ),
        schema="tutela",
        comment=comment,
    )


def _of(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"tutela.{target}.id"], name=op.f(f"fk_{name}_{column}")
    )


def upgrade() -> None:
    _submissions()
    _accesses()
    _told()


def _submissions() -> None:
    name = "indicator_submission"
    _made(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("given_id", sa.Uuid(), nullable=False),
        _text("category", length=10),
        _text("media", length=10),
        _text("language", length=20),
        _text("scheme", length=40),
        _text("label", length=40),
        sa.Column("fingerprints", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _text("source", length=200),
        _text("state", length=10),
        _text("profile", length=40),
        _instant("proposed_at"),
        _text("proposed_by"),
        _text("proposed_by_name"),
        _instant("assessed_at", nullable=True),
        _text("assessed_by_name", empty=True),
        _text("first_assessor", empty=True, length=40),
        _text("second_assessor", empty=True, length=40),
        _instant("decided_at", nullable=True),
        _text("decided_by_name", empty=True),
        _text("reason", empty=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        *(_instant(one, nullable=True) for one in ("reverify_by", "erase_at", "erased_at")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (cause IS NOT NULL)", name=op.f(f"ck_{name}_cause")
        ),
        sa.CheckConstraint(
            "(state IN ('dropped', 'refused', 'withdrawn')) = (erase_at IS NOT NULL)",
            name=op.f(f"ck_{name}_erase_at"),
        ),
        _of(name, "peer_id", "peer"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("peer_id", "given_id", name=op.f(f"uq_{name}_peer_id_given_id")),
        comment="Indicators that an authority submits to the Centre, on the node of each. Half a "
        "year after one is over, its fingerprints and what it rests on are gone.",
    )
    op.create_index(f"ix_{name}_state", name, ["state", "proposed_at"], schema="tutela")
    op.create_index(
        f"ix_{name}_erase_at", name, ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def _accesses() -> None:
    name = "indicator_access"
    _made(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("given_id", sa.Uuid(), nullable=False),
        _text("category", length=10),
        _text("purpose"),
        _text("basis"),
        _instant("begins_at"),
        _instant("ends_at"),
        _text("state", length=10),
        _text("profile", length=40),
        _instant("asked_at"),
        _text("asked_by_name"),
        _instant("decided_at", nullable=True),
        _text("decided_by_name", empty=True),
        _text("reason", empty=True),
        _text("source", length=200),
        _text("bank", empty=True, length=40),
        sa.Column("number", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("sought", sa.BigInteger(), nullable=True),
        *(_instant(one, nullable=True) for one in ("sought_at", "heard_at")),
        sa.Column("refused", sa.Integer(), nullable=False, server_default=sa.text("0")),
        *(_instant(one, nullable=True) for one in ("over_at", "erased_at")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f(f"ck_{name}_period")),
        _of(name, "peer_id", "peer"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("peer_id", "given_id", name=op.f(f"uq_{name}_peer_id_given_id")),
        comment="Accesses of providers to databases of the Centre, on the node of each.",
    )
    op.create_index(
        f"uq_{name}_live", name, ["peer_id", "category"], unique=True, schema="tutela",
        postgresql_where=sa.text("state IN ('requested', 'granted')"),
    )  # fmt: skip


def _told() -> None:
    name = "indicator_release"
    _made(
        name,
        _text("category", length=10),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        _instant("released_at"),
        _of(name, "entry", "indicator"),
        sa.PrimaryKeyConstraint("category", "number", name=op.f(f"pk_{name}")),
        comment="What the Centre tells of each database, numbered without gaps: an entry, or that "
        "it is withdrawn.",
    )
    op.create_index(f"ix_{name}_entry", name, ["entry"], schema="tutela")
    name = "indicator_gone"
    _made(
        name,
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.Uuid(), nullable=False),
        _text("cause", length=20),
        _instant("told_at"),
        _of(name, "access_id", "indicator_access"),
        sa.PrimaryKeyConstraint("access_id", "entry", name=op.f(f"pk_{name}")),
        comment="Entries that the Centre withdrew, for a provider: one that comes later than that "
        "is not taken in.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
