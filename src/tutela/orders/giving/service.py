"""Choosing, giving and having the receipt: each a person's act, the middle one after another's.

Source: Regulation (EU) 2022/2065, Article 10(1) and (5). No file stays here: it is made when it
leaves, once for each time that another person agreed, and only its digest is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tutela.evidence import service as evidence
from tutela.orders import effects, moves, reading
from tutela.orders import store as orders
from tutela.orders.effects import Effect
from tutela.orders.errors import (
    GivingAbsent,
    GivingNotAgreed,
    GivingWaits,
    KeyChanged,
    LetterUntimely,
    OrderUnknown,
)
from tutela.orders.giving import content, opening, papers, store, store_record, telling
from tutela.orders.giving.model import GivingState, Part, Sealed
from tutela.orders.giving.papers import Answer
from tutela.orders.machine import OrderState
from tutela.orders.model import TargetState
from tutela.platform.approvals import alone, answering, asking
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.model import Act, Asked, State
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting import facts_store
from tutela.reporting.national import sealing
from tutela.reporting.national.manifest import listed

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.orders.giving.model import Choice, Giving, OnRecord
    from tutela.orders.giving.opening import Answerable
    from tutela.orders.model import Order
    from tutela.platform.actor import Actor
    from tutela.platform.approvals.model import Request
    from tutela.platform.node import Node
    from tutela.platform.work import Work

PURPOSE: Final = "give information to an authority"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order for information stands, for whoever works on it. `permit`: this person may take
    the answer out, once; `asked`: another one must agree first.
    """

    on_record: tuple[OnRecord, ...] = ()
    givings: tuple[Giving, ...] = ()
    asked: Request | None = None
    permit: bool = False

    @property
    def waiting(self) -> Giving | None:
        return opening.waiting(self.givings)


def standing(node: Node, actor: Actor, order: Order) -> Standing:
    """What is on record for an order, and what was chosen and given; nothing for other orders.

    The caller has recorded that somebody looks at the order.
    """
    actor.require(Permission.ORDER_READ)
    with node.read() as connection:
        stored = orders.find(connection, order.line.id)
        if stored is None:
            raise OrderUnknown(order=order.line.id)
        seal = None if order.erased_at else moves.opened(node, stored).seal
        found = tuple(opening.givings(connection, order.line.id, seal))
        there = opening.on_record(connection, order) if opening.gives(order) else []
        asked = _request(connection, opening.waiting(found), node.clock.now())
    permit = asked is not None and asked.state is State.PERMITTED and asked.asked_by == actor.id
    return Standing(tuple(there), found, asked, permit)


def choose(node: Node, actor: Actor, order_id: UUID, choice: Choice, *, reason: str) -> None:
    """Writes down what is to be given, and asks another person to agree: raises AwaitsApproval.

    Raises what `opening.answerable` and `opening.chosen` raise, TimeLimitOver, GivingWaits,
    AskingReasonMissing, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    for text, what in ((choice.note, "what else you tell"), (choice.still_wanted, "who wants it")):
        if text:
            moves.require_words(text, what)
    each_once = tuple(dict.fromkeys(choice.items))
    whole = replace(choice, items=each_once, parts=choice.parts | {Part.FACTS})
    with node.work(actor, purpose=PURPOSE) as work:
        one = opening.answerable(work, order_id)
        opening.require_in_time(one.order, whole.still_wanted, work.now)
        opening.chosen(work.connection, one.order, whole)
        _make_room(work, one)
        giving_id = _keep(work, one, whole)
        waits = asking.ask(work, _asked(one, giving_id, whole), reason)
    raise waits


def give(node: Node, actor: Actor, order_id: UUID) -> Sealed:
    """What was chosen, sealed to the authority, once: the permit is used up, nothing is kept.

    What an order names and this holds counts as done. Whoever is in it is told (Article 10(5)).
    Raises what `opening.answerable` raises, GivingAbsent, GivingNotAgreed, KeyChanged,
    NotAskedFor, and what opening sealed bytes raises.
    """
    moves.require_person(actor, Permission.ORDER_DECIDE)
    with node.work(actor, purpose=PURPOSE) as work:
        one = opening.answerable(work, order_id)
        giving = opening.waiting(opening.givings(work.connection, order_id, one.one.seal))
        if giving is None or giving.choice is None:
            raise GivingAbsent
        if giving.key_code != one.key_code:
            raise KeyChanged(issuer=one.issuer.name)
        if not answering.use_permit(work, Act.GIVE, _subject(order_id, giving.id)):
            raise GivingNotAgreed
        answer = _answer(work, one, giving.choice)
        sealed, manifest = _sealed(work, one, answer, giving)
        _record(work, one, giving, sealed, manifest)
        _done(work, one, answer)
        telling.tell(work, one.one, reading.whole(node, work.connection, one.one.stored))
    return sealed


def received(
    node: Node, actor: Actor, order_id: UUID, *, how: str, at: datetime | None = None
) -> None:
    """Records that the authority has the last answer and can open it.

    Raises OrderUnknown, OrderErased, GivingAbsent, LetterUntimely, OrderNeedsPerson.
    """
    moves.require_person(actor, Permission.ORDER_REGISTER)
    with node.work(actor, purpose="record an authority's receipt") as work:
        one = moves.locked(work, order_id)
        left = [
            each
            for each in opening.givings(work.connection, order_id, None)
            if each.given_at is not None
        ]
        if not left:
            raise GivingAbsent
        when = at or work.now
        moves.require_told(how, when, work.now)
        if when < (left[-1].given_at or when):
            raise LetterUntimely
        store.save(work.connection, left[-1].id, received_at=when, received_how=how.strip())
        moves.record(work, one, Event.ORDER_RECEIVE, giving=str(left[-1].id), how=how.strip())


def _subject(order_id: UUID, giving_id: UUID) -> str:
    return f"{order_id} {giving_id}"


def _request(connection: Connection, giving: Giving | None, now: datetime) -> Request | None:
    """The request by which another person agrees, if it is open."""
    if giving is None:
        return None
    subject = _subject(giving.order_id, giving.id)
    found = requests.open_about(connection, Act.GIVE, subject)
    return found if found is not None and found.expires_at > now else None


def _make_room(work: Work, one: Answerable) -> None:
    """Drops what was chosen before and nobody waits for. Raises GivingWaits."""
    before = opening.waiting(opening.givings(work.connection, one.one.id, one.one.seal))
    if before is None:
        return
    request = _request(work.connection, before, work.now)
    if request is not None:
        raise GivingWaits(request=request.id)
    store.save(work.connection, before.id, state=GivingState.DROPPED.value)


def _keep(work: Work, one: Answerable, choice: Choice) -> UUID:
    giving_id = work.new_id()
    store.add(
        work.connection,
        id=giving_id,
        order_id=one.one.id,
        service_id=one.one.service_id,
        state=GivingState.CHOSEN.value,
        sealed=one.one.seal.seal(f"giving:{giving_id}", content.write(choice)),
        items=len(choice.items),
        key_code=one.key_code,
        asked_by=work.actor.id,
        asked_by_name=work.actor.name,
        asked_at=work.now,
    )
    moves.record(
        work, one.one, Event.ORDER_CHOOSE,
        giving=str(giving_id), items=len(choice.items), parts=" ".join(sorted(choice.parts)),
        late=bool(choice.still_wanted.strip()), key=one.key_code,
    )  # fmt: skip
    return giving_id


def _asked(one: Answerable, giving_id: UUID, choice: Choice) -> Asked:
    count = len(choice.items)
    change = (
        f"Information about {count} item{'s' if count != 1 else ''} leaves the node, sealed to "
        f"{one.issuer.name} (key {one.key_code}), for its order {one.order.line.reference}: "
        f"{', '.join(sorted(choice.parts))}."
    )
    return Asked(Act.GIVE, one.one.service_id, _subject(one.one.id, giving_id), (change,))


def _answer(work: Work, one: Answerable, choice: Choice) -> Answer:
    items = opening.chosen(work.connection, one.order, choice)
    ids = [each.id for each in items]
    connection = work.connection
    return Answer(
        order=one.facts,
        choice=choice,
        items=tuple(items),
        matches=facts_store.matches(connection, ids) if Part.MATCHES in choice.parts else {},
        decisions=store_record.decisions(connection, ids),
        log=store_record.log_rows(connection, items) if Part.LOG in choice.parts else (),
        node_id=work.node.identity.id,
        service_id=one.one.service_id,
        given_at=work.now,
        stand_in=work.node.identity.demo,
    )


def _sealed(work: Work, one: Answerable, answer: Answer, giving: Giving) -> tuple[Sealed, str]:
    """The answer as one file for the authority, and the list of what is in it."""
    named = papers.papers(answer)
    for each in answer.media():
        if each.evidence_id is not None:
            data = evidence.release(
                work, each.evidence_id, item_id=str(each.id), order=str(one.one.id)
            )
            named.append((f"media/{each.name}", data))
    digests = {f"media/{each.name}": each.sha256 for each in answer.media()}
    originals = [sealing.Original(name, digests.get(name, ""), data) for name, data in named]
    # The media are bounded when they are chosen; papers come on top of them.
    data = sealing.seal(originals, one.key, limit=2 * sealing.LIMIT)
    name = f"order-{str(giving.id)[:8]}.zip.age"
    return Sealed(name, data, sha256(data).hexdigest()), listed(named).decode()


def _record(work: Work, one: Answerable, giving: Giving, sealed: Sealed, manifest: str) -> None:
    choice = giving.choice
    if choice is None:
        raise GivingAbsent
    store.save(
        work.connection,
        giving.id,
        state=GivingState.GIVEN.value,
        sealed=one.one.seal.seal(f"giving:{giving.id}", content.write(choice, manifest)),
        given_by=work.actor.id,
        given_by_name=work.actor.name,
        given_at=work.now,
        sha256=sealed.sha256,
        size=len(sealed.data),
        single_person=alone.MARK in work.marks,
    )
    moves.record(
        work, one.one, Event.ORDER_GIVE,
        giving=str(giving.id), sha256=sealed.sha256, size=len(sealed.data), key=one.key_code,
        items=len(choice.items), parts=" ".join(sorted(choice.parts)),
    )  # fmt: skip


def _done(work: Work, one: Answerable, answer: Answer) -> None:
    """Marks as done what the answer holds something of."""
    if one.one.state is not OrderState.EXECUTING:
        return
    held = [
        each.number
        for each in one.order.targets
        if each.state is TargetState.ASKED
        and any(papers.names(each, item) for item in answer.items)
    ]
    if held:
        said = [Effect(number, TargetState.DONE, at=work.now) for number in held]
        effects.write(work, one.one, said)
