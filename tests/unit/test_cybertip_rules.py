"""What the documents may hold, and how it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tutela.reporting.cybertip.elements.accounts import PersonOrUserReported
from tutela.reporting.cybertip.elements.captures import IpCaptureEvent
from tutela.reporting.cybertip.elements.files import Details, FileAnnotations, FileDetails, Hash
from tutela.reporting.cybertip.elements.incident import (
    CellPhoneIncident,
    ChatImIncident,
    IncidentSummary,
    InternetDetails,
    ReportAnnotations,
    WebPageIncident,
)
from tutela.reporting.cybertip.elements.people import Address, Email, Person, Phone
from tutela.reporting.cybertip.elements.report import Report, Reporter
from tutela.reporting.cybertip.elements.words import IncidentType
from tutela.reporting.cybertip.errors import DocumentInvalid, DocumentUnreadable
from tutela.reporting.cybertip.reading import read, read_file_details, read_report
from tutela.reporting.cybertip.rules import problems
from tutela.reporting.cybertip.writing import left_out, write

if TYPE_CHECKING:
    from tutela.reporting.cybertip.xmlform import Form

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=1))
CANARY = "canary"


def codes(model: Form) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in problems(model)]


def report(**summary: Any) -> Report:
    given = {"incident_type": IncidentType.ABUSE_MATERIAL, "incident_date_time": NOON, **summary}
    return Report(
        incident_summary=IncidentSummary(**given),
        internet_details=(InternetDetails(web_page_incident=WebPageIncident()),),
        reporter=Reporter(reporting_person=Person(email=(Email(value="safety@app.example"),))),
    )


@pytest.mark.parametrize(
    ("model", "path", "code"),
    [
        (Person(first_name="a" * 101), "person/firstName", "too-long"),
        (Person(first_name=" "), "person/firstName", "blank"),
        (Person(first_name="a\nb"), "person/firstName", "control-character"),
        (Person(first_name="a\x85b"), "person/firstName", "control-character"),
        (Person(first_name="a\ud800"), "person/firstName", "control-character"),
        (Person(first_name="a\ufffe"), "person/firstName", "control-character"),
        (Person(age=-1), "person/age", "out-of-range"),
        (Person(age=True), "person/age", "wrong-type"),
        (Person(date_of_birth=NOON), "person/dateOfBirth", "wrong-type"),
        (Person(email=(Email(value="a" * 256),)), "person/email[1]", "too-long"),
        (Email(value="a", verified=1), "email/@verified", "wrong-type"),  # type: ignore[arg-type]  # the point
        (Email(value=""), "email", "blank"),
        (Phone(value="1" * 51), "phone", "too-long"),
        (Phone(value="1", country_calling_code="49"), "phone/@countryCallingCode", "pattern"),
        (Phone(value="1", country_calling_code="+4912"), "phone/@countryCallingCode", "pattern"),
        (Phone(value="1", country_calling_code="+1\n"), "phone/@countryCallingCode", "pattern"),
        (Phone(value="1", extension="١"), "phone/@extension", "pattern"),
        (Address(country="EL"), "address/country", "not-in-list"),
        (Address(country=""), "address/country", "not-in-list"),
        (Address(state="BY"), "address/state", "not-in-list"),
        (IpCaptureEvent(ip_address="192.0.2.256"), "ipCaptureEvent/ipAddress", "not-an-address"),
        (IpCaptureEvent(ip_address="::1", port=65536), "ipCaptureEvent/port", "out-of-range"),
        (
            IpCaptureEvent(ip_address="::1", date_time=datetime(2026, 1, 1)),  # noqa: DTZ001 - the point
            "ipCaptureEvent/dateTime",
            "no-offset",
        ),
        (
            IpCaptureEvent(
                ip_address="::1", date_time=datetime.min.replace(tzinfo=EAST)
            ),
            "ipCaptureEvent/dateTime",
            "out-of-range",
        ),
        (WebPageIncident(url=("https://a.example/ b",)), "webPageIncident/url[1]", "white-space"),
        (WebPageIncident(url=("a", "b" * 2084)), "webPageIncident/url[2]", "too-long"),
        (CellPhoneIncident(latitude=90.5), "cellPhoneIncident/latitude", "out-of-range"),
        (CellPhoneIncident(latitude=float("nan")), "cellPhoneIncident/latitude", "out-of-range"),
        (InternetDetails(), "internetDetails", "choice"),
        (
            InternetDetails(
                web_page_incident=WebPageIncident(), chat_im_incident=ChatImIncident()
            ),
            "internetDetails",
            "choice",
        ),
        (
            FileDetails(
                report_id=1, file_id="f", potential_meme=True, file_annotations=FileAnnotations()
            ),
            "fileDetails",
            "choice",
        ),
        (FileDetails(report_id=2**63, file_id="f"), "fileDetails/reportId", "out-of-range"),
        (FileDetails(report_id=1, file_id="a b"), "fileDetails/fileId", "white-space"),
        (Details(name_value_pair=()), "details/nameValuePair[1]", "missing"),
        (Hash(value="0", hash_type="a" * 65), "hash/@hashType", "too-long"),
        (PersonOrUserReported(prior_ct_reports=(0,)), "personOrUserReported/priorCTReports[1]",
         "out-of-range"),
        (ReportAnnotations(spam="yes"), "reportAnnotations/spam", "wrong-type"),  # type: ignore[arg-type]  # the point
        (Person(email=("a",)), "person/email[1]", "wrong-type"),  # type: ignore[arg-type]  # the point
        (Reporter(reporting_person=None), "reporter/reportingPerson", "missing"),  # type: ignore[arg-type]  # the point
    ],
)  # fmt: skip
def test_a_value_that_breaks_a_rule_is_named_with_its_path(
    model: Form, path: str, code: str
) -> None:
    assert codes(model) == [(path, code)]


@pytest.mark.parametrize(
    "model",
    [
        Person(first_name="a" * 100, age=0, date_of_birth=date(2012, 2, 29)),
        IpCaptureEvent(ip_address="2001:db8::1", port=0),
        ChatImIncident(content="one\n\ttwo" * 9999),
        report(escalate_to_high_priority="a" * 3000),
    ],
)
def test_what_is_just_within_the_rules_has_no_problem(model: Form) -> None:
    assert codes(model) == []


def test_a_document_with_problems_is_not_written_and_all_are_named() -> None:
    wrong = report(platform=" ", escalate_to_high_priority="")
    with pytest.raises(DocumentInvalid) as refused:
        write(wrong)
    assert [one.code for one in refused.value.problems] == ["blank", "blank"]
    assert "report/incidentSummary/platform is blank." in str(refused.value)


def test_the_document_is_utf_8_in_order_and_without_added_space() -> None:
    late = NOON.astimezone(timezone(timedelta(hours=-5)))
    written = write(
        report(report_annotations=ReportAnnotations(spam=True), incident_date_time=late)
    )
    assert written.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<report><incidentSummary>"
        "<incidentType>Child Pornography (possession, manufacture, and distribution)</incidentType>"
        "<reportAnnotations><spam/></reportAnnotations>"
        "<incidentDateTime>2026-01-15T12:00:00Z</incidentDateTime></incidentSummary>"
        "<internetDetails><webPageIncident/></internetDetails>"
        "<reporter><reportingPerson><email>safety@app.example</email></reportingPerson></reporter>"
        "</report>"
    )


def test_a_newer_annotation_is_written_once_the_schema_knows_it() -> None:
    newer = report(report_annotations=ReportAnnotations(informational=True))
    assert b"informational" not in write(newer)
    assert left_out(newer) == ("report/incidentSummary/reportAnnotations/informational",)
    assert b"<informational/>" in write(newer, lambda name: name == "informational")


def changed(old: str, new: str) -> bytes:
    text = write(report(report_annotations=ReportAnnotations(spam=True))).decode()
    assert old in text
    return text.split("\n", 1)[1].replace(old, new).encode()


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("<spam/>", "<spam>false</spam>", "report/incidentSummary/reportAnnotations/spam"),
        ("<spam/>", "<spam/><spam/>", "report/incidentSummary/reportAnnotations/spam"),
        ("<spam/>", f"<{CANARY}/>", "report/incidentSummary/reportAnnotations"),
        ("<spam/>", f'<spam a="{CANARY}"/>', "report/incidentSummary/reportAnnotations/spam"),
        ("<spam/>", f"<!--{CANARY}--><spam/>", "report/incidentSummary/reportAnnotations"),
        ("<spam/>", f"<?{CANARY} a?><spam/>", "report/incidentSummary/reportAnnotations"),
        ("12:00:00Z", "12:00:00", "report/incidentSummary/incidentDateTime"),
        ("12:00:00Z", "12:00:00+15:00", "report/incidentSummary/incidentDateTime"),
        ("12:00:00Z", "24:00:00Z", "report/incidentSummary/incidentDateTime"),
        ("2026-01-15", "2026-W03-4", "report/incidentSummary/incidentDateTime"),
        ("<webPageIncident/>", "", "report/internetDetails[1]"),
        ("<webPageIncident/>", f"{CANARY}", "report/internetDetails[1]"),
        ("<email>", '<email xmlns="urn:x">', "report/reporter/reportingPerson"),
        ("<email>", f'<email type="{CANARY}">', "report/reporter/reportingPerson/email[1]/@type"),
        ("<email>", '<email verified="yes">', "report/reporter/reportingPerson/email[1]/@verified"),
        ("safety@app.example", "<b/>", "report/reporter/reportingPerson/email[1]"),
        ("safety@app.example", "", "report/reporter/reportingPerson/email[1]"),
        ("</email>", "</email><age>1e3</age>", "report/reporter/reportingPerson/age"),
        ("<email>", "<age>1</age><email>", "report/reporter/reportingPerson/email"),
        ("</email>", "</email><phone>1</phone>", "report/reporter/reportingPerson/phone"),
        ("<report>", f'<!DOCTYPE report [<!ENTITY e "{CANARY}">]><report>', "it"),
        ("</report>", "", "it"),
        ("report>", "fileDetails>", "its root"),
    ],
)
def test_a_document_that_is_not_the_schema_s_is_refused_with_its_path(
    old: str, new: str, path: str
) -> None:
    with pytest.raises(DocumentUnreadable) as refused:
        read_report(changed(old, new))
    assert refused.value.facts["path"] == path
    assert CANARY not in str(refused.value)


def test_flags_may_come_in_any_order_and_booleans_and_numbers_with_space() -> None:
    given = changed("<spam/>", "<spam>true</spam><sextortion/>").replace(
        b"<email>", b'<email verified=" 1 ">'
    )
    found = read_report(given.replace(b"</email>", b"</email><age> +12 </age>"))
    assert found.incident_summary.report_annotations == ReportAnnotations(
        sextortion=True, spam=True
    )
    assert found.reporter.reporting_person.age == 12
    assert found.reporter.reporting_person.email[0].verified is True


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"\xff\xfe",
        b"<a" * 100_000,
        b"<a>" * 5_000,
        b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
        b"<a>" + b"b" * (16 * 1024 * 1024) + b"</a>",
    ],
)
def test_hostile_bytes_are_refused_with_a_typed_error(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        read_file_details(data)


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 10)
    )
    with pytest.raises(DocumentUnreadable, match="document type declaration|not well-formed"):
        read(f"{bomb}]><report>&a9;</report>".encode(), Report)
