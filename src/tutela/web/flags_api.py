"""The API for users' flags: a platform hands on what one of its users flagged there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.redress.flags import given
from tutela.redress.flags.given import UserFlag
from tutela.redress.flags.taking import take_in
from tutela.web.access import key_needs
from tutela.web.described import json_body
from tutela.web.program import program_of
from tutela.web.public.young import UNION, known

router = APIRouter(prefix="/v1", tags=["flags"])
CREATED, OK = 201, 200


@router.post(
    "/flags",
    status_code=CREATED,
    openapi_extra=json_body(UserFlag),
    responses={
        CREATED: {"description": "Taken in: it waits for a person."},
        OK: {"description": "The very same was taken in before."},
    },
)
async def send_flag(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.FLAG_SEND))]
) -> JSONResponse:
    """Hand on what a user flagged, with the context that the user chose, and no more.

    It holds nothing by itself: a person decides, and the webhook message `flag.decided` tells what
    came of it. For a child the answer begins with `support`: show it first. At most 256 KiB.
    """
    found = await run_in_threadpool(given.parse, await request.body())
    taken = await run_in_threadpool(take_in, program_of(request).node, actor, found)
    answer = {"flag": str(taken.flag_id), "new": taken.new}
    return JSONResponse(_support(found) | answer, status_code=CREATED if taken.new else OK)


def _support(found: UserFlag) -> dict[str, Any]:
    """Whom a child can talk to: in their country, their language first; then in the Union."""
    if not found.child:
        return {}
    language = found.language.partition("-")[0]
    lines = [one for one in known() if one.number and one.country in (found.country, UNION)]
    lines.sort(key=lambda one: (one.country == UNION, one.language != language))
    return {
        "support": [
            {"name": one.name, "number": one.number, "country": one.country} for one in lines
        ]
    }
