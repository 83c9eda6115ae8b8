"""Legal holds on a case's page: placing one, and lifting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.casework import legal_holds
from tutela.evidence import holds
from tutela.evidence.errors import HoldNeedsWords
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_acts import acted
from tutela.web.pages.case_legal import PLACE, lift_form
from tutela.web.pages.given import Given, given

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)

Holding = Annotated[Session, Depends(needs(Permission.LEGAL_HOLD))]
Sent = Annotated[Given, Depends(given)]

_FIELDS: dict[type[TutelaError], str] = {HoldNeedsWords: "reason"}


@router.post(PATH + "/legal-hold")
def place(request: Request, session: Holding, case_id: UUID, sent: Sent) -> Response:
    """Puts all that is kept for the case under legal hold."""

    def act(node: Node) -> None:
        legal_holds.hold_case(
            node,
            session.actor,
            case_id,
            reason=sent.one("reason"),
            reference=sent.one("reference"),
        )

    there = f"/cases/{case_id}?done=held#legal-hold"
    return acted(request, session, case_id, (PLACE, sent), act, there, _FIELDS)


@router.post(PATH + "/legal-holds/{hold_id:uuid}/lift")
def lift(request: Request, session: Holding, case_id: UUID, hold_id: UUID, sent: Sent) -> Response:
    """Asks another person to agree that a legal hold is lifted."""

    def act(node: Node) -> None:
        holds.lift(node, session.actor, hold_id, reason=sent.one("reason"))

    there = f"/cases/{case_id}?done=asked#legal-hold"
    return acted(request, session, case_id, (lift_form(hold_id), sent), act, there, _FIELDS)
