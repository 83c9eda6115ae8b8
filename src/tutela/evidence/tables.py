"""Where kept objects and every look at them live."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from tutela.platform.database.tables import instant, reference, table, uuid_key

evidence_object = table(
    "evidence_object",
    uuid_key(),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("location", String(100), nullable=False),
    Column("retention", String(20), nullable=False),
    Column("basis", Text, nullable=False),
    instant("kept_at"),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    instant("verified_at", nullable=True),  # when its bytes were last opened to look after them
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    Index(
        "uq_evidence_object_live",
        "service_id",
        "sha256",
        unique=True,
        postgresql_where=text("erased_at IS NULL"),
    ),
    Index("ix_evidence_object_due", "erase_at", postgresql_where=text("erased_at IS NULL")),
    Index("ix_evidence_object_verified", "verified_at", postgresql_where=text("erased_at IS NULL")),
    comment="Sealed bytes under a retention clock; the row stays when the bytes are erased.",
)

evidence_view = table(
    "evidence_view",
    uuid_key(),
    reference("object_id", "evidence_object"),
    Column("look_id", Uuid(as_uuid=True), nullable=True),  # the steps of a look; null of old rows
    Column("item_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("film_from", Integer, nullable=True),  # milliseconds: of a film, which stretch
    Column("film_until", Integer, nullable=True),
    instant("at"),
    Index("ix_evidence_view_item_id", "item_id", "account_id"),
    Index("ix_evidence_view_look_id", "look_id"),
    comment="Every look at kept bytes; only ever added to.",
)

evidence_damage = table(
    "evidence_damage",
    uuid_key(),
    reference("object_id", "evidence_object"),
    Column("problem", String(20), nullable=False),
    instant("found_at"),
    instant("healed_at", nullable=True),
    Index(
        "uq_evidence_damage_standing",
        "object_id",
        unique=True,
        postgresql_where=text("healed_at IS NULL"),
    ),
    comment="Kept bytes that were found gone or changed, until they are found whole again.",
)

legal_hold = table(
    "legal_hold",
    uuid_key(),
    Column("scope", String(10), nullable=False),
    Column("subject_ref", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_by_name", Text, nullable=False),
    instant("placed_at"),
    Column("lifted_by", Text, nullable=True),
    Column("lifted_by_name", Text, nullable=True),
    Column("lifted_reason", Text, nullable=True),
    instant("lifted_at", nullable=True),
    Index("ix_legal_hold_subject", "subject_ref", postgresql_where=text("lifted_at IS NULL")),
    comment="Why kept bytes of an object, a case or an account must not be erased.",
)

legal_hold_object = table(
    "legal_hold_object",
    uuid_key(),
    reference("hold_id", "legal_hold"),
    reference("object_id", "evidence_object"),
    instant("refused_at", nullable=True),  # when it first stopped an erasure, and of what kind
    Column("refused_because", Text, nullable=True),
    UniqueConstraint("hold_id", "object_id"),
    Index("ix_legal_hold_object_object_id", "object_id"),
    comment="Which kept objects a legal hold is on.",
)
