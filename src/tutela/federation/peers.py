"""The other nodes: adding one by its descriptor, believing it once its code was compared.

A descriptor can be given by anybody in anybody's name. So whoever believes one calls the other
institution, by a number that did not come with the descriptor, has the code read out, and types
what was heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import signing, store, wire
from tutela.federation.errors import (
    DescriptorInvalid,
    DescriptorOld,
    NodeNameless,
    PeerCodeDiffers,
    PeerIsUs,
    PeerKeyDiffers,
    PeerMoveRefused,
    PeerOtherWorld,
    PeerUnknown,
)
from tutela.federation.machine import PEER, PERSON, PeerCommand, PeerState, move_peer
from tutela.federation.model import Peer
from tutela.federation.people import require_person, require_words
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.platform.webhooks import address as addresses
from tutela.platform.webhooks.errors import WebhookAddressInvalid

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.model import Descriptor
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.work import Work


# How somebody changes it by hand; believing one takes its code, and doubt is the node's own word.
BY_HAND: Final = frozenset({PeerCommand.SUSPEND, PeerCommand.RESTORE, PeerCommand.END})


def list_peers(node: Node, actor: Actor) -> list[Peer]:
    """Every other node there ever was."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        return store.peers(connection)


def show_peer(node: Node, actor: Actor, peer_id: UUID) -> Peer:
    """One of them. Raises PeerUnknown."""
    actor.require(Permission.NODE_READ)
    with node.read() as connection:
        found = store.find_peer(connection, peer_id)
    if found is None:
        raise PeerUnknown(peer=peer_id)
    return found


def add(node: Node, actor: Actor, given: bytes | str) -> Peer:
    """Adds another node by its descriptor, or takes its newer one; nobody believes it yet.

    Raises PeerNeedsPerson, DescriptorInvalid, DescriptorOld, PeerIsUs, PeerOtherWorld,
    PeerKeyDiffers, and PeerMoveRefused for one that was ended.
    """
    require_person(actor)
    told = _checked(node, wire.read_descriptor(given))
    with node.work(actor, purpose="add another node") as work:
        before = store.find_peer(work.connection, told.node, locked=True)
        if before is None:
            one = _new(work, told)
            if not store.add_peer(work.connection, one):
                raise DescriptorOld
        else:
            one = _again(work, before, told)
        work.record(
            Event.PEER_ADD,
            subject=("peer", one.id),
            service_id=NODE_SERVICE,
            name=one.name,
            role=one.role.value,
            code=signing.code_of(one.key),
            number=one.number,
        )
    return one


def verify(
    node: Node, actor: Actor, peer_id: UUID, *, code: str, note: str, reason: str = ""
) -> None:
    """Believes another node: `code` is what they read out, `note` how they were reached.

    In a node that is in use another person must agree: raises AwaitsApproval, or
    AskingReasonMissing without `reason`. Raises PeerNeedsPerson, PeerReasonMissing, PeerUnknown,
    PeerCodeDiffers, PeerMoveRefused and NodeNameless.
    """
    require_person(actor)
    words = require_words(note)
    with node.work(actor, purpose="believe another node") as work:
        one = _locked(work, peer_id)
        move_peer(one.state, PeerCommand.VERIFY)  # before anybody is asked to agree
        if signing.digits(code) != signing.digits(signing.code_of(one.key)):
            raise PeerCodeDiffers
        own = store.current_key(work.connection)
        if own is None:
            raise NodeNameless
        waits = _permit(work, one, reason or words)
        if waits is None:
            _move(
                work,
                one,
                PeerCommand.VERIFY,
                words,
                own_key_id=own.id,
                verified_at=work.now,
                verified_by_name=actor.name,
                failures=0,
                try_at=work.now,
                problem="",
            )
    if waits is not None:
        raise waits


def change(node: Node, actor: Actor, peer_id: UUID, command: PeerCommand, *, reason: str) -> None:
    """Suspends, restores or ends another node: nothing goes either way meanwhile, and what waits is
    kept. Raises PeerNeedsPerson, PeerReasonMissing, PeerUnknown and PeerMoveRefused.
    """
    require_person(actor)
    words = require_words(reason)
    with node.work(actor, purpose="change how another node stands") as work:
        one = _locked(work, peer_id)
        if command not in BY_HAND:
            raise PeerMoveRefused(state=one.state.value, command=command.value)
        _move(work, one, command, words, try_at=work.now, failures=0)


def doubt(work: Work, peer_id: UUID, key: bytes) -> bool:
    """Believes a node no more that says itself that its key is ended; False where that is not the
    key it is known by, or nobody believed it.
    """
    one = store.find_peer(work.connection, peer_id, locked=True)
    if one is None or one.key != key or one.state in {PeerState.ADDED, PeerState.ENDED}:
        return False
    _move(
        work,
        one,
        PeerCommand.DOUBT,
        "it says that its key may be in other hands",
        by=PEER,
        verified_at=None,
        verified_by_name="",
        previous_key=None,
    )
    return True


def renew(work: Work, one: Peer, told: Descriptor) -> None:
    """Takes what a believed node says anew of itself, signed by the key it is known by; what is not
    newer changes nothing. Raises DescriptorInvalid.
    """
    _checked(work.node, told)
    if told.node != one.id or told.role is not one.role:
        raise DescriptorInvalid(problem="it is another node's")
    if told.number <= one.number:
        return
    changed = told.key != one.key
    store.save_peer(
        work.connection,
        one.id,
        name=told.name,
        address=told.address,
        number=told.number,
        key=told.key,
        previous_key=one.key if changed else one.previous_key,
        try_at=work.now,
    )
    work.record(
        Event.PEER_RENEW,
        subject=("peer", one.id),
        service_id=NODE_SERVICE,
        name=told.name,
        code=signing.code_of(told.key),
        new_key=changed,
    )


def _checked(node: Node, told: Descriptor) -> Descriptor:
    """Raises PeerIsUs, PeerOtherWorld and DescriptorInvalid."""
    if told.node == node.identity.id:
        raise PeerIsUs
    if told.demo != node.identity.demo:
        raise PeerOtherWorld
    try:
        addresses.check(told.address, demo=told.demo)
    except WebhookAddressInvalid as error:
        raise DescriptorInvalid(problem=f"its address: {error.facts['problem']}") from None
    return told


def _new(work: Work, told: Descriptor) -> Peer:
    return Peer(
        id=told.node,
        role=told.role,
        name=told.name,
        address=told.address,
        key=told.key,
        previous_key=None,
        number=told.number,
        state=PeerState.ADDED,
        own_key_id=None,
        farewell=None,
        added_at=work.now,
        added_by_name=work.actor.name,
        verified_at=None,
        verified_by_name="",
        state_reason="",
        failures=0,
        try_at=work.now,
        problem="",
        heard_at=None,
        skew_seconds=0,
        refusals=0,
        refusal="",
    )


def _again(work: Work, before: Peer, told: Descriptor) -> Peer:
    """A descriptor of a node that is known. One that is believed signs its new key itself."""
    if before.state is PeerState.ENDED:
        raise PeerMoveRefused(state=before.state.value, command="add")
    if told.role is not before.role or told.number < before.number:
        raise DescriptorOld
    if before.state is not PeerState.ADDED and told.key != before.key:
        raise PeerKeyDiffers
    store.save_peer(
        work.connection,
        before.id,
        name=told.name,
        address=told.address,
        number=told.number,
        key=told.key,
        try_at=work.now,
    )
    found = store.find_peer(work.connection, before.id)
    assert found  # noqa: S101 - it is locked
    return found


def _permit(work: Work, one: Peer, reason: str) -> AwaitsApproval | None:
    """What to raise where another person must agree, and has not."""
    demo, provider = work.node.identity.demo, work.node.identity.role is NodeRole.PROVIDER
    if demo or (provider and not asking.guarded(work, Act.PEER)):
        return None
    code = signing.code_of(one.key)
    who = f"{one.name} ({one.role.words}), whose key has the code {code}, is believed."
    asked = Asked(Act.PEER, NODE_SERVICE, f"{one.id} {code}", (who, "Messages go both ways."))
    return asking.permitted(work, asked, reason)


def _locked(work: Work, peer_id: UUID) -> Peer:
    one = store.find_peer(work.connection, peer_id, locked=True)
    if one is None:
        raise PeerUnknown(peer=peer_id)
    return one


def _move(
    work: Work,
    one: Peer,
    command: PeerCommand,
    reason: str,
    *,
    by: str = PERSON,
    **values: object,
) -> None:
    """Moves a locked node, with what else changes of it. Raises PeerMoveRefused."""
    moved = move_peer(one.state, command, by)
    store.save_peer(
        work.connection, one.id, state=moved.target.value, state_reason=reason, **values
    )
    work.record(
        Event(moved.event),
        subject=("peer", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        code=signing.code_of(one.key),
    )
