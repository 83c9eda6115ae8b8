"""Removal orders between nodes: the list, one of them, and what a person can do with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.federation import peers
from tutela.law.languages import NAMES
from tutela.orders.removal import papers, public_print, reading, requesting
from tutela.orders.removal.errors import PaperUnreadable, RequestInvalid
from tutela.orders.removal.public_words import FOUND
from tutela.orders.removal.requesting import Draft
from tutela.platform import languages
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import attached, pdf
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.removal_view import Act, removal_line, removal_view
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.federation.model import Peer
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/removals"
DRAFT, BRING, ACT = "draft", "bring", "act"
Reading = Annotated[Session, Depends(needs(Permission.ORDER_READ))]
Registering = Annotated[Session, Depends(needs(Permission.ORDER_REGISTER))]
Deciding = Annotated[Session, Depends(needs(Permission.ORDER_DECIDE))]
Sent = Annotated[Given, Depends(given)]
_LANGUAGES = tuple(sorted(NAMES.items(), key=lambda one: (one[0] != requesting.ENGLISH, one[1])))
DONE = {
    "drafted": phrase("It is asked for. Take the request to the court."),
    "brought": phrase("It is on its way to the provider and to the Centre."),
    "acted": phrase("It is written down, and told to whom it concerns."),
}


@router.get(PATH)
def removals(
    request: Request, session: Reading, show: Literal["open", "over"] = "open"
) -> Response:
    """The removal orders that are not over, or those that are."""
    return _list(request, session, over=show == "over")


@router.get(PATH + "/{order_id:uuid}")
def removal(request: Request, session: Reading, order_id: UUID, done: str = "") -> Response:
    """One removal order."""
    return _one(request, session, order_id, notice=DONE.get(done, ""))


@router.get(PATH + "/{order_id:uuid}/paper.json")
def paper(request: Request, session: Reading, order_id: UUID) -> Response:
    """The request for the court; once the court signed, the order."""
    made = reading.paper(program_of(request).node, session.actor, order_id)
    return attached(
        json.dumps(made, indent=2).encode(), "application/json", f"removal-{order_id}.json"
    )


@router.get(PATH + "/{order_id:uuid}/paper.pdf")
def printed(request: Request, session: Reading, order_id: UUID) -> Response:
    """The same to be read."""
    node = program_of(request).node
    made = reading.paper(node, session.actor, order_id)
    one = public_print.paper(made, languages.of_papers(node.settings.catalogues))
    return pdf(public_print.pdf(one), f"removal-{order_id}.pdf")


@router.get(PATH + "/{order_id:uuid}/answer.pdf")
def answered(request: Request, session: Reading, order_id: UUID) -> Response:
    """What the provider answered: Annex V or VI."""
    node = program_of(request).node
    one = reading.show(node, session.actor, order_id, purpose="take an answer out")
    made = public_print.answer(one, node.clock.now(), languages.of_papers(node.settings.catalogues))
    if made is None:
        raise PaperUnreadable(problem="nothing was answered yet")
    return pdf(public_print.pdf(made), f"removal-{order_id}-answer.pdf")


@router.post(PATH)
def draft(request: Request, session: Registering, sent: Sent) -> Response:
    """Asks for a removal order."""
    node = program_of(request).node
    try:
        order_id = requesting.draft(node, session.actor, _draft(sent))
    except NotFound:
        raise
    except TutelaError as error:
        return _list(request, session, problem=refusal(error, DRAFT, sent))
    return RedirectResponse(f"{PATH}/{order_id}?done=drafted", status_code=303)


@router.post(PATH + "/papers")
def bring(request: Request, session: Deciding, sent: Sent) -> Response:
    """Brings what a court signed: an order, or a later word about one."""
    node = program_of(request).node
    try:
        given_paper = papers.from_file(sent.one("paper").encode())
        word = isinstance(given_paper, dict) and given_paper.get("tutela") == "removal-word"
        use = requesting.bring if word else requesting.issue
        order_id = use(node, session.actor, given_paper)
    except NotFound:
        raise
    except TutelaError as error:
        return _list(request, session, problem=refusal(error, BRING, sent, "paper"))
    return RedirectResponse(f"{PATH}/{order_id}?done=brought", status_code=303)


@router.post(PATH + "/{order_id:uuid}/act")
def act(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Does what a person chose of what can be done now."""
    node = program_of(request).node
    try:
        chosen = Act.named(sent.one("act"))
        chosen.do(node, session.actor, order_id, sent.one("reason"))
    except NotFound:
        raise
    except TutelaError as error:
        return _one(request, session, order_id, problem=refusal(error, ACT, sent, "reason"))
    return RedirectResponse(f"{PATH}/{order_id}?done=acted", status_code=303)


def _draft(sent: Given) -> Draft:
    """Raises RequestInvalid."""
    try:
        provider, days = UUID(sent.one("provider")), int(sent.one("days") or 0)
    except ValueError:
        raise RequestInvalid(problem="choose a provider, and write days as a number") from None
    return Draft(
        provider=provider,
        service=sent.one("service"),
        definitions=sent.many("definition"),
        targets=sent.one("targets").splitlines(),
        reasons=sent.one("reasons"),
        language=sent.one("language"),
        days=days,
        days_reason=sent.one("days_reason"),
    )


def _list(
    request: Request, session: Session, *, over: bool = False, problem: Refusal | None = None
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    asks = node.identity.role is NodeRole.AUTHORITY
    return templates.page(
        request,
        "removals.html",
        status=problem.status if problem else 200,
        lines=[
            removal_line(one, now) for one in reading.list_removals(node, session.actor, over=over)
        ],
        over=over,
        problem=problem,
        given=problem.given if problem else None,
        definitions=[(one.value, words) for one, words in FOUND.items()],
        languages=_LANGUAGES,
        providers=_providers(session, node_peers=lambda: peers.list_peers(node, session.actor))
        if asks
        else [],
        gets_copies=node.identity.role in {NodeRole.AUTHORITY, NodeRole.CENTRE},
        may_ask=asks and session.actor.may(Permission.ORDER_REGISTER),
        may_bring=asks and session.actor.may(Permission.ORDER_DECIDE),
    )


def _providers(session: Session, node_peers: Callable[[], list[Peer]]) -> list[Peer]:
    """To whom an order can go."""
    if not session.actor.may(Permission.NODE_READ):
        return []
    return [one for one in node_peers() if one.believed_as(NodeRole.PROVIDER)]


def _one(
    request: Request,
    session: Session,
    order_id: UUID,
    *,
    notice: str = "",
    problem: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    one = reading.show(node, session.actor, order_id, purpose="read a removal order")
    may = session.actor.may(Permission.ORDER_DECIDE)
    return templates.page(
        request,
        "removal.html",
        status=problem.status if problem else 200,
        one=removal_view(one, node.identity.role, node.clock.now(), may=may),
        notice=notice,
        problem=problem,
        given=problem.given if problem else None,
    )
