"""Requests for removal at a provider: the Centre asks for a victim. They are no orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import BadInput, TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.requests import provider
from tutela.redress.requests.errors import OtherInstitution, VictimRequestUnknown
from tutela.redress.requests.machine import RemovalState
from tutela.redress.requests.model import Reason
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import ago, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/removal-requests"
ONE = PATH + "/{request_id:uuid}"
PURPOSE = phrase("see a request for removal")
REMOVED = "removed"
Reading = Annotated[Session, Depends(needs(Permission.NOTICE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.NOTICE_DECIDE))]
Sent = Annotated[Given, Depends(given)]
DONE = {"answered": phrase("The EU Centre is told.")}
BADGES = {
    RemovalState.ASKED: "waiting",
    RemovalState.REMOVED: "decided",
    RemovalState.KEPT: "open",
    RemovalState.ERASED: "withdrawn",
}


class RemovalAnswerMissing(BadInput):
    """Say whether it was removed, or why not."""

    code = "removal-answer-missing"


@router.get(PATH)
def removals(request: Request, session: Reading) -> Response:
    """What waits, the oldest first, and what was answered."""
    node = program_of(request).node
    now = node.clock.now()
    lines = [
        (one, short(one.asked), ago(one.received_at, now), BADGES[one.state])
        for one in provider.removals(node, session.actor)
    ]
    return templates.page(request, "removal_requests.html", lines=lines)


@router.get(ONE)
def removal(request: Request, session: Reading, request_id: UUID, done: str = "") -> Response:
    """One of them; the look is recorded."""
    return _page(request, session, request_id, said=DONE.get(done, ""))


@router.post(ONE + "/answer")
def answer(request: Request, session: Deciding, request_id: UUID, sent: Sent) -> Response:
    """Tells the Centre what became of it."""
    try:
        chosen = _reason(sent.one("answer"))
        provider.answer(program_of(request).node, session.actor, request_id, chosen)
    except (VictimRequestUnknown, OtherInstitution):
        raise
    except TutelaError as error:
        return _page(request, session, request_id, refused=refusal(error, "answer", sent, ""))
    return RedirectResponse(f"{PATH}/{request_id}?done=answered", status_code=303)


def _reason(chosen: str) -> Reason | None:
    if chosen == REMOVED:
        return None
    try:
        return Reason(chosen)
    except ValueError:
        raise RemovalAnswerMissing from None


def _page(
    request: Request,
    session: Session,
    request_id: UUID,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    one = provider.look(node, actor, request_id, purpose=PURPOSE)
    return templates.page(
        request,
        "removal_request.html",
        status=refused.status if refused else 200,
        one=one,
        short=short(one.asked),
        badge=BADGES[one.state],
        said=said,
        problem=refused,
        reasons=[(each.value, each.words) for each in Reason],
        may_answer=one.state is RemovalState.ASKED and actor.may(Permission.NOTICE_DECIDE),
    )
