"""Submissions of indicators, accesses to them, what was told of each database, and what is gone."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

indicator_submission = table(
    "indicator_submission",
    uuid_key(),
    reference("peer_id", "peer"),
    Column("given_id", Uuid(as_uuid=True), nullable=False),
    Column("category", String(10), nullable=False),
    Column("media", String(10), nullable=False),
    Column("language", String(20), nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("fingerprints", JSONB(none_as_null=True), nullable=True),
    Column("sealed", LargeBinary, nullable=True),  # what it rests on, by the node's key
    Column("source", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("profile", String(40), nullable=False),
    instant("proposed_at"),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_by_name", Text, nullable=False),
    instant("assessed_at", nullable=True),
    Column("assessed_by_name", Text, nullable=False, server_default=""),
    Column("first_assessor", String(40), nullable=False, server_default=""),
    Column("second_assessor", String(40), nullable=False, server_default=""),
    instant("decided_at", nullable=True),
    Column("decided_by_name", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("cause", String(20), nullable=True),
    instant("reverify_by", nullable=True),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    UniqueConstraint("peer_id", "given_id"),
    CheckConstraint("(state = 'withdrawn') = (cause IS NOT NULL)", name="cause"),
    CheckConstraint(
        "(state IN ('dropped', 'refused', 'withdrawn')) = (erase_at IS NOT NULL)", name="erase_at"
    ),
    Index("ix_indicator_submission_state", "state", "proposed_at"),
    Index("ix_indicator_submission_erase_at", "erase_at",
          postgresql_where=text("erased_at IS NULL")),
    comment="Indicators that an authority submits to the Centre, on the node of each. Half a year "
    "after one is over, its fingerprints and what it rests on are gone.",
    erases="submission",
)  # fmt: skip

indicator_access = table(
    "indicator_access",
    uuid_key(),
    reference("peer_id", "peer"),
    Column("given_id", Uuid(as_uuid=True), nullable=False),
    Column("category", String(10), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("basis", Text, nullable=False),
    instant("begins_at"),
    instant("ends_at"),
    Column("state", String(10), nullable=False),
    Column("profile", String(40), nullable=False),
    instant("asked_at"),
    Column("asked_by_name", Text, nullable=False),
    instant("decided_at", nullable=True),
    Column("decided_by_name", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("source", String(200), nullable=False),
    Column("bank", String(40), nullable=False, server_default=""),
    Column("number", BigInteger, nullable=False, server_default=text("0")),
    Column("sought", BigInteger, nullable=True),  # after which number the rest was asked for
    instant("sought_at", nullable=True),
    instant("heard_at", nullable=True),
    Column("refused", Integer, nullable=False, server_default=text("0")),
    instant("asked_until", nullable=True),  # a longer time that was asked for
    Column("asked_basis", Text, nullable=False, server_default=""),
    instant("over_at", nullable=True),
    instant("erased_at", nullable=True),
    UniqueConstraint("peer_id", "given_id"),
    CheckConstraint("begins_at < ends_at", name="period"),
    # At the provider and at the Centre: one at a time, and none before the last one is erased.
    Index("uq_indicator_access_live", "peer_id", "category", unique=True,
          postgresql_where=text("state IN ('requested', 'granted')")),
    comment="Accesses of providers to databases of the Centre, on the node of each.",
)  # fmt: skip

indicator_release = table(
    "indicator_release",
    Column("category", String(10), nullable=False),
    Column("number", BigInteger, nullable=False),
    reference("entry", "indicator"),
    Column("cause", String(20), nullable=True),
    instant("released_at"),
    PrimaryKeyConstraint("category", "number"),
    Index("ix_indicator_release_entry", "entry"),
    comment="What the Centre tells of each database, numbered without gaps: an entry, or that it "
    "is withdrawn.",
)

indicator_gone = table(
    "indicator_gone",
    reference("access_id", "indicator_access"),
    Column("entry", Uuid(as_uuid=True), nullable=False),
    Column("cause", String(20), nullable=False),
    instant("told_at"),
    PrimaryKeyConstraint("access_id", "entry"),
    comment="Entries that the Centre withdrew, for a provider: one that comes later than that is "
    "not taken in.",
)
