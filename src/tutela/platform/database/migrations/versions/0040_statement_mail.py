"""Statements by e-mail: where accounts read it, and the letters that leave."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_LIVE = sa.text("erased_at IS NULL")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _service(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.add_column("intake", sa.Column("email", sa.LargeBinary(), nullable=True), schema="tutela")
    _mailbox()
    _mail()
    op.alter_column("statement_telling", "delivery_id", nullable=True, schema="tutela")
    op.add_column(
        "statement_telling", sa.Column("mail_id", sa.Uuid(), nullable=True), schema="tutela"
    )
    op.create_foreign_key(
        op.f("fk_statement_telling_mail_id"), "statement_telling", "statement_mail", ["mail_id"],
        ["id"], source_schema="tutela", referent_schema="tutela",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_statement_telling_way"), "statement_telling",
        "num_nonnulls(delivery_id, mail_id) = 1", schema="tutela",
    )  # fmt: skip
    op.create_table_comment(
        "statement_telling",
        "Each message by which somebody was told of a statement; its receipt is the delivery's, "
        "or the mail's.",
        schema="tutela",
    )


def _mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _instant("given_at"),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(sealed IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_mailbox_erased")
        ),
        *_service("mailbox"),
        schema="tutela",
        comment="Where an account with a hit reads e-mail, sealed: to tell it of restrictions. "
        "Emptied as soon as nothing about the account needs it, and thirteen months after it was "
        "given at the latest.",
    )
    op.create_index(
        "uq_mailbox_account", "mailbox", ["service_id", "account_ref"], unique=True,
        schema="tutela", postgresql_where=_LIVE,
    )  # fmt: skip
    op.create_index(
        "ix_mailbox_erase_at", "mailbox", ["erase_at"], schema="tutela", postgresql_where=_LIVE
    )


def _mail() -> None:
    op.create_table(
        "statement_mail",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        _instant("made_at"),
        _instant("due_at"),
        _instant("until", nullable=True),
        _instant("finished_at", nullable=True),
        _instant("bounced_at", nullable=True),
        sa.Column("closed_by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("close_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (sealed IS NOT NULL)", name=op.f("ck_statement_mail_sealed")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (finished_at IS NULL)", name=op.f("ck_statement_mail_finished")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["tutela.statement.id"],
            name=op.f("fk_statement_mail_statement_id"),
        ),
        *_service("statement_mail"),
        schema="tutela",
        comment="A letter by e-mail. Its address lies here sealed, and no longer than it waits.",
    )  # fmt: skip
    for name, column, unique, where in (
        ("uq_statement_mail_digest", "digest", True, None),
        ("ix_statement_mail_statement_id", "statement_id", False, None),
        ("ix_statement_mail_waiting", "due_at", False, "state = 'waiting'"),
        ("ix_statement_mail_lost", "finished_at", False, "state IN ('failed', 'bounced')"),
    ):
        op.create_index(
            name, "statement_mail", [column], unique=unique, schema="tutela",
            postgresql_where=sa.text(where) if where else None,
        )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
