"""The API for takedowns: the platform says what it removed after a notice."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.redress.statements import acted, takedown
from tutela.web.access import key_needs
from tutela.web.described import json_body
from tutela.web.program import program_of

router = APIRouter(prefix="/v1", tags=["notices"])
CREATED, OK = 201, 200
MODELS = (takedown.TakedownSent,)


@router.post(
    "/notices/{notice_id}/takedowns",
    status_code=CREATED,
    openapi_extra=json_body(takedown.TakedownSent),
    responses={
        CREATED: {"description": "Taken in: its user is told why."},
        OK: {"description": "It was taken in before; this is how it stands."},
    },
)
async def record_takedown(
    request: Request,
    actor: Annotated[Actor, Depends(key_needs(Permission.TAKEDOWN_RECORD))],
    notice_id: UUID,
) -> JSONResponse:
    """Say what you removed after a notice that was found right (DSA, Articles 16(6) and 17).

    `notice_id` is that of the message `notice.acted`. One thing of one user at a time; saying it
    again is harmless. Its user gets a statement of reasons by `statement.issued`, with a link to
    complain by. A field that is not listed is refused.
    """
    sent = takedown.parse(await request.body())
    node = program_of(request).node
    told = await run_in_threadpool(acted.tell, node, actor, notice_id, sent)
    answer = {
        "takedown": str(told.takedown.id),
        "notice": str(told.takedown.notice_id),
        "statement": str(told.statement.id),
        "told_at": told.takedown.told_at.isoformat(),
    }
    return JSONResponse(answer, CREATED if told.new else OK)
