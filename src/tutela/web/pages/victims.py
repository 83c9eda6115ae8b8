"""What victims ask for: at the authority that took it in, and at the Centre that searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.redress.requests import authority, centre
from tutela.redress.requests.authority import Representing
from tutela.redress.requests.errors import (
    HitUnknown,
    OtherInstitution,
    PaperDateWrong,
    VictimRequestUnknown,
)
from tutela.redress.requests.machine import Command, VictimState, possible
from tutela.redress.requests.model import Recheck
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import pdf
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import Moment, ago, short, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.requests.model import Search, VictimRequest
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/victims"
ONE = PATH + "/{request_id:uuid}"
PURPOSE = phrase("see what somebody asks for")
LETTER = phrase("take an answer out as a letter")
Reading = Annotated[Session, Depends(needs(Permission.VICTIM_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.VICTIM_DECIDE))]
Sent = Annotated[Given, Depends(given)]
AtAuthority = Literal["identify", "represent", "pass-on", "decline", "answer", "order"]
AtCentre = Literal["search", "release", "ask", "notify", "recheck"]
DONE = {"done": phrase("It is written down.")}


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list; nothing of what it says."""

    id: UUID
    short: str
    sentence: str
    asked: str
    received: Moment
    due: Moment | None
    late: bool
    news: bool


@router.get(PATH)
def victims(request: Request, session: Reading, show: Literal["open", "over"] = "open") -> Response:
    """What waits, what is due first; or what is over."""
    node, actor = program_of(request).node, session.actor
    now = node.clock.now()
    if node.identity.role is NodeRole.CENTRE:
        lines = [_line_of_search(one, now) for one in centre.searches(node, actor)]
    else:
        found = authority.requests(node, actor, over=show == "over")
        lines = [_line(one, now) for one in found]
    here = node.identity.role
    return templates.page(
        request, "victims.html", show=show, lines=lines, both=here is NodeRole.AUTHORITY
    )


@router.get(ONE)
def victim(request: Request, session: Reading, request_id: UUID, done: str = "") -> Response:
    """One request; the look is recorded."""
    return _page(request, session, request_id, said=DONE.get(done, ""))


@router.get(ONE + "/letter.pdf")
def letter(request: Request, session: Reading, request_id: UUID) -> Response:
    """The answer as a letter, to be given by hand; the look is recorded."""
    node = program_of(request).node
    made = authority.letter(node, session.actor, request_id, purpose=LETTER)
    return pdf(made, f"answer-{request_id}.pdf")


@router.post(ONE + "/{act}")
def act(
    request: Request,
    session: Deciding,
    request_id: UUID,
    act: AtAuthority | AtCentre,
    sent: Sent,
) -> Response:
    """Does one of the acts that the page offers; what is refused comes back with the input."""
    node, actor = program_of(request).node, session.actor
    try:
        if node.identity.role is NodeRole.CENTRE:
            _at_centre(node, actor, request_id, act, sent)
        else:
            _at_authority(node, actor, request_id, act, sent)
    except (VictimRequestUnknown, OtherInstitution):
        raise
    except TutelaError as error:
        return _page(request, session, request_id, refused=refusal(error, act, sent, ""))
    return RedirectResponse(f"{PATH}/{request_id}?done=done", status_code=303)


def _at_authority(node: Node, actor: Actor, request_id: UUID, act: str, sent: Given) -> None:
    words = sent.one("words")
    match act:
        case "identify":
            authority.identify(node, actor, request_id, how=words)
        case "represent":
            seen = Representing(words, _day(sent.one("dated")), bool(sent.one("conflict")))
            authority.represent(node, actor, request_id, seen)
        case "pass-on":
            authority.pass_on(node, actor, request_id)
        case "decline":
            unfit = bool(sent.one("representative"))
            authority.decline(node, actor, request_id, words=words, representative=unfit)
        case "answer":
            authority.answer(node, actor, request_id, words=words)
        case "order":
            authority.request_order(node, actor, request_id)
        case _:
            raise OtherInstitution(role=NodeRole.CENTRE.words)


def _at_centre(node: Node, actor: Actor, search_id: UUID, act: str, sent: Given) -> None:
    purpose = sent.one("purpose")
    match act:
        case "search":
            centre.search(node, actor, search_id, purpose=purpose)
        case "release":
            centre.release(node, actor, search_id)
        case "ask":
            centre.ask(node, actor, search_id)
        case "notify":
            centre.notify(node, actor, search_id)
        case "recheck":
            outcome = sent.one("outcome")
            number = sent.one("number")
            if outcome not in set(Recheck) or not (number.isascii() and number.isdigit()):
                raise HitUnknown(number=0)
            which, found = int(number[:9]), Recheck(outcome)
            centre.recheck(node, actor, search_id, which, found, purpose=purpose)
        case _:
            raise OtherInstitution(role=NodeRole.AUTHORITY.words)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise PaperDateWrong from None


def _page(
    request: Request,
    session: Session,
    request_id: UUID,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    now, may = node.clock.now(), actor.may(Permission.VICTIM_DECIDE)
    view: dict[str, Any] = {
        "status": refused.status if refused else 200,
        "said": said,
        "problem": refused,
        "given": refused.given if refused else Given(),
    }
    if node.identity.role is NodeRole.CENTRE:
        opened = centre.look(node, actor, request_id, purpose=PURPOSE)
        one = opened.search
        return templates.page(
            request,
            "victim_search.html",
            **view,
            line=_line_of_search(one, now),
            one=one,
            hits=opened.hits,
            may=_acts(one.state) if may and one.erased_at is None else frozenset(),
            searches=may and one.state is VictimState.TO_CENTRE,
            own=one.searched_by == actor.id,
            outcomes=[(each.value, each.words) for each in Recheck],
        )
    asked = authority.look(node, actor, request_id, purpose=PURPOSE)
    checks = asked.state in (VictimState.RECEIVED, VictimState.IDENTITY_CHECK)
    return templates.page(
        request,
        "victim.html",
        **view,
        line=_line(asked, now),
        one=asked,
        told=asked.content,
        may=_acts(asked.state) if may and asked.erased_at is None else frozenset(),
        checks=may and checks,
    )


def _acts(state: VictimState) -> frozenset[str]:
    return frozenset(Command(one).value for one in possible(state))


def _line(one: VictimRequest, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.number),
        sentence=one.state.sentence,
        asked=one.asked.words,
        received=ago(one.received_at, now),
        due=until(one.due_at, now) if one.answered_at is None else None,
        late=one.late_at(now),
        news=one.news_at is not None,
    )


def _line_of_search(one: Search, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.number),
        sentence=one.state.sentence,
        asked=one.asked.words,
        received=ago(one.received_at, now),
        due=until(one.due_at, now) if one.released_at is None else None,
        late=one.released_at is None and now > one.due_at,
        news=False,
    )
