"""Received reports, what they are about, what was done with them, and who serves which country."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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

from tutela.platform.database.tables import instant, reference, table, uuid_key

received_report = table(
    "received_report",
    uuid_key(),
    reference("peer_id", "peer"),
    Column("reference", String(100), nullable=False),  # what the sender calls it
    Column("number", String(40), nullable=False),  # the Centre's
    Column("provider_name", String(200), nullable=False),
    Column("state", String(40), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("items", Integer, nullable=False),
    Column("countries", ARRAY(String(2)), nullable=False),
    Column("lacks", ARRAY(String(40)), nullable=False),
    Column("profile", String(40), nullable=False),
    reference("authority_id", "peer", nullable=True),
    Column("outcome", String(40), nullable=False, server_default=""),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("content", LargeBinary, nullable=True),  # sealed by that key, as all content below
    instant("received_at"),
    instant("due_at", nullable=True),
    Column("extended", Boolean, nullable=False, server_default=text("false")),
    instant("forwarded_at", nullable=True),
    instant("handed_at", nullable=True),  # a person brought it to Europol's inbox
    instant("hold_since", nullable=True),  # when it was first asked that the user be not told
    instant("hold_until", nullable=True),  # null while nothing holds that back
    instant("user_told_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("(authority_id IS NULL) = (forwarded_at IS NULL)", name="forwarded"),
    CheckConstraint("hold_until IS NULL OR hold_since IS NOT NULL", name="held_since"),
    UniqueConstraint("number"),
    UniqueConstraint("peer_id", "reference"),
    Index(
        "ix_received_report_open",
        "urgent",
        "received_at",
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_received_report_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="A report that another node sent. What it says is sealed with a key of its own, which "
    "is erased at the end of its clock.",
    erases="received",
)

received_item = table(
    "received_item",
    reference("report_id", "received_report"),
    Column("item_id", Uuid(as_uuid=True), nullable=False),  # the provider's
    Column("restricted", Boolean, nullable=False),
    Column("finding", String(40), nullable=False, server_default=""),
    Column("reason", LargeBinary, nullable=True),
    Column("assessed_by", Text, nullable=False, server_default=""),
    Column("assessed_by_name", Text, nullable=False, server_default=""),
    instant("assessed_at", nullable=True),
    PrimaryKeyConstraint("report_id", "item_id"),
    CheckConstraint("(finding = '') = (assessed_at IS NULL)", name="assessed"),
    comment="One item of a received report, and what an authority found.",
)

received_signal = table(
    "received_signal",
    reference("report_id", "received_report"),
    Column("item_id", Uuid(as_uuid=True), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("report_id", "item_id", "kind"),
    Index("ix_received_signal_digest", "kind", "digest"),
    comment="Fingerprints of what was reported, to find it again; deleted with the report.",
)

received_step = table(
    "received_step",
    uuid_key(),
    reference("report_id", "received_report"),
    Column("event", String(40), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("words", LargeBinary, nullable=True),
    instant("at"),
    Index("ix_received_step_report_id", "report_id", "at"),
    comment="What was done with a received report, by whom and why; the words are sealed, and "
    "erased with it.",
)

received_code = table(
    "received_code",
    uuid_key(),
    reference("report_id", "received_report"),
    Column("digest", LargeBinary, nullable=False),
    Column("for_whom", String(200), nullable=False),
    Column("made_by_name", Text, nullable=False),
    instant("made_at"),
    instant("until"),
    instant("used_at", nullable=True),
    UniqueConstraint("digest"),
    Index("ix_received_code_report_id", "report_id"),
    comment="Codes by which somebody without a node says once what came of a report; as digests.",
)

serving_authority = table(
    "serving_authority",
    Column("country", String(2), primary_key=True),
    reference("peer_id", "peer"),
    Column("set_by_name", Text, nullable=False),
    instant("set_at"),
    comment="Which authority's node gets reports that concern a Member State.",
)
