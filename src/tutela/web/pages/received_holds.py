"""Asking that the user of a received report be not told of it yet, and letting them be told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.receiving import holding
from tutela.web.pages.given import InstantUnreadable
from tutela.web.pages.received import PATH, Assessing, Sent, act

if TYPE_CHECKING:
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
_ONE = PATH + "/{report_id:uuid}"


@router.post(_ONE + "/hold")
def hold(request: Request, session: Assessing, report_id: UUID, sent: Sent) -> Response:
    """Asks that the user be not told until a moment."""

    def do(node: Node) -> None:
        until = sent.instant("until")
        if until is None:
            raise InstantUnreadable
        holding.hold(node, session.actor, report_id, until, sent.one("words"))

    return act(request, session, report_id, ("hold", sent), "held", do)


@router.post(_ONE + "/lift")
def lift(request: Request, session: Assessing, report_id: UUID, sent: Sent) -> Response:
    """Lets the user be told now."""
    return act(
        request, session, report_id, ("lift", sent), "lifted",
        lambda node: holding.end(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip
