"""One submitted indicator, opened: what it rests on, and what can be decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.exchanges import listing, submitting, viewing
from tutela.exchanges.deciding import Act, decide
from tutela.exchanges.errors import ExchangeInvalid
from tutela.exchanges.forms import fingerprints_of
from tutela.exchanges.machine import SubmissionState
from tutela.law.model import WithdrawalCause
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.receiving import reading
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.exchanges import BADGES, PATH
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import ago, short, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.EXCHANGE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.EXCHANGE_DECIDE))]
Sent = Annotated[Given, Depends(given)]
AGREE, TAKE, WITHDRAW = "agree", "take", "withdraw"
WORDS = {
    AGREE: phrase("I assessed it too: submit it to the Centre"),
    Act.DROP.value: phrase("Do not submit it"),
    TAKE: phrase("Take it into the database"),
    Act.REFUSE.value: phrase("Do not take it in, and tell the authority why"),
    Act.REVERIFY.value: phrase("It still belongs in the database"),
    WITHDRAW: phrase("Withdraw it: every provider stops matching it"),
}
_S = SubmissionState
OFFERED = {
    (NodeRole.AUTHORITY, _S.PROPOSED): (AGREE, Act.DROP.value),
    (NodeRole.AUTHORITY, _S.SUBMITTED): (WITHDRAW,),
    (NodeRole.AUTHORITY, _S.TAKEN): (WITHDRAW,),
    (NodeRole.CENTRE, _S.SUBMITTED): (TAKE, Act.REFUSE.value),
    (NodeRole.CENTRE, _S.TAKEN): (Act.REVERIFY.value, WITHDRAW),
}


@router.get(PATH + "/submissions/{submission_id:uuid}")
def submission(request: Request, session: Reading, submission_id: UUID, done: str = "") -> Response:
    """A submission with what it rests on. The log keeps the look."""
    notice = phrase("It is written down.") if done else ""
    return _page(request, session, submission_id, notice=notice)


@router.post(PATH + "/submissions/{submission_id:uuid}/decide")
def decide_submission(
    request: Request, session: Deciding, submission_id: UUID, sent: Sent
) -> Response:
    """Moves a submission, as somebody decided."""
    try:
        _decide(program_of(request).node, session, submission_id, sent)
    except NotFound:
        raise
    except TutelaError as error:
        problem = refusal(error, "decide", sent)
        return _page(request, session, submission_id, problem=problem)
    return RedirectResponse(f"{PATH}/submissions/{submission_id}?done=1", status_code=303)


def _decide(node: Node, session: Session, submission_id: UUID, sent: Given) -> None:
    chosen, reason = sent.one("act"), sent.one("reason")
    if chosen == AGREE:
        submitting.agree(node, session.actor, submission_id)
    elif chosen == TAKE:
        listing.take(node, session.actor, submission_id)
    elif chosen == WITHDRAW:
        cause = next((one for one in WithdrawalCause if one.value == sent.one("cause")), None)
        if cause is None:
            raise ExchangeInvalid(problem=phrase("say what is the matter with it."))
        of_centre = node.identity.role is NodeRole.CENTRE
        withdraw = listing.withdraw if of_centre else submitting.withdraw
        withdraw(node, session.actor, submission_id, cause=cause, reason=reason)
    elif chosen in (Act.DROP, Act.REFUSE, Act.REVERIFY):
        decide(node, session.actor, submission_id, Act(chosen), reason=reason)
    else:
        raise ExchangeInvalid(problem=phrase("choose what to do."))


def _page(
    request: Request,
    session: Session,
    submission_id: UUID,
    *,
    notice: str = "",
    problem: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    opened = viewing.open_submission(node, session.actor, submission_id)
    one = opened.submission
    may = session.actor.may(Permission.EXCHANGE_DECIDE)
    signals = fingerprints_of(one.fingerprints) if one.fingerprints else []
    return templates.page(
        request,
        "submission.html",
        status=problem.status if problem else 200,
        one=one,
        short=short(one.id),
        other=opened.peer,
        said=opened.said,
        badge=BADGES[one.state],
        made=ago(one.proposed_at, now),
        again=until(one.reverify_by, now) if one.reverify_by else None,
        acts=[(act, WORDS[act]) for act in OFFERED.get((node.identity.role, one.state), ())]
        if may
        else [],
        causes=[(cause.value, cause.sentence) for cause in WithdrawalCause],
        seen=reading.how_often(node, session.actor, signals),
        of_centre=node.identity.role is NodeRole.CENTRE,
        notice=notice,
        problem=problem,
        given=problem.given if problem else Given(),
    )
