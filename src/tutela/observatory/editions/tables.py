"""Where closed papers are kept."""

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
    text,
)

from tutela.platform.database.tables import instant, reference, table, uuid_key

paper_content = table(
    "paper_content",
    uuid_key(),
    Column("data", LargeBinary, nullable=False),
    comment="The files of a closed paper in one archive: numbers and texts, without personal data. "
    "Nobody may rewrite one, and while its edition names it, nobody can delete it.",
)

paper_publication = table(
    "paper_publication",
    uuid_key(),
    reference("edition_id", "paper_edition"),
    # What anybody may see, with small numbers hidden, as JSON.
    Column("data", LargeBinary, nullable=False),
    Column("asked_by_name", Text, nullable=False),
    Column("agreed_by_name", Text, nullable=False, server_default=""),
    Column("single_person", Boolean, nullable=False),
    instant("published_at"),
    CheckConstraint("single_person = (agreed_by_name = '')", name="agreed"),
    Index("uq_paper_publication_edition_id", "edition_id", unique=True),
    comment="What the public sees of a closed paper. Nobody may rewrite one; it goes with the "
    "content of its edition.",
)

paper_gone = table(
    "paper_gone",
    uuid_key(),
    instant("gone_at"),
    comment="What was published once, by the id it had in its address, and is erased: so that "
    "address can say so.",
)

paper_edition = table(
    "paper_edition",
    uuid_key(),
    Column("kind", String(10), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("sha256", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    instant("closed_at"),
    Column("closed_by", Text, nullable=False),
    Column("closed_by_name", Text, nullable=False),
    instant("erase_at"),
    instant("erased_at", nullable=True),
    reference("content_id", "paper_content", nullable=True),
    CheckConstraint("first <= last", name="period"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("(version = 1) = (reason = '')", name="reason"),
    CheckConstraint("(content_id IS NULL) = (erased_at IS NOT NULL)", name="content"),
    CheckConstraint("erased_at >= erase_at", name="clock"),
    # Five years at least, whatever the settings say (Implementing Regulation (EU) 2024/2835).
    CheckConstraint("erase_at >= closed_at + interval '43824 hours'", name="years"),
    Index("uq_paper_edition", "service_id", "kind", "first", "last", "version", unique=True),
    Index("ix_paper_edition_erase_at", "erase_at", postgresql_where=text("erased_at IS NULL")),
    comment="A paper that somebody closed, in one version. When its years are over its content is "
    "erased; that there was one, with its hash, stays.",
    erases="paper",
)
