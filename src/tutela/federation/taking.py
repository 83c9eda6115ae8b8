"""Taking in what other nodes send: checked, stored, and only then confirmed by a signed receipt.

A post is let in by its pass: who it is from, for whom, when, and the digest of all it carries. Each
envelope in it stands for itself: one that is refused stops no other. One that was taken before gets
its receipt again and changes nothing, however old it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import keys, peers, sealing, signing, store, store_messages, wire
from tutela.federation.errors import (
    DescriptorInvalid,
    EnvelopeEarly,
    EnvelopeElsewhere,
    EnvelopeForged,
    EnvelopeFull,
    EnvelopeInvalid,
    EnvelopeTwice,
    EnvelopeUnwanted,
    PassInvalid,
    PassStale,
    PeerIsUs,
    PeerOtherWorld,
    SenderUnknown,
)
from tutela.federation.handling import HANDLE
from tutela.federation.kinds import DESCRIPTOR, KINDS
from tutela.federation.machine import PeerState
from tutela.federation.model import Incoming, InState, Receipt
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import TutelaError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tutela.federation.kinds import MessageKind
    from tutela.federation.model import Envelope, Peer
    from tutela.federation.wire import Pass
    from tutela.platform.node import Node
    from tutela.platform.work import Work

FRESH: Final = timedelta(seconds=wire.FRESH_SECONDS)
HEARD: Final = timedelta(seconds=10)
MOST_WAITING: Final = 1000  # about one subject, for one that has not come


def admit(node: Node, given: str) -> Pass:
    """Who brings a post, by its pass, before the post is read.

    Raises PassInvalid, PassStale and SenderUnknown.
    """
    shown, signature = wire.read_pass(given)
    with node.read() as connection:
        one = store.find_peer(connection, shown.sender)
    if one is None or one.state is not PeerState.ACTIVE or shown.recipient != node.identity.id:
        raise SenderUnknown
    # By its previous key a node may bring what it brought before, should it not have learned that.
    if not any(
        key and signing.is_signed(key, signing.PASS, shown.to_json(), signature)
        for key in (one.key, one.previous_key)
    ):
        raise SenderUnknown
    apart = abs(node.clock.now() - shown.at)
    if apart > FRESH:
        raise PassStale(seconds=int(apart.total_seconds()))
    return shown


def take(node: Node, shown: Pass, post: bytes) -> list[dict[str, Any]]:
    """Takes in a post; the answer to each envelope, in their order: a receipt, or why not.

    Raises PassInvalid, PostTooLarge and SenderUnknown: then nothing was taken in.
    """
    if sha256(post).digest() != shown.sha256:
        raise PassInvalid(problem="it is not what its pass says")
    given = wire.read_post(post)
    with node.work(NODE, purpose="take in what another node sends") as work:
        store.take_turn(work.connection, shown.sender)
        heard = _heard_lately(work, shown.sender)
        find = store.keep_peer if heard else store.lock_peer
        one = find(work.connection, shown.sender)
        if one is None or one.state is not PeerState.ACTIVE or one.own_key_id is None:
            raise SenderUnknown
        taking = _Taking(work, one, keys.of_peer(node, work.connection, one.own_key_id))
        answers = taking.all(given)
        if not heard:
            skew = int((shown.at - work.now).total_seconds())
            store.save_peer(work.connection, one.id, heard_at=work.now, skew_seconds=skew)
    return answers


def _heard_lately(work: Work, peer_id: UUID) -> bool:
    """Whether it need not be noted again that a node was heard. Then its row is only read, so that
    what it says is acted on while more of it comes in.
    """
    one = store.find_peer(work.connection, peer_id)
    return one is not None and one.heard_at is not None and work.now - one.heard_at < HEARD


def take_farewell(node: Node, given: bytes) -> None:
    """Believes a node no more whose key says itself that it is ended. Safe to repeat.

    Raises PassInvalid and SenderUnknown.
    """
    who, key = wire.read_revocation(given)
    with node.work(NODE, purpose="hear that another node's key is ended") as work:
        known = store.find_peer(work.connection, who)
        if known is None or known.key != key:
            raise SenderUnknown
        peers.doubt(work, who, key)


@dataclass
class _Taking:
    """One post on its way in, in one transaction."""

    work: Work
    one: Peer
    own: Ed25519PrivateKey
    made: list[Incoming] = field(default_factory=list)
    signatures: list[bytes] = field(default_factory=list)

    def all(self, given: Sequence[object]) -> list[dict[str, Any]]:
        """Answers to each. What is new is written together, but for what changes the sender."""
        read = [self._read(each) for each in given]
        envelopes = [each for each in read if not isinstance(each, TutelaError)]
        before = self._known(envelopes)
        waiting = Counter(self._waiting(envelopes))
        answers = [self._answer(each, before, waiting) for each in read]
        if self.made:
            self._write()
        return answers

    def _write(self) -> None:
        """Writes all that is new with its rows of the log, and has it acted on."""
        work = self.work
        store_messages.add_in(work.connection, self.made, self.signatures)
        work.record_all(
            Event.MESSAGE_TAKE,
            [(("message", one.id), self._facts(one)) for one in self.made],
            service_id=NODE_SERVICE,
        )
        work.defer(work.node.tasks.by_name[HANDLE], peer_id=str(self.one.id))

    def _facts(self, one: Incoming) -> dict[str, Any]:
        return {
            "peer": str(one.peer_id),
            "kind": one.kind,
            "about": one.subject,
            "number": one.number,
            "envelope": str(one.envelope),
            "sent_at": one.sent_at,
        }

    def _read(self, given: object) -> Envelope | TutelaError:
        try:
            return wire.read_envelope(given)
        except EnvelopeInvalid as error:
            return error

    def _known(self, envelopes: Sequence[Envelope]) -> list[Incoming]:
        if not envelopes:
            return []
        ids = [one.header.id for one in envelopes]
        places = [(one.header.subject, one.header.number) for one in envelopes]
        return store_messages.known(self.work.connection, self.one.id, ids, places)

    def _waiting(self, envelopes: Sequence[Envelope]) -> dict[str, int]:
        subjects = sorted({one.header.subject for one in envelopes})
        return store_messages.waiting_about(self.work.connection, self.one.id, subjects)

    def _answer(
        self, given: Envelope | TutelaError, before: list[Incoming], waiting: Counter[str]
    ) -> dict[str, Any]:
        try:
            if isinstance(given, TutelaError):
                raise given
            return self._receipt(self._taken(given, before, waiting))
        except TutelaError as error:
            store.note_refusal(self.work.connection, self.one.id, error.code)
            final = not isinstance(error, Unavailable)
            return {"refused": error.code, "said": str(error.sentence), "final": final}

    def _taken(self, given: Envelope, before: list[Incoming], waiting: Counter[str]) -> Incoming:
        """What is stored of an envelope: from before, or from now on."""
        header = given.header
        if (header.sender, header.recipient) != (self.one.id, self.work.node.identity.id):
            raise EnvelopeElsewhere
        digest = signing.header_digest(header)
        again = self._again(given, digest, before)
        if again is not None:
            return again
        if not self._signed(given, self.one.key):
            raise EnvelopeForged
        if header.sent_at > self.work.now + FRESH:
            raise EnvelopeEarly
        kind = self._kind(given)
        if waiting[header.subject] >= MOST_WAITING:
            raise EnvelopeFull
        if kind is DESCRIPTOR:
            self._renew(given)
        made = self._made(given, digest)
        before.append(made)
        self.made.append(made)
        self.signatures.append(given.signature)
        waiting[header.subject] += 1
        return made

    def _again(self, given: Envelope, digest: bytes, before: list[Incoming]) -> Incoming | None:
        """The same, where it came before. Raises EnvelopeTwice where that was another."""
        header = given.header
        place = (header.subject, header.number)
        for one in before:
            if one.envelope == header.id and one.digest == digest:
                keys_of = (self.one.key, self.one.previous_key)
                if not any(self._signed(given, key) for key in keys_of):
                    raise EnvelopeForged
                return one
            if one.envelope == header.id or (one.subject, one.number) == place:
                raise EnvelopeTwice
        return None

    def _signed(self, given: Envelope, key: bytes | None) -> bool:
        content = signing.of_header(given.header)
        return key is not None and signing.is_signed(
            key, signing.ENVELOPE, content, given.signature
        )

    def _kind(self, given: Envelope) -> MessageKind:
        """Raises EnvelopeUnwanted and EnvelopeInvalid."""
        kind = KINDS.get(given.header.kind)
        if kind is None or not kind.between(self.one.role, self.work.node.identity.role):
            raise EnvelopeUnwanted(kind=given.header.kind)
        if given.header.schema != kind.schema:
            raise EnvelopeInvalid(problem=f"this node reads version {kind.schema} of its schema")
        return kind

    def _renew(self, given: Envelope) -> None:
        """Takes what the sender says anew of itself, before its receipt: both go on by it."""
        try:
            peers.renew(self.work, self.one, wire.descriptor_in(given.body))
        except (DescriptorInvalid, PeerIsUs, PeerOtherWorld) as error:
            raise EnvelopeInvalid(problem=str(error.sentence)) from None
        found = store.find_peer(self.work.connection, self.one.id)
        assert found  # noqa: S101 - it is locked
        self.one = found

    def _made(self, given: Envelope, digest: bytes) -> Incoming:
        header, work = given.header, self.work
        row_id = work.new_id()
        return Incoming(
            id=row_id,
            peer_id=self.one.id,
            envelope=header.id,
            kind=header.kind,
            schema=header.schema,
            subject=header.subject,
            number=header.number,
            sent_at=header.sent_at,
            received_at=work.now,
            digest=digest,
            sealed=sealing.seal_in(work.node, row_id, given.body),
            state=InState.WAITING,
            handled_at=None,
        )

    def _receipt(self, one: Incoming) -> dict[str, Any]:
        receipt = Receipt(
            envelope=one.envelope,
            sender=self.one.id,
            recipient=self.work.node.identity.id,
            digest=one.digest,
            received_at=one.received_at,
        )
        content = signing.of_receipt(receipt)
        return wire.write_receipt(receipt, signing.sign(self.own, signing.RECEIPT, content))
