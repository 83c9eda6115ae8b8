"""The API for reports: what a platform knows of an account goes into the draft about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request, Response
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool

from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.redress.flags.given import UserFlag
from tutela.reporting import preparing
from tutela.reporting.details import Details
from tutela.web import complaints_api, institutions_api, orders_api, takedowns_api
from tutela.web.access import key_needs
from tutela.web.described import SCHEMAS, json_body
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

router = APIRouter(prefix="/v1", tags=["reports"])
NO_CONTENT = 204


@router.put(
    "/reports/{report_id}/details",
    status_code=NO_CONTENT,
    response_class=Response,
    openapi_extra=json_body(Details),
    responses={NO_CONTENT: {"description": "Taken: it replaces what the draft said before."}},
)
async def supply_details(
    request: Request,
    actor: Annotated[Actor, Depends(key_needs(Permission.REPORT_DETAILS))],
    report_id: UUID,
) -> Response:
    """Say what you know of a report's account: it replaces the details of the draft.

    The webhook message `report.opened` names the report. Details can be replaced until a person
    sends it. At most 1 MiB of JSON; a field that is not listed is refused.
    """
    details = preparing.parse(await request.body())
    await run_in_threadpool(preparing.supply, program_of(request).node, actor, report_id, details)
    return Response(status_code=NO_CONTENT)


def with_details(describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The description of the API that `describe` gives, and in it what details are made of.

    The framework describes only bodies that it reads itself; it would repeat values it refuses.
    """

    def described() -> dict[str, Any]:
        found = describe()
        found.setdefault("components", {}).setdefault("schemas", {}).update(_schemas())
        return found

    return described


def _schemas() -> dict[str, Any]:
    models: list[type[BaseModel]] = [
        Details,
        UserFlag,
        *orders_api.MODELS,
        *complaints_api.MODELS,
        *takedowns_api.MODELS,
        *institutions_api.MODELS,
    ]
    _, found = models_json_schema(
        [(one, "validation") for one in models],
        ref_template=SCHEMAS + "{model}",
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas
