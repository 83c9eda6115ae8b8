"""The API between nodes: posts of signed envelopes, and the word that a key is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from tutela.federation import taking
from tutela.web.access import open_to_all
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.federation.wire import Pass

# Open to all: whoever sends is known by what they signed, and by no key of this node's.
router = APIRouter(prefix="/v1/envelopes", tags=["nodes"], dependencies=[Depends(open_to_all)])
PATH = router.prefix
_OBJECT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@router.post("", openapi_extra=_OBJECT)
async def take(request: Request) -> JSONResponse:
    """Take in a post of another node: up to 100 envelopes, each answered by itself.

    The answer to an envelope is a signed receipt, once it is stored, or why it was not taken. The
    header `Authorization` carries the pass: who sends it, to whom, when, and its SHA-256, signed.
    """
    shown = await run_in_threadpool(sender_of, request)
    post = await request.body()
    answers = await run_in_threadpool(taking.take, program_of(request).node, shown, post)
    return JSONResponse({"answers": answers})


@router.post("/revocation", openapi_extra=_OBJECT)
async def farewell(request: Request) -> Response:
    """Hear that a node's key may be in other hands, as that key itself says: it is believed no more
    until people have compared a new code.
    """
    given = await request.body()
    await run_in_threadpool(taking.take_farewell, program_of(request).node, given)
    return JSONResponse({"heard": True})


def sender_of(request: Request) -> Pass:
    """Whose post this is, by its pass. Raises PassInvalid, PassStale and SenderUnknown."""
    return taking.admit(program_of(request).node, request.headers.get("authorization", ""))
