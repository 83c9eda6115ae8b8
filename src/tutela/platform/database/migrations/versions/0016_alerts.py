"""Alerts, who saw them, who wants to be told, and messages to people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    _table(
        "alert",
        "Something that waits for people, as a kind and a number. One of a kind stands.",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", instant, nullable=True),
        sa.Column("raised_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        key=("id",),
    )
    op.create_index(
        "uq_alert_standing",
        "alert",
        ["kind"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    _table(
        "alert_seen",
        "Who acknowledged an alert, and at which number.",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        key=("alert_id", "account_id"),
        references=("alert", "account"),
    )
    _table(
        "alert_wish",
        "Where a person is told of alerts, and of which kinds not.",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("muted", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        key=("account_id",),
        references=("account",),
    )
    _table(
        "alert_mail",
        "A message to a person: kinds and numbers, never content. Kept for a month.",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("finished_at", instant, nullable=True),
        key=("id",),
        references=("account",),
    )
    op.create_index(
        "ix_alert_mail_account_id",
        "alert_mail",
        ["account_id", "made_at"],
        unique=False,
        schema="tutela",
    )


def _table(
    name: str,
    comment: str,
    *columns: sa.Column[object],
    key: tuple[str, ...],
    references: tuple[str, ...] = (),
) -> None:
    op.create_table(
        name,
        sa.Column("service_id", sa.String(length=40), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{name}_service_id")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"tutela.{one}.id"], name=op.f(f"fk_{name}_{one}_id")
            )
            for one in references
        ),
        schema="tutela",
        comment=comment,
    )
