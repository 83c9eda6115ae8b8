"""Complaints: those that wait, one with its answer, and what other bodies were asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework.errors import AccountNotClosed
from tutela.law.model import Finding
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.complaints import deciding, proceedings
from tutela.redress.complaints.answer import Answer
from tutela.redress.complaints.carrying import INSTEAD, UNFOUNDED
from tutela.redress.complaints.errors import (
    AboutUnknown,
    DayAhead,
    DayUnreadable,
    FindingNeeded,
    LiftedAlready,
    LiftNeeded,
    NoticeOutcomeNeeded,
    NotUnfounded,
    OutcomeNeeded,
    ReasonMissing,
    WordsForComplainant,
)
from tutela.redress.complaints.model import State, Whose
from tutela.redress.complaints.proceeding import Kind, Result
from tutela.redress.misuse import ending
from tutela.redress.notices.model import FOUNDED
from tutela.redress.notices.model import Outcome as NoticeOutcome
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.complaint_view import (
    FINDINGS,
    LIFTED,
    RESTORED,
    line_of,
    proceeding_line,
    view_of,
)
from tutela.web.pages.given import Given, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.redress.complaints.model import Complaint
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/complaints"
ONE = PATH + "/{complaint_id:uuid}"
BEFORE = PATH + "/before"
PURPOSE = phrase("see the complaint")
NOTICES = FOUNDED | UNFOUNDED
UPHOLD, ACCOUNT, LIFT = "uphold", "account", "lift"
DECIDE, BEGIN = "decide", "begin"

Reading = Annotated[Session, Depends(needs(Permission.COMPLAINT_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.COMPLAINT_DECIDE))]
Sent = Annotated[Given, Depends(given)]

# What a page says after a form was taken, by the word in its address; no other is repeated.
DONE = {
    "decided": phrase("Your answer is recorded. Whoever complained is told it."),
    "proposed": phrase("Your answer is recorded. A second person has to agree in the case."),
    "begun": phrase("It is recorded."),
    "moved": phrase("It is recorded."),
    "second": phrase(
        "A second person has to agree in the case. Then record here again what was decided."
    ),
}
E = TypeVar("E", Kind, Result)
_FIELDS: dict[type[TutelaError], str] = {
    OutcomeNeeded: "answer",
    FindingNeeded: "answer",
    NoticeOutcomeNeeded: "answer",
    LiftNeeded: "answer",
    LiftedAlready: "answer",
    WordsForComplainant: "told",
    AccountNotClosed: "answer",
    NotUnfounded: "unfounded",
    AboutUnknown: "about",
    ReasonMissing: "reference",
    DayUnreadable: "on",
    DayAhead: "on",
}


@router.get(PATH)
def complaints(
    request: Request, session: Reading, show: Literal["open", "decided"] = "open", done: str = ""
) -> Response:
    """Those that wait, the first to be decided first; or those that were decided."""
    return _list(request, session, show, said=DONE.get(done, ""))


@router.get(ONE)
def complaint(request: Request, session: Reading, complaint_id: UUID, done: str = "") -> Response:
    """One complaint; the look is recorded."""
    return _one(request, session, complaint_id, said=DONE.get(done, ""))


@router.post(ONE + "/decide")
def decide(request: Request, session: Deciding, complaint_id: UUID, sent: Sent) -> Response:
    """Records a person's answer; what is refused comes back with the input."""
    node = program_of(request).node
    try:
        made = deciding.decide(node, session.actor, complaint_id, _answer(sent), ending.answered)
    except NotFound:
        raise
    except TutelaError as error:
        refused = refusal(error, DECIDE, sent, _FIELDS.get(type(error), ""))
        return _one(request, session, complaint_id, refused=refused)
    done = "proposed" if made.waits else "decided"
    return RedirectResponse(f"{PATH}/{complaint_id}?done={done}", status_code=303)


@router.post(BEFORE)
def begin(request: Request, session: Deciding, sent: Sent) -> Response:
    """Records that another body was asked."""
    try:
        begun = proceedings.Begun(
            kind=_chosen(Kind, sent.one("kind")),
            about=_number(sent.one("about")),
            body=sent.one("body"),
            reference=sent.one("reference"),
            on=_day(sent.one("on")),
        )
        proceedings.register(program_of(request).node, session.actor, begun)
    except TutelaError as error:
        refused = refusal(error, BEGIN, sent, _FIELDS.get(type(error), ""))
        return _list(request, session, "open", refused=refused)
    return RedirectResponse(f"{PATH}?done=begun#before", status_code=303)


@router.post(BEFORE + "/{proceeding_id:uuid}")
def go_on(request: Request, session: Deciding, proceeding_id: UUID, sent: Sent) -> Response:
    """Records what the body did: took longer, admitted it, or decided; that is carried out."""
    node, actor, reason = program_of(request).node, session.actor, sent.one("reason")
    try:
        move = sent.one("move")
        if move == "extend":
            proceedings.extend(node, actor, proceeding_id, reason)
        elif move == "admit":
            proceedings.admit(node, actor, proceeding_id, reason)
        else:
            wanted = sent.one("finding")
            finding = Finding(wanted) if wanted in set(INSTEAD) else None
            result, seen = _chosen(Result, move), bool(sent.one("seen"))
            made = proceedings.end(
                node,
                actor,
                proceeding_id,
                result,
                reason,
                finding,
                seen_at_platform=seen,
                answered=ending.answered,
            )
            if made.runs:
                return RedirectResponse(f"{PATH}?done=second#before", status_code=303)
    except NotFound:
        raise
    except TutelaError as error:
        field = "reason" if isinstance(error, ReasonMissing) else ""
        refused = refusal(error, str(proceeding_id), sent, field)
        return _list(request, session, "open", refused=refused)
    return RedirectResponse(f"{PATH}?done=moved#before", status_code=303)


def _chosen(kind: type[E], value: str) -> E:
    """Raises OutcomeNeeded."""
    try:
        return kind(value)
    except ValueError:
        raise OutcomeNeeded(choices=", ".join(kind)) from None


def _number(value: str) -> UUID:
    """Raises AboutUnknown."""
    try:
        return UUID(value)
    except ValueError:
        raise AboutUnknown(about=value[:40]) from None


def _day(value: str) -> date:
    """Raises DayUnreadable."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise DayUnreadable from None


def _answer(sent: Given) -> Answer:
    """Raises OutcomeNeeded."""
    chosen = sent.one("answer")
    finding = Finding(chosen) if chosen in set(INSTEAD) else None
    notice = NoticeOutcome(chosen) if chosen in set(NOTICES) else None
    others = (UPHOLD, ACCOUNT, LIFT)
    if not (finding or notice or chosen in others):
        raise OutcomeNeeded(choices=", ".join((*others, *INSTEAD, *sorted(NOTICES))))
    return Answer(
        told=sent.one("told"),
        finding=finding,
        notice=notice,
        account=chosen == ACCOUNT,
        lifts=chosen == LIFT,
        seen_at_platform=bool(sent.one("seen")),
        unfounded=bool(sent.one("unfounded")),
    )


def _instead(one: Complaint, *, about_account: bool) -> tuple[tuple[str, str], ...]:
    """What may be instead of what is complained about, each with its words."""
    if one.item_id:
        return FINDINGS
    if about_account:
        return ((LIFT, LIFTED),)
    if one.whose is Whose.USER:
        return RESTORED
    return tuple((each.value, each.words) for each in NoticeOutcome if each in FOUNDED)


def _list(
    request: Request,
    session: Session,
    show: str,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    found = deciding.list_complaints(node, actor, waiting=show == "open")
    now = node.clock.now()
    late = sum(one.late_at(now) for one in found)
    return templates.page(
        request,
        "complaints.html",
        status=refused.status if refused else 200,
        show=show,
        lines=[line_of(one, now) for one in found],
        all_shown=len(found) < deciding.LONGEST_LIST,
        late=several(late, "{n} waits too long", "{n} wait too long") if late else "",
        before=[proceeding_line(one, now) for one in proceedings.list_proceedings(node, actor)],
        said=said,
        problem=refused,
        given=refused.given if refused else Given(),
        kinds=[(one.value, one.words) for one in Kind],
        findings=FINDINGS,
        may_decide=actor.may(Permission.COMPLAINT_DECIDE),
        may_see_misuse=actor.may(Permission.MISUSE_READ),
    )


def _one(
    request: Request,
    session: Session,
    complaint_id: UUID,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    one = deciding.show(node, actor, complaint_id, purpose=PURPOSE)
    return templates.page(
        request,
        "complaint.html",
        status=refused.status if refused else 200,
        complaint=view_of(one, node.clock.now()),
        said=said,
        problem=refused,
        given=refused.given if refused else Given(),
        uphold=UPHOLD,
        instead=_instead(one, about_account=deciding.about_account(node, actor, one)),
        account=ACCOUNT if deciding.closed_account(node, actor, one) else "",
        may_decide=one.state is State.LODGED and actor.may(Permission.COMPLAINT_DECIDE),
        may_read_cases=actor.may(Permission.CASE_READ),
    )
