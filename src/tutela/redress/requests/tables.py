"""Victims' requests: at the authority, at the Centre, and at the provider."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy import text as sql

from tutela.platform.database.tables import instant, reference, table, uuid_key

_LIVE = sql("erased_at IS NULL")

victim_request = table(
    "victim_request",
    uuid_key(),
    # All that others know it by: random, and of nothing else.
    Column("number", Uuid(as_uuid=True), nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked", String(10), nullable=False),
    Column("who", String(20), nullable=False),
    Column("preference", String(20), nullable=False),
    Column("language", String(20), nullable=False),
    # All that it says and was answered, sealed by the node's key; null once erased.
    Column("sealed", LargeBinary, nullable=True),
    Column("code_hash", LargeBinary, nullable=True),
    # A keyed pseudonym of where it came from, to bound a flood; emptied after a day.
    Column("source", String(40), nullable=False),
    instant("received_at"),
    instant("due_at"),
    Column("profile", String(40), nullable=False),
    reference("centre_id", "peer", nullable=True),
    instant("passed_at", nullable=True),
    instant("answered_at", nullable=True),
    Column("answered_by", Text, nullable=False, server_default=""),
    Column("answered_by_name", Text, nullable=False, server_default=""),
    instant("news_at", nullable=True),
    Column("problem", String(20), nullable=False, server_default=""),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    # The message that there is an answer: it says no more.
    Column("mail_id", Uuid(as_uuid=True), nullable=True),
    Column("mail_state", String(10), nullable=True),
    Column("mail_tries", Integer, nullable=False, server_default=sql("0")),
    Column("mail_problem", Text, nullable=False, server_default=""),
    CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="erased"),
    CheckConstraint("(code_hash IS NULL) = (erased_at IS NOT NULL)", name="code"),
    UniqueConstraint("number"),
    Index("uq_victim_request_code", "code_hash", unique=True,
          postgresql_where=sql("code_hash IS NOT NULL")),
    Index("ix_victim_request_source", "source", "received_at",
          postgresql_where=sql("source <> ''")),
    Index("ix_victim_request_erase_at", "erase_at", postgresql_where=_LIVE),
    Index("ix_victim_request_received_at", "received_at", "id"),
    comment="Somebody asks which reports there are of known material of them, or for help with its "
    "removal. Erased when they take it back, or at the end of its clock.",
    erases="victim-request",
)  # fmt: skip

victim_search = table(
    "victim_search",
    uuid_key(),
    Column("number", Uuid(as_uuid=True), nullable=False),
    reference("authority_id", "peer"),
    Column("authority_name", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    instant("received_at"),
    instant("due_at"),
    Column("profile", String(40), nullable=False),
    instant("searched_at", nullable=True),
    Column("searched_by", Text, nullable=False, server_default=""),
    Column("searched_by_name", Text, nullable=False, server_default=""),
    instant("released_at", nullable=True),
    Column("released_by", Text, nullable=False, server_default=""),
    Column("released_by_name", Text, nullable=False, server_default=""),
    instant("rechecked_until", nullable=True),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="erased"),
    CheckConstraint("released_by = '' OR released_by <> searched_by", name="two_people"),
    UniqueConstraint("authority_id", "number"),
    Index("ix_victim_search_erase_at", "erase_at", postgresql_where=_LIVE),
    Index("ix_victim_search_received_at", "received_at", "id"),
    comment="A victim's request at the Centre: a number, and what stands for the item. Nobody here "
    "knows whose it is.",
    erases="victim-request",
)

victim_hit = table(
    "victim_hit",
    uuid_key(),  # what the provider is told
    reference("search_id", "victim_search"),
    Column("number", Integer, nullable=False),
    reference("report_id", "received_report"),
    reference("provider_id", "peer"),
    Column("provider", String(200), nullable=False),
    Column("reference", String(100), nullable=False),
    Column("item_id", Uuid(as_uuid=True), nullable=False),
    Column("reported_on", Date, nullable=False),
    Column("forwarded_to", String(200), nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("removal", String(10), nullable=False),
    Column("reason", String(20), nullable=True),
    instant("asked_at", nullable=True),
    instant("answered_at", nullable=True),
    instant("recheck_at", nullable=True),
    UniqueConstraint("search_id", "number"),
    Index("ix_victim_hit_recheck_at", "recheck_at", postgresql_where=sql("recheck_at IS NOT NULL")),
    comment="A received report that fits a victim's request; deleted with it.",
)

removal_request = table(
    "removal_request",
    uuid_key(),
    Column("asked", Uuid(as_uuid=True), nullable=False),
    reference("centre_id", "peer"),
    Column("centre_name", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("reference", String(100), nullable=False),
    Column("item_id", Uuid(as_uuid=True), nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("times", Integer, nullable=False),
    instant("received_at"),
    Column("profile", String(40), nullable=False),
    Column("reason", String(20), nullable=True),
    instant("answered_at", nullable=True),
    Column("answered_by", Text, nullable=False, server_default=""),
    Column("answered_by_name", Text, nullable=False, server_default=""),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="sealed_erased"),
    CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased"),
    UniqueConstraint("centre_id", "asked"),
    Index("ix_removal_request_erase_at", "erase_at", postgresql_where=_LIVE),
    comment="The Centre asks, for a victim, that something be removed. It is no order; nobody here "
    "knows who asked.",
    erases="removal-request",
)
