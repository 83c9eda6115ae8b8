"""What goes to one node in one try, and what came of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tutela.federation import keys, moves, sealing, signing, store, store_messages, wire
from tutela.federation.errors import PassInvalid
from tutela.federation.kinds import DESCRIPTOR
from tutela.federation.machine import NODE as BY_NODE
from tutela.federation.machine import OutCommand, OutState, PeerState
from tutela.federation.model import Envelope
from tutela.federation.wire import Pass, Refusal, SignedReceipt
from tutela.platform.actor import NODE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.federation.model import Outgoing, Peer
    from tutela.platform.node import Node
    from tutela.platform.work import Work

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=15)
LARGEST_ANSWER: Final = 1024 * 1024
_LONGEST_PROBLEM: Final = 300
_OK: Final = 200
_CODE = re.compile("[a-z][a-z-]{0,59}")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves for a node: `post` to its envelopes, or else a `farewell`."""

    peer: Peer
    messages: tuple[Outgoing, ...]
    headers: dict[str, str] = field(repr=False)
    post: bytes = field(repr=False)
    farewell: bool = False

    @property
    def url(self) -> str:
        base = self.peer.address.rstrip("/")
        return f"{base}/v1/envelopes/revocation" if self.farewell else f"{base}/v1/envelopes"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try came to: the answered status with what was answered, or what failed."""

    status: int | None
    answer: bytes = b""
    failure: str = ""


def due(node: Node) -> list[UUID]:
    """The nodes to which something can be sent now."""
    with node.read() as connection:
        return store_messages.due_peers(connection, node.clock.now())


def pack(node: Node, peer_id: UUID) -> Parcel | None:
    """What leaves for a node next, signed now; None where nothing does.

    A descriptor is the last in its parcel: what follows is signed by the key that it tells of.
    Raises SealedMessageUnreadable.
    """
    with node.read() as connection:
        one = store.find_peer(connection, peer_id)
        if one is None or one.own_key_id is None or one.state is PeerState.ENDED:
            return None
        if one.farewell:
            return Parcel(one, (), {}, one.farewell.encode(), farewell=True)
        waiting = store_messages.waiting_for(connection, peer_id, wire.MOST)
        key = keys.of_peer(node, connection, one.own_key_id)
    envelopes: list[Envelope] = []
    size = 0
    for message in _up_to_descriptor(waiting):
        size += len(message.sealed or b"")
        if envelopes and size > wire.LARGEST_BODY:
            break
        header = message.header(node.identity.id)
        signature = signing.sign(key, signing.ENVELOPE, signing.of_header(header))
        body = sealing.open_out(node, message.id, message.sealed)
        envelopes.append(Envelope(header, body, signature))
    if not envelopes:
        return None
    post = wire.write_post(envelopes)
    shown = Pass(node.identity.id, one.id, node.clock.now(), sha256(post).digest())
    signed = signing.sign(key, signing.PASS, shown.to_json())
    headers = {
        "authorization": wire.write_pass(shown, signed),
        "content-type": "application/json",
    }
    return Parcel(one, tuple(waiting[: len(envelopes)]), headers, post)


def settle(node: Node, parcel: Parcel, tried: Tried) -> None:
    """Writes what came of a try. Safe to repeat: what is settled stays."""
    with node.work(NODE, purpose="send to another node") as work:
        one = store.find_peer(work.connection, parcel.peer.id, locked=True)
        if one is None:
            return
        problem = _problem(tried)
        if not problem and parcel.farewell:
            store.save_peer(work.connection, one.id, farewell=None)
        elif not problem:
            problem = _confirmed(work, one, parcel, tried)
        _note(work, one, problem)


def pause(failures: int) -> timedelta:
    """How long a node is left alone after so many failures in a row."""
    doubled: int = 2 ** min(failures - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _up_to_descriptor(waiting: Sequence[Outgoing]) -> Sequence[Outgoing]:
    at = next((at for at, one in enumerate(waiting) if one.kind == DESCRIPTOR.name), len(waiting))
    return waiting[: at + 1]


def _problem(tried: Tried) -> str:
    """Why nothing of it can be believed; empty where it can."""
    if tried.status is None:
        return tried.failure
    if tried.status == _OK:
        return ""
    return f"status {tried.status}{_code_in(tried.answer)}"


def _code_in(answer: bytes) -> str:
    """The code of a refusal, where it has one that can be shown."""
    try:
        code = json.loads(answer)["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f" ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _confirmed(work: Work, one: Peer, parcel: Parcel, tried: Tried) -> str:
    """Settles each message by its answer; a problem where an answer is none."""
    try:
        answers = wire.read_answers(tried.answer, len(parcel.messages))
    except PassInvalid as error:
        return str(error.sentence)
    now = store_messages.lock_out(work.connection, [each.id for each in parcel.messages])
    problem = ""
    for sent, answer in zip(parcel.messages, answers, strict=True):
        message = now.get(sent.id)
        if message is None or message.state is not OutState.WAITING:
            continue
        if isinstance(answer, Refusal):
            _refused(work, message, answer)
            problem = problem or ("" if answer.final else answer.code)
        elif _is_true(work.node, one, message, answer):
            _received(work, one, message, answer)
        else:
            problem = problem or "its receipt is not what it should be"
    return problem


def _is_true(node: Node, one: Peer, message: Outgoing, answer: SignedReceipt) -> bool:
    """Whether the receipt is for this message, and by that node."""
    receipt = answer.receipt
    header = message.header(node.identity.id)
    fits = (receipt.envelope, receipt.sender, receipt.recipient) == (
        header.id,
        header.sender,
        one.id,
    ) and receipt.digest == signing.header_digest(header)
    content = signing.of_receipt(receipt)
    return fits and signing.is_signed(one.key, signing.RECEIPT, content, answer.signature)


def _received(work: Work, one: Peer, message: Outgoing, answer: SignedReceipt) -> None:
    if message.kind == DESCRIPTOR.name:
        _believed(work, one, message)
    received_at = answer.receipt.received_at
    moves.move(
        work,
        message,
        OutCommand.CONFIRM,
        BY_NODE,
        facts={"received_at": received_at},
        attempts=message.attempts + 1,
        problem="",
        sealed=None,
        received_at=received_at,
        receipt=json.dumps(wire.write_receipt(answer.receipt, answer.signature)),
    )


def _believed(work: Work, one: Peer, message: Outgoing) -> None:
    """From now on that node is signed to by the key that it was told of."""
    body = sealing.open_out(work.node, message.id, message.sealed)
    told = store.key_of_public(work.connection, wire.descriptor_in(body).key)
    if told is not None:
        store.save_peer(work.connection, one.id, own_key_id=told)


def _refused(work: Work, message: Outgoing, answer: Refusal) -> None:
    said = f"{answer.code}: {answer.said}"[:_LONGEST_PROBLEM]
    problem = "".join(sign if sign.isprintable() else " " for sign in said)
    attempts = message.attempts + 1
    if answer.final:
        code = {"code": answer.code}
        moves.move(
            work, message, OutCommand.REFUSE, BY_NODE,
            facts=code, attempts=attempts, problem=problem,
        )  # fmt: skip
    else:
        store_messages.save_out(work.connection, message.id, attempts=attempts, problem=problem)


def _note(work: Work, one: Peer, problem: str) -> None:
    failures = one.failures + 1 if problem else 0
    values: dict[str, object] = {"failures": failures, "problem": problem[:_LONGEST_PROBLEM]}
    if problem:
        values["try_at"] = work.now + pause(failures)
    else:
        values["heard_at"] = work.now
    store.save_peer(work.connection, one.id, **values)
