"""Received reports at the Centre and at an authority: the list, one of them, who serves whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.platform.typesetting import sheet
from tutela.receiving import assessing, codes, holds, printing, reading, routing, triage, words
from tutela.receiving.errors import FindingUnsaid, HoldTooLong, ReceivedWordsMissing
from tutela.receiving.findings import ASSESSING
from tutela.receiving.machine import Command, State, possible
from tutela.receiving.model import OUTCOMES, Outcome
from tutela.reporting.centre.model import Finding
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import attached, pdf
from tutela.web.pages.given import Given, InstantUnreadable, given, refusal
from tutela.web.pages.words import ago, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.platform.node import Node
    from tutela.receiving.model import ReceivedLine
    from tutela.web.pages.given import Refusal
    from tutela.web.pages.words import Moment

router = APIRouter(include_in_schema=False)
PATH = "/received"
SERVE = "serve"
Reading = Annotated[Session, Depends(needs(Permission.RECEIVED_READ))]
Triaging = Annotated[Session, Depends(needs(Permission.RECEIVED_TRIAGE))]
Assessing = Annotated[Session, Depends(needs(Permission.RECEIVED_ASSESS))]
Sent = Annotated[Given, Depends(given)]
_FIELDS: dict[type[TutelaError], str] = {
    ReceivedWordsMissing: "words",
    HoldTooLong: "until",
    InstantUnreadable: "until",
}
DONE = {
    "asked": phrase("The provider is asked. The report waits for its answer."),
    "unfounded": phrase("The provider is told why."),
    "forwarded": phrase("It is on its way to the authority."),
    "europol": phrase("It is for Europol. Hand it over, and say so here."),
    "handed": phrase("It is written down that it was handed over."),
    "assessed": phrase("The Centre is told what the item is."),
    "extended": phrase("The longer time runs, with the reason."),
    "concluded": phrase("It is written down what came of it."),
    "held": phrase("The Centre is asked that the user be not told until then."),
    "lifted": phrase("The Centre is told that the user may be told now."),
    "served": phrase("Reports of that Member State go to that authority from now on."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A received report on the page."""

    id: UUID
    number: str
    provider: str
    urgent: bool
    items: int
    countries: str
    sentence: str
    came: Moment
    due: Moment | None
    late: bool
    decided: Moment | None
    hold: Moment | None


@dataclass(frozen=True, slots=True)
class Can:
    """What this person may do with the report, on this node, as it stands."""

    ask: bool
    unfounded: bool
    forward: bool
    europol: bool
    hand: bool
    assess: bool
    extend: bool
    conclude: bool
    code: bool
    hold: bool
    lift: bool

    @property
    def anything(self) -> bool:
        """Whether anything is left to do, but for the items."""
        triage = (self.ask, self.unfounded, self.forward, self.europol, self.hand)
        return any((*triage, self.extend, self.conclude, self.code, self.hold, self.lift))


@router.get(PATH)
def received(request: Request, session: Reading, show: Literal["open", "over"] = "open",
             done: str = "") -> Response:  # fmt: skip
    """The reports to be worked on, urgent ones first, or those that are over."""
    return _list(request, session, show, notice=DONE.get(done, ""))


@router.post(PATH + "/serving")
def serve(request: Request, session: Triaging, sent: Sent) -> Response:
    """Says which authority serves a Member State."""
    node = program_of(request).node
    try:
        country = sent.one("country").upper()
        routing.serve(node, session.actor, country, _uuid(sent.one("authority")))
    except TutelaError as error:
        return _list(request, session, "open", problem=refusal(error, SERVE, sent, "country"))
    return RedirectResponse(f"{PATH}?done=served", status_code=303)


@router.get(PATH + "/{report_id:uuid}")
def one_received(request: Request, session: Reading, report_id: UUID, done: str = "") -> Response:
    """One report; the look is in the log."""
    return _page(request, session, report_id, notice=DONE.get(done, ""))


@router.get(PATH + "/{report_id:uuid}/export.json")
def export(request: Request, session: Triaging, report_id: UUID) -> Response:
    """The report as a file, for a person to hand over."""
    found = reading.export(program_of(request).node, session.actor, report_id)
    return attached(found, "application/json", "report.json")


@router.get(PATH + "/{report_id:uuid}/sheet.pdf")
def sheet_of(request: Request, session: Triaging, report_id: UUID) -> Response:
    """The same to be read, as a PDF."""
    node = program_of(request).node
    one = reading.show(node, session.actor, report_id, purpose="hand a report over")
    made = sheet.pdf(printing.sheet_of(one, node.clock.now(), templates.language_of(request)))
    return pdf(made, "report.pdf")


@router.post(PATH + "/{report_id:uuid}/ask")
def ask(request: Request, session: Triaging, report_id: UUID, sent: Sent) -> Response:
    """Asks the provider for what the report lacks."""
    return act(
        request, session, report_id, ("ask", sent), "asked",
        lambda node: triage.ask(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/unfounded")
def unfounded(request: Request, session: Triaging, report_id: UUID, sent: Sent) -> Response:
    """Finds the report manifestly unfounded."""
    return act(
        request, session, report_id, ("unfounded", sent), "unfounded",
        lambda node: triage.find_unfounded(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/forward")
def forward(request: Request, session: Triaging, report_id: UUID, sent: Sent) -> Response:
    """Passes the report to the authority of a Member State."""
    return act(
        request, session, report_id, ("forward", sent), "forwarded",
        lambda node: triage.forward(
            node, session.actor, report_id, sent.one("country").upper(), sent.one("words")
        ),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/europol")
def europol(request: Request, session: Triaging, report_id: UUID, sent: Sent) -> Response:
    """Says that the report is for Europol alone."""
    return act(
        request, session, report_id, ("europol", sent), "europol",
        lambda node: triage.to_europol(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/handed")
def handed(request: Request, session: Triaging, report_id: UUID, sent: Sent) -> Response:
    """Records that the report was handed over to Europol."""
    return act(
        request, session, report_id, ("handed", sent), "handed",
        lambda node: triage.hand_over(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/items/{item_id:uuid}")
def assess(
    request: Request, session: Assessing, report_id: UUID, item_id: UUID, sent: Sent
) -> Response:
    """Says what an item is."""
    return act(
        request, session, report_id, (f"item-{item_id}", sent), "assessed",
        lambda node: assessing.assess(
            node, session.actor, report_id, item_id, _finding(sent), sent.one("words")
        ),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/extend")
def extend(request: Request, session: Assessing, report_id: UUID, sent: Sent) -> Response:
    """Takes the longer time to assess."""
    return act(
        request, session, report_id, ("extend", sent), "extended",
        lambda node: assessing.extend(node, session.actor, report_id, sent.one("words")),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/conclude")
def conclude(request: Request, session: Assessing, report_id: UUID, sent: Sent) -> Response:
    """Records what came of the report."""
    return act(
        request, session, report_id, ("conclude", sent), "concluded",
        lambda node: assessing.conclude(
            node, session.actor, report_id, Outcome.said(sent.one("outcome")), sent.one("words")
        ),
    )  # fmt: skip


@router.post(PATH + "/{report_id:uuid}/code")
def code(request: Request, session: Assessing, report_id: UUID, sent: Sent) -> Response:
    """Makes a code for somebody without a node, and shows it once."""
    node = program_of(request).node
    try:
        made = codes.make(node, session.actor, report_id, sent.one("words"))
    except NotFound:
        raise
    except TutelaError as error:
        return _page(request, session, report_id, problem=refusal(error, "code", sent, "words"))
    return _page(request, session, report_id, code=made.reveal())


def receives(node: Node) -> bool:
    """Whether others report to this institution."""
    return node.identity.role in {NodeRole.CENTRE, NodeRole.AUTHORITY}


def act(
    request: Request,
    session: Session,
    report_id: UUID,
    form: tuple[str, Given],
    word: str,
    do: Callable[[Node], None],
) -> Response:
    """Does something with a report: back to its page, which says so by `word`, or why not."""
    name, sent = form
    try:
        do(program_of(request).node)
    except NotFound:
        raise
    except TutelaError as error:
        field = next((name for kind, name in _FIELDS.items() if isinstance(error, kind)), "")
        problem = refusal(error, name, sent, field)
        return _page(request, session, report_id, problem=problem)
    return RedirectResponse(f"{PATH}/{report_id}?done={word}", status_code=303)


def _list(
    request: Request,
    session: Session,
    show: str,
    *,
    notice: str = "",
    problem: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    found = reading.list_received(node, session.actor, over=show == "over")
    centre = node.identity.role is NodeRole.CENTRE
    return templates.page(
        request,
        "received.html",
        status=problem.status if problem else 200,
        show=show,
        lines=[_line(one, now) for one in found],
        all_shown=len(found) < reading.LISTED,
        receives=receives(node),
        serving=routing.list_serving(node, session.actor) if centre else [],
        authorities=routing.authorities(node, session.actor) if centre else [],
        may_serve=centre and session.actor.may(Permission.RECEIVED_TRIAGE),
        notice=notice,
        problem=problem,
        given=problem.given if problem else Given(),
    )


def _page(
    request: Request,
    session: Session,
    report_id: UUID,
    *,
    notice: str = "",
    code: str = "",
    problem: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    now = node.clock.now()
    one = reading.show(node, session.actor, report_id, purpose="show a received report")
    return templates.page(
        request,
        "received_report.html",
        status=problem.status if problem else 200,
        one=one,
        line=_line(one.line, now),
        can=_can(node, session, one.line),
        strict=node.settings.triage_substantiated,
        country=one.line.countries[0] if len(one.line.countries) == 1 else "",
        lacks=[lack.words for lack in one.line.lacks],
        found={finding.value: words for finding, words in words.FINDINGS.items()},
        outcomes={outcome.value: words for outcome, words in OUTCOMES.items()},
        outcome=OUTCOMES[Outcome(one.line.outcome)] if one.line.outcome else "",
        steps=[(words.EVENTS.get(step.event, step.event), step) for step in one.steps],
        notice=notice,
        code=code,
        problem=problem,
        given=problem.given if problem else Given(),
    )


def _can(node: Node, session: Session, one: ReceivedLine) -> Can:
    moves, actor, role = possible(one.state), session.actor, node.identity.role
    triages = role is NodeRole.CENTRE and actor.may(Permission.RECEIVED_TRIAGE)
    assesses = role is NodeRole.AUTHORITY and actor.may(Permission.RECEIVED_ASSESS)
    concludes = receives(node) and actor.may(Permission.RECEIVED_ASSESS)
    with_them = one.state in ASSESSING
    return Can(
        ask=triages and Command.ASK in moves,
        unfounded=triages and Command.FIND_UNFOUNDED in moves,
        forward=triages and bool({Command.FORWARD, Command.REFER} & moves),
        europol=triages and Command.TO_EUROPOL in moves,
        hand=triages and one.state is State.EUROPOL and one.handed_at is None,
        assess=assesses and with_them,
        extend=assesses and Command.EXTEND in moves and not one.extended,
        conclude=concludes and Command.CONCLUDE in moves,
        code=concludes and with_them,
        hold=assesses and holds.possible(one),
        lift=assesses and one.hold_until is not None,
    )


def _line(one: ReceivedLine, now: datetime) -> Line:
    return Line(
        id=one.id,
        number=one.number,
        provider=one.provider_name,
        urgent=one.urgent,
        items=one.items,
        countries=", ".join(one.countries),
        sentence=one.state.sentence,
        came=ago(one.received_at, now),
        due=until(one.due_at, now) if one.due_at else None,
        late=one.due_at is not None and one.due_at < now,
        decided=ago(one.ended_at, now) if one.ended_at else None,
        hold=until(one.hold_until, now) if one.hold_until else None,
    )


def _finding(sent: Given) -> Finding:
    """Raises FindingUnsaid."""
    said = sent.one("finding")
    found = next((one for one in Finding if one.value == said), None)
    if found is None:
        raise FindingUnsaid
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's: it is refused as such
