"""The keys of courts, as a node knows them: added, compared by their code, ended.

A key can be sent by anybody in a court's name. So whoever believes one calls the court, by a number
that did not come with the key, has the code read out, and types what was heard; and another person
agrees. Nobody's node key is a court's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.federation import signing
from tutela.federation import store as peers
from tutela.orders.removal import store
from tutela.orders.removal.court import read_public
from tutela.orders.removal.errors import (
    CourtCodeDiffers,
    CourtIsNode,
    CourtMoveRefused,
    CourtThere,
    CourtUnknown,
)
from tutela.orders.removal.model import CourtKey, CourtState
from tutela.orders.removal.moves import require_person, require_words
from tutela.platform.approvals import asking
from tutela.platform.approvals.model import Act, Asked
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.approvals.errors import AwaitsApproval
    from tutela.platform.node import Node
    from tutela.platform.work import Work


def list_courts(node: Node, actor: Actor) -> list[CourtKey]:
    """Every key of a court there ever was."""
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        return store.courts(connection)


def add(node: Node, actor: Actor, given: object) -> CourtKey:
    """Adds the public half of a court's key; nobody believes it yet.

    Raises RemovalNeedsPerson, PaperUnreadable, CourtIsNode and CourtThere.
    """
    require_person(actor, Permission.ORDER_REGISTER)
    public = read_public(given)
    with node.work(actor, purpose="add the key of a court") as work:
        _require_no_node(work.connection, public.key)
        one = CourtKey(
            id=work.new_id(),
            name=public.name,
            member_state=public.member_state,
            key=public.key,
            state=CourtState.ADDED,
            note="",
            added_at=work.now,
            added_by_name=actor.name,
            compared_at=None,
            compared_by_name="",
            ended_at=None,
            ended_by_name="",
            end_reason="",
        )
        if not store.add_court(work.connection, one):
            known = store.court_of(work.connection, public.key)
            raise CourtThere(name=known.name if known else public.name)
        _record(work, Event.COURT_ADD, one)
    return one


def compare(
    node: Node, actor: Actor, court_id: UUID, *, code: str, note: str, reason: str = ""
) -> None:
    """Believes the key of a court: `code` is what they read out, `note` how they were reached.

    But for a demo node another person must agree: raises AwaitsApproval. Raises
    RemovalNeedsPerson, RemovalWordsMissing, CourtUnknown, CourtCodeDiffers, CourtMoveRefused.
    """
    require_person(actor, Permission.ORDER_DECIDE)
    words = require_words(note, "whom you reached, and where the number is from")
    with node.work(actor, purpose="believe the key of a court") as work:
        one = _locked(work, court_id)
        if one.state is not CourtState.ADDED:
            raise CourtMoveRefused(state=one.state.value, command="compared")
        if signing.digits(code) != signing.digits(signing.code_of(one.key)):
            raise CourtCodeDiffers
        _require_no_node(work.connection, one.key)
        waits = _permit(work, one, reason or words)
        if waits is None:
            store.save_court(
                work.connection,
                one.id,
                state=CourtState.COMPARED.value,
                note=words,
                compared_at=work.now,
                compared_by_name=actor.name,
            )
            _record(work, Event.COURT_COMPARE, one, words)
    if waits is not None:
        raise waits


def end(node: Node, actor: Actor, court_id: UUID, *, reason: str) -> None:
    """Believes the key of a court no more, for good; what it signed before stands.

    Raises RemovalNeedsPerson, RemovalWordsMissing, CourtUnknown, CourtMoveRefused.
    """
    require_person(actor, Permission.ORDER_DECIDE)
    words = require_words(reason, "why it is not believed any more")
    with node.work(actor, purpose="end the key of a court") as work:
        one = _locked(work, court_id)
        if one.state is CourtState.ENDED:
            raise CourtMoveRefused(state=one.state.value, command="ended")
        store.save_court(
            work.connection,
            one.id,
            state=CourtState.ENDED.value,
            ended_at=work.now,
            ended_by_name=actor.name,
            end_reason=words,
        )
        _record(work, Event.COURT_END, one, words)


def _require_no_node(connection: Connection, key: bytes) -> None:
    """Raises CourtIsNode."""
    own = peers.current_key(connection)
    nodes = {one.key for one in peers.peers(connection)} | ({own.public} if own else set())
    if key in nodes:
        raise CourtIsNode


def _permit(work: Work, one: CourtKey, reason: str) -> AwaitsApproval | None:
    """What to raise where another person must agree, and has not."""
    if work.node.identity.demo:
        return None
    code = signing.code_of(one.key)
    who = f"{one.name} ({one.member_state}), whose key has the code {code}, is believed."
    what = "Removal orders that this key signs are taken."
    asked = Asked(Act.COURT, NODE_SERVICE, f"{one.id} {code}", (who, what))
    return asking.permitted(work, asked, reason)


def _locked(work: Work, court_id: UUID) -> CourtKey:
    one = store.court(work.connection, court_id, locked=True)
    if one is None:
        raise CourtUnknown(court=court_id)
    return one


def _record(work: Work, event: Event, one: CourtKey, reason: str = "") -> None:
    work.record(
        event,
        subject=("court", one.id),
        service_id=NODE_SERVICE,
        reason=reason,
        name=one.name,
        code=signing.code_of(one.key),
    )
