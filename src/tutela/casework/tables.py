"""Cases, their items, holds, decisions and the actions that follow."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from tutela.platform.database.tables import SCHEMA, instant, reference, table, uuid_key

case = table(
    "case",
    uuid_key(),
    Column("subject_kind", String(20), nullable=False),
    Column("subject_ref", Text, nullable=False),
    Column("state", String(20), nullable=False),
    reference("predecessor_id", "case", nullable=True),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    # Its place in the queue and what that rests on (`place.renew`); no place if nothing waits.
    Column("priority", Integer, nullable=False, server_default=sql("0")),
    instant("queue_at", nullable=True),
    Column("danger", Boolean, nullable=False, server_default=sql("false")),
    Column("item_count", Integer, nullable=False, server_default=sql("0")),
    Column("pending", Integer, nullable=False, server_default=sql("0")),
    Column("to_look", Integer, nullable=False, server_default=sql("0")),  # of those, with a look
    Column("unsure", Integer, nullable=False, server_default=sql("0")),  # of those pending
    Column("seconding", Integer, nullable=False, server_default=sql("0")),
    Column("severity", SmallInteger, nullable=False, server_default=sql("0")),
    Column("circumstance", String(20), nullable=True),  # the gravest of what waits
    Column("restoration", Boolean, nullable=False, server_default=sql("false")),
    Column("hold_stage", String(10), nullable=False, server_default="none"),
    instant("next_due_at", nullable=True),
    Column("surfaces", ARRAY(String(40)), nullable=False, server_default=sql("'{}'")),
    # What people outside say of it (`noticed`): the notices that wait, whether one is a trusted
    # flagger's, and whether one says that somebody is in danger.
    Column("notices", Integer, nullable=False, server_default=sql("0")),
    Column("notice_trusted", Boolean, nullable=False, server_default=sql("false")),
    Column("notice_danger", Boolean, nullable=False, server_default=sql("false")),
    # What users flagged of it (`noticed`): those that wait, by how many, and what they say.
    Column("flags", Integer, nullable=False, server_default=sql("0")),
    Column("flag_accounts", Integer, nullable=False, server_default=sql("0")),
    Column("flag_danger", Boolean, nullable=False, server_default=sql("false")),
    Column("flag_harmed", Boolean, nullable=False, server_default=sql("false")),
    # Since when the first complaint about it waits (`noticed`).
    instant("complained_at", nullable=True),
    # Who works on it (`claims`).
    Column("claim_state", String(20), nullable=False, server_default="free"),
    Column("claimed_by", Text, nullable=True),
    Column("claimed_by_name", Text, nullable=True),
    instant("claimed_until", nullable=True),
    CheckConstraint(
        "(claimed_by IS NULL) = (claim_state IN ('free', 'escalated')) "
        "AND (claimed_by IS NULL) = (claimed_until IS NULL)",
        name="claim",
    ),
    Index(
        "uq_case_open_subject",
        "service_id",
        "subject_kind",
        "subject_ref",
        unique=True,
        postgresql_where=sql("state = 'open'"),
    ),
    Index("ix_case_subject", "service_id", "subject_kind", "subject_ref"),
    Index("ix_case_queue", "queue_at", "id", postgresql_where=sql("queue_at IS NOT NULL")),
    Index(
        "ix_case_complained", "queue_at", "id", postgresql_where=sql("complained_at IS NOT NULL")
    ),
    Index("ix_case_noticed", "queue_at", "id", postgresql_where=sql("notices > 0")),
    Index("ix_case_flagged", "queue_at", "id", postgresql_where=sql("flags > 0")),
    Index("ix_case_closed", "closed_at", "id", postgresql_where=sql("closed_at IS NOT NULL")),
    Index("ix_case_claim", "claimed_by", postgresql_where=sql("claimed_by IS NOT NULL")),
    Index("ix_case_clock", "next_due_at", postgresql_where=sql("hold_stage = 'running'")),
    comment="What a reviewer works on: everything of one subject. At most one is open for it.",
)

case_item = table(
    "case_item",
    Column("item_id", Uuid(as_uuid=True), ForeignKey(f"{SCHEMA}.item.id"), primary_key=True),
    reference("case_id", "case"),
    reference("evidence_id", "evidence_object", nullable=True),
    Column("state", String(20), nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("restoration_proposed", Boolean, nullable=False, server_default=sql("false")),
    # The gravest label of the indicators that brought it here.
    Column("severity", SmallInteger, nullable=False, server_default=sql("0")),
    # Who could not decide it, since it was decided last: another person must.
    Column("doubters", ARRAY(Text), nullable=False, server_default=sql("'{}'")),
    # How a child may have made or shared it, and whether the account is the child's.
    Column("circumstance", String(20), nullable=True),
    Column("childs_account", Boolean, nullable=False, server_default=sql("false")),
    # Who had a hand in such a mark, and whether it ever said that the account is the child's. Both
    # outlive a mark that was taken off, and end only where two people found it to be wrong.
    Column("markers", ARRAY(Text), nullable=False, server_default=sql("'{}'")),
    Column("said_childs", Boolean, nullable=False, server_default=sql("false")),
    CheckConstraint(
        "(circumstance IS NULL OR cardinality(markers) > 0) "
        "AND (circumstance IS NOT NULL OR NOT childs_account) "
        "AND (said_childs OR NOT childs_account)",
        name="circumstance",
    ),
    CheckConstraint("state <> 'unsure' OR cardinality(doubters) > 0", name="unsure"),
    Index("ix_case_item_case_id", "case_id"),
    Index("ix_case_item_evidence_id", "evidence_id"),
    Index("ix_case_item_said_childs", "service_id", postgresql_where=sql("said_childs")),
    comment="An item in its case: what was found, and whether it is kept from view.",
)

hold = table(
    "hold",
    uuid_key(),
    reference("item_id", "item"),
    reference("case_id", "case"),
    instant("started_at"),
    instant("due_at"),
    instant("alarmed_at", nullable=True),
    instant("ended_at", nullable=True),
    Column("end_reason", Text, nullable=False, server_default=""),
    Index("ix_hold_running", "due_at", postgresql_where=sql("ended_at IS NULL")),
    comment="The clock of an item kept from view until a person looks.",
)

decision = table(
    "decision",
    uuid_key(),
    reference("item_id", "item"),
    reference("case_id", "case"),
    Column("finding", String(40), nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_by_name", Text, nullable=False),
    instant("decided_at"),
    Column("second_by", Text, nullable=True),
    Column("second_by_name", Text, nullable=True),
    instant("second_at", nullable=True),
    reference("reverses_id", "decision", nullable=True),
    # What it proposes for the account, and why if it is a ban.
    Column("account_action", String(10), nullable=False, server_default="none"),
    Column("account_reason", Text, nullable=False, server_default=""),
    # When that was taken back, and nothing else of the decision.
    instant("account_lifted_at", nullable=True),
    Index("ix_decision_item_id", "item_id"),
    comment="A person's finding on an item; a reversal is one too, and names what it reverses.",
)

action = table(
    "action",
    uuid_key(),
    reference("item_id", "item"),
    reference("decision_id", "decision", nullable=True),
    reference("delivery_id", "webhook_delivery"),
    Column("kind", String(20), nullable=False),
    instant("requested_at"),
    Index("ix_action_item_id", "item_id"),
    comment="What follows on the service: hold, remove, restore, hand over.",
)

case_note = table(
    "case_note",
    uuid_key(),
    reference("case_id", "case"),
    Column("kind", String(10), nullable=False),
    Column("why", String(20), nullable=True),
    Column("words", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    instant("at"),
    instant("until", nullable=True),
    Index("ix_case_note_case_id", "case_id"),
    comment="What people noted on a case. `until`: so long a skipped case is not given to them.",
)
