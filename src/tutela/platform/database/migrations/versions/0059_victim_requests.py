"""Victims ask which reports there are of known material, and for help with its removal."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, empty: bool = False) -> sa.Column[str]:
    default = sa.text("''") if empty else None
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _name(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _keys(table: str, **references: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"tutela.{at}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, at in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _erase_index(table: str) -> None:
    op.create_index(
        f"ix_{table}_erase_at", table, ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def upgrade() -> None:
    _request()
    _search()
    _hit()
    _removal()


def _request() -> None:
    op.create_table(
        "victim_request",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Uuid(), nullable=False),
        _text("state", 20),
        _text("asked", 10),
        _text("who", 20),
        _text("preference", 20),
        _text("language", 20),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        _text("source", 40),
        _instant("received_at"),
        _instant("due_at"),
        _text("profile", 40),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        _instant("passed_at", nullable=True),
        _instant("answered_at", nullable=True),
        _name("answered_by"),
        _name("answered_by_name"),
        _instant("news_at", nullable=True),
        _text("problem", 20, empty=True),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("mail_state", sa.String(length=10), nullable=True),
        sa.Column("mail_tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        _name("mail_problem"),
        sa.CheckConstraint(
            "(sealed IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_victim_request_erased")
        ),
        sa.CheckConstraint(
            "(code_hash IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_victim_request_code")
        ),
        *_keys("victim_request", centre_id="peer"),
        sa.UniqueConstraint("number", name=op.f("uq_victim_request_number")),
        schema="tutela",
        comment="Somebody asks which reports there are of known material of them, or for help with "
        "its removal. Erased when they take it back, or at the end of its clock.",
    )
    op.create_index(
        "uq_victim_request_code", "victim_request", ["code_hash"], unique=True, schema="tutela",
        postgresql_where=sa.text("code_hash IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_victim_request_source", "victim_request", ["source", "received_at"], schema="tutela",
        postgresql_where=sa.text("source <> ''"),
    )  # fmt: skip
    op.create_index(
        "ix_victim_request_received_at", "victim_request", ["received_at", "id"], schema="tutela"
    )
    _erase_index("victim_request")


def _search() -> None:
    op.create_table(
        "victim_search",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        _text("authority_name", 200),
        _text("state", 20),
        _text("asked", 10),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _instant("received_at"),
        _instant("due_at"),
        _text("profile", 40),
        _instant("searched_at", nullable=True),
        _name("searched_by"),
        _name("searched_by_name"),
        _instant("released_at", nullable=True),
        _name("released_by"),
        _name("released_by_name"),
        _instant("rechecked_until", nullable=True),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(sealed IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_victim_search_erased")
        ),
        sa.CheckConstraint(
            "released_by = '' OR released_by <> searched_by",
            name=op.f("ck_victim_search_two_people"),
        ),
        *_keys("victim_search", authority_id="peer"),
        sa.UniqueConstraint(
            "authority_id", "number", name=op.f("uq_victim_search_authority_id_number")
        ),
        schema="tutela",
        comment="A victim's request at the Centre: a number, and what stands for the item. Nobody "
        "here knows whose it is.",
    )
    op.create_index(
        "ix_victim_search_received_at", "victim_search", ["received_at", "id"], schema="tutela"
    )
    _erase_index("victim_search")


def _hit() -> None:
    op.create_table(
        "victim_hit",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("search_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        _text("provider", 200),
        _text("reference", 100),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        _text("forwarded_to", 200),
        sa.Column("removed", sa.Boolean(), nullable=False),
        _text("removal", 10),
        sa.Column("reason", sa.String(length=20), nullable=True),
        _instant("asked_at", nullable=True),
        _instant("answered_at", nullable=True),
        _instant("recheck_at", nullable=True),
        *_keys(
            "victim_hit", search_id="victim_search", report_id="received_report", provider_id="peer"
        ),
        sa.UniqueConstraint("search_id", "number", name=op.f("uq_victim_hit_search_id_number")),
        schema="tutela",
        comment="A received report that fits a victim's request; deleted with it.",
    )
    op.create_index(
        "ix_victim_hit_recheck_at", "victim_hit", ["recheck_at"], schema="tutela",
        postgresql_where=sa.text("recheck_at IS NOT NULL"),
    )  # fmt: skip


def _removal() -> None:
    op.create_table(
        "removal_request",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        _text("centre_name", 200),
        _text("state", 10),
        _text("reference", 100),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        _instant("received_at"),
        _text("profile", 40),
        sa.Column("reason", sa.String(length=20), nullable=True),
        _instant("answered_at", nullable=True),
        _name("answered_by"),
        _name("answered_by_name"),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(sealed IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_removal_request_sealed_erased"),
        ),
        sa.CheckConstraint(
            "(state = 'erased') = (erased_at IS NOT NULL)", name=op.f("ck_removal_request_erased")
        ),
        *_keys("removal_request", centre_id="peer"),
        sa.UniqueConstraint("centre_id", "asked", name=op.f("uq_removal_request_centre_id_asked")),
        schema="tutela",
        comment="The Centre asks, for a victim, that something be removed. It is no order; nobody "
        "here knows who asked.",
    )
    _erase_index("removal_request")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
