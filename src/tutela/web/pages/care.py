"""Care, for seniors: who is near a limit today, and extending somebody's day. Names, no figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.evidence.looking import care
from tutela.evidence.looking.errors import (
    ExtendedEnough,
    ExtensionReasonMissing,
    LooksAtNothing,
    OwnExtension,
)
from tutela.evidence.looking.model import MOST_EXTENSIONS
from tutela.platform.accounts.errors import AccountUnknown
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
CARE = "/care"
LONGEST = 500  # signs of a reason
Caring = Annotated[Session, Depends(needs(Permission.CARE_EXTEND))]
_SAID = (ExtendedEnough, ExtensionReasonMissing, LooksAtNothing, OwnExtension, AccountUnknown)


@router.get(CARE)
def show(request: Request, session: Caring) -> Response:
    """Who is near the day's limit, at it, or was extended."""
    return _page(request, session)


@router.post(CARE)
def extend(
    request: Request,
    session: Caring,
    name: Annotated[str, Form(max_length=LONGEST)] = "",
    reason: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Lets somebody see a quarter of their day's limits more, until the day ends."""
    try:
        care.extend(program_of(request).node, session.actor, name.strip(), reason=reason)
    except _SAID as error:
        return _page(request, session, error=error, name=name, reason=reason)
    return RedirectResponse(f"{CARE}?done=extended", status_code=303)


def _page(
    request: Request,
    session: Session,
    *,
    error: TutelaError | None = None,
    name: str = "",
    reason: str = "",
) -> Response:
    return templates.page(
        request,
        "care.html",
        status=error.status if error else 200,
        problem=error.sentence if error else "",
        done=request.query_params.get("done") == "extended",
        people=care.neighbours(program_of(request).node, session.actor),
        most=MOST_EXTENSIONS,
        name=name,
        reason=reason,
        longest=LONGEST,
    )
