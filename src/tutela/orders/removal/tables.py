"""Removal orders, copies of others' that are final, and the keys of courts that sign them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from tutela.platform.database.tables import instant, reference, table, uuid_key

court_key = table(
    "court_key",
    uuid_key(),
    Column("name", String(200), nullable=False),
    Column("member_state", String(2), nullable=False),
    Column("key", LargeBinary, nullable=False),  # the public half, 32 bytes
    Column("state", String(20), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    instant("added_at"),
    Column("added_by_name", Text, nullable=False),
    instant("compared_at", nullable=True),
    Column("compared_by_name", Text, nullable=False, server_default=""),
    instant("ended_at", nullable=True),
    Column("ended_by_name", Text, nullable=False, server_default=""),
    Column("end_reason", Text, nullable=False, server_default=""),
    UniqueConstraint("key"),
    CheckConstraint("state <> 'compared' OR compared_at IS NOT NULL", name="compared"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
    comment="Keys by which courts sign removal orders (draft law), and who compared their codes. "
    "Kept: offices, not people.",
)

removal_order = table(
    "removal_order",
    uuid_key(),  # as the authority named it: the same at every node
    Column("state", String(40), nullable=False),
    Column("authority_id", Uuid(as_uuid=True), nullable=False),
    Column("authority_name", String(200), nullable=False),
    Column("provider_id", Uuid(as_uuid=True), nullable=False),
    Column("provider_name", String(200), nullable=False),
    Column("court", String(200), nullable=False, server_default=""),
    Column("profile", String(40), nullable=False),
    Column("items", Integer, nullable=False),
    reference("order_id", "authority_order", nullable=True),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("content", LargeBinary, nullable=True),  # sealed by that key
    Column("was", String(40), nullable=False, server_default=""),
    Column("refusal", String(40), nullable=False, server_default=""),
    Column("extended", Boolean, nullable=False, server_default=text("false")),
    Column("gone", Boolean, nullable=True),
    instant("made_at"),
    instant("issued_at", nullable=True),
    instant("received_at", nullable=True),
    instant("clock_at", nullable=True),
    instant("stopped_at", nullable=True),
    instant("due_at", nullable=True),
    instant("executed_at", nullable=True),
    instant("hidden_until", nullable=True),
    instant("told_at", nullable=True),
    instant("checked_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("due_at IS NULL OR stopped_at IS NULL", name="clock"),
    Index("ix_removal_order_state", "state", "due_at"),
    Index("uq_removal_order_order_id", "order_id", unique=True),
    Index("ix_removal_order_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="Removal orders between nodes (draft law): asked for, signed by a court, carried out. "
    "What one says is sealed with a key of its own, which is erased a year after it is over, or "
    "three years after the last thing that happened to it.",
    erases="removal-order",
)

removal_copy = table(
    "removal_copy",
    uuid_key(),
    Column("order_id", Uuid(as_uuid=True), nullable=False),  # as its authority named it
    reference("authority_id", "peer"),
    Column("authority_name", String(200), nullable=False),
    Column("provider_name", String(200), nullable=False),
    Column("court", String(200), nullable=False),
    Column("compared", Boolean, nullable=False),
    Column("profile", String(40), nullable=False),
    Column("items", Integer, nullable=False),
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("content", LargeBinary, nullable=True),  # sealed by that key
    instant("issued_at"),
    instant("received_at"),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    UniqueConstraint("authority_id", "order_id"),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("(content IS NULL) = (erased_at IS NOT NULL)", name="erased_without_content"),
    Index("ix_removal_copy_received_at", "received_at", "id"),
    Index("ix_removal_copy_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="Copies of removal orders that are final, as their authorities gave them to the others "
    "and the Centre (draft law). They change nothing. What one says is sealed with a key of its "
    "own, which is erased a year after it came.",
    erases="removal-order",
)
