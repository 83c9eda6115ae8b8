"""Statements of reasons, how each was told, and what they are about where that is no item: what was
removed after a notice, and accounts that are suspended.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from tutela.platform.database.tables import instant, reference, table, uuid_key

statement = table(
    "statement",
    uuid_key(),
    # The item that was restricted; null for what the platform removed after a notice, and accounts.
    reference("item_id", "item", nullable=True),
    reference("case_id", "case"),
    # The restriction, or its end: one statement for each.
    reference("action_id", "action", nullable=True),
    reference("takedown_id", "takedown", nullable=True),
    reference("suspension_id", "suspension", nullable=True),
    reference("decision_id", "decision", nullable=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("language", String(35), nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
    instant("restricted_at"),
    instant("made_at"),
    instant("issued_at", nullable=True),
    instant("ended_at", nullable=True),
    reference("ended_by_id", "statement", nullable=True),
    CheckConstraint("num_nonnulls(action_id, takedown_id, suspension_id) = 1", name="about"),
    CheckConstraint("(action_id IS NULL) = (item_id IS NULL)", name="item"),
    # Unset while it may still be spoken of (`complaints/keeping.py`).
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended"),
    CheckConstraint(
        "state = 'erased' OR (state = 'issued') = (issued_at IS NOT NULL)", name="issued"
    ),
    CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased"),
    Index("uq_statement_action_id", "action_id", unique=True),
    Index("uq_statement_takedown_id", "takedown_id", "kind", unique=True),
    Index("uq_statement_suspension_id", "suspension_id", "kind", unique=True),
    Index("ix_statement_item_id", "item_id", "restricted_at"),
    Index("ix_statement_case_id", "case_id"),
    Index("ix_statement_made_at", "made_at", "id"),
    Index(
        "ix_statement_waiting",
        "made_at",
        postgresql_where=sql("state IN ('held-back', 'unfit')"),
    ),
    Index("ix_statement_erase_at", "erase_at", postgresql_where=sql("erased_at IS NULL")),
    comment="What a user is told about a restriction, as facts without anybody's name. Once nobody "
    "can speak of it any more, and a time after, only what is counted is left of it.",
    erases="statement",
)

statement_link = table(
    "statement_link",
    Column("digest", LargeBinary, primary_key=True),
    reference("statement_id", "statement"),
    instant("made_at"),
    instant("open_until"),
    Index("ix_statement_link_open_until", "open_until"),
    comment="Links by which whoever has one reads a statement: their SHA-256 only. Deleted a month "
    "after the time to complain.",
)

withholding = table(
    "withholding",
    uuid_key(),
    reference("case_id", "case"),
    Column("account_ref", Text, nullable=False),
    Column("why", String(20), nullable=False),
    Column("source", Text, nullable=False),
    instant("until"),
    Column("placed_by", Text, nullable=False),
    Column("placed_by_name", Text, nullable=False),
    instant("placed_at"),
    Column("renewed_by", Text, nullable=False, server_default=""),
    Column("renewed_by_name", Text, nullable=False, server_default=""),
    instant("renewed_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("ended_by_name", Text, nullable=False, server_default=""),
    Column("end_reason", Text, nullable=False, server_default=""),
    instant("erase_at", nullable=True),
    instant("erased_at", nullable=True),
    CheckConstraint("erase_at IS NULL OR ended_at IS NOT NULL", name="erase_at"),
    Index("ix_withholding_erase_at", "erase_at", postgresql_where=sql("erased_at IS NULL")),
    Index(
        "uq_withholding_running",
        "case_id",
        unique=True,
        postgresql_where=sql("ended_at IS NULL"),
    ),
    Index(
        "ix_withholding_account",
        "service_id",
        "account_ref",
        postgresql_where=sql("ended_at IS NULL"),
    ),
    comment="What holds back statements, by whose word and until when; it ends by itself. Kept as "
    "long as what it held back, for whoever asks why they were told so late; then who asked for "
    "it, for whom and why it ended is erased.",
    erases="withholding",
)

statement_mail = table(
    "statement_mail",
    uuid_key(),
    reference("statement_id", "statement"),
    Column("state", String(10), nullable=False),
    # Letter, address, link and code, sealed until the letter has left or is given up.
    Column("sealed", Text, nullable=True),
    # What a bounced letter is known by: SHA-256 of its code.
    Column("digest", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False, server_default=sql("0")),
    Column("last_error", Text, nullable=False, server_default=""),
    instant("made_at"),
    instant("due_at"),
    instant("until", nullable=True),  # set with the first try: when it is given up
    instant("finished_at", nullable=True),
    instant("bounced_at", nullable=True),
    Column("closed_by_name", Text, nullable=False, server_default=""),
    Column("close_reason", Text, nullable=False, server_default=""),
    CheckConstraint("(state = 'waiting') = (sealed IS NOT NULL)", name="sealed"),
    CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished"),
    Index("uq_statement_mail_digest", "digest", unique=True),
    Index("ix_statement_mail_statement_id", "statement_id"),
    Index("ix_statement_mail_waiting", "due_at", postgresql_where=sql("state = 'waiting'")),
    Index(
        "ix_statement_mail_lost",
        "finished_at",
        postgresql_where=sql("state IN ('failed', 'bounced')"),
    ),
    comment="A letter by e-mail. Its address lies here sealed, and no longer than it waits. "
    "What people said of it is erased with its statement.",
)

statement_telling = table(
    "statement_telling",
    uuid_key(),
    reference("statement_id", "statement"),
    Column("way", String(10), nullable=False),
    reference("delivery_id", "webhook_delivery", nullable=True),
    reference("mail_id", "statement_mail", nullable=True),
    instant("sent_at"),
    # Who asked that it be sent again; empty for the first, of which there is one for each way.
    Column("by_id", Text, nullable=False, server_default=""),
    Column("by_name", Text, nullable=False, server_default=""),
    CheckConstraint("num_nonnulls(delivery_id, mail_id) = 1", name="way"),
    Index("ix_statement_telling_statement_id", "statement_id"),
    Index(
        "uq_statement_telling_first",
        "statement_id",
        "way",
        unique=True,
        postgresql_where=sql("by_id = ''"),
    ),
    comment="Each message by which somebody was told of a statement; its receipt is the "
    "delivery's, or the mail's. It holds no words: those of the delivery are erased with the "
    "statement.",
)

takedown = table(
    "takedown",
    uuid_key(),
    # The first of those that were decided together.
    reference("notice_id", "notice"),
    # Which of its places, counted from 1; null where the notice names an item.
    Column("place", Integer, nullable=True),
    Column("external_id", Text, nullable=False),
    Column("account_ref", Text, nullable=False),
    instant("removed_at"),
    instant("told_at"),
    # By what it is known where it is told again, its id or else its place, and all that was told:
    # SHA-256 of each.
    Column("digest", LargeBinary, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    instant("restored_at", nullable=True),  # when the platform was asked to restore it
    CheckConstraint("place > 0", name="place"),
    CheckConstraint("removed_at <= told_at", name="told"),
    Index(
        "uq_takedown_standing",
        "notice_id",
        "digest",
        unique=True,
        postgresql_where=sql("restored_at IS NULL"),
    ),
    Index(
        "ix_takedown_account",
        "service_id",
        "account_ref",
        postgresql_where=sql("account_ref <> ''"),
    ),
    comment="What the platform removed after a notice, and whose it was; kept as long as its "
    "statement.",
)

suspension = table(
    "suspension",
    uuid_key(),  # that of its case of misuse
    Column("account_ref", Text, nullable=False),
    # Who warned, who asked for it and who agreed: none of them answers a complaint about it.
    Column("hands", JSONB, nullable=False),
    instant("begun_at"),
    instant("until"),
    instant("ended_at", nullable=True),
    Column("lifted", Boolean, nullable=False, server_default=sql("false")),
    CheckConstraint("begun_at < until", name="until"),
    CheckConstraint("NOT lifted OR ended_at IS NOT NULL", name="lifted"),
    Index(
        "ix_suspension_account",
        "service_id",
        "account_ref",
        postgresql_where=sql("account_ref <> ''"),
    ),
    comment="Accounts that are suspended for what they put there, and until when; whose it was is "
    "kept as long as the statement about it.",
)
