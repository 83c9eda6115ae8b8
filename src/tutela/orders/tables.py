"""Orders, who issues them, what they name and what was answered."""

from __future__ import annotations

from sqlalchemy import (
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
from sqlalchemy.dialects.postgresql import ARRAY

from tutela.platform.database.tables import SCHEMA, instant, reference, table, uuid_key

order_issuer = table(
    "order_issuer",
    uuid_key(),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("member_state", String(2), nullable=False),
    Column("contact", Text, nullable=False),
    Column("verified", String(20), nullable=False, server_default=""),
    Column("verified_note", Text, nullable=False, server_default=""),
    Column("verified_by", Text, nullable=True),
    Column("verified_by_name", Text, nullable=True),
    instant("verified_at", nullable=True),
    Column("added_by", Text, nullable=False),
    instant("added_at"),
    Column("age_key", Text, nullable=True),
    Column("age_key_by_name", Text, nullable=True),
    instant("age_key_at", nullable=True),
    UniqueConstraint("service_id", "name"),
    CheckConstraint("(verified = '') = (verified_at IS NULL)", name="verified"),
    CheckConstraint("age_key IS NULL OR verified <> ''", name="age_key"),
    comment="Authorities whose orders came in, and how somebody made sure of them. Kept: offices, "
    "not people.",
)

authority_order = table(
    "authority_order",
    uuid_key(),
    Column("state", String(20), nullable=False),
    Column("came_by", String(20), nullable=False),
    Column("digest", String(64), nullable=True),  # of what came in, so that it comes in once
    reference("issuer_id", "order_issuer", nullable=True),
    Column("reference", String(200), nullable=False, server_default=""),
    Column("article", String(20), nullable=True),
    Column("language", String(3), nullable=False, server_default=""),
    Column("scope", ARRAY(String(5)), nullable=False, server_default="{}"),
    Column("category", String(60), nullable=False, server_default=""),
    Column("translated", Boolean, nullable=False, server_default=text("false")),
    Column("items", Integer, nullable=False, server_default=text("0")),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("content", LargeBinary, nullable=True),  # sealed by that key, as all content below
    Column("registered_by", Text, nullable=True),
    Column("registered_by_name", Text, nullable=True),
    Column("executed_by", Text, nullable=True),
    Column("executed_by_name", Text, nullable=True),
    Column(
        "same_as_id", Uuid(as_uuid=True), ForeignKey(f"{SCHEMA}.authority_order.id"), nullable=True
    ),
    instant("issued_at", nullable=True),
    instant("received_at"),
    instant("due_at", nullable=True),
    instant("withheld_until", nullable=True),
    instant("taken_at"),
    instant("registered_at", nullable=True),
    instant("acknowledged_at", nullable=True),
    instant("executed_at", nullable=True),
    instant("effected_at", nullable=True),
    instant("told_users_at", nullable=True),
    instant("reported_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("article IS NULL OR article IN ('9', '10', 'national')", name="article"),
    Index(
        "uq_authority_order_reference",
        "issuer_id",
        "reference",
        unique=True,
        postgresql_where=text("issuer_id IS NOT NULL"),
    ),
    Index(
        "uq_authority_order_digest",
        "service_id",
        "digest",
        unique=True,
        postgresql_where=text("digest IS NOT NULL"),
    ),
    Index("ix_authority_order_state", "state", "received_at"),
    Index("ix_authority_order_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="An order of an authority. What it says is sealed with a key of its own, which is "
    "erased a year after the order is over (a month, if it was dismissed); then its targets too.",
    erases="order",
)

order_target = table(
    "order_target",
    reference("order_id", "authority_order"),
    Column("number", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("answered_by", Text, nullable=True),
    instant("effect_at", nullable=True),
    instant("answered_at", nullable=True),
    instant("told_at", nullable=True),  # of information: its user was told that it was given
    PrimaryKeyConstraint("order_id", "number"),
    CheckConstraint("kind IN ('url', 'item', 'account', 'sha256')", name="kind"),
    comment="What became of each thing that an order names. What it names is in the order's sealed "
    "content, and erased with it.",
)

order_document = table(
    "order_document",
    reference("order_id", "authority_order"),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("readable", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    instant("made_at"),
    PrimaryKeyConstraint("order_id", "number"),
    comment="Files that came with an order, sealed with its key, never shown by the node, erased "
    "with it. The digest stays.",
)

order_letter = table(
    "order_letter",
    uuid_key(),
    reference("order_id", "authority_order"),
    Column("kind", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("how", Text, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("sent_by_name", Text, nullable=False),
    instant("sent_at"),
    instant("recorded_at"),
    Index("ix_order_letter_order_id", "order_id"),
    comment="What the authority was told, by whom and how; the words are erased with the order.",
)

order_answer = table(
    "order_answer",
    reference("order_id", "authority_order"),
    Column("condition", String(40), nullable=False),
    Column("met", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("answered_by", Text, nullable=False),
    Column("answered_by_name", Text, nullable=False),
    instant("answered_at"),
    PrimaryKeyConstraint("order_id", "condition"),
    comment="What a person said of a condition that the law sets for an order; the last word.",
)
