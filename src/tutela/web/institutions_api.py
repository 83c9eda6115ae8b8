"""The API for an institution's own case system: what waits, and addresses handed in.

It decides nothing: people do, on the pages that it names.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from tutela.hotline import handed_in
from tutela.hotline.handed_in import AddressReport
from tutela.operating.waiting import waiting
from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.web.access import key_needs
from tutela.web.described import json_body
from tutela.web.program import program_of

if TYPE_CHECKING:
    from pydantic import BaseModel

router = APIRouter(prefix="/v1", tags=["institutions"])
CREATED, OK = 201, 200
MODELS: tuple[type[BaseModel], ...] = (AddressReport,)


@router.get("/waiting", responses={OK: {"description": "What waits, urgent things first."}})
def what_waits(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.WAITING_READ))]
) -> dict[str, Any]:
    """See what waits for people of an institution: reports, removal orders, indicators, accesses
    and addresses, at most 1,000 of each; each with its state, its clock and its page.

    Nothing of what it says is told, and nothing of victims' requests.
    """
    found = waiting(program_of(request).node, actor)
    return {"waiting": [asdict(one) for one in found]}


@router.post(
    "/hotline/reports",
    status_code=CREATED,
    openapi_extra=json_body(AddressReport),
    responses={
        CREATED: {"description": "Taken in as a case of its own: it waits for a person."},
        OK: {"description": "This address has a case already: the report is in it."},
    },
)
async def report_address(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.HOTLINE_REPORT))]
) -> JSONResponse:
    """Hand in the report of an address, from a hotline's own form or case system.

    Nothing is fetched, and nothing is decided by it. At most 1 MiB of JSON; a field that is not
    listed is refused.
    """
    given = handed_in.parse(await request.body())
    taken = await run_in_threadpool(handed_in.take_in, program_of(request).node, actor, given)
    answer = {"case": str(taken.case_id), "new": not taken.known}
    return JSONResponse(answer, status_code=OK if taken.known else CREATED)
