"""This node's names and keys among nodes, the other nodes, and what went between them."""

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

own_descriptor = table(
    "own_descriptor",
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("name", String(200), nullable=False),
    Column("address", Text, nullable=False),
    Column("number", Integer, nullable=False),
    instant("made_at"),
    CheckConstraint("one", name="one"),
    comment="What this node is called among nodes, and where it takes their messages.",
)

own_key = table(
    "own_key",
    uuid_key(),
    Column("public", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=True),  # the private half; gone once it is revoked
    Column("current", Boolean, nullable=False),
    instant("made_at"),
    instant("revoked_at", nullable=True),
    CheckConstraint("(revoked_at IS NULL) = (sealed IS NOT NULL)", name="revoked"),
    CheckConstraint("NOT current OR revoked_at IS NULL", name="current"),
    Index("uq_own_key_current", "current", unique=True, postgresql_where=text("current")),
    comment="Keys by which this node signs to others. An older one signs on to whoever has not "
    "been told of the newer.",
)

peer = table(
    "peer",
    uuid_key(),
    Column("role", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("address", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("previous_key", LargeBinary, nullable=True),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    reference("own_key_id", "own_key", nullable=True),
    Column("farewell", Text, nullable=True),  # that our key is ended, signed, until it is told
    instant("added_at"),
    Column("added_by_name", Text, nullable=False),
    instant("verified_at", nullable=True),
    Column("verified_by_name", Text, nullable=False, server_default=""),
    Column("state_reason", Text, nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    instant("try_at"),
    Column("problem", Text, nullable=False, server_default=""),
    instant("heard_at", nullable=True),
    Column("skew_seconds", Integer, nullable=False, server_default=text("0")),
    Column("refusals", Integer, nullable=False, server_default=text("0")),
    Column("refusal", Text, nullable=False, server_default=""),
    CheckConstraint("state NOT IN ('active', 'suspended') OR verified_at IS NOT NULL",
                    name="verified"),
    comment="Other nodes, and how each stands here. Kept: institutions, not people.",
)  # fmt: skip

message_out = table(
    "message_out",
    uuid_key(),
    reference("peer_id", "peer"),
    Column("kind", String(60), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("subject", String(100), nullable=False),
    Column("number", Integer, nullable=False),
    instant("sent_at"),
    Column("body_sha256", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("problem", Text, nullable=False, server_default=""),
    instant("received_at", nullable=True),
    Column("receipt", Text, nullable=True),
    Column("closed_by_name", Text, nullable=False, server_default=""),
    Column("close_reason", Text, nullable=False, server_default=""),
    CheckConstraint("(state = 'received') = (receipt IS NOT NULL)", name="receipt"),
    CheckConstraint("(sealed IS NULL) = (state IN ('received', 'closed'))", name="sealed"),
    Index("uq_message_out_place", "peer_id", "subject", "number", unique=True,
          postgresql_where=text("state <> 'closed'")),
    Index("ix_message_out_open", "peer_id", "sent_at", "id",
          postgresql_where=text("state IN ('waiting', 'refused')")),
    comment="Messages to other nodes. The body is gone with the signed receipt, which stays.",
)  # fmt: skip

message_in = table(
    "message_in",
    uuid_key(),
    reference("peer_id", "peer"),
    Column("envelope", Uuid(as_uuid=True), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("subject", String(100), nullable=False),
    Column("number", Integer, nullable=False),
    instant("sent_at"),
    instant("received_at"),
    Column("digest", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    Column("state", String(20), nullable=False),
    instant("handled_at", nullable=True),
    CheckConstraint("(state = 'waiting') = (sealed IS NOT NULL)", name="sealed"),
    UniqueConstraint("peer_id", "envelope"),
    UniqueConstraint("peer_id", "subject", "number"),
    Index("ix_message_in_waiting", "peer_id", "subject", "number",
          postgresql_where=text("state = 'waiting'")),
    comment="Messages from other nodes, stored before they are confirmed. The body is gone once it "
    "was acted on; that it came, and who signed it, stays.",
)  # fmt: skip
