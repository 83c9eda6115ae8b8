"""Views that run and how they end, what a person has seen, and their own limits."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LIMITS = (
    "items",
    "minutes",
    "points",
    "streak_items",
    "streak_minutes",
    "streak_points",
    "pause_minutes",
)
COUNTS = ("items", "seconds", "points", "streak_items", "streak_seconds", "streak_points")


def upgrade() -> None:
    op.add_column("evidence_view", sa.Column("look_id", sa.Uuid(), nullable=True), schema="tutela")
    op.create_index(
        "ix_evidence_view_look_id", "evidence_view", ["look_id"], unique=False, schema="tutela"
    )
    _views()
    _counters()


def _views() -> None:
    op.create_table(
        "evidence_view_open",
        _service(),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("look_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        _instant("opened_at"),
        _instant("closes_at"),
        sa.ForeignKeyConstraint(
            ["object_id"],
            ["tutela.evidence_object.id"],
            name=op.f("fk_evidence_view_open_object_id"),
        ),
        _of_view("evidence_view_open"),
        _of_service("evidence_view_open"),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_evidence_view_open")),
        schema="tutela",
        comment="Views that have not ended; each row goes when its end is written.",
    )
    for name in ("closes_at", "account_id"):
        op.create_index(
            f"ix_evidence_view_open_{name}",
            "evidence_view_open",
            [name],
            unique=False,
            schema="tutela",
        )
    op.create_table(
        "evidence_view_end",
        _service(),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        _instant("at"),
        _of_view("evidence_view_end"),
        _of_service("evidence_view_end"),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_evidence_view_end")),
        schema="tutela",
        comment="How each view ended and how long it lasted; only ever added to.",
    )


def _counters() -> None:
    op.create_table(
        "exposure",
        _service(),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _instant("latest"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        _instant("resting_from", nullable=True),
        _instant("break_until", nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        _instant("erase_at"),
        _of_service("exposure"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_exposure")),
        schema="tutela",
        comment="What a person has seen today and in a row, as counts; one row, never a history.",
    )
    op.create_index("ix_exposure_erase_at", "exposure", ["erase_at"], unique=False, schema="tutela")
    op.create_table(
        "exposure_limit",
        _service(),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in LIMITS),
        _of_service("exposure_limit"),
        sa.PrimaryKeyConstraint("account_id", "from_day", name=op.f("pk_exposure_limit")),
        schema="tutela",
        comment="A person's own limits, from that day; a looser one begins on a later day.",
    )


def _service() -> sa.Column[str]:
    return sa.Column("service_id", sa.String(length=40), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_view(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["view_id"], ["tutela.evidence_view.id"], name=op.f(f"fk_{table}_view_id")
    )


def _of_service(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["service_id"], ["tutela.service.service_id"], name=op.f(f"fk_{table}_service_id")
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
