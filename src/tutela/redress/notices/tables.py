"""Notices from outside, the trusted among those who give them, and the messages to them."""

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
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

_HOLDS = "state <> 'ended'"
flagger = table(
    "flagger",
    uuid_key(),
    Column("name", String(200), nullable=False),
    Column("awarded_by", String(200), nullable=False),
    Column("member_state", String(2), nullable=False),
    Column("areas", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("since", Date, nullable=False),
    reference("key_id", "api_key"),
    Column("state", String(10), nullable=False),
    instant("state_at"),
    Column("state_reason", Text, nullable=False, server_default=""),
    Column("state_by", Text, nullable=False),
    Column("state_by_name", Text, nullable=False),
    Index("uq_flagger_name", "service_id", "name", unique=True, postgresql_where=sql(_HOLDS)),
    Index("uq_flagger_key", "key_id", unique=True, postgresql_where=sql(_HOLDS)),
    comment="Trusted flaggers, and how their status stands. Kept: organisations, not people.",
)

notice = table(
    "notice",
    uuid_key(),
    Column("kind", String(20), nullable=False),
    Column("way", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    # Where it is. What stands for the places, so that notices about the same are decided as one.
    Column("places", JSONB, nullable=False),
    Column("item_ref", Text, nullable=False),
    Column("same_places", String(64), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("danger", Boolean, nullable=False),
    Column("details", JSONB, nullable=False),
    # Who gave it, if they said so; erased with the rest.
    Column("notifier", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", String(20), nullable=False),
    Column("flagger", Text, nullable=False, server_default=""),
    Column("trusted", Boolean, nullable=False, server_default=sql("false")),
    reference("flagger_id", "flagger", nullable=True),  # kept, to count what came of them
    # The key it came with, by which misuse is counted (Article 23); emptied with the rest.
    reference("key_id", "api_key", nullable=True),
    # Whoever gave it is suspended: until when it waits before anybody looks (`pausing`).
    instant("paused_until", nullable=True),
    reference("pause_id", "pause", nullable=True),
    # A keyed pseudonym of where it came from, to bound a flood; emptied after a day.
    Column("source", String(40), nullable=False),
    Column("code_hash", LargeBinary, nullable=True),
    Column("token_hash", LargeBinary, nullable=True),
    Column("content_hash", LargeBinary, nullable=False),
    reference("case_id", "case"),
    reference("joined_id", "notice", nullable=True),
    instant("received_at"),
    instant("due_at"),
    Column("profile", String(40), nullable=False),
    Column("outcome", String(20), nullable=True),
    Column("told", Text, nullable=False, server_default=""),
    Column("unfounded", Boolean, nullable=False, server_default=sql("false")),
    reference("duplicate_of_id", "notice", nullable=True),
    instant("decided_at", nullable=True),
    Column("decided_by", Text, nullable=True),
    Column("decided_by_name", Text, nullable=True),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    instant("asked_at", nullable=True),  # when the platform was asked to act on what it names
    CheckConstraint("(state = 'received') = (outcome IS NULL)", name="decided"),
    CheckConstraint("(outcome IS NULL) = (erase_at IS NULL)", name="erase_at"),
    Index(
        "uq_notice_code", "code_hash", unique=True, postgresql_where=sql("code_hash IS NOT NULL")
    ),
    Index(
        "uq_notice_token", "token_hash", unique=True, postgresql_where=sql("token_hash IS NOT NULL")
    ),
    Index("ix_notice_case_id", "case_id"),
    Index("ix_notice_item_ref", "service_id", "item_ref", postgresql_where=sql("item_ref <> ''")),
    Index("ix_notice_joined_id", "joined_id", postgresql_where=sql("joined_id IS NOT NULL")),
    Index("ix_notice_waiting", "due_at", postgresql_where=sql("state = 'received'")),
    Index("ix_notice_received_at", "received_at", "id"),
    Index("ix_notice_source", "source", "received_at", postgresql_where=sql("source <> ''")),
    Index("ix_notice_flagger_id", "flagger_id", postgresql_where=sql("flagger_id IS NOT NULL")),
    Index(
        "ix_notice_key_id",
        "key_id",
        "decided_at",
        postgresql_where=sql("key_id IS NOT NULL"),
    ),
    CheckConstraint("(paused_until IS NULL) = (pause_id IS NULL)", name="paused"),
    Index(
        "ix_notice_paused",
        "paused_until",
        postgresql_where=sql("paused_until IS NOT NULL"),
    ),
    Index("ix_notice_erase_at", "erase_at", postgresql_where=sql("state = 'decided'")),
    comment="What somebody outside says is illegal, and where. Six months after it was decided, "
    "only what is counted is left of it.",
    erases="notice",
)

notice_mail = table(
    "notice_mail",
    uuid_key(),
    reference("notice_id", "notice"),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False, server_default=sql("0")),
    Column("last_error", Text, nullable=False, server_default=""),
    instant("made_at"),
    instant("finished_at", nullable=True),
    # A decision may be changed more than once, each time on the complaint of another.
    Index(
        "uq_notice_mail",
        "notice_id",
        "kind",
        unique=True,
        postgresql_where=sql("kind <> 'changed'"),
    ),
    comment="A message to whoever gave notice. The address is the notice's, and erased with it.",
)
