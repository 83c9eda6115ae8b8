"""The API for complaints: the platform hands on what its user wrote in its own form."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.redress.complaints import handing
from tutela.web.access import key_needs
from tutela.web.described import json_body
from tutela.web.program import program_of

router = APIRouter(prefix="/v1", tags=["complaints"])
CREATED, OK = 201, 200
MODELS = (handing.ComplaintSent,)


@router.post(
    "/complaints",
    status_code=CREATED,
    openapi_extra=json_body(handing.ComplaintSent),
    responses={
        CREATED: {"description": "Taken in: a person decides it."},
        OK: {"description": "It was taken in before; this is how it stands."},
    },
)
async def hand_on(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.COMPLAINT_LODGE))]
) -> JSONResponse:
    """Hand on a complaint that your user made in your own form (DSA, Article 20).

    It is free and in time as by the link of the letter; there is one for each statement. What comes
    of it is told by `complaint.decided`. A field that is not listed is refused.
    """
    sent = handing.parse(await request.body())
    node = program_of(request).node
    handed = await run_in_threadpool(handing.hand_on, node, actor, sent)
    one = handed.complaint
    answer = {
        "complaint": str(one.id),
        "statement": str(one.statement_id),
        "state": one.state.value,
        "received_at": one.received_at.isoformat(),
        "due_at": one.due_at.isoformat(),
    }
    return JSONResponse(answer, CREATED if handed.new else OK)
