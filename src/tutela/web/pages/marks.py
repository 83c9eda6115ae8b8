"""Marking what children themselves may have made or shared: the form of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response  # noqa: TC002 - read by FastAPI

from tutela.casework import marking, recalling
from tutela.casework.children import Circumstance
from tutela.casework.errors import (
    CircumstanceUnknown,
    NothingToMark,
    NothingToRecall,
    OwnMark,
    ReasonMissing,
)
from tutela.casework.marking import Marking
from tutela.platform.accounts.model import Session  # noqa: TC001 - read by FastAPI
from tutela.platform.permissions import Permission
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case_acts import acted
from tutela.web.pages.drafts import NothingTicked
from tutela.web.pages.given import Given, given

if TYPE_CHECKING:
    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
MARK, NONE, WRONG = "mark", "none", "wrong"
_FIELDS: dict[type[TutelaError], str] = {
    NothingTicked: "items",
    CircumstanceUnknown: "circumstance",
    NothingToMark: "circumstance",
    NothingToRecall: "circumstance",
    OwnMark: "circumstance",
    ReasonMissing: "reason",
}


@router.post(PATH + "/mark")
def mark(
    request: Request,
    session: Annotated[Session, Depends(needs(Permission.CASE_DECIDE))],
    case_id: UUID,
    sent: Annotated[Given, Depends(given)],
) -> Response:
    """Marks the ticked items, takes their mark off, or asks another person to recall it."""
    circumstance = sent.one("circumstance")

    def act(node: Node) -> None:
        if circumstance == WRONG:
            reason = sent.one("reason")
            recalling.recall(node, session.actor, case_id, reason=reason, item_ids=_items(sent))
        said = Marking(_circumstance(sent), sent.one("reason"), bool(sent.one("childs_account")))
        marking.mark(node, session.actor, case_id, said, item_ids=_items(sent))

    word = {NONE: "unmarked", WRONG: "asked"}.get(circumstance, "marked")
    there = f"/cases/{case_id}?done={word}"
    return acted(request, session, case_id, (MARK, sent), act, there, _FIELDS)


def _circumstance(sent: Given) -> Circumstance | None:
    """What was chosen; None takes the mark off. Raises CircumstanceUnknown."""
    chosen = sent.one("circumstance")
    if chosen == NONE:
        return None
    try:
        return Circumstance(chosen)
    except ValueError:
        raise CircumstanceUnknown(choices=", ".join(Circumstance)) from None


def _items(sent: Given) -> list[UUID]:
    """The ticked items. Raises NothingTicked."""
    try:
        found = [UUID(one) for one in sent.many("items")]
    except ValueError:
        raise NothingTicked from None
    if not found:
        raise NothingTicked
    return found
