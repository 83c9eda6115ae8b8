"""What users flagged: the list, one flag opened, and the form that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.flags import deciding
from tutela.redress.flags.errors import FlagNotUnfounded, FlagOutcomeUnknown, FlagUnknown
from tutela.redress.flags.machine import FlagState
from tutela.redress.flags.model import Outcome
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import Moment, ago, short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.redress.flags.model import Flag
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/flags"
ONE = PATH + "/{flag_id:uuid}"
DECIDE = "decide"
PURPOSE = phrase("see the flag")
DONE = {"decided": phrase("Your decision is recorded. The platform tells whoever flagged it.")}

Reading = Annotated[Session, Depends(needs(Permission.NOTICE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.NOTICE_DECIDE))]
Sent = Annotated[Given, Depends(given)]
_FIELDS: dict[type[TutelaError], str] = {
    FlagOutcomeUnknown: "outcome",
    FlagNotUnfounded: "unfounded",
}


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag, without what it says."""

    id: UUID
    short: str
    category: str
    service: str
    surface: str
    danger: bool
    child: bool
    harmed: bool
    same: str
    received: Moment
    outcome: str


def line_of_flag(one: Flag, now: datetime) -> FlagLine:
    """A flag as a line of a list."""
    return FlagLine(
        id=one.id,
        short=short(one.id),
        category=one.category.words,
        service=one.service_id,
        surface=one.surface,
        danger=one.danger,
        child=one.child,
        harmed=one.harmed,
        same=several(one.same, "{n} further flag of it", "{n} further flags of it")
        if one.same
        else "",
        received=ago(one.received_at, now),
        outcome=one.outcome.words if one.outcome else "",
    )


@router.get(PATH)
def flags(
    request: Request, session: Reading, show: Literal["open", "decided"] = "open"
) -> Response:
    """The flags that wait, danger first; or those that were decided. Their words stay sealed."""
    node = program_of(request).node
    state = FlagState.RECEIVED if show == "open" else FlagState.DECIDED
    found = deciding.list_flags(node, session.actor, state)
    lines = [line_of_flag(one, node.clock.now()) for one in found]
    all_shown = len(found) < deciding.LONGEST_LIST
    return templates.page(request, "flags.html", show=show, lines=lines, all_shown=all_shown)


@router.get(ONE)
def flag(request: Request, session: Reading, flag_id: UUID, done: str = "") -> Response:
    """One flag, opened; the look is recorded."""
    return _page(request, session, flag_id, said=DONE.get(done, ""))


@router.post(ONE + "/decide")
def decide(request: Request, session: Deciding, flag_id: UUID, sent: Sent) -> Response:
    """Records what a person decided; what is refused comes back with the input."""
    try:
        deciding.decide(
            program_of(request).node,
            session.actor,
            flag_id,
            _outcome(sent),
            unfounded=bool(sent.one("unfounded")),
        )
    except FlagUnknown:
        raise
    except TutelaError as error:
        refused = refusal(error, DECIDE, sent, _FIELDS.get(type(error), ""))
        return _page(request, session, flag_id, refused=refused)
    return RedirectResponse(f"{PATH}/{flag_id}?done=decided", status_code=303)


def _outcome(sent: Given) -> Outcome:
    try:
        return Outcome(sent.one("outcome"))
    except ValueError:
        raise FlagOutcomeUnknown(choices=", ".join(Outcome)) from None


def _page(
    request: Request,
    session: Session,
    flag_id: UUID,
    *,
    said: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    found = deciding.open_flag(node, actor, flag_id, purpose=PURPOSE)
    waits = found.flag.state is FlagState.RECEIVED
    return templates.page(
        request,
        "flag.html",
        status=refused.status if refused else 200,
        line=line_of_flag(found.flag, node.clock.now()),
        flag=found.flag,
        told=found.said,
        said=said,
        problem=refused,
        given=refused.given if refused else Given(),
        outcomes=[(one.value, one.words) for one in Outcome],
        may_decide=waits and actor.may(Permission.NOTICE_DECIDE),
        may_read_cases=actor.may(Permission.CASE_READ),
    )
