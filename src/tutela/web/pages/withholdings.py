"""Holding back what the user of a case is told: placing it, letting it run on, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.redress.statements import withholding
from tutela.redress.statements.errors import WithholdingEnd, WithholdingNeedsWords
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_acts import acted
from tutela.web.pages.case_statements import HOLD_BACK, release_form, renew_form
from tutela.web.pages.given import Given, InstantUnreadable, given

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)

Holding = Annotated[Session, Depends(needs(Permission.STATEMENT_HOLD_BACK))]
Sent = Annotated[Given, Depends(given)]
_ONE = PATH + "/withholdings/{withholding_id:uuid}"
_FIELDS: dict[type[TutelaError], str] = {
    WithholdingNeedsWords: "source",
    WithholdingEnd: "until",
    InstantUnreadable: "until",
}
_REASON: dict[type[TutelaError], str] = {WithholdingNeedsWords: "reason"}


@router.post(PATH + "/hold-back")
def place(request: Request, session: Holding, case_id: UUID, sent: Sent) -> Response:
    """Holds back what the user is told, until a moment."""

    def act(node: Node) -> None:
        withholding.hold_back(
            node,
            session.actor,
            case_id,
            why=sent.one("why"),
            source=sent.one("source"),
            until=sent.instant("until"),
        )

    there = f"/cases/{case_id}?done=withheld#told"
    return acted(request, session, case_id, (HOLD_BACK, sent), act, there, _FIELDS)


@router.post(_ONE + "/renew")
def renew(
    request: Request, session: Holding, case_id: UUID, withholding_id: UUID, sent: Sent
) -> Response:
    """Lets a withholding run on, once."""

    def act(node: Node) -> None:
        source, until = sent.one("source"), sent.instant("until")
        withholding.renew(node, session.actor, withholding_id, source=source, until=until)

    there = f"/cases/{case_id}?done=withheld#told"
    form = (renew_form(withholding_id), sent)
    return acted(request, session, case_id, form, act, there, _FIELDS)


@router.post(_ONE + "/release")
def release(
    request: Request, session: Holding, case_id: UUID, withholding_id: UUID, sent: Sent
) -> Response:
    """Ends a withholding: what waits leaves at once."""

    def act(node: Node) -> None:
        withholding.release(node, session.actor, withholding_id, reason=sent.one("reason"))

    there = f"/cases/{case_id}?done=released#told"
    form = (release_form(withholding_id), sent)
    return acted(request, session, case_id, form, act, there, _REASON)
