"""Nodes and their messages as values. Pure.

What is signed is always the canonical form of `to_json` (RFC 8785), after a word that says what it
is: a signature under one thing is never one under another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tutela.federation.machine import PeerState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.federation.machine import OutState
    from tutela.platform.noderole import NodeRole

VERSION = 1
KEY_BYTES, SIGNATURE_BYTES, DIGEST_BYTES = 32, 64, 32


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a node says of itself: who it is, where it takes messages, and the key it signs with.

    `number` grows with every change, so that an older one never comes back. `key` is the public
    half of an Ed25519 key, 32 bytes (RFC 8032). The key itself signs it.
    """

    node: UUID
    role: NodeRole
    name: str
    address: str
    demo: bool
    key: bytes
    number: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Peer:
    """Another node, as this one knows it.

    `key` is what it signs with; with `previous_key` only what is known already may come once more.
    `own_key_id` is our key that it was told of; None before anybody compared codes. `farewell`
    waits to tell it that a key of ours is ended. `try_at` is when it is tried again, after
    `failures` in a row.
    """

    id: UUID
    role: NodeRole
    name: str
    address: str
    key: bytes
    previous_key: bytes | None
    number: int
    state: PeerState
    own_key_id: UUID | None
    farewell: str | None = field(repr=False)
    added_at: datetime
    added_by_name: str
    verified_at: datetime | None
    verified_by_name: str
    state_reason: str
    failures: int
    try_at: datetime
    problem: str
    heard_at: datetime | None
    skew_seconds: int
    refusals: int
    refusal: str

    def believed_as(self, role: NodeRole) -> bool:
        """Whether it is believed now, and is such an institution's."""
        return self.role is role and self.state is PeerState.ACTIVE


@dataclass(frozen=True, slots=True)
class Header:
    """What an envelope says outside, and what its receipt confirms.

    Messages about one `subject` are numbered from 1 and acted on in that order. `sent_at` is the
    sender's clock, `body_sha256` of the canonical form of the body, 32 bytes. The digest of all
    this, and not a signature, says that two are the same: keys change.
    """

    id: UUID
    sender: UUID
    recipient: UUID
    kind: str
    schema: int
    subject: str
    number: int
    sent_at: datetime
    body_sha256: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way: header, body, and the sender's signature under the header."""

    header: Header
    body: dict[str, Any] = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The recipient's word that it stored an envelope: whose, which, and when by its clock."""

    envelope: UUID
    sender: UUID
    recipient: UUID
    digest: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to a peer and its fate. `sealed` is its body as long as it has not arrived;
    `receipt` the signed receipt as it came.
    """

    id: UUID
    peer_id: UUID
    kind: str
    schema: int
    subject: str
    number: int
    sent_at: datetime
    body_sha256: bytes
    sealed: bytes | None = field(repr=False)
    state: OutState
    attempts: int
    problem: str
    received_at: datetime | None
    receipt: str | None
    closed_by_name: str
    close_reason: str

    def header(self, sender: UUID) -> Header:
        """What stands outside on it."""
        return Header(
            id=self.id,
            sender=sender,
            recipient=self.peer_id,
            kind=self.kind,
            schema=self.schema,
            subject=self.subject,
            number=self.number,
            sent_at=self.sent_at,
            body_sha256=self.body_sha256,
        )


class InState(StrEnum):
    """Where a message from a peer stands."""

    WAITING = "waiting"
    HANDLED = "handled"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a peer that was stored. `sealed` is its body until it was acted on.

    `id` is ours, `envelope` what its sender calls it.
    """

    id: UUID
    peer_id: UUID
    envelope: UUID
    kind: str
    schema: int
    subject: str
    number: int
    sent_at: datetime
    received_at: datetime
    digest: bytes
    sealed: bytes | None = field(repr=False)
    state: InState
    handled_at: datetime | None
