"""The first tables: everything the main job needs, and the jobs' own schema."""

from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from tutela.platform.database.engine import JOBS_SCHEMA, SEARCH_PATH

if TYPE_CHECKING:
    import psycopg

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables()
    # The parser of the toolkit would read `%` as a parameter: the driver takes the text as it is.
    connection = op.get_bind()
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    driver.execute(f"SET LOCAL search_path = {JOBS_SCHEMA}")
    driver.execute(SchemaManager.get_schema())
    driver.execute(f"SET LOCAL search_path = {SEARCH_PATH}")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")


def _tables() -> None:
    op.create_table(
        "service",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("retention", sa.String(length=20), nullable=False),
        sa.Column("retention_basis", sa.Text(), nullable=False),
        sa.Column("second_person", sa.String(length=20), nullable=False),
        sa.Column("hold_hours", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("webhook_url", sa.Text(), nullable=True),
        sa.Column("webhook_secret", sa.Text(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hold_hours BETWEEN 1 AND 720", name=op.f("ck_service_hold_hours")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service")),
        schema="tutela",
        comment="A service whose items are scanned; the law counts per service.",
    )
    op.create_table(
        "account",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_account_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        schema="tutela",
        comment="A person who may sign in. Never deleted: the log names its id.",
    )
    op.create_table(
        "api_key",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_api_key_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_key_public_id")),
        schema="tutela",
        comment="A key with which a service's own program calls this node. Never deleted.",
    )
    op.create_index(
        op.f("ix_api_key_service_id"), "api_key", ["service_id"], unique=False, schema="tutela"
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_audit_checkpoint_service_id"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
        schema="tutela",
        comment="Signed heads of the log, numbered without gaps.",
    )
    op.create_table(
        "audit_event",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_audit_event_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        schema="tutela",
        comment="What happened, written in the transaction that made it happen.",
    )
    op.create_index(
        op.f("ix_audit_event_subject_kind_subject_id"),
        "audit_event",
        ["subject_kind", "subject_id"],
        unique=False,
        schema="tutela",
    )
    op.create_table(
        "bank",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("dihedral", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("radius BETWEEN 0 AND 52", name=op.f("ck_bank_radius")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_bank_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("id", "service_id", name=op.f("uq_bank_id_service_id")),
        sa.UniqueConstraint("name", name=op.f("uq_bank_name")),
        schema="tutela",
        comment="A named set of indicators with one purpose; service `node` means all services.",
    )
    op.create_table(
        "case",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["tutela.case.id"], name=op.f("fk_case_predecessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_case_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        schema="tutela",
        comment="What a reviewer works on: everything of one subject. At most one is open for it.",
    )
    op.create_index(
        "uq_case_open_subject",
        "case",
        ["service_id", "subject_kind", "subject_ref"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "counter",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("surface", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("item_count", sa.BigInteger(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_counter_service_id")
        ),
        sa.PrimaryKeyConstraint(
            "service_id", "day", "surface", "verdict", "reason", name=op.f("pk_counter")
        ),
        schema="tutela",
        comment="How many items were scanned, by day and verdict; written in batches.",
    )
    op.create_table(
        "evidence_object",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("location", sa.String(length=100), nullable=False),
        sa.Column("retention", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_evidence_object_erased_without_key"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_evidence_object_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_object")),
        schema="tutela",
        comment="Sealed bytes under a retention clock; the row stays when the bytes are erased.",
    )
    op.create_index(
        "ix_evidence_object_due",
        "evidence_object",
        ["erase_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_index(
        "uq_evidence_object_live",
        "evidence_object",
        ["service_id", "sha256"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_table(
        "index_state",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_index_state_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_index_state")),
        schema="tutela",
        comment="One row. Locked by every change of what matches, so that changes commit in the order of their revisions and none is overlooked.",
    )
    op.create_table(
        "intake",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("surface", sa.String(length=40), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_intake_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        schema="tutela",
        comment="Items taken in to be scanned later; each row goes when its verdict is on its way.",
    )
    op.create_table(
        "item",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("surface", sa.String(length=40), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("signals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_item_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        schema="tutela",
        comment="An item with a hit. Of a clear item nothing is kept.",
    )
    op.create_index(
        "ix_item_external_id", "item", ["service_id", "external_id"], unique=False, schema="tutela"
    )
    op.create_index(
        "ix_item_sha256", "item", ["service_id", "sha256"], unique=False, schema="tutela"
    )
    op.create_table(
        "login_attempt",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_login_attempt_service_id")
        ),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_login_attempt")),
        schema="tutela",
        comment="Unsuccessful attempts to sign in, by name and by source; forgotten after an hour.",
    )
    op.create_table(
        "node_state",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("audit_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_node_state_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node_state")),
        schema="tutela",
        comment="Which node this database belongs to; one row, written by `init` and `restore` only.",
    )
    op.create_table(
        "surface",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_surface_service_id")
        ),
        sa.PrimaryKeyConstraint("service_id", "name", name=op.f("pk_surface")),
        schema="tutela",
        comment="Where on a service an item was; its kind decides which law applies.",
    )
    op.create_table(
        "technology",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("impact_assessment", sa.Text(), nullable=False),
        sa.Column("impact_assessment_on", sa.Date(), nullable=True),
        sa.Column("prior_consultation", sa.Text(), nullable=False),
        sa.Column("prior_consultation_on", sa.Date(), nullable=True),
        sa.Column("near_hits_hold", sa.Boolean(), nullable=False),
        sa.Column("max_error_rate", sa.Float(), nullable=True),
        sa.Column("min_reviewed_share", sa.Float(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_technology_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technology")),
        sa.UniqueConstraint(
            "service_id", "name", "version", name=op.f("uq_technology_service_id_name_version")
        ),
        schema="tutela",
        comment="A detection technology's record: assessment, consultation, limits.",
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_webhook_delivery_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        schema="tutela",
        comment="Messages to the platform: waiting, delivered or dead; the id is the idempotency key.",
    )
    op.create_index(
        "ix_webhook_delivery_open",
        "webhook_delivery",
        ["state", "created_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("state <> 'delivered'"),
    )
    op.create_table(
        "activation",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("surface", sa.String(length=40), nullable=False),
        sa.Column("technology_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("terms_clause", sa.Text(), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id", "surface"],
            ["tutela.surface.service_id", "tutela.surface.name"],
            name="fk_activation_surface",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_activation_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["technology_id"], ["tutela.technology.id"], name=op.f("fk_activation_technology_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
        schema="tutela",
        comment="A technology switched on for one surface, with its ground and its end.",
    )
    op.create_table(
        "audit_leaf",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["tutela.audit_event.id"], name=op.f("fk_audit_leaf_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_audit_leaf_service_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_leaf_event_id")),
        schema="tutela",
        comment="The log: which event stands at which place, and its hash (RFC 9162).",
    )
    op.create_table(
        "audit_pending",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["tutela.audit_event.id"], name=op.f("fk_audit_pending_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_audit_pending_service_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_pending")),
        schema="tutela",
        comment="Events that wait for their place in the log; emptied within a second.",
    )
    op.create_table(
        "case_item",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column(
            "restoration_proposed", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_case_item_case_id")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["tutela.evidence_object.id"], name=op.f("fk_case_item_evidence_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["tutela.item.id"], name=op.f("fk_case_item_item_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_case_item_service_id")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_case_item")),
        schema="tutela",
        comment="An item in its case: what was found, and whether it is kept from view.",
    )
    op.create_index("ix_case_item_case_id", "case_item", ["case_id"], unique=False, schema="tutela")
    op.create_table(
        "decision",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("second_by_name", sa.Text(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["tutela.item.id"], name=op.f("fk_decision_item_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["tutela.decision.id"], name=op.f("fk_decision_reverses_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_decision_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        schema="tutela",
        comment="A person's finding on an item; a reversal is one too, and names what it reverses.",
    )
    op.create_index("ix_decision_item_id", "decision", ["item_id"], unique=False, schema="tutela")
    op.create_table(
        "evidence_view",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["object_id"], ["tutela.evidence_object.id"], name=op.f("fk_evidence_view_object_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_evidence_view_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_view")),
        schema="tutela",
        comment="Every look at kept bytes; only ever added to.",
    )
    op.create_index(
        "ix_evidence_view_item_id",
        "evidence_view",
        ["item_id", "account_id"],
        unique=False,
        schema="tutela",
    )
    op.create_table(
        "hold",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_hold_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["tutela.item.id"], name=op.f("fk_hold_item_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_hold_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        schema="tutela",
        comment="The clock of an item kept from view until a person looks.",
    )
    op.create_index(
        "ix_hold_running",
        "hold",
        ["due_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "indicator",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("second_by", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("announced", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (cause IS NOT NULL)", name=op.f("ck_indicator_cause")
        ),
        sa.CheckConstraint(
            "state <> 'verified' OR verified_by IS NOT NULL", name=op.f("ck_indicator_verified_by")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'verified', 'withdrawn')", name=op.f("ck_indicator_state")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id", "service_id"],
            ["tutela.bank.id", "tutela.bank.service_id"],
            name="fk_indicator_bank",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        schema="tutela",
        comment="A signal's claim to be known, who made it and who verified it. Never deleted: an erased one keeps no fingerprint, reference or note.",
    )
    op.create_index(
        "ix_indicator_batch_id", "indicator", ["batch_id"], unique=False, schema="tutela"
    )
    op.create_index(
        "ix_indicator_reference",
        "indicator",
        ["bank_id", "reference"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("reference <> ''"),
    )
    op.create_index(
        "ix_indicator_revision", "indicator", ["bank_id", "revision"], unique=False, schema="tutela"
    )
    op.create_index(
        "ix_indicator_unannounced",
        "indicator",
        ["withdrawal_id"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("NOT announced"),
    )
    op.create_table(
        "login_session",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tutela.account.id"], name=op.f("fk_login_session_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_login_session_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        schema="tutela",
        comment="Somebody signed in to the pages. The forms' token is derived, so it is not stored.",
    )
    op.create_index(
        op.f("ix_login_session_account_id"),
        "login_session",
        ["account_id"],
        unique=False,
        schema="tutela",
    )
    op.create_table(
        "action",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["tutela.decision.id"], name=op.f("fk_action_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["tutela.webhook_delivery.id"], name=op.f("fk_action_delivery_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["tutela.item.id"], name=op.f("fk_action_item_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_action_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        schema="tutela",
        comment="What follows on the service: hold, remove, restore.",
    )
    op.create_index("ix_action_item_id", "action", ["item_id"], unique=False, schema="tutela")
    op.create_table(
        "detection",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("activation_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activation_id"], ["tutela.activation.id"], name=op.f("fk_detection_activation_id")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["tutela.bank.id"], name=op.f("fk_detection_bank_id")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["tutela.indicator.id"], name=op.f("fk_detection_indicator_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["tutela.item.id"], name=op.f("fk_detection_item_id")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_detection_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection")),
        schema="tutela",
        comment="A match, with the ground and the profile it was judged by (empty: none held). `undone_at`: when its indicator's error was undone.",
    )
    op.create_index(
        "ix_detection_indicator_id", "detection", ["indicator_id"], unique=False, schema="tutela"
    )
    op.create_index("ix_detection_item_id", "detection", ["item_id"], unique=False, schema="tutela")
    op.create_table(
        "indicator_signal",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["tutela.indicator.id"], name=op.f("fk_indicator_signal_indicator_id")
        ),
        sa.PrimaryKeyConstraint("bank_id", "kind", "value", name=op.f("pk_indicator_signal")),
        schema="tutela",
        comment="The fingerprints of an indicator.",
    )
    op.create_index(
        "ix_indicator_signal_indicator_id",
        "indicator_signal",
        ["indicator_id"],
        unique=False,
        schema="tutela",
    )
