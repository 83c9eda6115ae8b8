"""Misuse: who stands out and is warned, and one case with what two people may do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AskingReasonMissing, AwaitsApproval
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.misuse import assessing, ending, reading, suspending, warning
from tutela.redress.misuse.errors import (
    DaysUnfit,
    MisuseWordsMissing,
    PartyUnreadable,
    WeighingMissing,
)
from tutela.redress.misuse.model import Kind, Party, Weighing
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.misuse_view import case_line, line_of, view_of
from tutela.web.program import program_of

if TYPE_CHECKING:
    from tutela.platform.settings import Settings
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PATH = "/misuse"
ONE = PATH + "/{misuse_id:uuid}"
WARN, SUSPEND = "warn", "suspend"
PURPOSE = phrase("see misuse")
Reading = Annotated[Session, Depends(needs(Permission.MISUSE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.MISUSE_DECIDE))]
Sent = Annotated[Given, Depends(given)]
DONE = {
    "warned": phrase("Warned. They are told; whether it arrived is shown here."),
    "asked": phrase("Asked. Another person has to agree on the page of requests."),
    "lift": phrase("It is over. What waited is looked at now."),
    "object": phrase("Written down. Somebody who had no hand in it answers."),
    "uphold": phrase("Answered: it stands."),
}
_FIELDS: dict[type[TutelaError], str] = {
    WeighingMissing: "gravity",
    PartyUnreadable: "party",
    DaysUnfit: "days",
    MisuseWordsMissing: "words",
    AskingReasonMissing: "reason",
}


@router.get(PATH)
def misuse(request: Request, session: Reading) -> Response:
    """Who was warned or suspended, and who stands out."""
    return _list(request, session)


@router.post(PATH)
def warn(request: Request, session: Deciding, sent: Sent) -> Response:
    """Warns somebody; what is refused comes back with the input."""
    weighing = Weighing(sent.one("gravity"), sent.one("intention"), sent.one("told"))
    try:
        kind, party = _party(sent.one("party"))
        one = warning.warn(program_of(request).node, session.actor, kind, party, weighing)
    except TutelaError as error:
        field = _FIELDS.get(type(error), "party")
        return _list(request, session, refused=refusal(error, WARN, sent, field))
    return RedirectResponse(f"{PATH}/{one.id}?done=warned", status_code=303)


@router.get(ONE)
def case(request: Request, session: Reading, misuse_id: UUID, done: str = "") -> Response:
    """One case with what was weighed; the look is recorded."""
    return _one(request, session, misuse_id, notice=DONE.get(done, ""))


@router.post(ONE + "/suspend")
def suspend(request: Request, session: Deciding, misuse_id: UUID, sent: Sent) -> Response:
    """Asks that somebody be suspended; another person has to agree."""
    days = sent.one("days")
    try:
        suspending.suspend(
            program_of(request).node,
            session.actor,
            misuse_id,
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,  # noqa: PLR2004
            told=sent.one("words"),
            reason=sent.one("reason"),
        )
    except AwaitsApproval:
        return RedirectResponse(f"{PATH}/{misuse_id}?done=asked", status_code=303)
    except NotFound:
        raise
    except TutelaError as error:
        refused = refusal(error, SUSPEND, sent, _FIELDS.get(type(error), ""))
        return _one(request, session, misuse_id, refused=refused)
    raise AssertionError("suspending always waits for another person")


@router.post(ONE + "/lift")
def lift(request: Request, session: Deciding, misuse_id: UUID, sent: Sent) -> Response:
    """Takes a warning back, or lifts a suspension."""
    return _act(request, session, misuse_id, sent, "lift")


@router.post(ONE + "/object")
def object_to(request: Request, session: Deciding, misuse_id: UUID, sent: Sent) -> Response:
    """Writes down what somebody says against it."""
    return _act(request, session, misuse_id, sent, "object")


@router.post(ONE + "/uphold")
def uphold(request: Request, session: Deciding, misuse_id: UUID, sent: Sent) -> Response:
    """Answers an objection: it stands."""
    return _act(request, session, misuse_id, sent, "uphold")


def _act(request: Request, session: Session, misuse_id: UUID, sent: Given, act: str) -> Response:
    node, words = program_of(request).node, sent.one("words")
    try:
        if act == "lift":
            ending.lift(node, session.actor, misuse_id, reason=words)
        elif act == "object":
            ending.object_to(node, session.actor, misuse_id, words=words)
        else:
            ending.uphold(node, session.actor, misuse_id, words=words)
    except NotFound:
        raise
    except TutelaError as error:
        refused = refusal(error, act, sent, _FIELDS.get(type(error), ""))
        return _one(request, session, misuse_id, refused=refused)
    return RedirectResponse(f"{PATH}/{misuse_id}?done={act}", status_code=303)


def _party(value: str) -> tuple[Kind, Party]:
    """The party that a field names. Raises PartyUnreadable."""
    try:
        kind, service, key, account = value.split("|", 3)
        return Kind(kind), Party(service, UUID(key) if key else None, account)
    except ValueError:
        raise PartyUnreadable from None


def _list(request: Request, session: Session, *, refused: Refusal | None = None) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    return templates.page(
        request,
        "misuse.html",
        status=refused.status if refused else 200,
        lines=[line_of(one, now) for one in assessing.list_standing(node, session.actor)],
        cases=[case_line(one, now) for one in reading.list_cases(node, session.actor)],
        rule=_rule(node.settings),
        policy=reading.policy_now(node),
        problem=refused,
        given=refused.given if refused else Given(),
        may_decide=session.actor.may(Permission.MISUSE_DECIDE),
    )


def _one(
    request: Request,
    session: Session,
    misuse_id: UUID,
    *,
    notice: str = "",
    refused: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    found = reading.show(node, session.actor, misuse_id, purpose=str(PURPOSE))
    return templates.page(
        request,
        "misuse_case.html",
        status=refused.status if refused else 200,
        one=view_of(found, node.clock.now()),
        most=node.settings.misuse_suspension_days,
        notice=notice,
        problem=refused,
        given=refused.given if refused else Given(),
        may_decide=session.actor.may(Permission.MISUSE_DECIDE),
        may_read_statements=session.actor.may(Permission.STATEMENT_READ),
    )


def _rule(settings: Settings) -> str:
    return phrase(
        "Somebody stands out with {least} or more within {days} days that are {percent} % or more "
        "of what they gave; an account with {content} or more confirmed items. These numbers are "
        "settings of this node; the law sets none.",
        least=settings.misuse_least,
        days=settings.misuse_days,
        percent=settings.misuse_percent,
        content=settings.misuse_content,
    )
