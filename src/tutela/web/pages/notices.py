"""Notices from outside: the list, one notice, and the form that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.redress.notices import deciding
from tutela.redress.notices.deciding import LONGEST_LIST, Judgement
from tutela.redress.notices.errors import (
    DuplicateUnknown,
    NoticeUnknown,
    NotUnfounded,
    OutcomeUnknown,
    WordsForNotifier,
)
from tutela.redress.notices.machine import NoticeState
from tutela.redress.notices.model import ACTED, Outcome
from tutela.redress.requests import provider
from tutela.redress.statements import reading
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.notice_view import line_of, view_of
from tutela.web.pages.statements import line_of as told_line
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/notices"
ONE = PATH + "/{notice_id:uuid}"
DECIDE = "decide"
PURPOSE = phrase("see the notice")

Reading = Annotated[Session, Depends(needs(Permission.NOTICE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.NOTICE_DECIDE))]
Sent = Annotated[Given, Depends(given)]

# What the page says after a form was taken, by the word in its address; no other is repeated.
DONE = {"decided": phrase("Your decision is recorded. Whoever gave notice is told it.")}
_FIELDS: dict[type[TutelaError], str] = {
    OutcomeUnknown: "outcome",
    WordsForNotifier: "told",
    NotUnfounded: "unfounded",
    DuplicateUnknown: "duplicate_of",
}


@router.get(PATH)
def notices(
    request: Request, session: Reading, show: Literal["open", "decided"] = "open"
) -> Response:
    """The notices that wait, the most urgent first; or those that were decided."""
    node = program_of(request).node
    state = NoticeState.RECEIVED if show == "open" else NoticeState.DECIDED
    found = deciding.list_notices(node, session.actor, state)
    now = node.clock.now()
    danger = sum(one.danger for one in found)
    late = sum(one.late_at(now) for one in found)
    said = [
        ("stop", danger, several(danger, "{n} says that somebody is in danger",
                                 "{n} say that somebody is in danger")),
        ("heed", late, several(late, "{n} waits too long", "{n} wait too long")),
    ]  # fmt: skip
    return templates.page(
        request,
        "notices.html",
        show=show,
        lines=[line_of(one, now) for one in found],
        all_shown=len(found) < LONGEST_LIST,
        summary=[(tone, words) for tone, number, words in said if number and show == "open"],
        may_see_misuse=session.actor.may(Permission.MISUSE_READ),
        removals=provider.any_came(node),
    )


@router.get(ONE)
def notice(request: Request, session: Reading, notice_id: UUID, done: str = "") -> Response:
    """One notice; the look is recorded."""
    return _page(request, session, notice_id, said=DONE.get(done, ""))


@router.post(ONE + "/decide")
def decide(request: Request, session: Deciding, notice_id: UUID, sent: Sent) -> Response:
    """Records what a person decided; what is refused comes back with the input."""
    try:
        deciding.decide(program_of(request).node, session.actor, notice_id, _judgement(sent))
    except NoticeUnknown:
        raise
    except TutelaError as error:
        refused = refusal(error, DECIDE, sent, _FIELDS.get(type(error), ""))
        return _page(request, session, notice_id, refused=refused)
    return RedirectResponse(f"{PATH}/{notice_id}?done=decided", status_code=303)


def _judgement(sent: Given) -> Judgement:
    """Raises OutcomeUnknown and DuplicateUnknown."""
    try:
        outcome = Outcome(sent.one("outcome"))
    except ValueError:
        raise OutcomeUnknown(choices=", ".join(Outcome)) from None
    other = sent.one("duplicate_of")
    try:
        duplicate_of = UUID(other) if other else None
    except ValueError:
        raise DuplicateUnknown from None
    return Judgement(outcome, sent.one("told"), bool(sent.one("unfounded")), duplicate_of)


def _page(
    request: Request,
    session: Session,
    notice_id: UUID,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    one = deciding.show_notice(node, actor, notice_id, purpose=PURPOSE)
    told = deciding.messages(node, actor, notice_id)
    removed = reading.of_notice(node, actor, notice_id)
    waits = one.state is NoticeState.RECEIVED and one.joined_id is None
    return templates.page(
        request,
        "notice.html",
        status=refused.status if refused else 200,
        notice=view_of(one, told, node.clock.now()),
        acted=one.outcome in ACTED and actor.may(Permission.STATEMENT_READ),
        removed=[told_line(each, node.clock.now()) for each in removed],
        said=said,
        problem=refused,
        given=refused.given if refused else Given(),
        outcomes=[(one.value, one.words) for one in Outcome],
        may_decide=waits and actor.may(Permission.NOTICE_DECIDE),
        may_take_in=node.identity.role is NodeRole.HOTLINE and actor.may(Permission.HOTLINE_WORK),
        may_read_cases=actor.may(Permission.CASE_READ),
    )
