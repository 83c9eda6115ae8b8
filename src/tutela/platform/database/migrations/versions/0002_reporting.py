"""Recipients, reports, assessments of threats, preservation and certificates of erasure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_certificate",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_erasure_certificate_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_certificate")),
        schema="tutela",
        comment="Signed statements of what was erased, and that nothing outlived its clock.",
    )
    op.create_index(
        "ix_erasure_certificate_made_at",
        "erasure_certificate",
        ["made_at"],
        unique=False,
        schema="tutela",
    )
    op.create_table(
        "recipient",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("environment", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("transfer_ground", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_credentials", sa.Text(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(environment = 'simulator') = (address <> '')", name=op.f("ck_recipient_address")
        ),
        sa.CheckConstraint(
            "environment IN ('simulator', 'test', 'production')",
            name=op.f("ck_recipient_environment"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_recipient_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        schema="tutela",
        comment="A body that a service reports to. Credentials are sealed by the node's key.",
    )
    op.create_index(
        "uq_recipient_live",
        "recipient",
        ["service_id", "name"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "recipient_schema",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["tutela.recipient.id"], name=op.f("fk_recipient_schema_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_recipient_schema_service_id"),
        ),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_recipient_schema")),
        schema="tutela",
        comment="The recipient's own schema as last fetched.",
    )
    op.create_table(
        "report",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("problems", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("sent_by_name", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erase_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'first') = (follows_id IS NULL)", name=op.f("ck_report_follows")
        ),
        sa.CheckConstraint(
            "(wrapped_key IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_report_erased_without_key"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["tutela.case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["tutela.report.id"], name=op.f("fk_report_follows_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["tutela.recipient.id"], name=op.f("fk_report_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        schema="tutela",
        comment="A report to one recipient. Its content is sealed with a key of its own; erasing the key erases the content.",
    )
    op.create_index("ix_report_case_id", "report", ["case_id"], unique=False, schema="tutela")
    op.create_index(
        "ix_report_erase",
        "report",
        ["erase_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_index(
        "ix_report_subject",
        "report",
        ["recipient_id", "subject_kind", "subject_ref"],
        unique=False,
        schema="tutela",
    )
    op.create_index(
        "uq_report_draft",
        "report",
        ["recipient_id", "subject_kind", "subject_ref"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("state = 'draft' AND kind <> 'correction'"),
    )
    op.create_table(
        "threat_assessment",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "member_states",
            postgresql.ARRAY(sa.String(length=2)),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("authority", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("assessed_by_name", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.Column("told_by_name", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["tutela.case.id"], name=op.f("fk_threat_assessment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_threat_assessment_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat_assessment")),
        sa.UniqueConstraint("case_id", name=op.f("uq_threat_assessment_case_id")),
        schema="tutela",
        comment="Article 18 of the DSA: whether life or safety is threatened, and who was told.",
    )
    op.create_index(
        "ix_threat_assessment_open",
        "threat_assessment",
        ["opened_at"],
        unique=False,
        schema="tutela",
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_table(
        "preservation",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("foreign_law", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.String(length=20), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("identified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("european_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("foreign_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_preservation_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_preservation_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preservation")),
        sa.UniqueConstraint("report_id", name=op.f("uq_preservation_report_id")),
        schema="tutela",
        comment="How long what belongs to a report is kept: the Union's limit, a foreign duty that runs longer, and what was decided between them.",
    )
    op.create_table(
        "report_attempt",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_attempt_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_attempt_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_attempt")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_attempt_report_id_number")),
        schema="tutela",
        comment="One opening of a report at its recipient. At most one is live; at most one finishes.",
    )
    op.create_index(
        "uq_report_attempt_live",
        "report_attempt",
        ["report_id"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "report_document",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_document_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_report_document_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_document")),
        sa.UniqueConstraint("report_id", "name", name=op.f("uq_report_document_report_id_name")),
        schema="tutela",
        comment="What was or will be sent, as files, sealed. The digest stays when they are erased.",
    )
    op.create_table(
        "report_item",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("attach", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('reported', 'corrected')", name=op.f("ck_report_item_role")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["tutela.item.id"], name=op.f("fk_report_item_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["tutela.recipient.id"], name=op.f("fk_report_item_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_item_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_item_service_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "item_id", name=op.f("pk_report_item")),
        schema="tutela",
        comment="Which events a report is about. A released one may be reported again.",
    )
    op.create_index(
        "ix_report_item_item_id", "report_item", ["item_id"], unique=False, schema="tutela"
    )
    op.create_index(
        "uq_report_item_event",
        "report_item",
        ["recipient_id", "event_key"],
        unique=True,
        schema="tutela",
        postgresql_where=sa.text("released_at IS NULL AND role = 'reported'"),
    )
    op.create_table(
        "report_outcome",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["tutela.item.id"], name=op.f("fk_report_outcome_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_outcome_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_outcome_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_outcome")),
        sa.UniqueConstraint(
            "report_id",
            "item_id",
            "outcome",
            name=op.f("uq_report_outcome_report_id_item_id_outcome"),
            postgresql_nulls_not_distinct=True,
        ),
        schema="tutela",
        comment="What a recipient found.",
    )
    op.create_table(
        "report_receipt",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("environment", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_by_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_receipt_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_receipt_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_receipt")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_receipt_report_id")),
        schema="tutela",
        comment="That a report arrived. Only one of a production environment makes it filed.",
    )
    op.create_table(
        "report_exchange",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["tutela.report_attempt.id"], name=op.f("fk_report_exchange_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["tutela.report.id"], name=op.f("fk_report_exchange_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_report_exchange_service_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_exchange")),
        schema="tutela",
        comment="Every request to a recipient and its answer, word for word, sealed.",
    )
    op.create_index(
        "ix_report_exchange_report_id",
        "report_exchange",
        ["report_id", "asked_at"],
        unique=False,
        schema="tutela",
    )
    op.create_table(
        "report_file",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("described_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["tutela.report_attempt.id"], name=op.f("fk_report_file_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["tutela.item.id"], name=op.f("fk_report_file_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["tutela.service.service_id"], name=op.f("fk_report_file_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("attempt_id", "name", name=op.f("uq_report_file_attempt_id_name")),
        schema="tutela",
        comment="A file of an attempt. Intended without a remote id: it may be there, unaccounted for.",
    )
    op.create_table(
        "technology_error",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("technology_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["tutela.item.id"], name=op.f("fk_technology_error_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["tutela.report_outcome.id"],
            name=op.f("fk_technology_error_outcome_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["tutela.service.service_id"],
            name=op.f("fk_technology_error_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["technology_id"],
            ["tutela.technology.id"],
            name=op.f("fk_technology_error_technology_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technology_error")),
        sa.UniqueConstraint(
            "technology_id", "item_id", name=op.f("uq_technology_error_technology_id_item_id")
        ),
        schema="tutela",
        comment="Detections of a technology that a recipient found to be no abuse material.",
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: a downgrade would lose what was recorded")
