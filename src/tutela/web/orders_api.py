"""The API for orders: an authority's program sends them, the platform's says what became."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool

from tutela.orders import effects, form, taking
from tutela.orders.errors import OrderFieldsInvalid
from tutela.orders.model import MOST_TARGETS, TargetState
from tutela.platform.actor import Actor  # noqa: TC001 - read by FastAPI
from tutela.platform.invalid import first_problem
from tutela.platform.permissions import Permission
from tutela.reporting.words import Instant, Value
from tutela.web.access import key_needs
from tutela.web.described import json_body
from tutela.web.program import program_of

if TYPE_CHECKING:
    from pydantic import BaseModel

router = APIRouter(prefix="/v1", tags=["orders"])
ACCEPTED, OK = 202, 200


class TargetEffect(Value):
    """What became of one target, by its number in the message `order.act` or `order.undo`."""

    number: int = Field(ge=1, le=MOST_TARGETS)
    state: Literal["done", "not-found", "refused"]
    reason: str = Field(default="", max_length=effects.LONGEST_REASON)
    at: Instant | None = None


class OrderEffects(Value):
    """What became of some of an order's targets, or of all."""

    targets: tuple[TargetEffect, ...] = Field(min_length=1, max_length=MOST_TARGETS)


@router.post(
    "/orders",
    status_code=ACCEPTED,
    openapi_extra=json_body(form.OrderForm),
    responses={
        ACCEPTED: {"description": "Taken in, and kept until a person registers it."},
        OK: {"description": "The very same was taken in before; this is its order."},
    },
)
async def submit_order(
    request: Request, actor: Annotated[Actor, Depends(key_needs(Permission.ORDER_SUBMIT))]
) -> JSONResponse:
    """Send an order under Article 9 or 10 of the Digital Services Act, or under national law.

    A person at the provider registers it, and you are told of its receipt and of any effect. At
    most 4 MiB of JSON; a field that is not listed is refused.
    """
    given = await run_in_threadpool(form.parse, await request.body())
    node = program_of(request).node
    taken = await run_in_threadpool(taking.take_form, node, actor, actor.service_id or "", given)
    status = ACCEPTED if taken.new else OK
    return JSONResponse({"order": str(taken.order_id), "new": taken.new}, status_code=status)


@router.post(
    "/orders/{order_id}/effects",
    openapi_extra=json_body(OrderEffects),
    responses={OK: {"description": "The order, and where it stands now."}},
)
async def record_effects(
    request: Request,
    actor: Annotated[Actor, Depends(key_needs(Permission.ORDER_EFFECT))],
    order_id: UUID,
) -> dict[str, str]:
    """Say what became of the targets of an order, each by its number; saying it again is harmless.

    The webhook messages `order.act` (remove) and `order.undo` (restore) name order and targets.
    With the last target the order has taken effect.
    """
    given = _effects(await request.body())
    node = program_of(request).node
    state = await run_in_threadpool(effects.record, node, actor, order_id, given)
    return {"order": str(order_id), "state": state.value}


def _effects(body: bytes) -> list[effects.Effect]:
    """The effects from JSON. Raises OrderFieldsInvalid, which never repeats a value."""
    try:
        given = OrderEffects.model_validate_json(body)
    except ValidationError as error:
        raise OrderFieldsInvalid(problem=first_problem(error)) from None
    return [
        effects.Effect(one.number, TargetState(one.state), one.reason, one.at)
        for one in given.targets
    ]


MODELS: tuple[type[BaseModel], ...] = (form.OrderForm, OrderEffects)
