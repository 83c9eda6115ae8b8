"""Recipients, reports and all that proves what became of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tutela.platform.database.tables import SCHEMA, instant, reference, table, uuid_key

recipient = table(
    "recipient",
    uuid_key(),
    Column("name", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("environment", String(20), nullable=False),  # no default: somebody says which
    Column("address", Text, nullable=False),
    Column("transfer_ground", Text, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("sealed_credentials", Text, nullable=True),
    Column("added_by", Text, nullable=False),
    instant("added_at"),
    instant("ended_at", nullable=True),
    CheckConstraint("environment IN ('simulator', 'test', 'production')", name="environment"),
    CheckConstraint("(environment = 'simulator') = (address <> '')", name="address"),
    Index(
        "uq_recipient_live",
        "service_id",
        "name",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    comment="A body that a service reports to. Credentials are sealed by the node's key.",
)

report = table(
    "report",
    uuid_key(),
    reference("recipient_id", "recipient"),
    reference("case_id", "case", nullable=True),
    reference("follows_id", "report", nullable=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("subject_kind", String(20), nullable=False),
    Column("subject_ref", Text, nullable=False),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("profile", String(40), nullable=False),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("details", LargeBinary, nullable=True),  # sealed by that key, as all content below
    Column("problems", LargeBinary, nullable=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("opened_by", Text, nullable=False),
    Column("single_person", Boolean, nullable=False, server_default=text("false")),
    Column("sent_by", Text, nullable=True),
    Column("sent_by_name", Text, nullable=True),
    instant("opened_at"),
    instant("sent_at", nullable=True),
    instant("filed_at", nullable=True),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("(kind = 'first') = (follows_id IS NULL)", name="follows"),
    Index(
        "uq_report_draft",
        "recipient_id",
        "subject_kind",
        "subject_ref",
        unique=True,
        postgresql_where=text("state = 'draft' AND kind <> 'correction'"),
    ),
    Index("ix_report_subject", "recipient_id", "subject_kind", "subject_ref"),
    Index("ix_report_case_id", "case_id"),
    Index("ix_report_erase", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="A report to one recipient. Its content is sealed with a key of its own; erasing the "
    "key erases the content.",
)

report_item = table(
    "report_item",
    reference("report_id", "report"),
    reference("recipient_id", "recipient"),
    reference("item_id", "item"),
    Column("event_key", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("attach", Boolean, nullable=False, server_default=text("false")),
    instant("added_at"),
    instant("released_at", nullable=True),
    PrimaryKeyConstraint("report_id", "item_id"),
    CheckConstraint("role IN ('reported', 'corrected')", name="role"),
    # One event is filed once per recipient, whoever asks and however often.
    Index(
        "uq_report_item_event",
        "recipient_id",
        "event_key",
        unique=True,
        postgresql_where=text("released_at IS NULL AND role = 'reported'"),
    ),
    Index("ix_report_item_item_id", "item_id"),
    comment="Which events a report is about. A released one may be reported again.",
)

report_attempt = table(
    "report_attempt",
    uuid_key(),
    reference("report_id", "report"),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("remote_id", Text, nullable=True),
    instant("started_at"),
    instant("opened_at", nullable=True),
    instant("changed_at", nullable=True),
    instant("ended_at", nullable=True),
    UniqueConstraint("report_id", "number"),
    Index(
        "uq_report_attempt_live",
        "report_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    comment="One opening of a report at its recipient. At most one is live; at most one finishes.",
)

report_file = table(
    "report_file",
    uuid_key(),
    reference("attempt_id", "report_attempt"),
    Column("item_id", Uuid(as_uuid=True), ForeignKey(f"{SCHEMA}.item.id"), nullable=True),
    Column("name", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("remote_id", Text, nullable=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    instant("intended_at"),
    instant("uploaded_at", nullable=True),
    instant("described_at", nullable=True),
    UniqueConstraint("attempt_id", "name"),
    comment="A file of an attempt. Intended without a remote id: it may be there, unaccounted for.",
)

report_exchange = table(
    "report_exchange",
    uuid_key(),
    reference("report_id", "report"),
    reference("attempt_id", "report_attempt", nullable=True),
    Column("step", String(20), nullable=False),
    Column("request", LargeBinary, nullable=True),
    Column("answer", LargeBinary, nullable=True),
    Column("request_sha256", String(64), nullable=False),
    Column("http_status", Integer, nullable=True),
    Column("code", Integer, nullable=True),
    Column("request_id", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
    instant("asked_at"),
    instant("answered_at", nullable=True),
    Index("ix_report_exchange_report_id", "report_id", "asked_at"),
    comment="Every request to a recipient and its answer, word for word, sealed.",
)

report_document = table(
    "report_document",
    uuid_key(),
    reference("report_id", "report"),
    Column("name", String(100), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    instant("made_at"),
    UniqueConstraint("report_id", "name"),
    comment="What was or will be sent, as files, sealed. The digest stays when they are erased.",
)

report_receipt = table(
    "report_receipt",
    uuid_key(),
    reference("report_id", "report"),
    Column("environment", String(20), nullable=False),
    Column("reference", Text, nullable=False),
    Column("given_by", String(20), nullable=False),  # service, or person who marked it as sent
    Column("recorded_by", Text, nullable=False),
    Column("recorded_by_name", Text, nullable=False),
    instant("received_at"),
    instant("recorded_at"),
    UniqueConstraint("report_id"),
    comment="That a report arrived. Only one of a production environment makes it filed.",
)

report_outcome = table(
    "report_outcome",
    uuid_key(),
    reference("report_id", "report"),
    reference("item_id", "item", nullable=True),
    Column("outcome", String(40), nullable=False),
    Column("reference", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_by_name", Text, nullable=False),
    instant("recorded_at"),
    UniqueConstraint("report_id", "item_id", "outcome", postgresql_nulls_not_distinct=True),
    comment="What a recipient found.",
)

technology_error = table(
    "technology_error",
    uuid_key(),
    reference("technology_id", "technology"),
    reference("item_id", "item"),
    reference("outcome_id", "report_outcome"),
    instant("counted_at"),
    UniqueConstraint("technology_id", "item_id"),
    comment="Detections of a technology that a recipient found to be no abuse material.",
)

recipient_schema = table(
    "recipient_schema",
    reference("recipient_id", "recipient"),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    instant("fetched_at"),
    PrimaryKeyConstraint("recipient_id"),
    comment="The recipient's own schema as last fetched.",
)

threat_assessment = table(
    "threat_assessment",
    uuid_key(),
    reference("case_id", "case"),
    Column("state", String(20), nullable=False),
    Column("member_states", ARRAY(String(2)), nullable=False, server_default="{}"),
    Column("authority", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("assessed_by", Text, nullable=True),
    Column("assessed_by_name", Text, nullable=True),
    Column("told_by", Text, nullable=True),
    Column("told_by_name", Text, nullable=True),
    instant("opened_at"),
    instant("assessed_at", nullable=True),
    instant("told_at", nullable=True),
    UniqueConstraint("case_id"),
    Index("ix_threat_assessment_open", "opened_at", postgresql_where=text("told_at IS NULL")),
    comment="Article 18 of the DSA: whether life or safety is threatened, and who was told.",
)

preservation = table(
    "preservation",
    uuid_key(),
    reference("report_id", "report"),
    Column("profile", String(40), nullable=False),
    Column("foreign_law", Text, nullable=False, server_default=""),
    Column("decision", String(20), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("decided_by", Text, nullable=True),
    Column("decided_by_name", Text, nullable=True),
    instant("identified_at"),
    instant("european_end"),
    instant("foreign_end", nullable=True),
    instant("opened_at"),
    instant("decided_at", nullable=True),
    UniqueConstraint("report_id"),
    comment="How long what belongs to a report is kept: the Union's limit, a foreign duty that "
    "runs longer, and what was decided between them.",
)

erasure_certificate = table(
    "erasure_certificate",
    uuid_key(),
    Column("statement", Text, nullable=False),  # canonical JSON, exactly what is signed
    Column("signature", Text, nullable=False),
    Column("erased", Integer, nullable=False),
    Column("overdue", Integer, nullable=False),
    instant("made_at"),
    Index("ix_erasure_certificate_made_at", "made_at"),
    comment="Signed statements of what was erased, and that nothing outlived its clock.",
)
