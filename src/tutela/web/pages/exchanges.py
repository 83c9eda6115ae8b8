"""Indicators between institutions: what waits, what is listed, and whose access runs until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.exchanges import accesses, prolonging, submitting, viewing
from tutela.exchanges.deciding import Act, decide
from tutela.exchanges.errors import ExchangeInvalid
from tutela.exchanges.machine import AccessState, SubmissionState
from tutela.exchanges.model import Category, Media
from tutela.law import classification
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import Moment, ago, short, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.exchanges.model import Access, Submission
    from tutela.exchanges.viewing import Overview
    from tutela.web.pages.given import Refusal

T = TypeVar("T", Category, Media)

router = APIRouter(include_in_schema=False)
PATH = "/exchanges"
Reading = Annotated[Session, Depends(needs(Permission.EXCHANGE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.EXCHANGE_DECIDE))]
Asking = Annotated[Session, Depends(needs(Permission.EXCHANGE_ASK))]
Sent = Annotated[Given, Depends(given)]
DONE = {
    "proposed": phrase("It is proposed. Another person assesses it, and then it goes out."),
    "asked": phrase("The Centre is asked. What it says stands here."),
    "longer": phrase("The Centre is asked. Until it says so, the access ends when it did."),
    "again": phrase("The Centre is asked again. What is here already stays."),
    "decided": phrase("It is written down, and the provider is told."),
}
BADGES = {
    SubmissionState.PROPOSED: "proposed",
    SubmissionState.SUBMITTED: "waiting",
    SubmissionState.TAKEN: "verified",
    SubmissionState.REFUSED: "failed",
    SubmissionState.DROPPED: "failed",
    SubmissionState.WITHDRAWN: "withdrawn",
    AccessState.REQUESTED: "waiting",
    AccessState.GRANTED: "active",
    AccessState.REFUSED: "failed",
    AccessState.OVER: "withdrawn",
    AccessState.ERASED: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A submission on the page. `again` is when it must be looked at again."""

    id: UUID
    short: str
    other: str
    category: str
    label: str
    badge: str
    words: str
    made: Moment
    again: Moment | None


@dataclass(frozen=True, slots=True)
class AccessLine:
    """An access on the page. `behind` is how many numbers the provider has not been sent."""

    id: UUID
    short: str
    other: str
    category: str
    purpose: str
    basis: str
    state: AccessState
    badge: str
    words: str
    begins: Moment
    ends: Moment
    bank: str
    number: int
    behind: int
    heard: Moment | None
    refused: int
    reason: str
    asked: Moment | None
    asked_basis: str


@router.get(PATH)
def exchanges(request: Request, session: Reading, done: str = "") -> Response:
    """What goes between this institution and others about indicators."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(PATH + "/propose")
def propose(request: Request, session: Deciding, sent: Sent) -> Response:
    """Proposes an indicator to be submitted."""
    node = program_of(request).node

    def act() -> None:
        scheme, _, label = sent.one("label").partition(" ")
        submitting.propose(
            node,
            session.actor,
            _centre(sent),
            {kind: sent.one(kind) for kind in ("sha256", "md5", "sha1", "pdq") if sent.one(kind)},
            category=_choice(Category, sent, "category"),
            media=_choice(Media, sent, "media"),
            scheme=scheme,
            label=label,
            reference=sent.one("reference"),
            reasons=sent.one("reasons"),
            language=sent.one("language"),
        )

    return _act(request, session, "propose", sent, "proposed", act)


@router.post(PATH + "/ask")
def ask(request: Request, session: Asking, sent: Sent) -> Response:
    """Asks the Centre for access."""
    node = program_of(request).node

    def act() -> None:
        ends_at = sent.instant("ends_at")
        if ends_at is None:
            raise ExchangeInvalid(problem=phrase("say until when."))
        accesses.ask(
            node,
            session.actor,
            _centre(sent),
            category=_choice(Category, sent, "category"),
            purpose=sent.one("purpose"),
            basis=sent.one("basis"),
            begins_at=sent.instant("begins_at") or node.clock.now(),
            ends_at=ends_at,
        )

    return _act(request, session, "ask", sent, "asked", act)


@router.post(PATH + "/accesses/{access_id:uuid}/decide")
def decide_access(request: Request, session: Deciding, access_id: UUID, sent: Sent) -> Response:
    """Grants, refuses, prolongs or ends an access, or leaves it as it is."""
    node = program_of(request).node
    acts = {one.value: one for one in (Act.GRANT, Act.DENY, Act.PROLONG, Act.KEEP)}
    chosen = acts.get(sent.one("act"), Act.END)
    return _act(
        request, session, f"access-{access_id}", sent, "decided",
        lambda: decide(node, session.actor, access_id, chosen, reason=sent.one("reason")),
    )  # fmt: skip


@router.post(PATH + "/accesses/{access_id:uuid}/longer")
def longer(request: Request, session: Asking, access_id: UUID, sent: Sent) -> Response:
    """Asks for a later end."""
    node = program_of(request).node

    def act() -> None:
        ends_at = sent.instant("ends_at")
        if ends_at is None:
            raise ExchangeInvalid(problem=phrase("say until when."))
        prolonging.ask(node, session.actor, access_id, ends_at=ends_at, basis=sent.one("basis"))

    return _act(request, session, f"longer-{access_id}", sent, "longer", act)


@router.post(PATH + "/accesses/{access_id:uuid}/again")
def again(request: Request, session: Asking, access_id: UUID, sent: Sent) -> Response:
    """Has the Centre tell everything once more."""
    node = program_of(request).node
    return _act(
        request, session, "", sent, "again",
        lambda: accesses.ask_again(node, session.actor, access_id),
    )  # fmt: skip


def _act(
    request: Request, session: Session, form: str, sent: Given, word: str,
    act: Callable[[], object],
) -> Response:  # fmt: skip
    try:
        act()
    except NotFound:
        raise
    except TutelaError as error:
        return _page(request, session, problem=refusal(error, form, sent))
    return RedirectResponse(f"{PATH}?done={word}", status_code=303)


def _page(
    request: Request, session: Session, *, notice: str = "", problem: Refusal | None = None
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    found = viewing.overview(node, session.actor)
    return templates.page(
        request,
        "exchanges.html",
        status=problem.status if problem else 200,
        role=node.identity.role.value,
        waiting=[_line(one, found, now) for one in found.waiting],
        due=[_line(one, found, now) for one in found.due],
        settled=[_line(one, found, now) for one in found.settled],
        entries=found.entries,
        accesses=[_given(one, found, node.identity.role, now) for one in found.accesses],
        centres=found.centres,
        categories=[(one.value, one.words) for one in Category],
        medias=[(one.value, one.words) for one in Media],
        labels=[
            (f"{scheme.id} {label.code}", f"{scheme.title}: {label.code}, {label.title}")
            for scheme in classification.all_schemes()
            for label in scheme.labels
            if label.is_abuse_material
        ],
        notice=notice,
        problem=problem,
        given=problem.given if problem else Given(),
        may_decide=session.actor.may(Permission.EXCHANGE_DECIDE),
        may_ask=session.actor.may(Permission.EXCHANGE_ASK),
    )


def _centre(sent: Given) -> UUID:
    try:
        return UUID(sent.one("centre"))
    except ValueError:
        raise ExchangeInvalid(problem=phrase("choose the Centre's node.")) from None


def _choice(kind: type[T], sent: Given, name: str) -> T:
    found = next((one for one in kind if one.value == sent.one(name)), None)
    if found is None:
        raise ExchangeInvalid(problem=phrase("choose one of those that are offered."))
    return found


def _line(one: Submission, found: Overview, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        other=found.peers[one.peer_id].name,
        category=one.category.words,
        label=f"{one.scheme} {one.label}",
        badge=BADGES[one.state],
        words=one.state.words,
        made=ago(one.proposed_at, now),
        again=until(one.reverify_by, now) if one.reverify_by else None,
    )


def _given(one: Access, found: Overview, role: NodeRole, now: datetime) -> AccessLine:
    lives = role is NodeRole.CENTRE and one.state is AccessState.GRANTED
    return AccessLine(
        id=one.id,
        short=short(one.id),
        other=found.peers[one.peer_id].name,
        category=one.category.words,
        purpose=one.purpose,
        basis=one.basis,
        state=one.state,
        badge=BADGES[one.state],
        words=one.state.words,
        begins=ago(one.begins_at, now) if one.begins_at <= now else until(one.begins_at, now),
        ends=until(one.ends_at, now),
        bank=one.bank,
        number=one.number,
        behind=found.last[one.category] - one.number if lives else 0,
        heard=ago(one.heard_at, now) if one.heard_at else None,
        refused=one.refused,
        reason=one.reason,
        asked=until(one.asked_until, now) if one.asked_until else None,
        asked_basis=one.asked_basis,
    )
