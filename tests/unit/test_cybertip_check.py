"""What NCMEC asks for beyond its schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tutela.reporting.cybertip.check import check_file, check_report
from tutela.reporting.cybertip.elements.files import FileAnnotations, FileDetails
from tutela.reporting.cybertip.elements.incident import (
    IncidentSummary,
    InternetDetails,
    WebPageIncident,
)
from tutela.reporting.cybertip.elements.people import Email, Person
from tutela.reporting.cybertip.elements.report import Report, Reporter
from tutela.reporting.cybertip.elements.words import (
    FileRelevance,
    IncidentType,
    IndustryClassification,
)

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOOD = Report(
    incident_summary=IncidentSummary(
        incident_type=IncidentType.ENTICEMENT, incident_date_time=NOON
    ),
    internet_details=(InternetDetails(web_page_incident=WebPageIncident()),),
    reporter=Reporter(reporting_person=Person(email=(Email(value="safety@app.example"),))),
)
FILE = FileDetails(report_id=1, file_id="f", industry_classification=IndustryClassification.A1)
SUPPLEMENTAL = replace(FILE, file_relevance=FileRelevance.SUPPLEMENTAL)


def test_a_whole_report_of_the_past_has_no_problem() -> None:
    assert check_report(GOOD, now=NOON + SECOND) == ()


@pytest.mark.parametrize("now", [NOON, NOON - SECOND])
def test_what_has_not_happened_yet_is_not_reported(now: datetime) -> None:
    (problem,) = check_report(GOOD, now=now)
    assert str(problem) == "report/incidentSummary/incidentDateTime is not in the past."
    assert problem.code == "in-the-future"


def test_all_problems_are_told_at_once() -> None:
    naive = NOON.replace(tzinfo=None)
    wrong = Report(
        incident_summary=replace(
            GOOD.incident_summary, escalate_to_high_priority=" \n", incident_date_time=naive
        ),
        reporter=Reporter(reporting_person=Person(first_name="a" * 101)),
    )
    found = [(one.path, one.code) for one in check_report(wrong, now=NOON)]
    assert found == [
        ("report/incidentSummary/escalateToHighPriority", "blank"),
        ("report/incidentSummary/incidentDateTime", "no-offset"),
        ("report/reporter/reportingPerson/firstName", "too-long"),
        ("report/internetDetails", "missing"),
        ("report/reporter/reportingPerson/email", "missing"),
    ]


def test_the_industry_s_classification_needs_the_agreement() -> None:
    assert check_file(FILE, mou_signed=True) == ()
    assert [one.code for one in check_file(FILE, mou_signed=False)] == ["no-agreement"]


@pytest.mark.parametrize(
    ("details", "path"),
    [
        (SUPPLEMENTAL, "fileDetails/industryClassification"),
        (
            replace(SUPPLEMENTAL, industry_classification=None, potential_meme=False),
            "fileDetails/potentialMeme",
        ),
        (
            replace(
                SUPPLEMENTAL,
                industry_classification=None,
                file_annotations=FileAnnotations(potential_meme=True),
            ),
            "fileDetails/fileAnnotations/potentialMeme",
        ),
    ],
)
def test_a_supplemental_file_is_neither_classified_nor_a_meme(
    details: FileDetails, path: str
) -> None:
    assert [(one.path, one.code) for one in check_file(details, mou_signed=True)] == [
        (path, "supplemental")
    ]


def test_a_supplemental_file_may_say_what_else_it_shows() -> None:
    shown = replace(
        SUPPLEMENTAL, industry_classification=None, file_annotations=FileAnnotations(viral=True)
    )
    assert check_file(shown, mou_signed=False) == ()
