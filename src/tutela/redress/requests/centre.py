"""What people of the Centre do with a request: search, release, ask providers, look again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation import store as peers
from tutela.federation.kinds import VICTIM_FOUND, VICTIM_REMOVAL, VICTIM_STANDS
from tutela.platform.audit.model import Event
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import search as receiving
from tutela.redress.requests import clocks, moves, store_centre, wire
from tutela.redress.requests.errors import (
    HitUnknown,
    NoProviderReachable,
    NothingPrepared,
    NothingToNotify,
    ReleaseNeedsAnother,
    VictimMoveRefused,
    VictimRequestErased,
    VictimRequestUnknown,
)
from tutela.redress.requests.machine import Command, VictimState
from tutela.redress.requests.model import STILL, Hit, Recheck, Removal
from tutela.redress.requests.people import require_officer, require_role, require_words
from tutela.signals.model import SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.receiving.search import Found
    from tutela.redress.requests.model import Item, Search

LISTED: Final = 200
_AFTER: Final = {
    Recheck.GONE: (Command.RECHECK, Command.FIND_GONE),
    Recheck.AGAIN: (Command.RECHECK, Command.FIND_AGAIN),
    Recheck.UNKNOWN: (),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A search with the reports that were found."""

    search: Search
    hits: tuple[Hit, ...]


def searches(node: Node, actor: Actor) -> list[Search]:
    """What waits for the Centre, what is due first, and after it all else that is kept."""
    actor.require(Permission.VICTIM_READ)
    require_role(node, NodeRole.CENTRE)
    with node.read() as connection:
        return store_centre.listed(node, connection, LISTED)


def look(node: Node, actor: Actor, search_id: UUID, *, purpose: str) -> Opened:
    """One search; the look is recorded. Raises VictimRequestUnknown."""
    actor.require(Permission.VICTIM_READ)
    require_role(node, NodeRole.CENTRE)
    with node.work(actor, purpose=purpose) as work:
        one = store_centre.find(node, work.connection, search_id)
        if one is None:
            raise VictimRequestUnknown(request=search_id)
        moves.record(work, Event.VICTIM_REQUEST_VIEW, one)
        return Opened(one, tuple(store_centre.hits(work.connection, one.id)))


def search(node: Node, actor: Actor, search_id: UUID, *, purpose: str) -> int:
    """Searches received reports for exactly these signals; how many fit. Nothing leaves yet:
    another person releases it. Each search is in the log, with its purpose.

    Raises VictimWordsMissing, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.CENTRE)
    with node.work(actor, purpose=require_words(purpose)) as work:
        one = _kept(work, search_id)
        if one.state is not VictimState.TO_CENTRE or one.item is None:
            raise VictimMoveRefused(state=one.state.value, command="search")
        found = [
            _hit(work, one, number, each)
            for number, each in enumerate(_found(work, one.item)[: wire.MOST_FOUND], 1)
        ]
        store_centre.replace_hits(work.connection, one.id, found)
        store_centre.save(
            work.connection,
            one.id,
            searched_at=work.now,
            searched_by=actor.id,
            searched_by_name=actor.name,
        )
        moves.record(work, Event.VICTIM_REQUEST_SEARCH, one, found=len(found))
        return len(found)


def release(node: Node, actor: Actor, search_id: UUID) -> None:
    """Tells the authority which reports there are: of each its provider, its day, to whom it was
    forwarded, and whether it was removed. Whoever searched does not release.

    Raises NothingPrepared, ReleaseNeedsAnother, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.CENTRE)
    with node.work(actor, purpose="release what was found") as work:
        one = _kept(work, search_id)
        found = store_centre.hits(work.connection, one.id)
        if one.state is VictimState.TO_CENTRE and one.searched_at is None:
            raise NothingPrepared
        if actor.id == one.searched_by:
            raise ReleaseNeedsAnother
        moves.apply(
            work,
            one,
            Command.MATCH if found else Command.FIND_NONE,
            released_at=work.now,
            released_by=actor.id,
            released_by_name=actor.name,
        )
        said = wire.found(one.number, (each.to_found() for each in found))
        posting.post(work, one.authority_id, VICTIM_FOUND, wire.subject(one.number), said)


def ask(node: Node, actor: Actor, search_id: UUID) -> int:
    """Asks each provider to remove what its report is about (Article 21); how many reports. It is
    a request and no order. Raises NoProviderReachable, VictimRequestUnknown, VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.CENTRE)
    with node.work(actor, purpose="ask providers for removal") as work:
        one = _kept(work, search_id)
        found = store_centre.hits(work.connection, one.id)
        reachable = [each for each in found if not each.removed and _active(work, each.provider_id)]
        if one.state is VictimState.MATCHED and not reachable:
            raise NoProviderReachable
        state = moves.apply(work, one, Command.ASK_PROVIDER)
        for each in reachable:
            _ask(work, one, each, again=False)
        tell(work, one, state)
        return len(reachable)


def notify(node: Node, actor: Actor, search_id: UUID) -> int:
    """Gives notice again of what was not removed (Article 49(2)), and tells the authority that an
    order can be asked for; of how many reports.

    Raises NothingToNotify, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.CENTRE)
    with node.work(actor, purpose="give notice of what was not removed") as work:
        one = _kept(work, search_id)
        found = store_centre.hits(work.connection, one.id)
        still = [each for each in found if each.removal in STILL]
        if one.state is VictimState.PROVIDER_ASKED and not still:
            raise NothingToNotify
        state = moves.apply(work, one, Command.NOTIFY)
        tell(work, one, state)
        for each in still:
            if _active(work, each.provider_id):
                _ask(work, one, each, again=True)
        return len(still)


def recheck(
    node: Node, actor: Actor, search_id: UUID, number: int, outcome: Recheck, *, purpose: str
) -> None:
    """Records what a person found who looked whether it stays away; nothing looks by itself. Found
    again, its provider is asked again and the authority is told.

    Raises HitUnknown, VictimWordsMissing, VictimRequestUnknown and VictimMoveRefused.
    """
    require_officer(node, actor, NodeRole.CENTRE)
    with node.work(actor, purpose=require_words(purpose)) as work:
        one = _kept(work, search_id)
        hit = _of(store_centre.hits(work.connection, one.id), number)
        moves.record(work, Event.VICTIM_REQUEST_LOOK, one, number=number, outcome=outcome.value)
        state = moves.apply(work, one, *_AFTER[outcome])
        if outcome is Recheck.AGAIN:
            store_centre.save_hit(
                work.connection, hit.id, removal=Removal.AGAIN.value, recheck_at=None
            )
            tell(work, one, state)
            if _active(work, hit.provider_id):
                _ask(work, one, hit, again=True)
        else:
            again = clocks.recheck(node.settings, work.now, one.rechecked_until or work.now)
            store_centre.save_hit(work.connection, hit.id, recheck_at=again)


def tell(work: Work, one: Search, state: VictimState) -> None:
    """Tells the authority how removal stands."""
    steps = [(each.number, each.removal) for each in store_centre.hits(work.connection, one.id)]
    said = wire.stands(one.number, state.value, steps)
    posting.post(work, one.authority_id, VICTIM_STANDS, wire.subject(one.number), said)


def _ask(work: Work, one: Search, hit: Hit, *, again: bool) -> None:
    assert one.item is not None  # noqa: S101 - the machine lets nobody act on an erased one
    values: dict[str, object] = {} if again else {"removal": Removal.ASKED.value}
    asked = {"asked_at": work.now, "answered_at": None}
    store_centre.save_hit(work.connection, hit.id, **asked, **values)
    said = wire.removal(
        hit.id, hit.reference, hit.item_id, one.item.signals, one.profile, again=again
    )
    posting.post(work, hit.provider_id, VICTIM_REMOVAL, wire.subject(hit.id), said)


def _found(work: Work, item: Item) -> list[Found]:
    wanted = [(SignalKind(one.kind), bytes.fromhex(one.value)) for one in item.signals]
    return receiving.reports_with(work.connection, wanted)


def _hit(work: Work, one: Search, number: int, found: Found) -> Hit:
    authority = found.authority_id and peers.find_peer(work.connection, found.authority_id)
    return Hit(
        id=work.new_id(),
        search_id=one.id,
        number=number,
        report_id=found.report_id,
        provider_id=found.peer_id,
        provider=found.provider_name,
        reference=store_centre.reference_of(work.connection, found.report_id),
        item_id=found.item_id,
        reported_on=found.filed_at.date(),
        forwarded_to=authority.name if authority else "",
        removed=found.restricted,
        removal=Removal.UNASKED,
        reason=None,
        asked_at=None,
        answered_at=None,
        recheck_at=None,
    )


def _kept(work: Work, search_id: UUID) -> Search:
    one = store_centre.keep(work.node, work.connection, search_id)
    if one is None:
        raise VictimRequestUnknown(request=search_id)
    if one.item is None:
        raise VictimRequestErased
    return one


def _of(found: Iterable[Hit], number: int) -> Hit:
    for one in found:
        if one.number == number and one.removal is Removal.REMOVED:
            return one
    raise HitUnknown(number=number)


def _active(work: Work, peer_id: UUID) -> bool:
    one = peers.find_peer(work.connection, peer_id)
    return one is not None and one.believed_as(NodeRole.PROVIDER)
