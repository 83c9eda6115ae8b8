"""Requests about pictures that nobody sent: accepted by two people, or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.fingerprints import service
from tutela.redress.fingerprints.model import State
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/own-requests"
ONE = PATH + "/{request_id:uuid}"
Reading = Annotated[Session, Depends(needs(Permission.BANK_READ))]
Verifying = Annotated[Session, Depends(needs(Permission.INDICATOR_VERIFY))]
Sent = Annotated[Given, Depends(given)]
DONE = {
    "asked": phrase("It is written down. Once another person agreed, what looks alike is held."),
    "declined": phrase("It is declined; the numbers are erased."),
}
STATES = {
    State.RECEIVED: ("waiting", phrase("waits for room")),
    State.ENTERED: ("claimed", phrase("flags")),
    State.ACCEPTED: ("active", phrase("holds")),
    State.DECLINED: ("withdrawn", phrase("declined")),
    State.WITHDRAWN: ("withdrawn", phrase("taken back")),
}


@router.get(PATH)
def own_requests(request: Request, session: Reading, done: str = "") -> Response:
    """What waits for people, and what is over."""
    return _page(request, session, notice=DONE.get(done, ""))


@router.post(ONE + "/accept")
def accept(request: Request, session: Verifying, request_id: UUID, sent: Sent) -> Response:
    """Asks that a request may hold items."""
    node = program_of(request).node
    try:
        service.accept(node, session.actor, request_id, reason=sent.one("reason"))
    except AwaitsApproval:
        return RedirectResponse(f"{PATH}?done=asked", status_code=303)
    except TutelaError as error:
        return _page(request, session, refusal(error, str(request_id), sent))
    raise AssertionError("accepting always waits for another person")


@router.post(ONE + "/decline")
def decline(request: Request, session: Verifying, request_id: UUID, sent: Sent) -> Response:
    """Ends a request that cannot be right."""
    node = program_of(request).node
    try:
        service.decline(node, session.actor, request_id, reason=sent.one("reason"))
    except TutelaError as error:
        return _page(request, session, refusal(error, str(request_id), sent))
    return RedirectResponse(f"{PATH}?done=declined", status_code=303)


def _page(
    request: Request, session: Session, refused: Refusal | None = None, *, notice: str = ""
) -> Response:
    node = program_of(request).node
    return templates.page(
        request,
        "own_requests.html",
        status=refused.status if refused else 200,
        waiting=service.requests(node, session.actor),
        over=service.requests(node, session.actor, ended=True),
        states=STATES,
        may_judge=session.actor.may(Permission.INDICATOR_VERIFY),
        refused=refused,
        notice=notice,
    )
