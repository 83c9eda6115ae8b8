"""Giving information under an order: what is chosen, and the file, which leaves once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from tutela.orders.errors import NotAskedFor
from tutela.orders.giving import service
from tutela.orders.giving.model import Choice, Part
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.web.access import needs
from tutela.web.pages.given import Given, given
from tutela.web.pages.order import PATH, taken

if TYPE_CHECKING:
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
Deciding = Annotated[Session, Depends(needs(Permission.ORDER_DECIDE))]
Registering = Annotated[Session, Depends(needs(Permission.ORDER_REGISTER))]
Sent = Annotated[Given, Depends(given)]


@router.post(PATH + "/choose")
def choose(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """Writes down what is to be given, and asks another person."""

    def act(node: Node) -> None:
        service.choose(node, session.actor, order_id, _choice(sent), reason=sent.one("reason"))

    return taken(request, session, order_id, ("choose", sent), act, "asked")


@router.post(PATH + "/give")
def give(request: Request, session: Deciding, order_id: UUID, sent: Sent) -> Response:
    """The file for the authority, once."""

    def act(node: Node) -> Response:
        sealed = service.give(node, session.actor, order_id)
        headers = {
            "Content-Disposition": f'attachment; filename="{sealed.name}"',
            "Cache-Control": "no-store",
        }
        return Response(sealed.data, media_type="application/octet-stream", headers=headers)

    return taken(request, session, order_id, ("give", sent), act, "")


@router.post(PATH + "/received")
def received(request: Request, session: Registering, order_id: UUID, sent: Sent) -> Response:
    """Records that the authority has it and can open it."""

    def act(node: Node) -> None:
        service.received(node, session.actor, order_id, how=sent.one("how"), at=sent.instant("at"))

    return taken(request, session, order_id, ("received", sent), act, "received")


def _choice(sent: Given) -> Choice:
    """What the form chose. Raises NotAskedFor for what no form of ours sends."""
    return Choice(
        items=tuple(dict.fromkeys(_item(text) for text in sent.many("items"))),
        parts=frozenset(Part(one) for one in sent.many("parts") if one in set(Part)),
        note=sent.one("note"),
        still_wanted=sent.one("still_wanted"),
    )


def _item(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotAskedFor(item=repr(text[:40])) from None
