"""One report: where it stands and what it says, and the forms to describe, send and settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts.model import Session
from tutela.platform.approvals.errors import AskingReasonMissing, AwaitsApproval
from tutela.platform.errors import BadInput, TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.informing import reading as informing
from tutela.reporting import outcomes, preparing, sending
from tutela.reporting.centre import answering
from tutela.reporting.centre.model import Finding, UnfoundedTest
from tutela.reporting.details import Details
from tutela.reporting.errors import DetailsInvalid, ReferenceMissing, ReportErased, ReportUnknown
from tutela.reporting.national.errors import PictureBroken
from tutela.reporting.national.picture import pictures
from tutela.reporting.outcomes import Found
from tutela.reporting.reading import read_documents, show_report
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, InstantUnreadable, given, refusal
from tutela.web.pages.report_form import (
    ANNOTATIONS,
    INCIDENTS,
    OCCASIONS,
    field_of,
    merged,
    parsed,
    shown,
)
from tutela.web.pages.report_form import WHOLE as WHOLE_FIELD
from tutela.web.pages.report_view import FOUND, report_page, user_notice_line
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.node import Node
    from tutela.web.pages.given import Refusal
    from tutela.web.pages.report_view import ReportPage
    from tutela.web.pages.sheets import Sheets
    from tutela.web.waiting import FarSheets

router = APIRouter(include_in_schema=False)
PURPOSE = "see to the report"
PATH = "/reports/{report_id:uuid}"
PDF = "application/pdf"
DESCRIBE, WHOLE, ACT, OUTCOME = "describe", "whole", "act", "outcome"

Reading = Annotated[Session, Depends(needs(Permission.REPORT_READ))]
Preparing = Annotated[Session, Depends(needs(Permission.REPORT_PREPARE))]
Sending = Annotated[Session, Depends(needs(Permission.REPORT_SEND))]
Recording = Annotated[Session, Depends(needs(Permission.OUTCOME_RECORD))]
Sent = Annotated[Given, Depends(given)]

# What a page says after a form was taken, by the word in its address; no other word is repeated.
DONE = {
    "opened": phrase(
        "The report is a draft. It is NOT FILED: describe what you know, then send it."
    ),
    "described": phrase("What the report says is changed."),
    "attached": phrase("Your choice of media is recorded."),
    "sent": phrase("The report is on its way."),
    "asked": phrase("Nothing is sent yet. Another person finds your request under Requests."),
    "marked": phrase("The reference is recorded."),
    "settled": phrase("What you learnt is recorded."),
    "retracted": phrase("The report is taken back, as far as it had left."),
    "revised": phrase("The report is a draft again."),
    "retried": phrase("It is tried again."),
    "answered": phrase("Your answer is on its way to the EU Centre."),
    "recorded": phrase(
        "What the recipient found is recorded, and what follows from it is on its way."
    ),
}


class FindingMissing(BadInput):
    """Say what the recipient found."""

    code = "outcome-missing"


class AnswerMissing(BadInput):
    """Say whether the recipient has it."""

    code = "settling-answer-missing"


@router.get(PATH)
def report(request: Request, session: Reading, report_id: UUID, done: str = "") -> Response:
    """The report; the look is recorded."""
    return _page(request, session, report_id, notice=DONE.get(done, ""))


@router.post(PATH + "/describe")
def describe(request: Request, session: Preparing, report_id: UUID, sent: Sent) -> Response:
    """Changes the usual fields of what the report says."""

    def act(node: Node) -> None:
        before = show_report(node, session.actor, report_id, purpose=PURPOSE).report
        if before is not None:
            details = merged(before.details, sent)
            preparing.describe(node, session.actor, report_id, details)

    return _taken(request, session, report_id, (DESCRIBE, sent), act, "described")


@router.post(PATH + "/whole")
def whole(request: Request, session: Preparing, report_id: UUID, sent: Sent) -> Response:
    """Replaces everything that the report says, as JSON."""

    def act(node: Node) -> None:
        preparing.describe(node, session.actor, report_id, parsed(sent))

    return _taken(request, session, report_id, (WHOLE, sent), act, "described")


@router.post(PATH + "/items/{item_id:uuid}/attach")
def attach(
    request: Request, session: Preparing, report_id: UUID, item_id: UUID, sent: Sent
) -> Response:
    """Chooses whether the bytes of an item go along."""

    def act(node: Node) -> None:
        attached = sent.one("attached") == "yes"
        preparing.attach(node, session.actor, report_id, item_id, attached=attached)

    return _taken(request, session, report_id, ("items", sent), act, "attached")


@router.post(PATH + "/send")
def send(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Sends a draft on its way."""

    def act(node: Node) -> None:
        sending.send(node, session.actor, report_id, reason=sent.one("reason"))

    return _taken(request, session, report_id, (ACT, sent), act, "sent")


@router.post(PATH + "/ask")
def ask(request: Request, session: Preparing, report_id: UUID, sent: Sent) -> Response:
    """Asks somebody who may to send a draft."""

    def act(node: Node) -> None:
        raise sending.ask_to_send(node, session.actor, report_id, sent.one("reason"))

    return _taken(request, session, report_id, (ACT, sent), act, "asked")


@router.post(PATH + "/mark")
def mark(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Records that a person sent a pack."""

    def act(node: Node) -> None:
        at = sent.instant("at") or node.clock.now()
        reference = sent.one("reference")
        sending.mark_sent(node, session.actor, report_id, reference=reference, sent_at=at)

    return _taken(request, session, report_id, (ACT, sent), act, "marked")


@router.post(PATH + "/settle")
def settle(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Settles an unclear report after the recipient was asked."""

    def act(node: Node) -> None:
        answer = sent.one("answer")
        if answer not in ("filed", "not-filed"):
            raise AnswerMissing
        reference = sent.one("reference") if answer == "filed" else None
        sending.settle(node, session.actor, report_id, reference=reference)

    return _taken(request, session, report_id, (ACT, sent), act, "settled")


@router.post(PATH + "/retract")
def retract(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Drops or takes back a report."""

    def act(node: Node) -> None:
        sending.retract(node, session.actor, report_id, sent.one("reason"))

    return _taken(request, session, report_id, (ACT, sent), act, "retracted")


@router.post(PATH + "/revise")
def revise(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Makes a refused or handed report a draft again."""

    def act(node: Node) -> None:
        sending.revise(node, session.actor, report_id)

    return _taken(request, session, report_id, (ACT, sent), act, "revised")


@router.post(PATH + "/retry")
def retry(request: Request, session: Sending, report_id: UUID, sent: Sent) -> Response:
    """Gives a failed report all its tries again."""

    def act(node: Node) -> None:
        sending.retry(node, session.actor, report_id)

    return _taken(request, session, report_id, (ACT, sent), act, "retried")


@router.post(PATH + "/outcome")
def outcome(request: Request, session: Recording, report_id: UUID, sent: Sent) -> Response:
    """Records what the recipient found."""

    def act(node: Node) -> None:
        found = sent.one("found")
        if found not in [one.value for one in Found]:
            raise FindingMissing
        outcomes.record(
            node,
            session.actor,
            report_id,
            Found(found),
            item_id=_uuid(sent.one("item")),
            reference=sent.one("reference"),
            reason=sent.one("reason"),
        )

    return _taken(request, session, report_id, (OUTCOME, sent), act, "recorded")


def sheets_of(request: Request) -> Sheets | FarSheets:
    """The pictures that wait."""
    waiting: Sheets | FarSheets = request.app.state.sheets
    return waiting


@router.post(PATH + "/centre/{word_id:uuid}/answer")
def answer_centre(
    request: Request, session: Sending, report_id: UUID, word_id: UUID, sent: Sent
) -> Response:
    """Answers what the EU Centre asks."""
    return _taken(
        request, session, report_id, (f"centre-{word_id}", sent),
        lambda node: answering.answer(node, session.actor, word_id, sent.one("words")),
        "answered",
    )  # fmt: skip


@router.post(PATH + "/centre/{word_id:uuid}/record")
def record_centre(
    request: Request, session: Recording, report_id: UUID, word_id: UUID, sent: Sent
) -> Response:
    """Records what the EU Centre says was found."""
    return _taken(
        request, session, report_id, (f"centre-{word_id}", sent),
        lambda node: answering.record(node, session.actor, word_id),
        "recorded",
    )  # fmt: skip


def _taken(
    request: Request,
    session: Session,
    report_id: UUID,
    form: tuple[str, Given],
    act: Callable[[Node], None],
    word: str,
) -> Response:
    """Goes on to the report once `act` is done; what it refuses comes back with the input."""
    name, sent = form
    try:
        act(program_of(request).node)
    except ReportUnknown:
        raise
    except AwaitsApproval:
        return RedirectResponse(f"/reports/{report_id}?done=asked", status_code=303)
    except TutelaError as error:
        refused = refusal(error, name, sent, _field(error, name))
        return _page(request, session, report_id, refused=refused)
    return RedirectResponse(f"/reports/{report_id}?done={word}", status_code=303)


def _field(error: TutelaError, form: str) -> str:
    """The field that an error is about, so that it can be marked."""
    if isinstance(error, DetailsInvalid):
        return field_of(error) if form == DESCRIBE else WHOLE_FIELD
    if isinstance(error, InstantUnreadable):
        return "happened_at" if form == DESCRIBE else "at"
    return _FIELDS.get(type(error), "")


_FIELDS: dict[type[TutelaError], str] = {
    ReferenceMissing: "reference",
    AskingReasonMissing: "reason",
    AnswerMissing: "answer",
    FindingMissing: "found",
}


def _page(
    request: Request,
    session: Session,
    report_id: UUID,
    *,
    notice: str = "",
    refused: Refusal | None = None,
) -> Response:
    node, actor = program_of(request).node, session.actor
    view = report_page(
        actor, show_report(node, actor, report_id, purpose=PURPOSE), node.clock.now()
    )
    details = view.report.details if view.report else Details()
    given = {DESCRIBE: shown(details), WHOLE: shown(details)}
    if refused:
        given[refused.form] = refused.given
    return templates.page(
        request,
        "report.html",
        status=refused.status if refused else 200,
        one=view,
        notice=notice,
        problem=refused,
        given={name: given.get(name, Given()) for name in (DESCRIBE, WHOLE, ACT, OUTCOME)},
        preview=_preview(request, session, view) if view.report else None,
        incidents=INCIDENTS,
        annotations=ANNOTATIONS,
        occasions=OCCASIONS,
        findings=FOUND,
        now=node.clock.now(),
        may_read_cases=actor.may(Permission.CASE_READ),
        centre_words=answering.words_of(node, actor, report_id),
        centre_findings={one.value: one.words for one in (*Finding, *UnfoundedTest)},
        user_notice=user_notice_line(informing.of_report(node, actor, report_id), node.clock.now()),
        may_answer=actor.may(Permission.REPORT_SEND),
    )


def _preview(request: Request, session: Session, view: ReportPage) -> str | None:
    """The word under which the first page of the readable document waits, if it can be drawn."""
    node, report_id = program_of(request).node, view.line.id
    try:
        found = read_documents(node, session.actor, report_id, purpose="see the document")
        readable = next((one.data for one in found if one.media_type == PDF), None)
        drawn = pictures(readable, scale=1.0, most=1) if readable else []
    except (ReportErased, PictureBroken):
        return None
    return sheets_of(request).put(session, report_id, drawn) if drawn else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
