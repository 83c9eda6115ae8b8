"""A hotline works on addresses that somebody reported."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


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


def _key(name: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{name}"))


def upgrade() -> None:
    _case()
    _parts()
    _others()


def _case() -> None:
    name = "hotline_case"
    _made(
        name,
        _id("id"),
        sa.Column("address", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False, server_default=""),
        sa.Column("police_first", sa.Boolean(), nullable=False),
        sa.Column("police_settled", sa.Boolean(), nullable=False),
        _id("peer_id", nullable=True),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _instant("opened_at"),
        *(_instant(one, nullable=True) for one in ("due_at", "looked_at", "ended_at")),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f(f"ck_{name}_erased_without_key"),
        ),
        sa.CheckConstraint(
            "(address IS NULL) = (erased_at IS NOT NULL)",
            name=op.f(f"ck_{name}_erased_without_address"),
        ),
        _of(name, "peer_id", "peer"),
        _key(name, "id"),
        comment="An address that was reported to this hotline. What is said of it is sealed with a "
        "key of its own, which is erased at the end of its clock.",
    )
    op.create_index("ix_hotline_case_address", name, ["address"], unique=True, schema="tutela")
    op.create_index(
        "ix_hotline_case_open", name, ["urgent", "due_at"], schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_hotline_case_erase_at", name, ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def _parts() -> None:
    name = "hotline_item"
    _made(
        name,
        _id("id"),
        _id("case_id"),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("illegal", sa.Boolean(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_by", sa.Text(), nullable=False),
        sa.Column("assessed_by_name", sa.Text(), nullable=False),
        _instant("assessed_at"),
        _of(name, "case_id", "hotline_case"),
        _key(name, "id"),
        comment="One thing at an address, and what a person found it to be.",
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id", "assessed_at"], schema="tutela")
    name = "hotline_step"
    _made(
        name,
        _id("id"),
        _id("case_id"),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _instant("at"),
        _of(name, "case_id", "hotline_case"),
        _key(name, "id"),
        comment="What was done with a hotline's case, by whom and why; the words are sealed, and "
        "erased with it.",
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id", "at"], schema="tutela")


def _others() -> None:
    name = "hotline_origin"
    _made(
        name,
        _id("peer_id"),
        _id("given_id"),
        _id("case_id"),
        _instant("at"),
        _of(name, "peer_id", "peer"),
        _of(name, "case_id", "hotline_case"),
        _key(name, "peer_id", "given_id"),
        comment="Which hotline handed a case over to this one, and what it calls it.",
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id"], schema="tutela")
    name = "hotline_mail"
    _made(
        name,
        _id("id"),
        _id("case_id"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("last_error", sa.Text(), nullable=False, server_default=""),
        _instant("made_at"),
        _instant("finished_at", nullable=True),
        _of(name, "case_id", "hotline_case"),
        _key(name, "id"),
        comment="A message to the host of a case; what it says is made of the case when it is sent.",
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id", "made_at"], schema="tutela")
    name = "hotline_route"
    _made(
        name,
        sa.Column("country", sa.String(length=2), nullable=False),
        _id("peer_id"),
        sa.Column("set_by_name", sa.Text(), nullable=False),
        _instant("set_at"),
        _of(name, "peer_id", "peer"),
        _key(name, "country"),
        comment="Which hotline's node gets the cases that a country hosts.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
