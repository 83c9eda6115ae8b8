"""Requests about pictures: sent in, followed and taken back by whoever asks, judged by people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.indicators.bounds import uninformative
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.approvals import asking
from tutela.platform.approvals.errors import RequestStale
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.codes import digest, new_code
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission
from tutela.redress.fingerprints import store
from tutela.redress.fingerprints.errors import FingerprintUnknown, ReasonMissing
from tutela.redress.fingerprints.machine import Command, Party, move
from tutela.redress.fingerprints.model import FingerprintRequest, Numbers, State, Whose
from tutela.redress.fingerprints.public_errors import (
    CodeUnknown,
    PdqInvalid,
    PictureTooPlain,
    Sha256Invalid,
)
from tutela.signals.errors import SignalTextError
from tutela.signals.model import SignalKind
from tutela.signals.parse import parse

if TYPE_CHECKING:
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret
    from tutela.platform.work import Work

LISTED: Final = 200
# Whoever asks has no account. What comes in and goes out is done in their name.
ASKER = Actor(
    ActorKind.NODE,
    "public",
    "somebody without an account",
    frozenset({Permission.BANK_EDIT, Permission.INDICATOR_WITHDRAW}),
)


def receive(node: Node, *, sha256: str, pdq: str, whose: Whose) -> Secret:
    """Takes a request in; the code by which its asker follows it and takes it back.

    `sha256` and `pdq` are hexadecimal digits, `pdq` may be empty. They flag from the next moment
    on, and hold nothing until two people agreed. Raises Sha256Invalid, PdqInvalid, PictureTooPlain.
    """
    numbers = _numbers(sha256, pdq)
    code = new_code()
    with node.work(ASKER, purpose="ask that a picture be found") as work:
        one = FingerprintRequest(
            id=work.new_id(),
            state=State.RECEIVED,
            whose=whose,
            has_pdq=numbers.pdq is not None,
            received_at=work.now,
            entered_at=None,
            ended_at=None,
            problem="",
            numbers=numbers,
        )
        store.add(work.connection, one, digest(code.reveal()))
        _record(work, one, Event.FINGERPRINT_RECEIVE, whose=whose.value)
    return code


def follow(node: Node, code: str) -> FingerprintRequest:
    """The request that a code belongs to. Raises CodeUnknown."""
    with node.read() as connection:
        found = store.of_code(connection, digest(code))
    if found is None:
        raise CodeUnknown
    return found


def take_back(node: Node, code: str) -> None:
    """Ends a request for its asker: it flags and holds nothing more, and its numbers are erased.

    Raises CodeUnknown, and FingerprintMoveRefused where it was declined.
    """
    with node.work(ASKER, purpose="take a request back") as work:
        found = store.of_code(work.connection, digest(code), locked=True)
        if found is None:
            raise CodeUnknown
        moved = move(found.state, Command.WITHDRAW, Party.ASKER)
        store.set_state(work.connection, found, moved.target, code=None, ended_at=work.now)
        _record(work, found, Event.FINGERPRINT_WITHDRAW)


def requests(node: Node, actor: Actor, *, ended: bool = False) -> list[FingerprintRequest]:
    """What waits for people, the oldest first; or what is over, the latest first."""
    actor.require(Permission.BANK_READ)
    with node.read() as connection:
        return store.listed(connection, ended=ended, most=LISTED)


def accept(node: Node, actor: Actor, request_id: UUID, *, reason: str) -> None:
    """Asks that what the request names may hold items. It does once another person agreed.

    Raises AwaitsApproval once that is written down; before it FingerprintUnknown,
    FingerprintMoveRefused, AskingReasonMissing and RequestWaits.
    """
    actor.require(Permission.INDICATOR_VERIFY)
    with node.work(actor, purpose="accept a request about a picture") as work:
        one = _required(work, request_id)
        move(one.state, Command.ACCEPT, Party.PERSON, another_agreed=True)
        changes = (
            "What looks like the picture is held from now on, until a person looks.",
            f"The picture {one.whose.words}, as they say.",
        )
        asked = Asked(Act.FINGERPRINT, NODE_SERVICE, str(one.id), changes)
        waits = asking.ask(work, asked, reason)
    raise waits


def carry_out(work: Work, request: Request) -> None:
    """Accepts what another person agreed to. Raises RequestStale if it was taken back meanwhile."""
    one = store.find(work.connection, UUID(request.asked.subject), locked=True)
    if one is None or one.state is not State.ENTERED:
        raise RequestStale
    moved = move(one.state, Command.ACCEPT, Party.PERSON, another_agreed=True)
    store.set_state(
        work.connection,
        one,
        moved.target,
        accepted_by=request.asked_by,
        seconded_by=work.actor.id,
    )
    _record(work, one, Event.FINGERPRINT_ACCEPT, asked_by=request.asked_by)


def decline(node: Node, actor: Actor, request_id: UUID, *, reason: str) -> None:
    """Ends a request that cannot be right; its numbers are erased.

    Raises FingerprintUnknown, FingerprintMoveRefused and ReasonMissing.
    """
    actor.require(Permission.INDICATOR_VERIFY)
    if not reason.strip():
        raise ReasonMissing
    with node.work(actor, purpose="decline a request about a picture") as work:
        one = _required(work, request_id)
        moved = move(one.state, Command.DECLINE, Party.PERSON)
        store.set_state(work.connection, one, moved.target, ended_at=work.now)
        _record(work, one, Event.FINGERPRINT_DECLINE, reason=reason.strip())


def _required(work: Work, request_id: UUID) -> FingerprintRequest:
    found = store.find(work.connection, request_id, locked=True)
    if found is None:
        raise FingerprintUnknown(request=request_id)
    return found


def _record(
    work: Work, one: FingerprintRequest, event: Event, *, reason: str = "", **facts: str
) -> None:
    subject = ("fingerprint-request", one.id)
    work.record(event, subject=subject, service_id=NODE_SERVICE, reason=reason, **facts)


def _numbers(sha256: str, pdq: str) -> Numbers:
    try:
        whole = parse(SignalKind.SHA256, sha256.strip())
    except SignalTextError:
        raise Sha256Invalid from None
    try:
        looks = parse(SignalKind.PDQ, pdq.strip()) if pdq.strip() else None
    except SignalTextError:
        raise PdqInvalid from None
    if uninformative(SignalKind.SHA256, whole) or (looks and uninformative(SignalKind.PDQ, looks)):
        raise PictureTooPlain
    return Numbers(whole, looks)
