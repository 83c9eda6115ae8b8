"""Requests: what one person asked for, and the forms in which another one answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela import assembly
from tutela.platform.accounts.model import Session
from tutela.platform.approvals import alone, answering, listing
from tutela.platform.approvals.acts import ALONE_RULE, RULE, TERMS
from tutela.platform.approvals.errors import RequestUnknown
from tutela.platform.approvals.model import Act, State
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import ago, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.approvals import model
    from tutela.platform.node import Node
    from tutela.web.pages.words import Moment

router = APIRouter(include_in_schema=False)
PATH = "/requests"
ONE = PATH + "/{request_id:uuid}"
Reading = Annotated[Session, Depends(needs(Permission.REQUEST_READ))]
Words = Annotated[str, Form()]
STATES = {
    State.WAITING: phrase("waits for another person"),
    State.PERMITTED: phrase("permitted, once"),
    State.DONE: phrase("done"),
    State.DECLINED: phrase("declined"),
    State.RECALLED: phrase("recalled"),
    State.EXPIRED: phrase("ended unanswered"),
}
DONE = {
    "approved": phrase("You agreed, and it is done."),
    "permitted": phrase("You agreed. Whoever asked may do it now, once."),
    "declined": phrase("You declined. Nothing is changed."),
    "confirmed": phrase("It is done, and marked as one person's."),
    "permitted-alone": phrase("It is permitted, once, and marked as one person's. Repeat it now."),
    "recalled": phrase("The request is recalled. Nothing is changed."),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A request as it is shown, and what this person may do with it."""

    id: UUID
    title: str
    why: str
    service: str
    changes: tuple[str, ...]
    link: str
    reason: str
    asker: str
    mine: bool
    asked: Moment
    ends: Moment
    state: State
    state_words: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    may_answer: bool
    cools: bool
    cooled: bool
    may_confirm: bool
    ready: Moment | None
    single_person: bool
    may_recall: bool
    gains: bool = False


@router.get(PATH)
def requests(request: Request, session: Reading, done: str = "") -> Response:
    """What waits for this person, what waits for others, and the latest that is over."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(ONE + "/approve")
def approve(request: Request, session: Reading, request_id: UUID, reason: Words = "") -> Response:
    """Agrees to a request of somebody else."""

    def act(node: Node) -> model.Request:
        doers = assembly.doers()
        return answering.approve(node, session.actor, request_id, reason=reason, doers=doers)

    return _taken(request, session, request_id, act)


@router.post(ONE + "/decline")
def decline(request: Request, session: Reading, request_id: UUID, reason: Words = "") -> Response:
    """Does not agree to a request of somebody else."""
    return _taken(
        request,
        session,
        request_id,
        lambda node: answering.decline(node, session.actor, request_id, reason=reason),
    )


@router.post(ONE + "/recall")
def recall(request: Request, session: Reading, request_id: UUID) -> Response:
    """Takes back one's own request."""
    return _taken(
        request, session, request_id, lambda node: answering.recall(node, session.actor, request_id)
    )


@router.post(ONE + "/confirm")
def confirm(request: Request, session: Reading, request_id: UUID) -> Response:
    """Carries out, on a node of one person, what has cooled off. Raises PasskeyNeeded."""

    def act(node: Node) -> model.Request:
        return answering.confirm(node, session, request_id, doers=assembly.doers())

    return _taken(request, session, request_id, act)


def _taken(
    request: Request,
    session: Session,
    request_id: UUID,
    act: Callable[[Node], model.Request],
) -> Response:
    """Goes on to the list once `act` is done; what it refuses stands beside its request."""
    try:
        made = act(program_of(request).node)
    except RequestUnknown:
        raise
    except TutelaError as error:
        return _page(request, session, refused=(request_id, error))
    word = "approved" if made.state is State.DONE else made.state.value
    if made.single_person:
        word = "confirmed" if made.state is State.DONE else "permitted-alone"
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request,
    session: Session,
    *,
    notice: str = "",
    refused: tuple[UUID, TutelaError] | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    now = node.clock.now()
    with node.read() as connection:
        by_one = alone.in_force(connection)
    waiting = listing.list_requests(node, actor)
    cards = [_card(one, actor, now, by_one=by_one) for one in waiting]
    # Who gains by it can answer nothing: another person does.
    gaining = listing.gaining(node, actor, waiting)
    cards = [
        replace(one, gains=True, may_answer=False) if one.id in gaining else one for one in cards
    ]
    latest = [
        _card(one, actor, now, by_one=by_one)
        for one in listing.list_requests(node, actor, everything=True)
        if STATES[one.state] and one.state not in (State.WAITING, State.PERMITTED)
    ]
    return templates.page(
        request,
        "requests.html",
        status=refused[1].status if refused else 200,
        rule=ALONE_RULE if by_one else RULE,
        for_you=[one for one in cards if one.may_answer or one.may_confirm],
        yours=[one for one in cards if one.mine and not one.may_confirm],
        others=[one for one in cards if not (one.may_answer or one.mine or one.may_confirm)],
        latest=latest,
        notice=notice,
        problem=refused[1].sentence if refused else "",
        problem_of=refused[0] if refused and refused[0] in {one.id for one in cards} else None,
    )


def _card(one: model.Request, actor: Actor, now: datetime, *, by_one: bool) -> Card:
    terms, mine = TERMS[one.asked.act], one.asked_by == actor.id
    ready = one.ready_at
    waits = one.state is State.WAITING and one.expires_at > now
    cools = waits and ready is not None and (by_one or one.asked.act is Act.ALONE)
    cooled = ready is not None and ready <= now
    may = waits and actor.may(terms.answers)
    return Card(
        id=one.id,
        title=terms.title,
        why=terms.why,
        service="" if one.asked.service_id == NODE_SERVICE else one.asked.service_id,
        changes=one.asked.changes,
        link=_link(one, actor),
        reason=one.reason,
        asker=one.asked_name,
        mine=mine,
        asked=ago(one.asked_at, now),
        ends=until(one.expires_at, now),
        state=one.state,
        state_words=_cooling(cooled=cooled) if cools else STATES[one.state],
        answer=one.answer,
        answered_by=one.answered_name or "",
        answered_at=one.answered_at,
        may_answer=may and not cools and not mine,
        cools=cools,
        cooled=cooled,
        may_confirm=may and cools,
        ready=until(ready, now) if ready else None,
        single_person=one.single_person,
        may_recall=mine and one.state in (State.WAITING, State.PERMITTED),
    )


def _cooling(*, cooled: bool) -> str:
    return phrase("has cooled off") if cooled else phrase("cools off")


def _link(one: model.Request, actor: Actor) -> str:
    """Where to look before answering, for those who may look there."""
    if one.asked.act in (Act.SEND, Act.EXPORT) and actor.may(Permission.REPORT_READ):
        return f"/reports/{one.asked.subject.partition(' ')[0]}"
    if one.asked.act in (Act.ORDER, Act.GIVE) and actor.may(Permission.ORDER_READ):
        return f"/orders/{one.asked.subject.partition(' ')[0]}"
    if one.asked.act is Act.PUBLISH and actor.may(Permission.PAPER_READ):
        return f"/papers/editions/{one.asked.subject}"
    if one.asked.act is Act.MISUSE and actor.may(Permission.MISUSE_READ):
        return f"/misuse/{one.asked.subject}"
    return ""
