"""A hotline's cases: the list, a report to be taken in, one of them, which hotline serves whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.hotline import (
    assessing,
    clocks,
    handing,
    hosts,
    looking,
    noticed,
    printing,
    reading,
    routing,
    taking,
    words,
)
from tutela.hotline import telling as telling_others
from tutela.hotline.errors import (
    AddressInvalid,
    HotlineCountryInvalid,
    HotlineWordsMissing,
    ItemInvalid,
    PoliceTimeInvalid,
)
from tutela.hotline.machine import possible
from tutela.hotline.model import Found
from tutela.law import classification
from tutela.platform import languages
from tutela.platform.accounts.model import Session
from tutela.platform.errors import BadInput, NotFound, TutelaError
from tutela.platform.noderole import NodeRole
from tutela.platform.permissions import Permission
from tutela.platform.typesetting import sheet
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.downloads import pdf
from tutela.web.pages.given import Given, given, refusal
from tutela.web.pages.words import ago, short, until
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tutela.hotline.model import CaseLine
    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal
    from tutela.web.pages.words import Moment

router = APIRouter(include_in_schema=False)
PATH = "/hotline"
ONE = PATH + "/{case_id:uuid}"
REPORT, ROUTE = "report", "route"
Reading = Annotated[Session, Depends(needs(Permission.HOTLINE_READ))]
Working = Annotated[Session, Depends(needs(Permission.HOTLINE_WORK))]
Sent = Annotated[Given, Depends(given)]
_BETWEEN: Final = "/"  # scheme and label in one choice
DONE = {
    "taken": phrase("It is a case of its own now."),
    "joined": phrase("This address has a case: the report is in it."),
    "noticed": phrase("The addresses of the notice are reports here now."),
    "item": phrase("It is written down what it is."),
    "illegal": phrase("Something illegal is there. Tell who can act."),
    "lawful": phrase("The case is over: nothing illegal is there."),
    "host": phrase("It is written down who hosts it."),
    "police": phrase("The police were told. Nobody else is told before their time is over."),
    "police-answer": phrase("It is written down what the police answered."),
    "tell-host": phrase("The letter to the host is on its way."),
    "told-host": phrase("It is written down that the host was told."),
    "hand-over": phrase("The case is on its way to the other hotline."),
    "handed": phrase("It is written down that another hotline has it."),
    "take-back": phrase("The case is worked on here again."),
    "look": phrase("It is written down what you found."),
    "close": phrase("The case is closed."),
    "route": phrase("Cases that this country hosts go to that hotline from now on."),
}
_FIELDS: dict[type[TutelaError], str] = {
    AddressInvalid: "address",
    HotlineCountryInvalid: "country",
    HotlineWordsMissing: "words",
    ItemInvalid: "where",
    PoliceTimeInvalid: "hours",
}


class FoundMissing(BadInput):
    """Say whether it is gone."""

    code = "hotline-found-missing"


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list."""

    id: UUID
    short: str
    urgent: bool
    reports: int
    country: str
    sentence: str
    opened: Moment
    due: Moment | None
    late: bool
    decided: Moment | None


@router.get(PATH)
def cases(request: Request, session: Reading, show: Literal["open", "over"] = "open",
          done: str = "") -> Response:  # fmt: skip
    """The cases to be worked on, urgent ones first, or those that are over."""
    return _list(request, session, show, notice=DONE.get(done, ""))


@router.post(PATH)
def report(request: Request, session: Working, sent: Sent) -> Response:
    """Takes a report of an address in."""
    node = program_of(request).node
    try:
        taken = taking.report(
            node, session.actor, sent.one("address"), sent.one("words"),
            urgent=sent.one("urgent") == "yes",
        )  # fmt: skip
    except TutelaError as error:
        return _list(request, session, "open", problem=_refused(error, REPORT, sent))
    word = "joined" if taken.known else "taken"
    return RedirectResponse(f"{PATH}/{taken.case_id}?done={word}", status_code=303)


@router.post(PATH + "/notice")
def notice(request: Request, session: Working, sent: Sent) -> Response:
    """Takes the addresses of a notice from the public door in."""
    node = program_of(request).node
    try:
        taken = noticed.take_notice(node, session.actor, _uuid(sent.one("notice")))
    except NotFound:
        raise
    except TutelaError as error:
        return _list(request, session, "open", problem=_refused(error, REPORT, sent))
    if len(taken) == 1:
        return RedirectResponse(f"{PATH}/{taken[0].case_id}?done=noticed", status_code=303)
    return RedirectResponse(f"{PATH}?done=noticed", status_code=303)


@router.post(PATH + "/route")
def route(request: Request, session: Working, sent: Sent) -> Response:
    """Says which hotline gets the cases that a country hosts."""
    node = program_of(request).node
    try:
        country = sent.one("country").upper()
        routing.route(node, session.actor, country, _uuid(sent.one("hotline")))
    except TutelaError as error:
        return _list(request, session, "open", problem=_refused(error, ROUTE, sent))
    return RedirectResponse(f"{PATH}?done=route", status_code=303)


@router.get(ONE)
def case(request: Request, session: Reading, case_id: UUID, done: str = "") -> Response:
    """One case; the look is in the log."""
    return _page(request, session, case_id, notice=DONE.get(done, ""))


@router.get(ONE + "/sheet.pdf")
def sheet_of(request: Request, session: Reading, case_id: UUID) -> Response:
    """The case to be read, as a PDF, for whoever is given it in the hand."""
    node = program_of(request).node
    one = reading.show(node, session.actor, case_id, purpose="give a case away")
    made = sheet.pdf(printing.sheet_of(one, node.clock.now(), templates.language_of(request)))
    return pdf(made, "case.pdf")


@router.post(ONE + "/item")
def item(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Writes down one thing at the address."""
    scheme, _, label = sent.one("label").partition(_BETWEEN)
    return _act(
        request, session, case_id, ("item", sent),
        lambda node: assessing.add_item(
            node, session.actor, case_id, scheme=scheme, label=label, where=sent.one("where"),
            sha256=sent.one("sha256").strip(),
        ),
    )  # fmt: skip


@router.post(ONE + "/illegal")
def illegal(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Says that something illegal is there."""
    first = sent.one("police_first") == "yes"
    return _act(
        request, session, case_id, ("illegal", sent),
        lambda node: assessing.find_illegal(
            node, session.actor, case_id, sent.one("words"), police_first=first
        ),
    )  # fmt: skip


@router.post(ONE + "/lawful")
def lawful(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Says that nothing illegal is there."""
    return _act(
        request, session, case_id, ("lawful", sent),
        lambda node: assessing.find_lawful(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/host")
def host(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Says who hosts it, by registration data or as a person found out."""

    def act(node: Node) -> None:
        if sent.one("rdap").strip():
            hosts.supply(node, session.actor, case_id, sent.one("rdap"))
        else:
            hosts.say(
                node, session.actor, case_id, name=sent.one("name"),
                country=sent.one("country").upper(), contact=sent.one("contact").strip(),
            )  # fmt: skip

    return _act(request, session, case_id, ("host", sent), act)


@router.post(ONE + "/police")
def police(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Records that the police were told first."""
    hours = sent.one("hours")
    return _act(
        request, session, case_id, ("police", sent),
        lambda node: telling_others.tell_police(
            node, session.actor, case_id, sent.one("words"),
            hours=int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 6 else 0,  # noqa: PLR2004
        ),
    )  # fmt: skip


@router.post(ONE + "/police-answer")
def police_answer(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Records what the police answered."""
    return _act(
        request, session, case_id, ("police-answer", sent),
        lambda node: telling_others.hear_police(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/tell-host")
def tell_host(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Has the host told by e-mail."""
    return _act(
        request, session, case_id, ("tell-host", sent),
        lambda node: telling_others.tell_host(
            node, session.actor, case_id, sent.one("words"), language=sent.one("language") or "en"
        ),
    )  # fmt: skip


@router.post(ONE + "/told-host")
def told_host(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Records that the host was told another way."""
    return _act(
        request, session, case_id, ("told-host", sent),
        lambda node: telling_others.told_host(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/hand-over")
def hand_over(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Hands the case to the hotline of the country that hosts it."""
    return _act(
        request, session, case_id, ("hand-over", sent),
        lambda node: handing.hand_over(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/handed")
def handed(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Records that the case was handed to a hotline without a node."""
    return _act(
        request, session, case_id, ("handed", sent),
        lambda node: handing.handed_by_hand(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/take-back")
def take_back(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Works on it here again."""
    return _act(
        request, session, case_id, ("take-back", sent),
        lambda node: handing.take_back(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


@router.post(ONE + "/look")
def look(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Records whether it is gone."""
    return _act(
        request, session, case_id, ("look", sent),
        lambda node: looking.look(
            node, session.actor, case_id, _found(sent), sent.one("words")
        ),
    )  # fmt: skip


@router.post(ONE + "/close")
def close(request: Request, session: Working, case_id: UUID, sent: Sent) -> Response:
    """Ends the case without a removal."""
    return _act(
        request, session, case_id, ("close", sent),
        lambda node: looking.close(node, session.actor, case_id, sent.one("words")),
    )  # fmt: skip


def _act(
    request: Request,
    session: Session,
    case_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], object],
) -> Response:
    name, sent = form
    try:
        act(program_of(request).node)
    except NotFound:
        raise
    except TutelaError as error:
        return _page(request, session, case_id, problem=_refused(error, name, sent))
    return RedirectResponse(f"{PATH}/{case_id}?done={name}", status_code=303)


def _refused(error: TutelaError, form: str, sent: Given) -> Refusal:
    return refusal(error, form, sent, _FIELDS.get(type(error), ""))


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
    found = reading.list_cases(node, session.actor, over=show == "over")
    ours = node.identity.role is NodeRole.HOTLINE
    return templates.page(
        request,
        "hotline.html",
        status=problem.status if problem else 200,
        show=show,
        lines=[_line(one, now) for one in found],
        all_shown=len(found) < reading.LISTED,
        ours=ours,
        works=ours and session.actor.may(Permission.HOTLINE_WORK),
        routes=routing.list_routes(node, session.actor),
        hotlines=routing.hotlines(node, session.actor),
        notice=notice,
        problem=problem,
        given=problem.given if problem else Given(),
    )


def _page(
    request: Request,
    session: Session,
    case_id: UUID,
    *,
    notice: str = "",
    problem: Refusal | None = None,
) -> Response:
    node = program_of(request).node
    one = reading.show(node, session.actor, case_id, purpose="show a hotline case")
    works = (
        node.identity.role is NodeRole.HOTLINE
        and session.actor.may(Permission.HOTLINE_WORK)
        and one.line.erased_at is None
    )
    return templates.page(
        request,
        "hotline_case.html",
        status=problem.status if problem else 200,
        one=one,
        line=_line(one.line, node.clock.now()),
        can={each.value for each in possible(one.line.state)} if works else set(),
        works=works,
        labels=_labels(node),
        titles=dict(_labels(node)),
        found={each.value: each.words for each in Found},
        languages=[(each.language, each.name) for each in languages.public(node.settings)],
        mails=node.settings.sends_mail,
        hours=clocks.POLICE_HOURS,
        steps=[(words.EVENTS.get(step.event, step.event), step) for step in one.steps],
        notice=notice,
        problem=problem,
        given=problem.given if problem else Given(),
    )


def _labels(node: Node) -> list[tuple[str, str]]:
    """All labels that people choose from here, by scheme and code."""
    return [
        (f"{name}{_BETWEEN}{label.code}", label.title)
        for name in assessing.schemes(node)
        for label in classification.scheme(name).labels
    ]


def _line(one: CaseLine, now: datetime) -> Line:
    return Line(
        id=one.id,
        short=short(one.id),
        urgent=one.urgent,
        reports=one.reports,
        country=one.country,
        sentence=one.state.sentence,
        opened=ago(one.opened_at, now),
        due=until(one.due_at, now) if one.due_at else None,
        late=one.due_at is not None and one.due_at < now,
        decided=ago(one.ended_at, now) if one.ended_at else None,
    )


def _found(sent: Given) -> Found:
    """Raises FoundMissing."""
    said = sent.one("found")
    found = next((one for one in Found if one.value == said), None)
    if found is None:
        raise FoundMissing
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's: it is refused as such
