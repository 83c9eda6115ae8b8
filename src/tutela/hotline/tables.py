"""A hotline's cases: addresses, who reported them, what is there, what was done, who was told."""

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
    Uuid,
    text,
)

from tutela.platform.database.tables import instant, reference, table, uuid_key

hotline_case = table(
    "hotline_case",
    uuid_key(),
    Column("address", String(60), nullable=True),  # its keyed digest; null once erased
    Column("state", String(20), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("country", String(2), nullable=False, server_default=""),  # that hosts it
    Column("police_first", Boolean, nullable=False),
    Column("police_settled", Boolean, nullable=False),
    reference("peer_id", "peer", nullable=True),  # the hotline that has it
    Column("wrapped_key", Text, nullable=True),  # sealed by the node's key; null once erased
    Column("content", LargeBinary, nullable=True),  # sealed by that key, as all content below
    instant("opened_at"),
    instant("due_at", nullable=True),
    instant("looked_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(wrapped_key IS NULL) = (erased_at IS NOT NULL)", name="erased_without_key"),
    CheckConstraint("(address IS NULL) = (erased_at IS NOT NULL)", name="erased_without_address"),
    Index("ix_hotline_case_address", "address", unique=True),
    Index("ix_hotline_case_open", "urgent", "due_at", postgresql_where=text("ended_at IS NULL")),
    Index("ix_hotline_case_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="An address that was reported to this hotline. What is said of it is sealed with a key "
    "of its own, which is erased at the end of its clock.",
    erases="hotline",
)

hotline_item = table(
    "hotline_item",
    uuid_key(),
    reference("case_id", "hotline_case"),
    Column("scheme", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("illegal", Boolean, nullable=False),
    Column("details", LargeBinary, nullable=True),
    Column("assessed_by", Text, nullable=False),
    Column("assessed_by_name", Text, nullable=False),
    instant("assessed_at"),
    Index("ix_hotline_item_case_id", "case_id", "assessed_at"),
    comment="One thing at an address, and what a person found it to be.",
)

hotline_step = table(
    "hotline_step",
    uuid_key(),
    reference("case_id", "hotline_case"),
    Column("event", String(40), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("words", LargeBinary, nullable=True),
    instant("at"),
    Index("ix_hotline_step_case_id", "case_id", "at"),
    comment="What was done with a hotline's case, by whom and why; the words are sealed, and "
    "erased with it.",
)

hotline_origin = table(
    "hotline_origin",
    reference("peer_id", "peer"),
    Column("given_id", Uuid(as_uuid=True), nullable=False),  # that hotline's case
    reference("case_id", "hotline_case"),
    instant("at"),
    PrimaryKeyConstraint("peer_id", "given_id"),
    Index("ix_hotline_origin_case_id", "case_id"),
    comment="Which hotline handed a case over to this one, and what it calls it.",
)

hotline_mail = table(
    "hotline_mail",
    uuid_key(),
    reference("case_id", "hotline_case"),
    Column("state", String(20), nullable=False),
    Column("language", String(20), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text, nullable=False, server_default=""),
    instant("made_at"),
    instant("finished_at", nullable=True),
    Index("ix_hotline_mail_case_id", "case_id", "made_at"),
    comment="A message to the host of a case; what it says is made of the case when it is sent.",
)

hotline_route = table(
    "hotline_route",
    Column("country", String(2), primary_key=True),
    reference("peer_id", "peer"),
    Column("set_by_name", Text, nullable=False),
    instant("set_at"),
    comment="Which hotline's node gets the cases that a country hosts.",
)
