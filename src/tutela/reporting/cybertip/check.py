"""What NCMEC asks for beyond its schema, looked at before anything is sent; all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.cybertip.elements.words import FileRelevance
from tutela.reporting.cybertip.problem import Problem
from tutela.reporting.cybertip.rules import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tutela.reporting.cybertip.elements.files import FileDetails
    from tutela.reporting.cybertip.elements.report import Report


def check_report(report: Report, *, now: datetime) -> tuple[Problem, ...]:
    """All that is wrong with a report, by form and by meaning. `now` has an offset."""
    return tuple(_report(report, now))


def check_file(details: FileDetails, *, mou_signed: bool) -> tuple[Problem, ...]:
    """All that is wrong with what is said about a file.

    `mou_signed`: the company has signed the agreement on the industry's hash sharing, without which
    it may not use its classification.
    """
    return tuple(_file(details, mou_signed=mou_signed))


def _report(report: Report, now: datetime) -> Iterator[Problem]:
    yield from problems(report)
    happened = report.incident_summary.incident_date_time
    if happened.utcoffset() is not None and happened >= now:
        where = "report/incidentSummary/incidentDateTime"
        yield Problem(where, "in-the-future", "is not in the past.")
    if not report.internet_details:
        yield Problem("report/internetDetails", "missing", "is missing: say where it happened.")
    if not report.reporter.reporting_person.email:
        where = "report/reporter/reportingPerson/email"
        yield Problem(where, "missing", "is missing: NCMEC needs the reporter's e-mail address.")


def _file(details: FileDetails, *, mou_signed: bool) -> Iterator[Problem]:
    yield from problems(details)
    where = "fileDetails/industryClassification"
    if details.industry_classification and not mou_signed:
        reason = "is only for companies that signed the industry's hash-sharing agreement."
        yield Problem(where, "no-agreement", reason)
    if details.file_relevance is FileRelevance.SUPPLEMENTAL:
        yield from _supplemental(details, where)


def _supplemental(details: FileDetails, where: str) -> Iterator[Problem]:
    reason = "is not for a supplemental file."
    if details.industry_classification:
        yield Problem(where, "supplemental", reason)
    if details.potential_meme is not None:
        yield Problem("fileDetails/potentialMeme", "supplemental", reason)
    if details.file_annotations and details.file_annotations.potential_meme:
        yield Problem("fileDetails/fileAnnotations/potentialMeme", "supplemental", reason)
