"""The log: how long it is, what a witness has seen of it, and its verification on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request

from tutela.evidence import refusals
from tutela.platform.accounts.model import Session
from tutela.platform.audit.service import verify
from tutela.platform.audit.standing import standing
from tutela.platform.permissions import GRANTS, Permission
from tutela.texts.phrase import listed, word
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import ago
from tutela.web.program import program_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from tutela.platform.audit.report import Report

router = APIRouter(include_in_schema=False)
PATH = "/log"
Verifying = Annotated[Session, Depends(needs(Permission.AUDIT_VERIFY))]


@router.get(PATH)
def log(request: Request, session: Verifying) -> Response:
    """Where the log stands."""
    return _page(request, session)


@router.post(PATH + "/verify")
def verify_now(request: Request, session: Verifying) -> Response:
    """Verifies the whole log and shows the report; reloading it verifies anew."""
    return _page(request, session, verify(program_of(request).node, session.actor))


def _page(request: Request, session: Session, report: Report | None = None) -> Response:
    node = program_of(request).node
    where = standing(node, session.actor)
    return templates.page(
        request,
        "log.html",
        standing=where,
        signed=ago(where.signed_at, node.clock.now()) if where.signed_at else None,
        report=report,
        refused=[
            (one, ago(one.at, node.clock.now())) for one in refusals.latest(node, session.actor)
        ],
        verifiers=_who(Permission.AUDIT_VERIFY),
        exporters=_who(Permission.AUDIT_EXPORT),
    )


def _who(permission: Permission) -> str:
    roles = sorted(role.value for role, granted in GRANTS.items() if permission in granted)
    return listed(word(role) for role in roles)
