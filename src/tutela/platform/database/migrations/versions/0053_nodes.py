"""Other nodes, and messages between them."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "node_state",
        sa.Column("role", sa.String(length=20), server_default="provider", nullable=False),
        schema="tutela",
    )
    op.create_table(
        "own_descriptor",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_own_descriptor_one")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_own_descriptor_service_id")
        ),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_own_descriptor")),
        schema="tutela",
        comment="What this node is called among nodes, and where it takes their messages.",
    )
    op.create_table(
        "own_key",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (sealed IS NOT NULL)", name=op.f("ck_own_key_revoked")
        ),
        sa.CheckConstraint("NOT current OR revoked_at IS NULL", name=op.f("ck_own_key_current")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_own_key_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_key")),
        schema="tutela",
        comment="Keys by which this node signs to others. An older one signs on to whoever has not been told of the newer.",
    )
    op.create_index(
        "uq_own_key_current",
        "own_key",
        ["current"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "peer",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("previous_key", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("own_key_id", sa.Uuid(), nullable=True),
        sa.Column("farewell", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_name", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("state_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skew_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refusals", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refusal", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('active', 'suspended') OR verified_at IS NOT NULL",
            name=op.f("ck_peer_verified"),
        ),
        sa.ForeignKeyConstraint(
            ["own_key_id"], ["tutela.own_key.id"], name=op.f("fk_peer_own_key_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_peer_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer")),
        schema="tutela",
        comment="Other nodes, and how each stands here. Kept: institutions, not people.",
    )
    op.create_table(
        "message_in",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("envelope", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (sealed IS NOT NULL)", name=op.f("ck_message_in_sealed")
        ),
        sa.ForeignKeyConstraint(
            ["peer_id"], ["tutela.peer.id"], name=op.f("fk_message_in_peer_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_message_in_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_in")),
        sa.UniqueConstraint("peer_id", "envelope", name=op.f("uq_message_in_peer_id_envelope")),
        sa.UniqueConstraint(
            "peer_id", "subject", "number", name=op.f("uq_message_in_peer_id_subject_number")
        ),
        schema="tutela",
        comment="Messages from other nodes, stored before they are confirmed. The body is gone once it was acted on; that it came, and who signed it, stays.",
    )
    op.create_index(
        "ix_message_in_waiting",
        "message_in",
        ["peer_id", "subject", "number"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "message_out",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("closed_by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("close_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(sealed IS NULL) = (state IN ('received', 'closed'))",
            name=op.f("ck_message_out_sealed"),
        ),
        sa.CheckConstraint(
            "(state = 'received') = (receipt IS NOT NULL)", name=op.f("ck_message_out_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["peer_id"], ["tutela.peer.id"], name=op.f("fk_message_out_peer_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_message_out_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_out")),
        schema="tutela",
        comment="Messages to other nodes. The body is gone with the signed receipt, which stays.",
    )
    op.create_index(
        "ix_message_out_open",
        "message_out",
        ["peer_id", "sent_at", "id"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("state IN ('waiting', 'refused')"),
    )
    op.create_index(
        "uq_message_out_place",
        "message_out",
        ["peer_id", "subject", "number"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state <> 'closed'"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
