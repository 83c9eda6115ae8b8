"""What other institutions say of a victim's request, and what it leads to here.

What is wrong is answered by a message that refuses it, and written down; nothing of it is acted on.
An institution moves only what it has a part in: the row is looked up by who says it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tutela.federation import posting, refusing
from tutela.federation.errors import PeerNotActive
from tutela.federation.kinds import (
    VICTIM_ANSWERED,
    VICTIM_FOUND,
    VICTIM_REFUSED,
    VICTIM_REMOVAL,
    VICTIM_SEARCH,
    VICTIM_STANDS,
    VICTIM_WITHDRAWN,
)
from tutela.law import draft
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.noderole import NodeRole
from tutela.redress.requests import centre, clocks, moves, store, store_centre, store_provider, wire
from tutela.redress.requests.errors import RemovalMoveRefused, VictimMoveRefused
from tutela.redress.requests.machine import (
    CENTRE,
    WAYS,
    Command,
    RemovalCommand,
    RemovalState,
    VictimState,
    all_gone,
    move_removal,
)
from tutela.redress.requests.model import Removal, RemovalRequest, Search

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from tutela.federation.handling import Hearer, Said
    from tutela.platform.work import Work
    from tutela.redress.requests.model import Hit, VictimRequest


TAKEN_BACK: Final = "whoever asked took it back"


def searched(work: Work, said: Said) -> None:
    """At the Centre: an authority asks for a search. Asked twice, it is one."""
    asked = wire.read(wire.SearchSaid, said.body)
    if asked is None:
        return refuse(work, said, None, wire.UNREADABLE)
    one = Search(
        id=work.new_id(),
        number=asked.request,
        authority_id=said.sender.id,
        authority_name=said.sender.name,
        state=VictimState.TO_CENTRE,
        asked=asked.asked,
        item=asked.item,
        received_at=said.received_at,
        due_at=clocks.due(work.node.settings, said.received_at),
        profile=draft.PROFILE,
        searched_at=None,
        searched_by="",
        searched_by_name="",
        released_at=None,
        released_by_name="",
        rechecked_until=None,
        erase_at=clocks.kept_until(work.node.settings, work.now),
        erased_at=None,
    )
    if not store_centre.add(work.node, work.connection, one, asked.item):
        return refuse(work, said, asked.request, wire.REPEATED)
    moves.record(work, Event.VICTIM_REQUEST_TAKE, one, peer=str(said.sender.id))
    return None


def found(work: Work, said: Said) -> None:
    """At the authority: the Centre says which reports there are."""
    told = wire.read(wire.FoundSaid, said.body)
    if told is None:
        return refuse(work, said, None, wire.UNREADABLE)
    one = _own(work, said, told.request)
    if one is None:
        return refuse(work, said, told.request, wire.UNKNOWN)
    reports = told.reports()
    try:
        moves.apply(work, one, Command.MATCH if reports else Command.FIND_NONE)
    except VictimMoveRefused:
        return refuse(work, said, told.request, wire.UNEXPECTED)
    content = replace(one.known, found=reports)
    store.save_content(work.node, work.connection, one.id, content)
    return None


def stands(work: Work, said: Said) -> None:
    """At the authority: the Centre says how removal stands. After an answer it is news, for an
    officer to answer again.
    """
    told = wire.read(wire.StandsSaid, said.body)
    if told is None:
        return refuse(work, said, None, wire.UNREADABLE)
    one = _own(work, said, told.request)
    if one is None:
        return refuse(work, said, told.request, wire.UNKNOWN)
    if not one.known.found:
        return refuse(work, said, told.request, wire.UNEXPECTED)
    steps = {step.number: step.removal for step in told.steps}
    reports = tuple(
        replace(each, removal=steps.get(each.number, each.removal)) for each in one.known.found
    )
    store.save_content(work.node, work.connection, one.id, replace(one.known, found=reports))
    way = WAYS.get((one.state, VictimState(told.stands)), ())
    moves.apply(work, one, *way, news_at=said.received_at if one.answered_at else None)
    moves.record(work, Event.VICTIM_REQUEST_HEAR, one, stands=told.stands)
    return None


def asked(work: Work, said: Said) -> None:
    """At a provider: the Centre asks that something be removed, or asks again."""
    told = wire.read(wire.RemovalSaid, said.body)
    if told is None:
        return refuse(work, said, None, wire.UNREADABLE)
    one = store_provider.by_asked(work.node, work.connection, said.sender.id, told.asked)
    if one is None:
        return _take_removal(work, said, told)
    if not told.again:
        return refuse(work, said, told.asked, wire.REPEATED)
    try:
        moved = move_removal(one.state, RemovalCommand.ASK_AGAIN, CENTRE)
    except RemovalMoveRefused:  # it still waits, or is erased
        return refuse(work, said, told.asked, wire.UNEXPECTED)
    store_provider.save(
        work.connection,
        one.id,
        state=moved.target.value,
        times=one.times + 1,
        received_at=said.received_at,
        reason=None,
        erase_at=clocks.kept_until(work.node.settings, work.now),
    )
    moves.record(work, Event(moved.event), one)
    return None


def answered(work: Work, said: Said) -> None:
    """At the Centre: a provider says what became of what it was asked to remove."""
    told = wire.read(wire.AnsweredSaid, said.body)
    if told is None or told.removed is (told.reason is not None):
        return refuse(work, said, told.asked if told else None, wire.UNREADABLE)
    hit = store_centre.find_hit(work.connection, told.asked, said.sender.id)
    if hit is None:
        return refuse(work, said, told.asked, wire.UNKNOWN)
    one = store_centre.keep(work.node, work.connection, hit.search_id)
    if one is None or hit.asked_at is None or hit.answered_at is not None:
        return refuse(work, said, told.asked, wire.UNEXPECTED)
    _save_answer(work, one, hit, told)
    _gone(work, one)
    return None


def withdrawn(work: Work, said: Said) -> None:
    """At the Centre or a provider: whoever asked took it back, and it is erased. Once it is, or was
    never here, nothing is left to do.
    """
    told = wire.read(wire.WithdrawnSaid, said.body)
    if told is None:
        return refuse(work, said, None, wire.UNREADABLE)
    if work.node.identity.role is NodeRole.CENTRE:
        one = store_centre.by_number(work.node, work.connection, said.sender.id, told.request)
        if one is not None and one.erased_at is None:
            forget_search(work, one)
    else:
        asked_for = store_provider.by_asked(
            work.node, work.connection, said.sender.id, told.request
        )
        if asked_for is not None and asked_for.erased_at is None:
            moved = move_removal(asked_for.state, RemovalCommand.ERASE, CENTRE)
            store_provider.erase(work.connection, asked_for.id, work.now)
            moves.record(work, Event(moved.event), asked_for, reason=TAKEN_BACK)
    return None


def refused(work: Work, said: Said) -> None:
    """Another institution did not act on a message of ours: people see so beside the request."""
    told = wire.read(wire.RefusedSaid, said.body)
    why = told.why if told else wire.UNREADABLE
    if told and told.about and work.node.identity.role is NodeRole.AUTHORITY:
        one = _own(work, said, told.about)
        if one is not None and one.erased_at is None:
            store.save(work.connection, one.id, problem=why)
    _record(work, said, why, told.about if told else None)


def refuse(work: Work, said: Said, about: UUID | None, why: str) -> None:
    """Answers that a message is not acted on, and writes it down. Who cannot be told is not."""
    _record(work, said, why, about)
    refusing.refuse(work, said, VICTIM_REFUSED, why, wire.refused(about, why))


def forget_search(work: Work, one: Search) -> None:
    """Erases a search that was taken back, and has each provider that was asked do so too."""
    for each in store_centre.hits(work.connection, one.id):
        if each.asked_at is not None:
            _tell_provider(work, each)
    moves.apply(work, one, Command.WITHDRAW)
    store_centre.erase(work.connection, one.id, work.now)
    moves.record(work, Event.VICTIM_REQUEST_ERASE, one, reason=TAKEN_BACK)


def _tell_provider(work: Work, hit: Hit) -> None:
    said = wire.withdrawn(hit.id)
    # Where it is not believed now, its own clock erases it.
    posting.offer(work, hit.provider_id, VICTIM_WITHDRAWN, wire.subject(hit.id), said)


def _take_removal(work: Work, said: Said, told: wire.RemovalSaid) -> None:
    one = RemovalRequest(
        id=work.new_id(),
        asked=told.asked,
        centre_id=said.sender.id,
        centre_name=said.sender.name,
        state=RemovalState.ASKED,
        reference=told.report,
        item_id=told.item,
        item=told.about,
        times=1,
        received_at=said.received_at,
        profile=draft.PROFILE,
        reason=None,
        answered_at=None,
        answered_by_name="",
        erase_at=clocks.kept_until(work.node.settings, work.now),
        erased_at=None,
    )
    store_provider.add(work.node, work.connection, one, told.about)
    moves.record(work, Event.REMOVAL_REQUEST_TAKE, one, peer=str(said.sender.id))


def _save_answer(work: Work, one: Search, hit: Hit, told: wire.AnsweredSaid) -> None:
    now, settings = work.now, work.node.settings
    until = one.rechecked_until or now + clocks.RECHECKED_FOR
    store_centre.save_hit(
        work.connection,
        hit.id,
        removal=(Removal.REMOVED if told.removed else Removal.KEPT).value,
        reason=told.reason.value if told.reason else None,
        answered_at=now,
        recheck_at=clocks.recheck(settings, now, until) if told.removed else None,
    )
    store_centre.save(work.connection, one.id, rechecked_until=until)
    moves.record(work, Event.VICTIM_REQUEST_HEAR, one, number=hit.number, removed=told.removed)


def _gone(work: Work, one: Search) -> None:
    """Moves a request on once all that was asked about is gone; what is not waits for a person."""
    removals = [each.removal for each in store_centre.hits(work.connection, one.id)]
    state = one.state
    if all_gone(removals) and state in (VictimState.PROVIDER_ASKED, VictimState.NOTIFIED):
        state = moves.apply(work, one, Command.REMOVE)
    try:
        centre.tell(work, one, state)
    except PeerNotActive:
        return  # it is told with the next move


def _own(work: Work, said: Said, number: UUID) -> VictimRequest | None:
    """A request of ours that this Centre was asked about, and that is not erased; locked."""
    one = store.by_number(work.node, work.connection, number)
    fits = one is not None and one.centre_id == said.sender.id and one.erased_at is None
    return one if fits else None


def _record(work: Work, said: Said, why: str, about: UUID | None) -> None:
    work.record(
        Event.VICTIM_REQUEST_REFUSE,
        subject=("peer", said.sender.id),
        service_id=NODE_SERVICE,
        reason=why,
        profile=draft.PROFILE,
        kind=said.kind,
        about=str(about) if about else None,
    )


HEARERS: Final[Mapping[str, Hearer]] = {
    VICTIM_SEARCH.name: searched,
    VICTIM_FOUND.name: found,
    VICTIM_STANDS.name: stands,
    VICTIM_REMOVAL.name: asked,
    VICTIM_ANSWERED.name: answered,
    VICTIM_WITHDRAWN.name: withdrawn,
    VICTIM_REFUSED.name: refused,
}
