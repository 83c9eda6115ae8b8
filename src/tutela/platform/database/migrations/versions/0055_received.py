"""The EU Centre and authorities receive reports."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


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
    _reports()
    _items()
    _steps()


def _reports() -> None:
    name = "received_report"
    _made(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("provider_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.String(length=2)), nullable=False),
        sa.Column("lacks", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _instant("received_at"),
        _instant("due_at", nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        *(_instant(one, nullable=True) for one in ("forwarded_at", "handed_at", "ended_at")),
        _instant("erase_at"),
        _instant("erased_at", nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f(f"ck_{name}_erased_without_key"),
        ),
        sa.CheckConstraint(
            "(authority_id IS NULL) = (forwarded_at IS NULL)", name=op.f(f"ck_{name}_forwarded")
        ),
        _of(name, "peer_id", "peer"),
        _of(name, "authority_id", "peer"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{name}_number")),
        sa.UniqueConstraint("peer_id", "reference", name=op.f(f"uq_{name}_peer_id_reference")),
        comment="A report that another node sent. What it says is sealed with a key of its own, "
        "which is erased at the end of its clock.",
    )
    op.create_index(
        f"ix_{name}_open", name, ["urgent", "received_at"], schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        f"ix_{name}_erase_at", name, ["erase_at"], schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )  # fmt: skip


def _items() -> None:
    _made(
        "received_item",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("assessed_by_name", sa.Text(), nullable=False, server_default=""),
        _instant("assessed_at", nullable=True),
        sa.CheckConstraint(
            "(finding = '') = (assessed_at IS NULL)", name=op.f("ck_received_item_assessed")
        ),
        _of("received_item", "report_id", "received_report"),
        sa.PrimaryKeyConstraint("report_id", "item_id", name=op.f("pk_received_item")),
        comment="One item of a received report, and what an authority found.",
    )
    _made(
        "received_signal",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _of("received_signal", "report_id", "received_report"),
        sa.PrimaryKeyConstraint("report_id", "item_id", "kind", name=op.f("pk_received_signal")),
        comment="Fingerprints of what was reported, to find it again; deleted with the report.",
    )
    op.create_index(
        "ix_received_signal_digest", "received_signal", ["kind", "digest"], schema="tutela"
    )


def _steps() -> None:
    _made(
        "received_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _instant("at"),
        _of("received_step", "report_id", "received_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_step")),
        comment="What was done with a received report, by whom and why; the words are sealed, and "
        "erased with it.",
    )
    op.create_index("ix_received_step_report_id", "received_step", ["report_id", "at"],
                    schema="tutela")  # fmt: skip
    _made(
        "received_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("for_whom", sa.String(length=200), nullable=False),
        sa.Column("made_by_name", sa.Text(), nullable=False),
        _instant("made_at"),
        _instant("until"),
        _instant("used_at", nullable=True),
        _of("received_code", "report_id", "received_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_received_code_digest")),
        comment="Codes by which somebody without a node says once what came of a report; as "
        "digests.",
    )
    op.create_index("ix_received_code_report_id", "received_code", ["report_id"], schema="tutela")
    _made(
        "serving_authority",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.Text(), nullable=False),
        _instant("set_at"),
        _of("serving_authority", "peer_id", "peer"),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_serving_authority")),
        comment="Which authority's node gets reports that concern a Member State.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
