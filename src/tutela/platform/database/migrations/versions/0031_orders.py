"""Orders of authorities, who issues them, and what was answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_issuer",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("member_state", sa.String(length=2), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("verified", sa.String(length=20), server_default="", nullable=False),
        sa.Column("verified_note", sa.Text(), server_default="", nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("verified_by_name", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(verified = '') = (verified_at IS NULL)", name=op.f("ck_order_issuer_verified")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_issuer_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_issuer")),
        sa.UniqueConstraint("service_id", "name", name=op.f("uq_order_issuer_service_id_name")),
        schema="tutela",
        comment="Authorities whose orders came in, and how somebody made sure of them. Kept: offices, not people.",
    )
    op.create_table(
        "authority_order",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("came_by", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("issuer_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("article", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=3), server_default="", nullable=False),
        sa.Column(
            "scope", postgresql.ARRAY(sa.String(length=5)), server_default="{}", nullable=False
        ),
        sa.Column("category", sa.String(length=60), server_default="", nullable=False),
        sa.Column("translated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("items", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("registered_by", sa.Text(), nullable=True),
        sa.Column("registered_by_name", sa.Text(), nullable=True),
        sa.Column("executed_by", sa.Text(), nullable=True),
        sa.Column("executed_by_name", sa.Text(), nullable=True),
        sa.Column("same_as_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withheld_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_users_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "article IS NULL OR article IN ('9', '10', 'national')",
            name=op.f("ck_authority_order_article"),
        ),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_authority_order_erased_without_key"),
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["tutela.order_issuer.id"], name=op.f("fk_authority_order_issuer_id")
        ),
        sa.ForeignKeyConstraint(
            ["same_as_id"],
            ["tutela.authority_order.id"],
            name=op.f("fk_authority_order_same_as_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_authority_order_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_order")),
        schema="tutela",
        comment="An order of an authority. What it says is sealed with a key of its own, which is erased a year after the order is over (a month, if it was dismissed); then its targets too.",
    )
    op.create_index(
        "ix_authority_order_keep_until",
        "authority_order",
        ["keep_until"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_index(
        "ix_authority_order_state",
        "authority_order",
        ["state", "received_at"],
        unique=False,
        schema="tutela",
    )
    op.create_index(
        "uq_authority_order_digest",
        "authority_order",
        ["service_id", "digest"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("digest IS NOT NULL"),
    )
    op.create_index(
        "uq_authority_order_reference",
        "authority_order",
        ["issuer_id", "reference"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("issuer_id IS NOT NULL"),
    )
    op.create_table(
        "order_target",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('url', 'item', 'account', 'sha256')", name=op.f("ck_order_target_kind")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_order_target_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_target_service_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_order_target")),
        schema="tutela",
        comment="What became of each thing that an order names. What it names is in the order's sealed content, and erased with it.",
    )
    op.create_table(
        "order_document",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_order_document_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_document_service_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_order_document")),
        schema="tutela",
        comment="Files that came with an order, sealed with its key, never shown by the node, erased with it. The digest stays.",
    )
    op.create_table(
        "order_letter",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("sent_by_name", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_order_letter_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_letter_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_letter")),
        schema="tutela",
        comment="What the authority was told, by whom and how; the words are erased with the order.",
    )
    op.create_index(
        "ix_order_letter_order_id", "order_letter", ["order_id"], unique=False, schema="tutela"
    )
    op.create_table(
        "order_answer",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_by_name", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["tutela.authority_order.id"], name=op.f("fk_order_answer_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_order_answer_service_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "condition", name=op.f("pk_order_answer")),
        schema="tutela",
        comment="What a person said of a condition that the law sets for an order; the last word.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
