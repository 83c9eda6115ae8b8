"""Trying the CyberTipline out: is it there, does it know us, does it take what we write?

In production only questions are asked. Elsewhere a report about nobody, with a drawn picture, is
opened, filled and retracted: never finished.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutela.platform.errors import TutelaError
from tutela.reporting.cybertip.answers import code_of, read_response
from tutela.reporting.cybertip.codes import Kind
from tutela.reporting.cybertip.elements.files import FileDetails
from tutela.reporting.cybertip.elements.incident import (
    IncidentSummary,
    InternetDetails,
    WebPageIncident,
)
from tutela.reporting.cybertip.elements.report import Report, Reporter
from tutela.reporting.cybertip.elements.words import FileRelevance, IncidentType
from tutela.reporting.cybertip.mapping_people import reporting_person
from tutela.reporting.cybertip.schema import load
from tutela.reporting.cybertip.writing import write
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Probe
from tutela.signals.drawings import hills

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tutela.reporting.cybertip.client import Answer, Client
    from tutela.reporting.cybertip.elements.replies import ReportResponse
    from tutela.reporting.plugin import Recipient

# Long past: a trial is about no event.
_PGM = "image/x-portable-graymap"
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)


def run(client: Client, recipient: Recipient) -> Sequence[Probe]:
    """Everything that can be tried of this recipient, in order, up to the first failure."""
    found: list[Probe] = []
    for one in _probes(client, recipient):
        found.append(one)
        if not one.good:
            break
    return found


def _probes(client: Client, recipient: Recipient) -> Iterator[Probe]:
    yield _asked("It answers and accepts the credentials", client.status)
    yield _schema(client)
    if recipient.environment is not Environment.PRODUCTION:
        yield from _opened_and_retracted(client, recipient)


def _asked(what: str, call: Callable[[], Answer]) -> Probe:
    try:
        code = code_of(read_response(call().body))
    except TutelaError as error:
        return Probe(what, good=False, sentence=error.sentence)
    return Probe(what, good=code.kind is Kind.DONE, sentence=code.sentence)


def _schema(client: Client) -> Probe:
    what = "It serves a schema that can be worked with"
    try:
        schema = load(client.schema().body)
    except TutelaError as error:
        return Probe(what, good=False, sentence=error.sentence)
    return Probe(what, good=True, sentence=f"SHA-256 {schema.digest}")


def _opened_and_retracted(client: Client, recipient: Recipient) -> Iterator[Probe]:
    answers: list[ReportResponse] = []

    def kept(call: Callable[[], Answer]) -> Callable[[], Answer]:
        def made() -> Answer:
            answer = call()
            answers.append(read_response(answer.body))
            return answer

        return made

    yield _asked("It opens a report", kept(lambda: client.submit(write(_about_nobody(recipient)))))
    number = answers[-1].report_id or 0
    yield _asked(
        "It takes a drawn picture",
        kept(lambda: client.upload(number, "drawing.pgm", hills(), _PGM)),
    )
    details = FileDetails(
        report_id=number, file_id=answers[-1].file_id or "", file_relevance=FileRelevance.REPORTED
    )
    yield _asked("It takes what is told of the picture", lambda: client.file_info(write(details)))
    yield _asked("It lets the report be retracted", lambda: client.retract(number))


def _about_nobody(recipient: Recipient) -> Report:
    page = WebPageIncident(additional_info="A trial with a drawn picture; it is about nobody.")
    return Report(
        incident_summary=IncidentSummary(
            incident_type=IncidentType.ABUSE_MATERIAL, incident_date_time=_WHEN
        ),
        internet_details=(InternetDetails(web_page_incident=page),),
        reporter=Reporter(reporting_person=reporting_person(recipient.options.provider)),
    )
