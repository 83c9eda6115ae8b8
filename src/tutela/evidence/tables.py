"""Where kept objects and every look at them live."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, Text, Uuid, text

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
