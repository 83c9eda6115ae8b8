"""The page in the place of a picture: enough was seen for now. And the way into a break."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.evidence.looking import care
from tutela.evidence.looking.errors import DayFull, NoLooking, OnBreak
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.errors import retry_after
from tutela.web.program import program_of

router = APIRouter(include_in_schema=False)
BREAK = "/quiet/break"
Looking = Annotated[Session, Depends(needs(Permission.EVIDENCE_OPEN))]


@router.post(BREAK)
def take_break(request: Request, session: Looking) -> Response:
    """Begins a break, in which no picture is shown to this person."""
    care.take_break(program_of(request).node, session.actor)
    return RedirectResponse("/quiet", status_code=303)


def enough(request: Request, refused: NoLooking, *, back: str) -> Response:
    """Says kindly that nothing is shown now, until when, and what can be done instead."""
    answer = templates.page(
        request,
        "enough.html",
        status=refused.status,
        sentence=refused.sentence,
        code=refused.code,
        day=isinstance(refused, DayFull),
        resting=isinstance(refused, OnBreak),
        back=back,
    )
    answer.headers.update(retry_after(refused))
    return answer
