"""Taking cases and leaving them to others: the forms of the desk and of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework.claims import service as claims
from tutela.casework.claims.errors import CannotTakeCases, SkipReasonUnknown, WordsMissing
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_acts import acted
from tutela.web.pages.given import Given, given
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
CLAIM, SKIP, ESCALATE, REASSIGN, COMMENT = "claim", "skip", "escalate", "reassign", "comment"

Deciding = Annotated[Session, Depends(needs(Permission.CASE_DECIDE))]
Assigning = Annotated[Session, Depends(needs(Permission.CASE_ASSIGN))]
Commenting = Annotated[Session, Depends(needs(Permission.CASE_COMMENT))]
Sent = Annotated[Given, Depends(given)]

_FIELDS: dict[type[TutelaError], str] = {
    SkipReasonUnknown: "why",
    WordsMissing: "words",
    AccountUnknown: "name",
    CannotTakeCases: "name",
}


@router.post("/desk/next")
def take_next(request: Request, session: Deciding) -> Response:
    """Goes to the case that is next; back to the desk if there is none."""
    found = claims.take_next(program_of(request).node, session.actor)
    return _to(f"/cases/{found}?done=taken" if found else "/desk?done=none")


@router.post(PATH + "/take")
def take(request: Request, session: Deciding, case_id: UUID, sent: Sent) -> Response:
    """Takes this case."""

    def act(node: Node) -> None:
        claims.take(node, session.actor, case_id)

    return _taken(request, session, case_id, (CLAIM, sent), act, f"/cases/{case_id}?done=taken")


@router.post(PATH + "/release")
def release(request: Request, session: Deciding, case_id: UUID, sent: Sent) -> Response:
    """Gives this case back."""

    def act(node: Node) -> None:
        claims.release(node, session.actor, case_id)

    return _taken(request, session, case_id, (CLAIM, sent), act, "/desk?done=released")


@router.post(PATH + "/skip")
def skip(request: Request, session: Deciding, case_id: UUID, sent: Sent) -> Response:
    """Leaves this case to others."""

    def act(node: Node) -> None:
        claims.skip(node, session.actor, case_id, why=sent.one("why"), words=sent.one("words"))

    return _taken(request, session, case_id, (SKIP, sent), act, "/desk?done=skipped")


@router.post(PATH + "/escalate")
def escalate(request: Request, session: Deciding, case_id: UUID, sent: Sent) -> Response:
    """Leaves this case to the seniors."""

    def act(node: Node) -> None:
        claims.escalate(node, session.actor, case_id, words=sent.one("words"))

    return _taken(request, session, case_id, (ESCALATE, sent), act, "/desk?done=escalated")


@router.post(PATH + "/reassign")
def reassign(request: Request, session: Assigning, case_id: UUID, sent: Sent) -> Response:
    """Gives this case to somebody."""

    def act(node: Node) -> None:
        name, words = sent.one("name"), sent.one("words")
        claims.reassign(node, session.actor, case_id, name=name, words=words)

    return _taken(request, session, case_id, (REASSIGN, sent), act, f"/cases/{case_id}?done=given")


@router.post(PATH + "/comment")
def comment(request: Request, session: Commenting, case_id: UUID, sent: Sent) -> Response:
    """Keeps words with this case."""

    def act(node: Node) -> None:
        claims.comment(node, session.actor, case_id, words=sent.one("words"))

    there = f"/cases/{case_id}?done=commented#notes"
    return _taken(request, session, case_id, (COMMENT, sent), act, there)


def _taken(
    request: Request,
    session: Session,
    case_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], None],
    there: str,
) -> Response:
    return acted(request, session, case_id, form, act, there, _FIELDS)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
