"""Technologies, activations, items with a hit, detections, counters and the intake spool."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import SCHEMA, instant, reference, table, uuid_key

technology = table(
    "technology",
    uuid_key(),
    Column("name", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("impact_assessment", Text, nullable=False),
    Column("impact_assessment_on", Date, nullable=True),
    Column("prior_consultation", Text, nullable=False),
    Column("prior_consultation_on", Date, nullable=True),
    Column("near_hits_hold", Boolean, nullable=False),
    Column("max_error_rate", Float, nullable=True),
    Column("min_reviewed_share", Float, nullable=True),
    Column("rationale", Text, nullable=False),
    Column("demo", Boolean, nullable=False),
    instant("recorded_at"),
    UniqueConstraint("service_id", "name", "version"),
    comment="A detection technology's record: assessment, consultation, limits.",
)

activation = table(
    "activation",
    uuid_key(),
    Column("surface", String(40), nullable=False),
    reference("technology_id", "technology"),
    Column("profile", String(40), nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("terms_clause", Text, nullable=False),
    Column("attestation", Text, nullable=False),
    Column("activated_by", Text, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    instant("ended_at", nullable=True),
    ForeignKeyConstraint(
        ["service_id", "surface"],
        [f"{SCHEMA}.surface.service_id", f"{SCHEMA}.surface.name"],
        name="fk_activation_surface",
    ),
    comment="A technology switched on for one surface, with its ground and its end.",
)

item = table(
    "item",
    uuid_key(),
    Column("surface", String(40), nullable=False),
    Column("account_ref", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("language", String(35), nullable=False, server_default=""),  # the account's (BCP 47)
    Column("signals", JSONB, nullable=False),
    instant("received_at"),
    Index("ix_item_sha256", "service_id", "sha256"),
    Index("ix_item_external_id", "service_id", "external_id"),
    Index("ix_item_account_ref", "service_id", "account_ref"),
    comment="An item with a hit. Of a clear item nothing is kept.",
)

detection = table(
    "detection",
    uuid_key(),
    reference("item_id", "item"),
    reference("indicator_id", "indicator"),
    reference("bank_id", "bank"),
    reference("activation_id", "activation"),
    Column("profile", String(40), nullable=False),
    Column("exact", Boolean, nullable=False),
    Column("distance", Integer, nullable=True),
    Column("quality", Integer, nullable=True),
    Column("holds", Boolean, nullable=False),
    # The entry of an allow-bank that knows the item as harmless.
    reference("contested_by_id", "indicator", nullable=True),
    instant("detected_at"),
    instant("undone_at", nullable=True),
    Index("ix_detection_item_id", "item_id"),
    Index("ix_detection_indicator_id", "indicator_id"),
    comment="A match, with the ground and the profile it was judged by (empty: none held). "
    "`undone_at`: when its indicator's error was undone.",
)

counter = table(
    "counter",
    Column("day", Date, nullable=False),
    Column("surface", String(40), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("item_count", BigInteger, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    PrimaryKeyConstraint("service_id", "day", "surface", "verdict", "reason"),
    comment="How many items were scanned, by day and verdict; written in batches.",
)

scan_time = table(
    "scan_time",
    Column("most", Double, nullable=False),  # seconds; the last is infinite
    Column("item_count", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
    PrimaryKeyConstraint("service_id", "most"),
    comment="How long scans took, of all processes: how many took at most so long.",
)

intake = table(
    "intake",
    uuid_key(),
    Column("surface", String(40), nullable=False),
    Column("account_ref", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("language", String(35), nullable=False, server_default=""),
    Column("sealed", LargeBinary, nullable=False),
    Column("email", LargeBinary, nullable=True),  # sealed as well
    instant("received_at"),
    comment="Items taken in to be scanned later; each row goes when its verdict is on its way.",
)

mailbox = table(
    "mailbox",
    uuid_key(),
    Column("account_ref", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    instant("given_at"),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="erased"),
    Index(
        "uq_mailbox_account",
        "service_id",
        "account_ref",
        unique=True,
        postgresql_where=sql("erased_at IS NULL"),
    ),
    Index("ix_mailbox_erase_at", "erase_at", postgresql_where=sql("erased_at IS NULL")),
    comment="Where an account with a hit reads e-mail, sealed: to tell it of restrictions. Emptied "
    "as soon as nothing about the account needs it, and thirteen months after it was given at the "
    "latest.",
    erases="mailbox",
)
