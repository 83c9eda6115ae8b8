"""A case's forms for reports and threats: open a report, assess, the urgent lane, whom one told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework.errors import CaseUnknown, ReasonMissing
from tutela.platform.accounts.model import Session
from tutela.platform.errors import BadInput, TutelaError
from tutela.platform.permissions import Permission
from tutela.reporting import preparing
from tutela.reporting.threats import service as threats
from tutela.reporting.threats.errors import MemberStateUnknown, TellingIncomplete
from tutela.web.access import needs
from tutela.web.pages.case import PATH
from tutela.web.pages.case import page as case_page
from tutela.web.pages.case_acts import acted
from tutela.web.pages.given import Given, InstantUnreadable, given, refusal
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
OPEN, ASSESS, DANGER, TELL = "report", "assess", "danger", "tell"

Preparing = Annotated[Session, Depends(needs(Permission.REPORT_PREPARE))]
Assessing = Annotated[Session, Depends(needs(Permission.THREAT_ASSESS))]
Sent = Annotated[Given, Depends(given)]


class ThreatAnswerMissing(BadInput):
    """Say whether you see a threat to life or safety."""

    code = "threat-answer-missing"


_FIELDS: dict[type[TutelaError], str] = {
    ReasonMissing: "reason",
    MemberStateUnknown: "states",
    ThreatAnswerMissing: "answer",
    TellingIncomplete: "authority",
    InstantUnreadable: "at",
}


@router.post(PATH + "/reports")
def open_report(request: Request, session: Preparing, case_id: UUID, sent: Sent) -> Response:
    """Drafts a report of what is confirmed in the case, for one recipient."""
    node, name = program_of(request).node, sent.one("recipient")
    try:
        made = preparing.open_for_case(node, session.actor, case_id, name)
    except CaseUnknown:
        raise
    except TutelaError as error:
        return case_page(request, session, case_id, refused=refusal(error, OPEN, sent))
    return RedirectResponse(f"/reports/{made}?done=opened", status_code=303)


@router.post(PATH + "/threat")
def assess(request: Request, session: Assessing, case_id: UUID, sent: Sent) -> Response:
    """Records whether life or safety is threatened."""

    def act(node: Node) -> None:
        answer = sent.one("answer")
        if answer not in ("threat", "no-threat"):
            raise ThreatAnswerMissing
        threats.assess(
            node,
            session.actor,
            case_id,
            threat=answer == "threat",
            reason=sent.one("reason"),
            member_states=_states(sent),
        )

    return _taken(request, session, case_id, (ASSESS, sent), act, "assessed")


@router.post(PATH + "/danger")
def danger(request: Request, session: Assessing, case_id: UUID, sent: Sent) -> Response:
    """The urgent lane: a threat is found in one act."""

    def act(node: Node) -> None:
        reason = sent.one("reason")
        threats.imminent(node, session.actor, case_id, reason=reason, member_states=_states(sent))

    return _taken(request, session, case_id, (DANGER, sent), act, "danger")


@router.post(PATH + "/told")
def told(request: Request, session: Assessing, case_id: UUID, sent: Sent) -> Response:
    """Records which authority a person told."""

    def act(node: Node) -> None:
        threats.tell(
            node,
            session.actor,
            case_id,
            authority=sent.one("authority"),
            reference=sent.one("reference"),
            told_at=sent.instant("at") or node.clock.now(),
        )

    return _taken(request, session, case_id, (TELL, sent), act, "told")


def _taken(
    request: Request,
    session: Session,
    case_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], None],
    word: str,
) -> Response:
    there = f"/cases/{case_id}?done={word}#threat"
    return acted(request, session, case_id, form, act, there, _FIELDS)


def _states(sent: Given) -> list[str]:
    """Member States as people list them: "DE, FR"."""
    return sent.one("states").replace(",", " ").split()
