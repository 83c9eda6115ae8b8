"""A quiet page for everybody who is signed in: nothing moves, nothing counts, nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web import templates
from tutela.web.access import signed_in
from tutela.web.program import program_of
from tutela.web.support import contacts

if TYPE_CHECKING:
    from fastapi.responses import Response

router = APIRouter(include_in_schema=False)
Anybody = Annotated[Session, Depends(signed_in)]


@router.get("/quiet")
def quiet(request: Request, session: Anybody) -> Response:
    """Some words, and people to talk to. That somebody was here is not recorded."""
    node = program_of(request).node
    return templates.page(
        request,
        "quiet.html",
        today=node.clock.now().date(),
        own=node.settings.support_contact.strip(),
        contacts=contacts(),
        looks=session.actor.may(Permission.EVIDENCE_OPEN),
    )
