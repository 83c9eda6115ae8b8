"""Reports: threats to life first, then what needs a person, then what is on its way, or over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends, Request

from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.reporting import ledger_store, sentences
from tutela.reporting.machine import ReportState
from tutela.reporting.reading import LISTED, list_reports
from tutela.reporting.records import LIFE
from tutela.reporting.threats.machine import ThreatState
from tutela.reporting.threats.service import list_assessments
from tutela.reporting.threats.urgency import urgency
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.report_words import OVER, UNDERWAY, WAITING, ReportLine, report_line
from tutela.web.pages.words import Moment, short, span
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from starlette.responses import Response

    from tutela.reporting.threats.model import Assessment

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.REPORT_READ))]
_ORDER = {state: at for at, state in enumerate((*WAITING, *UNDERWAY, *OVER))}


@dataclass(frozen=True, slots=True)
class ThreatLine:
    """One open assessment of threats to life or safety."""

    case_id: UUID
    short: str
    service: str
    threat: bool
    alarm: bool
    sentence: str
    age: Moment


@router.get("/reports")
def reports(request: Request, session: Reading, show: Literal["open", "over"] = "open") -> Response:
    """The reports that are not over, or those that are."""
    node = program_of(request).node
    now = node.clock.now()
    states = (*WAITING, *UNDERWAY) if show == "open" else OVER
    found = list_reports(node, session.actor, states=states)
    lines = [report_line(one, now) for one in found]
    with node.read() as connection:
        nameless = ledger_store.unnamed(connection, now - LIFE)
    return templates.page(
        request,
        "reports.html",
        show=show,
        groups=_groups(lines) if show == "open" else [(phrase("Over"), lines)],
        total=len(lines),
        threats=_threats(list_assessments(node, session.actor), now) if show == "open" else [],
        summary=_summary(lines),
        oldest=_oldest_draft(lines, now),
        nameless=sentences.nameless_words(nameless),
        all_shown=len(found) < LISTED,
        may_read_cases=session.actor.may(Permission.CASE_READ),
        may_read_recipients=session.actor.may(Permission.RECIPIENT_READ),
    )


def threat_line(one: Assessment, now: datetime) -> ThreatLine:
    """The line of one assessment."""
    clock = urgency(one.state, one.opened_at, one.assessed_at, now)
    return ThreatLine(
        case_id=one.case_id,
        short=short(one.case_id),
        service=one.service_id,
        threat=one.state is ThreatState.THREAT,
        alarm=clock.alarm,
        sentence=clock.sentence,
        age=Moment(
            phrase("open for {age}", age=span(clock.age)),
            one.opened_at,
            _tone(one, alarm=clock.alarm),
        ),
    )


def _tone(one: Assessment, *, alarm: bool) -> str:
    if alarm or one.state is ThreatState.THREAT:
        return "stop"
    return "heed" if one.state is ThreatState.OPEN else "open"


def _threats(found: Sequence[Assessment], now: datetime) -> list[ThreatLine]:
    unmet = {ThreatState.OPEN, ThreatState.THREAT}
    return [threat_line(one, now) for one in found if one.state in unmet]


def _groups(lines: Sequence[ReportLine]) -> list[tuple[str, list[ReportLine]]]:
    """What needs a person, then what is on its way; urgent ones first in each."""
    ordered = sorted(lines, key=lambda one: (not one.urgent, _ORDER[one.state]))
    return [
        (phrase("Waits for you"), [one for one in ordered if one.state in WAITING]),
        (phrase("On its way"), [one for one in ordered if one.state in UNDERWAY]),
    ]


def _summary(lines: Sequence[ReportLine]) -> list[tuple[str, str]]:
    """What the queue holds, as (tone, words); what is not there is not said."""
    urgent = sum(one.urgent and not one.filed for one in lines)
    clocks = sum(one.clock is not None for one in lines)
    unclear, failed, refused, handed = (
        len(_in(lines, state))
        for state in (
            ReportState.UNCLEAR, ReportState.FAILED, ReportState.REFUSED, ReportState.HANDED,
        )
    )  # fmt: skip
    told = [
        ("stop", urgent, phrase("{number} urgent", number=urgent)),
        ("stop", unclear, phrase("{number} unclear: ask the recipient", number=unclear)),
        ("stop", failed, phrase("{number} not delivered", number=failed)),
        ("stop", refused, phrase("{number} refused: change and send again", number=refused)),
        ("heed", handed, phrase("{number} ready for you to send", number=handed)),
        ("heed", clocks, phrase("{number} open at the recipient, with a clock", number=clocks)),
    ]
    return [(tone, words) for tone, number, words in told if number]


def _in(lines: Sequence[ReportLine], state: ReportState) -> list[ReportLine]:
    return [one for one in lines if one.state is state]


def _oldest_draft(lines: Sequence[ReportLine], now: datetime) -> str:
    drafts = _in(lines, ReportState.DRAFT)
    if not drafts:
        return ""
    age = span(now - min(one.opened.at for one in drafts))
    return several(
        len(drafts),
        "{n} draft that nobody has sent; the oldest is {age} old.",
        "{n} drafts that nobody has sent; the oldest is {age} old.",
        age=age,
    )
