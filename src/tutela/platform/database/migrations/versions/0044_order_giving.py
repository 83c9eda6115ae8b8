"""Keys of authorities, and the information that was given to them."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def _text(name: str, length: int | None = None, default: str | None = None) -> sa.Column[str]:
    kind: sa.String = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default=default, nullable=False)


def upgrade() -> None:
    op.add_column("order_issuer", sa.Column("age_key", sa.Text(), nullable=True), schema="tutela")
    op.add_column(
        "order_issuer", sa.Column("age_key_by_name", sa.Text(), nullable=True), schema="tutela"
    )
    op.add_column(
        "order_issuer",
        sa.Column("age_key_at", sa.DateTime(timezone=True), nullable=True),
        schema="tutela",
    )
    op.create_check_constraint(
        op.f("ck_order_issuer_age_key"),
        "order_issuer",
        "age_key IS NULL OR verified <> ''",
        schema="tutela",
    )
    op.create_table(
        "order_giving",
        _text("service_id", 40),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        _text("state", 10),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        _text("key_code", 19),
        _text("asked_by"),
        _text("asked_by_name"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=True),
        _text("given_by_name", default=""),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        _text("sha256", 64, ""),
        sa.Column("size", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("single_person", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        _text("received_how", default=""),
        sa.CheckConstraint(
            "state IN ('chosen', 'given', 'dropped')", name=op.f("ck_order_giving_state")
        ),
        sa.CheckConstraint(
            "(state = 'given') = (given_at IS NOT NULL)", name=op.f("ck_order_giving_given")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_order_giving_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_giving_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_giving")),
        schema="tutela",
        comment="Information given to an authority under its order. The file itself is never kept; "
        "what was chosen, and the digest of each part, are sealed with the order's key and erased "
        "with it.",
    )
    op.create_index("ix_order_giving_order_id", "order_giving", ["order_id"], schema="tutela")
    op.create_index(
        "uq_order_giving_chosen",
        "order_giving",
        ["order_id"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state = 'chosen'"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
