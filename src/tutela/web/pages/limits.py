"""Your limits: what was counted of your looking, and limits of your own, for you alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from tutela.evidence.looking import care
from tutela.evidence.looking.budget import MINUTE
from tutela.evidence.looking.errors import LimitLooser, LimitUnusable
from tutela.evidence.looking.model import NAMES, WORDS, Limits
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.evidence.looking.care import Own
    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
LIMITS = "/account/limits"
Looking = Annotated[Session, Depends(needs(Permission.EVIDENCE_OPEN))]


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is counted: how much of it, and how much there may be."""

    words: str
    spent: str
    most: str


@dataclass(frozen=True, slots=True)
class Field:
    """One limit of the form."""

    name: str
    words: str
    value: int
    node: str
    least: int
    most: int


@router.get(LIMITS)
def limits(request: Request, session: Looking) -> Response:
    """The person's own counters and limits."""
    return _page(request, session)


@router.post(LIMITS)
def set_limits(
    request: Request,
    session: Looking,
    items: Annotated[int, Form(le=care.MOST)],
    minutes: Annotated[int, Form(le=care.MOST)],
    points: Annotated[int, Form(le=care.MOST)],
    streak_items: Annotated[int, Form(le=care.MOST)],
    streak_minutes: Annotated[int, Form(le=care.MOST)],
    streak_points: Annotated[int, Form(le=care.MOST)],
    pause_minutes: Annotated[int, Form(le=care.MOST)],
) -> Response:
    """Takes limits of the person's own; looser ones than the node's are refused."""
    wanted = Limits(
        items, minutes, points, streak_items, streak_minutes, streak_points, pause_minutes
    )
    try:
        care.set_limits(program_of(request).node, session.actor, wanted)
    except (LimitLooser, LimitUnusable) as error:
        return _page(request, session, error=error, wanted=wanted)
    return RedirectResponse(f"{LIMITS}?done=set", status_code=303)


def _page(
    request: Request,
    session: Session,
    *,
    error: TutelaError | None = None,
    wanted: Limits | None = None,
) -> Response:
    node = program_of(request).node
    own = care.own(node, session.actor)
    return templates.page(
        request,
        "limits.html",
        status=error.status if error else 200,
        problem=error.sentence if error else "",
        done=request.query_params.get("done") == "set",
        today=_today(own),
        row=_row(own),
        stopped=care.stopped(node, own),
        extended=own.spent.extensions,
        fields=[_field(name, wanted or own.later or own.chosen, own.node_limits) for name in NAMES],
        later=own.later is not None,
        zone=node.settings.day_zone,
    )


def _today(own: Own) -> list[Figure]:
    spent, most = own.spent, own.limits
    return [
        Figure(phrase("items"), str(spent.items), str(most.items)),
        Figure(phrase("minutes"), _minutes(spent.seconds), str(most.minutes)),
        Figure(phrase("severity"), str(spent.points), str(most.points)),
    ]


def _row(own: Own) -> list[Figure]:
    spent, most = own.spent, own.limits
    return [
        Figure(phrase("items"), str(spent.streak_items), str(most.streak_items)),
        Figure(phrase("minutes"), _minutes(spent.streak_seconds), str(most.streak_minutes)),
        Figure(phrase("severity"), str(spent.streak_points), str(most.streak_points)),
    ]


def _minutes(seconds: int) -> str:
    return f"{seconds / MINUTE:.1f}" if seconds else "0"


def _field(name: str, shown: Limits, bound: Limits) -> Field:
    most = getattr(bound, name)
    pause = name == "pause_minutes"
    return Field(
        name=name,
        words=WORDS[name],
        value=getattr(shown, name),
        node=(
            phrase("The node's: {most}, or more", most=most)
            if pause
            else phrase("The node's: {most}, or less", most=most)
        ),
        least=most if pause else 1,
        most=care.MOST if pause else most,
    )
