"""The scanning API: `/v1/scan`, `/v1/scan/batch` and `/v1/match`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from tutela.detection import intake
from tutela.detection.errors import (
    NothingSent,
    NotRecorded,
    OtherService,
    SurfaceNotSaid,
    TooManyItems,
)
from tutela.detection.given import signals_from
from tutela.detection.model import Incoming, Reason, Verdict, VerdictKind
from tutela.detection.references import LONGEST_LANGUAGE
from tutela.platform.actor import Actor
from tutela.platform.alerts.letter import LONGEST_ADDRESS
from tutela.platform.errors import TooLarge
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.web.access import key_needs
from tutela.web.forms import form_in_memory
from tutela.web.program import program_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from tutela.assembly import Program

router = APIRouter(prefix="/v1", tags=["scan"])
MULTIPART = "multipart/form-data"
LONGEST_NAME = 500

Scanning = Annotated[Actor, Depends(key_needs(Permission.SCAN))]
Matching = Annotated[Actor, Depends(key_needs(Permission.MATCH))]
# Never in the address of a request: what stands there is written into logs on the way.
EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Where:
    """Where an item was, whose it is, and what the platform calls it."""

    service: Annotated[
        str, Query(max_length=40, description="The service; by default the key's own.")
    ] = ""
    surface: Annotated[
        str, Query(max_length=40, description="The surface; may be left out if there is one.")
    ] = ""
    account: Annotated[
        str, Query(max_length=LONGEST_NAME, description="Your reference of the account.")
    ] = ""
    id: Annotated[
        str,
        Query(max_length=LONGEST_NAME, description="Your id of the item; makes repeats harmless."),
    ] = ""
    language: Annotated[
        str,
        Query(
            max_length=LONGEST_LANGUAGE,
            description="The language of the account (BCP 47): what they are told is said in it.",
        ),
    ] = ""


class GivenSignals(BaseModel):
    """Fingerprints computed elsewhere, as hexadecimal text, and the address where the item lies."""

    model_config = ConfigDict(extra="forbid")

    md5: str = ""
    sha1: str = ""
    sha256: str = ""
    pdq: str = ""
    quality: int | None = Field(None, ge=0, le=100)
    url: str = ""


class ToMatch(BaseModel):
    """What `/v1/match` takes."""

    model_config = ConfigDict(extra="forbid")

    signals: GivenSignals
    service: str = Field("", max_length=40)
    surface: str = Field("", max_length=40)
    account: str = Field("", max_length=LONGEST_NAME)
    id: str = Field("", max_length=LONGEST_NAME)
    language: str = Field("", max_length=LONGEST_LANGUAGE)
    email: str = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="Where the account reads e-mail, to be told there.",
    )


@router.post("/scan", openapi_extra={"requestBody": {"content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    MULTIPART: {"schema": {"type": "object", "properties": {
        "file": {"type": "string", "format": "binary"}, "service": {"type": "string"},
        "surface": {"type": "string"}, "account": {"type": "string"},
        "id": {"type": "string"}, "language": {"type": "string"}, "email": {"type": "string"}},
        "required": ["file"]}},
}}}, responses={202: {"description": "Taken in; the verdict comes by webhook."}})  # fmt: skip
async def scan(
    request: Request,
    actor: Scanning,
    where: Annotated[Where, Depends()],
    later: Annotated[
        str | None, Query(alias="async", description="Answer 202; the verdict comes by webhook.")
    ] = None,
) -> JSONResponse:
    """Scan one item: its bytes as the body, or as the part `file` of a form."""
    program = _program(request)
    email = ""
    if _is_form(request):
        async with form_in_memory(request) as form:
            where, data = _fields(where, form), await _only_file(form)
            email = _field(form, EMAIL)
    else:
        data = await request.body()
    if not data and not request.headers.get("content-type"):
        raise NothingSent
    incoming = _incoming(program, actor, where, email)
    if later is not None and later.lower() not in ("0", "false", "no"):
        return await run_in_threadpool(_take_in, program, actor, incoming, data)
    verdict = await run_in_threadpool(program.scanner.scan, actor, incoming, data)
    return JSONResponse(_answer(verdict, incoming, actor))


@router.post("/scan/batch", openapi_extra={"requestBody": {"content": {
    MULTIPART: {"schema": {"type": "object", "properties": {"file": {"type": "array", "items":
        {"type": "string", "format": "binary"}}}, "required": ["file"]}}}}})  # fmt: skip
async def scan_batch(
    request: Request, actor: Scanning, where: Annotated[Where, Depends()]
) -> JSONResponse:
    """Scan many items: the parts `file` of a form, each named by your id. Answers in order."""
    program = _program(request)
    most = program.node.settings.max_batch_items
    if not _is_form(request):
        raise NothingSent
    async with form_in_memory(request) as form:
        where = _fields(where, form)
        parts = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        if not parts:
            raise NothingSent
        if len(parts) > most:
            raise TooManyItems(limit=most)
        incoming = _incoming(program, actor, where, _field(form, EMAIL))
        answers = [
            await run_in_threadpool(
                _one_of_batch, program, actor, incoming, part, await part.read()
            )
            for part in parts
        ]
    return JSONResponse({"items": answers})


@router.post("/match")
def match(request: Request, actor: Matching, given: ToMatch) -> JSONResponse:
    """Match fingerprints or an address alone; the item's bytes never come here."""
    program = _program(request)
    incoming = _incoming(
        program,
        actor,
        Where(given.service, given.surface, given.account, given.id, given.language),
        given.email,
    )
    signals = signals_from(**given.signals.model_dump())
    verdict = program.scanner.match(actor, incoming, signals)
    return JSONResponse(_answer(verdict, incoming, actor))


def _one_of_batch(
    program: Program, actor: Actor, incoming: Incoming, part: UploadFile, data: bytes
) -> dict[str, Any]:
    name = (part.filename or "")[:LONGEST_NAME]
    one = replace(incoming, external_id=name)
    try:
        verdict = program.scanner.scan(actor, one, data)
    except NotRecorded:
        verdict = Verdict(VerdictKind.UNSCANNED, Reason.NOT_RECORDED)
    return _answer(verdict, one, actor)


def _take_in(program: Program, actor: Actor, incoming: Incoming, data: bytes) -> JSONResponse:
    taken = intake.take_in(program.node, program.scanner, actor, incoming, data)
    if isinstance(taken, Verdict):  # nothing was taken in
        return JSONResponse(_answer(taken, incoming, actor))
    return JSONResponse({"request": str(taken), "id": incoming.external_id or None}, 202)


def _incoming(program: Program, actor: Actor, where: Where, email: str = "") -> Incoming:
    """Raises OtherService for a service the key is not of, and SurfaceNotSaid."""
    service = where.service or actor.service_id or ""
    if actor.service_id != service:
        raise OtherService(service=service)
    surface = where.surface or _only_surface(program, service)
    return Incoming(
        service,
        surface,
        where.account,
        where.id,
        language=where.language,
        email=Secret(email) if email else None,
    )


def _only_surface(program: Program, service: str) -> str:
    found = [surface for one, surface in program.coverage.surfaces() if one == service]
    if len(found) != 1:
        raise SurfaceNotSaid(service=service, surfaces=", ".join(found) or "none declared yet")
    return found[0]


def _fields(where: Where, form: FormData) -> Where:
    """What the form says, or else the address."""

    def said(name: str) -> str:
        return _field(form, name) or str(getattr(where, name))

    return Where(*(said(name) for name in ("service", "surface", "account", "id", "language")))


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    text = value if isinstance(value, str) else ""
    if len(text) > LONGEST_NAME:
        raise TooLarge
    return text


async def _only_file(form: FormData) -> bytes:
    part = form.get("file")
    if not isinstance(part, UploadFile):
        raise NothingSent
    return await part.read()


def _answer(verdict: Verdict, incoming: Incoming, actor: Actor) -> dict[str, Any]:
    distances = actor.may(Permission.MATCH_DEBUG)
    return {"id": incoming.external_id or None, **verdict.to_json(distances=distances)}


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith(MULTIPART)


def _program(request: Request) -> Program:
    return program_of(request)
