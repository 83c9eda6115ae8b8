"""The API for notices: anybody may give notice of something illegal, and follow it by its code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool

from tutela.platform.permissions import Permission
from tutela.platform.services import store as services
from tutela.redress.misuse import telling
from tutela.redress.notices import given, xarf
from tutela.redress.notices.errors import NoticeInvalid, NotYourService
from tutela.redress.notices.following import follow
from tutela.redress.notices.model import Way
from tutela.redress.notices.public_errors import NoticeServiceMissing
from tutela.redress.notices.sender import Sender, source_of
from tutela.redress.notices.taking import take_in
from tutela.web.access import key_holder, open_to_all
from tutela.web.access import source_of as address_of
from tutela.web.described import SCHEMAS, json_body
from tutela.web.places import caller
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.redress.notices.given import Given

# Open to all: giving notice needs no account (DSA, Article 16(1)). A key says who it is.
router = APIRouter(prefix="/v1/notices", tags=["notices"], dependencies=[Depends(open_to_all)])
CREATED = 201
_JSON = "application/json"
_CODE = {
    "required": True,
    "content": {
        _JSON: {
            "schema": {
                "type": "object",
                "properties": {"code": {"type": "string"}},
                "required": ["code"],
            }
        }
    },
}


@router.post(
    "",
    status_code=CREATED,
    openapi_extra=json_body(given.Sent),
    responses={CREATED: {"description": "Taken in: the receipt, with the code to follow it by."}},
)
async def give(request: Request) -> JSONResponse:
    """Give notice of something illegal: where exactly it is, and why (DSA, Article 16).

    No account and, about the sexual abuse of children, no name is needed. With a key that may give
    notice it comes from whom the key is for. Also takes X-ARF 4.2 reports of the types content/csam
    and content/csem. At most 64 KiB of JSON and 100 addresses; never a picture: a report that
    attaches one is refused, and nothing of it is kept.
    """
    body = await request.body()
    answer = await run_in_threadpool(_give, request, body)
    return JSONResponse(answer, CREATED)


@router.post("/follow", openapi_extra={"requestBody": _CODE})
async def followed(request: Request) -> JSONResponse:
    """See how a notice stands, by the code of its receipt. The code is never part of an address."""
    code = _json(await request.body()).get("code")
    if not isinstance(code, str):
        raise NoticeInvalid(problem="code: it is missing")
    found = await run_in_threadpool(follow, program_of(request).node, code)
    return JSONResponse(found.to_json())


@router.get("/schema")
def schema() -> dict[str, Any]:
    """The JSON Schema of what giving notice takes."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | (
        given.Sent.model_json_schema()
    )


def with_notices(describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The description of the API that `describe` gives, and in it what a notice is made of."""

    def described() -> dict[str, Any]:
        found = describe()
        _, made = models_json_schema([(given.Sent, "validation")], ref_template=SCHEMAS + "{model}")
        found.setdefault("components", {}).setdefault("schemas", {}).update(made["$defs"])
        return found

    return described


def _give(request: Request, body: bytes) -> dict[str, Any]:
    """Takes a notice in; the answer."""
    values = _json(body)
    if xarf.is_report(values):
        token, notice, details = xarf.read(values)
        service, way = str(request.query_params.get("service", "")), Way.XARF
    else:
        service, token, notice = given.parse(body)
        way, details = Way.API, {}
    return _take(request, service, notice, way, token, details)


def _take(
    request: Request, service: str, notice: Given, way: Way, token: str, details: dict[str, Any]
) -> dict[str, Any]:
    sender = _sender(request, service)
    # An id of one's own is safe to repeat for a key only: others could send it as well.
    own = token if sender.known else ""
    made = take_in(program_of(request).node, sender, notice, way, token=own, details=details)
    answer: dict[str, Any] = {
        "notice": str(made.notice_id),
        "code": made.code.reveal(),
        "received_at": made.received_at.isoformat(),
        "state": "received",
        "looked_at_from": made.looked_at_from.isoformat() if made.looked_at_from else None,
    }
    if sender.actor is not None:
        answer["misuse"] = telling.for_key(program_of(request).node, sender.actor)
    return answer


def _sender(request: Request, service: str) -> Sender:
    """Who sends it. Raises Unauthenticated for a key that is none, Forbidden, NotYourService."""
    node = program_of(request).node
    if request.headers.get("authorization"):
        actor = key_holder(request)
        actor.require(Permission.NOTICE_GIVE)
        own = actor.service_id or ""
        if service not in ("", own):
            raise NotYourService(service=own)
        return Sender(own, actor.id, actor)
    source = source_of(node.keys.pseudonym, caller(address_of(request)), node.clock.now())
    return Sender(service or _only_service(request), source)


def _only_service(request: Request) -> str:
    """The service of a node that has one. Raises NoticeServiceMissing."""
    with program_of(request).node.read() as connection:
        found = [one.id for one in services.services(connection)]
    if len(found) != 1:
        raise NoticeServiceMissing(choices=", ".join(found) or "this node has none yet")
    return found[0]


def _json(body: bytes) -> dict[str, Any]:
    """The object that a body is. Raises NoticeInvalid."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise NoticeInvalid(problem="its body is not JSON") from None
    if not isinstance(values, dict):
        raise NoticeInvalid(problem="its body is no JSON object")
    return values
