"""The simulated CyberTipline takes what the real one takes, and refuses what it refuses.

Where a rule comes from stands beside its test: *schema* is NCMEC's published `cyber_tipline.xsd` of
November 2025; *docs* is its documentation page as public clients quote it; *clients* is what
public clients found and wrote down; *assumed* is nowhere documented and the stricter reading.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import etree
from tests.simulators.cybertip import CyberTip, Fault, State

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
XML = {"content-type": "text/xml; charset=utf-8"}

SUMMARY = (
    "<incidentSummary><incidentType>Child Sex Tourism</incidentType>"
    "<incidentDateTime>2026-01-15T12:00:00Z</incidentDateTime></incidentSummary>"
)
DETAILS = (
    "<internetDetails><webPageIncident><url>https://app.example/p/1</url></webPageIncident>"
    "</internetDetails>"
)
REPORTER = (
    "<reporter><reportingPerson><email>safety@app.example</email></reportingPerson></reporter>"
)
PERSON = "<personOrUserReported><espIdentifier>user-1</espIdentifier></personOrUserReported>"
REPORT = f"<report>{SUMMARY}{DETAILS}{REPORTER}{PERSON}</report>"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@dataclass(frozen=True)
class Reply:
    """What came back, read by hand."""

    status: int
    code: int
    text: str
    request_id: str

    def part(self, name: str) -> str:
        found = re.search(f"<{name}>([^<]*)</{name}>", self.text)
        return found[1] if found else ""


class Provider:
    """A provider who types its requests."""

    def __init__(self, tip: CyberTip, user: str = "", password: str = "") -> None:
        self.tip = tip
        self.auth = (user or tip.user, password or tip.password)

    def send(self, method: str, endpoint: str, **parts: object) -> httpx.Response:
        url = f"{self.tip.url}/{endpoint}"
        return httpx.request(method, url, auth=self.auth, timeout=5, trust_env=False, **parts)  # type: ignore[arg-type]  # whatever httpx takes

    def ask(self, method: str, endpoint: str, **parts: object) -> Reply:
        answer = self.send(method, endpoint, **parts)
        code = re.search("<responseCode>(.*?)</responseCode>", answer.text)
        return Reply(
            answer.status_code,
            int(code[1]) if code else -1,
            answer.text,
            answer.headers["request-id"],
        )

    def submit(self, xml: str = REPORT) -> Reply:
        return self.ask("POST", "submit", content=xml.encode(), headers=XML)

    def open(self) -> int:
        return int(self.submit().part("reportId"))

    def upload(self, report: object, data: bytes = b"drawn", name: str = "a.png") -> Reply:
        return self.ask(
            "POST", "upload", data={"id": str(report)}, files={"file": (name, data, "image/png")}
        )

    def describe(self, report: object, file: str, more: str = "") -> Reply:
        xml = (
            f"<fileDetails><reportId>{report}</reportId><fileId>{file}</fileId>{more}</fileDetails>"
        )
        return self.ask("POST", "fileinfo", content=xml.encode(), headers=XML)

    def finish(self, report: object) -> Reply:
        return self.ask("POST", "finish", data={"id": str(report)})

    def retract(self, report: object) -> Reply:
        return self.ask("POST", "retract", data={"id": str(report)})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tip(clock: Clock) -> Iterator[CyberTip]:
    with CyberTip(
        now=clock,
        others={"other": "other-word", "reader": "reader-word"},
        without_submit_right=frozenset({"reader"}),
    ) as one:
        yield one


@pytest.fixture
def provider(tip: CyberTip) -> Provider:
    return Provider(tip)


# A whole life. Docs: the five steps and the shapes of the answers.


def test_a_report_is_opened_filled_and_finished(tip: CyberTip, provider: Provider) -> None:
    opened = provider.submit()
    number = int(opened.part("reportId"))
    assert (opened.status, opened.code, opened.part("responseDescription")) == (200, 0, "Success")
    sent = provider.upload(number, b"\x00\r\n--drawn\r\n\xff")
    file = sent.part("fileId")
    assert re.fullmatch("[0-9a-f]{32}", file)
    assert sent.part("hash") == hashlib.md5(b"\x00\r\n--drawn\r\n\xff").hexdigest()  # noqa: S324 - NCMEC's choice
    assert provider.describe(number, file, "<fileName>a.png</fileName>").code == 0
    done = provider.finish(number)
    assert "<reportDoneResponse>" in done.text
    assert (done.code, done.part("reportId"), done.part("fileId")) == (0, str(number), file)
    kept = tip.finished[0]
    assert kept.xml == REPORT.encode()
    assert kept.files[file].data == b"\x00\r\n--drawn\r\n\xff"
    assert b"<fileName>" in (kept.files[file].info or b"")
    assert tip.open_count == 0


def test_its_answers_are_as_its_schema_says(provider: Provider) -> None:
    compiled = etree.XMLSchema(etree.fromstring(provider.send("GET", "xsd").content))
    number = provider.open()
    replies = [
        provider.ask("GET", "status"),
        provider.submit(),
        provider.submit("<report/>"),
        provider.upload(number),
        provider.finish(number),
        provider.finish(number),
        provider.finish(provider.open()),
    ]
    for reply in replies:
        compiled.assertValid(etree.fromstring(reply.text.encode()))


def test_the_status_names_no_report(provider: Provider) -> None:
    # Clients: /status has no reportId and names the user and address.
    status = provider.ask("GET", "status")
    assert (status.code, status.part("reportId")) == (0, "")
    assert "Remote User : esp-demo" in status.text


def test_every_answer_carries_an_id_of_its_own(tip: CyberTip, provider: Provider) -> None:
    # Clients: Request-ID, to be given to support.
    ids = [provider.ask("GET", "status").request_id, provider.submit("<report/>").request_id]
    ids.append(provider.send("GET", "nowhere").headers["request-id"])
    assert len(set(ids)) == 3
    assert [one.request_id for one in tip.requests] == ids


# Who may do what.


@pytest.mark.parametrize("endpoint", ["status", "xsd"])
@pytest.mark.parametrize("auth", [None, ("esp-demo", "wrong"), ("unknown", "x"), ("", "")])
def test_without_its_credentials_there_is_an_empty_401(
    tip: CyberTip, endpoint: str, auth: tuple[str, str] | None
) -> None:
    # Clients: HTTP Basic, and a 401 without a body.
    answer = httpx.get(f"{tip.url}/{endpoint}", auth=auth, trust_env=False)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_credentials_can_be_revoked(tip: CyberTip, provider: Provider) -> None:
    assert provider.send("GET", "status").status_code == 200
    tip.revoke()
    assert provider.send("GET", "status").status_code == 401
    assert Provider(tip).send("GET", "status").status_code == 200


def test_the_right_to_submit_is_a_right_of_its_own(tip: CyberTip) -> None:
    # Docs: code 3100.
    assert Provider(tip, "reader", "reader-word").submit().code == 3100
    assert Provider(tip, "other", "other-word").submit().code == 0


def test_nobody_changes_the_report_of_another(tip: CyberTip, provider: Provider) -> None:
    # Docs: codes 3xxx; which of them is assumed.
    number, other = provider.open(), Provider(tip, "other", "other-word")
    file = provider.upload(number).part("fileId")
    for refused in (
        other.upload(number),
        other.describe(number, file),
        other.finish(number),
        other.retract(number),
    ):
        assert refused.code == 3300
    assert provider.finish(number).code == 0


# What a request looks like. Docs: code 4000; each reading of it is assumed.


@pytest.mark.parametrize(
    "media_type", ["text/xml", "application/xml; charset=utf-8", "text/xml; charset=latin1", ""]
)
def test_xml_is_taken_as_text_xml_in_utf_8_only(provider: Provider, media_type: str) -> None:
    headers = {"content-type": media_type}
    refused = provider.ask("POST", "submit", content=REPORT.encode(), headers=headers)
    assert refused.code == 4000
    quoted = {"content-type": 'text/xml;charset="UTF-8"'}
    assert provider.ask("POST", "submit", content=REPORT.encode(), headers=quoted).code == 0


@pytest.mark.parametrize("endpoint", ["finish", "retract"])
def test_an_id_comes_alone_and_in_a_form(provider: Provider, endpoint: str) -> None:
    number = str(provider.open())
    assert provider.ask("POST", endpoint, data={"report": number}).code == 4000
    assert provider.ask("POST", endpoint, data={"id": "x"}).code == 4000
    assert provider.ask("POST", endpoint, data={"id": [number, number]}).code == 4000
    assert provider.ask("POST", endpoint, content=b"<id/>", headers=XML).code == 4000
    assert provider.ask("POST", endpoint, data={"id": number}).code == 0


def test_an_upload_is_a_form_with_an_id_and_a_file(provider: Provider) -> None:
    number, file = str(provider.open()), ("a.png", b"drawn", "image/png")
    assert provider.ask("POST", "upload", data={"id": number}).code == 4000
    assert provider.ask("POST", "upload", files={"file": file}).code == 4000
    assert provider.ask("POST", "upload", data={"id": number}, files={"f": file}).code == 4000
    assert provider.ask("POST", "upload", data={"id": number}, files={"file": file}).code == 0


@pytest.mark.parametrize(
    "head",
    [
        'form-data; name="file"; filename="a" .png"',
        'form-data; name="file"; filename="a.png"\r\nX-More: 1',
        'form-data; name="file"; filename="a.png"\r\nbroken',
        'form-data; name="file"; filename="a"; filename="b"',
        "form-data; name=file; filename=a",
    ],
)
def test_a_file_name_that_breaks_out_of_its_quotes_is_refused(
    provider: Provider, head: str
) -> None:
    number = provider.open()
    body = (
        f'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n{number}\r\n'
        f"--b\r\nContent-Disposition: {head}\r\n\r\ndrawn\r\n--b--\r\n"
    ).encode()
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert provider.ask("POST", "upload", content=body, headers=headers).code == 4000


def test_an_upload_cut_short_is_refused(provider: Provider) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n1\r\n--b\r\nContent-'
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert provider.ask("POST", "upload", content=body, headers=headers).code == 4000


def test_an_empty_file_is_refused(provider: Provider) -> None:
    # Docs: code 4200 for a malformed file; that an empty one is such is assumed.
    assert provider.upload(provider.open(), b"").code == 4200


@pytest.mark.parametrize(
    "text",
    ["", "no xml", "<report>", REPORT + "<more/>", "<!DOCTYPE report [<!ENTITY a 'x'>]>" + REPORT],
)
def test_what_is_not_xml_is_malformed(provider: Provider, text: str) -> None:
    # Docs: code 4110. That a document type is refused is assumed.
    assert provider.submit(text).code == 4110


def test_other_addresses_and_methods_are_not_served(provider: Provider) -> None:
    assert provider.send("GET", "nowhere").status_code == 404
    assert provider.send("GET", "finish").status_code == 405
    assert provider.send("POST", "status").status_code == 405


# What a report holds.

SUMMARY_END = "</incidentSummary>"
INVALID_REPORTS = {
    # Schema: order, required parts, closed lists, fixed flags.
    "details before summary": REPORT.replace(SUMMARY + DETAILS, DETAILS + SUMMARY),
    "person before reporter": REPORT.replace(REPORTER + PERSON, PERSON + REPORTER),
    "no summary": REPORT.replace(SUMMARY, ""),
    "no reporter": REPORT.replace(REPORTER, ""),
    "no incident type": re.sub("<incidentType>.*</incidentType>", "", REPORT),
    "no incident time": re.sub("<incidentDateTime>.*</incidentDateTime>", "", REPORT),
    "unknown incident type": REPORT.replace("Child Sex Tourism", "Tourism"),
    "unknown element": REPORT.replace(PERSON, "<extra/>" + PERSON),
    "two kinds of incident": REPORT.replace(
        "</internetDetails>", "<emailIncident/></internetDetails>"
    ),
    "account without type": REPORT.replace(
        "</personOrUserReported>", "<associatedAccount/></personOrUserReported>"
    ),
    "address event out of order": REPORT.replace(
        "</personOrUserReported>",
        "<ipCaptureEvent><port>1</port><ipAddress>192.0.2.1</ipAddress></ipCaptureEvent>"
        "</personOrUserReported>",
    ),
    "a flag that says false": REPORT.replace(
        "<incidentDateTime>",
        "<reportAnnotations><spam>false</spam></reportAnnotations><incidentDateTime>",
    ),
    "another document": "<fileDetails><reportId>1</reportId><fileId>a</fileId></fileDetails>",
    # Schema text: at least one, though its minOccurs is 0.
    "no internet details": REPORT.replace(DETAILS, ""),
    # Docs: the reporter's e-mail is required.
    "no reporter e-mail": REPORT.replace("<email>safety@app.example</email>", ""),
    "blank reporter e-mail": REPORT.replace("safety@app.example", " "),
    # Clients: refused with 4100.
    "an incident now": REPORT.replace("2026-01-15T12:00:00Z", "2026-11-25T12:00:00Z"),
    "an incident to come": REPORT.replace("2026-01-15T12:00:00Z", "2026-11-25T13:30:00+01:00"),
    "a url with a space": REPORT.replace("example/p/1", "example/p 1"),
    "a url with a line break": REPORT.replace("example/p/1", "example/p&#10;1"),
    "a blank reason to hurry": REPORT.replace(
        "<incidentDateTime>",
        "<escalateToHighPriority> </escalateToHighPriority><incidentDateTime>",
    ),
}


@pytest.mark.parametrize("name", INVALID_REPORTS)
def test_a_report_that_breaks_a_rule_is_refused(
    tip: CyberTip, provider: Provider, name: str
) -> None:
    refused = provider.submit(INVALID_REPORTS[name])
    assert (refused.status, refused.code) == (200, 4100)
    assert len(refused.part("responseDescription")) > 10
    assert tip.reports == {}


VALID_REPORTS = {
    "as it is": REPORT,
    "as long as may be": REPORT.replace("user-1", "u" * 255),
    "an incident just past": REPORT.replace("2026-01-15T12:00:00Z", "2026-11-25T11:59:59Z"),
    "an incident with an offset": REPORT.replace(
        "2026-01-15T12:00:00Z", "2026-11-25T12:30:00+01:00"
    ),
    "an empty flag": REPORT.replace(
        "<incidentDateTime>",
        "<reportAnnotations><spam/></reportAnnotations><incidentDateTime>",
    ),
    "flags in any order": REPORT.replace(
        "<incidentDateTime>",
        "<reportAnnotations><spam/><sextortion>true</sextortion></reportAnnotations>"
        "<incidentDateTime>",
    ),
    "a reason to hurry": REPORT.replace(
        "<incidentDateTime>",
        "<escalateToHighPriority>Imminent</escalateToHighPriority><incidentDateTime>",
    ),
    "several persons": REPORT.replace(PERSON, PERSON * 2),
    "an account with its type": REPORT.replace(
        "</personOrUserReported>", '<associatedAccount type="Linked"/></personOrUserReported>'
    ),
    "two incidents": REPORT.replace(DETAILS, DETAILS * 2),
}


@pytest.mark.parametrize("name", VALID_REPORTS)
def test_a_report_that_keeps_the_rules_is_taken(
    tip: CyberTip, provider: Provider, name: str
) -> None:
    taken = provider.submit(VALID_REPORTS[name])
    assert taken.code == 0, taken.text
    assert tip.open_count == 1


# Docs: lengths, which the schema does not hold.
LENGTHS = {
    100: ["firstName", "lastName", "espService"],
    255: ["email", "espIdentifier"],
    256: ["platform", "screenName"],
    50: ["phone"],
    2083: ["url", "profileUrl", "legalURL"],
    3000: ["escalateToHighPriority", "additionalInfo", "termsOfService"],
}
FULL = (
    "<report><incidentSummary><incidentType>Child Sex Tourism</incidentType><platform>x</platform>"
    "<escalateToHighPriority>x</escalateToHighPriority>"
    "<incidentDateTime>2026-01-15T12:00:00Z</incidentDateTime></incidentSummary>"
    "<internetDetails><webPageIncident><url>x</url></webPageIncident></internetDetails>"
    "<reporter><reportingPerson><firstName>x</firstName><lastName>x</lastName><phone>x</phone>"
    "<email>x</email></reportingPerson><termsOfService>x</termsOfService><legalURL>x</legalURL>"
    "</reporter><personOrUserReported><espIdentifier>x</espIdentifier><espService>x</espService>"
    "<screenName>x</screenName><profileUrl>x</profileUrl></personOrUserReported>"
    "<additionalInfo>x</additionalInfo></report>"
)


@pytest.mark.parametrize(
    ("name", "limit"), [(name, limit) for limit, names in LENGTHS.items() for name in names]
)
def test_a_text_may_be_as_long_as_documented_and_no_longer(
    provider: Provider, name: str, limit: int
) -> None:
    assert provider.submit(FULL.replace(f"<{name}>x", f"<{name}>{'ü' * limit}")).code == 0
    refused = provider.submit(FULL.replace(f"<{name}>x", f"<{name}>{'ü' * (limit + 1)}"))
    assert refused.code == 4100
    assert name in refused.part("responseDescription")


# What the details of a file hold.

HASH = '<originalFileHash hashType="MD5">d41d8cd98f00b204e9800998ecf8427e</originalFileHash>'
SUPPLEMENTAL = "<fileRelevance>Supplemental Reported</fileRelevance>"
CLASSIFIED = "<industryClassification>A1</industryClassification>"
MEME = "<fileAnnotations><potentialMeme/></fileAnnotations>"
REPORTED = "<fileRelevance>Reported</fileRelevance>"


@pytest.mark.parametrize(
    "more",
    [
        # Schema.
        HASH + REPORTED,
        CLASSIFIED.replace("A1", "C1"),
        HASH.replace(' hashType="MD5"', ""),
        "<potentialMeme>true</potentialMeme>" + MEME,
        '<details type="EXIF"/>',
        "<ipCaptureEvent><ipAddress>192.0.2.1</ipAddress></ipCaptureEvent>" * 2,
        # Docs: supplemental files carry neither.
        SUPPLEMENTAL + CLASSIFIED,
        SUPPLEMENTAL + MEME,
        SUPPLEMENTAL + "<potentialMeme>true</potentialMeme>",
        # Docs: lengths.
        HASH.replace("MD5", "M" * 65),
        f"<originalFileName>{'n' * 2057}</originalFileName>",
        f"<details><nameValuePair><name>{'n' * 65}</name><value/></nameValuePair></details>",
    ],
)
def test_file_details_that_break_a_rule_are_refused(provider: Provider, more: str) -> None:
    number = provider.open()
    file = provider.upload(number).part("fileId")
    assert provider.describe(number, file, more).code == 4100


@pytest.mark.parametrize(
    "more",
    [
        "",
        REPORTED + MEME + CLASSIFIED + HASH * 3,
        SUPPLEMENTAL + HASH,
        SUPPLEMENTAL + "<fileAnnotations><viral/></fileAnnotations>",
        HASH.replace("MD5", "M" * 64),
        f"<originalFileName>{'n' * 2056}</originalFileName>",
    ],
)
def test_file_details_that_keep_the_rules_are_taken(provider: Provider, more: str) -> None:
    number = provider.open()
    file = provider.upload(number).part("fileId")
    assert provider.describe(number, file, more).code == 0
    assert provider.describe(number, file, more).code == 0


# What may be done to which report.


def test_unknown_reports_and_files_have_codes_of_their_own(provider: Provider) -> None:
    # Docs: 5001 and 5002. A file of another report is unknown in this one.
    for refused in (
        provider.upload(1),
        provider.describe(1, "a" * 32),
        provider.finish(1),
        provider.retract(1),
    ):
        assert refused.code == 5001
    number = provider.open()
    assert provider.describe(number, "a" * 32).code == 5002
    other = provider.upload(provider.open()).part("fileId")
    assert provider.describe(number, other).code == 5002


@pytest.mark.parametrize(("end", "code"), [("finish", 5102), ("retract", 5101)])
def test_what_has_ended_takes_nothing_more(
    tip: CyberTip, provider: Provider, end: str, code: int
) -> None:
    # Docs: 5101 retracted, 5102 finished; neither can be undone.
    number = provider.open()
    file = provider.upload(number).part("fileId")
    assert provider.ask("POST", end, data={"id": str(number)}).code == 0
    for refused in (
        provider.upload(number),
        provider.describe(number, file),
        provider.finish(number),
        provider.retract(number),
    ):
        assert refused.code == code
    assert len(tip.reports[number].files) == 1


def test_two_submissions_are_two_reports(tip: CyberTip, provider: Provider) -> None:
    assert provider.open() != provider.open()
    assert tip.open_count == 2


# Docs: an unfinished report goes 24 hours after opening or one hour after the last change, of both
# the later.


@pytest.mark.parametrize(
    ("changed_after", "lapses_after"), [(0, 24), (1, 24), (22.9, 24), (23.5, 24.5), (23.9, 24.9)]
)
def test_an_unfinished_report_lapses_at_the_later_of_both_limits(
    tip: CyberTip, provider: Provider, clock: Clock, changed_after: float, lapses_after: float
) -> None:
    number = provider.open()
    clock.pass_time(hours=changed_after)
    file = provider.upload(number).part("fileId")
    clock.now = NOW + timedelta(hours=lapses_after, seconds=-1)
    assert tip.reports[number].state is State.OPEN
    clock.pass_time(seconds=1)
    assert tip.reports[number].state is State.LAPSED
    assert tip.open_count == 0
    for refused in (
        provider.upload(number),
        provider.describe(number, file),
        provider.finish(number),
        provider.retract(number),
    ):
        assert refused.code == 5001


def test_a_report_kept_busy_lives_on(provider: Provider, clock: Clock) -> None:
    number = provider.open()
    clock.pass_time(hours=23.5)
    file = provider.upload(number).part("fileId")
    for _ in range(10):
        clock.pass_time(minutes=59)
        assert provider.describe(number, file).code == 0
    assert provider.finish(number).code == 0


def test_a_finished_report_does_not_lapse(tip: CyberTip, provider: Provider, clock: Clock) -> None:
    number = provider.open()
    provider.finish(number)
    clock.pass_time(days=365)
    assert tip.reports[number].state is State.FINISHED
    assert provider.finish(number).code == 5102


# Newer and changed schemas.


@pytest.mark.parametrize(
    "name", ["informational", "potentialAggravatingFactors", "instrumentalUse"]
)
def test_newer_annotations_are_taken_only_where_the_schema_has_them(
    tip: CyberTip, provider: Provider, name: str
) -> None:
    annotated = REPORT.replace(
        "<incidentDateTime>",
        f"<reportAnnotations><{name}/></reportAnnotations><incidentDateTime>",
    )
    assert name not in provider.send("GET", "xsd").text
    assert provider.submit(annotated).code == 4100
    tip.change_schema(newer=True)
    assert f'name="{name}"' in provider.send("GET", "xsd").text
    assert provider.submit(annotated).code == 0


def test_a_changed_schema_demands_what_no_client_knows() -> None:
    with CyberTip(changed=True) as tip:
        provider = Provider(tip)
        assert 'name="reportingChannel"' in provider.send("GET", "xsd").text
        assert provider.submit().code == 4100
        more = REPORT.replace(SUMMARY_END, "<reportingChannel>api</reportingChannel>" + SUMMARY_END)
        assert provider.submit(more).code == 0


@pytest.mark.parametrize("status", [200, 400, 500])
def test_the_status_of_a_refusal_is_as_set(status: int) -> None:
    # Not documented: so clients have to read the code whatever the status.
    with CyberTip(error_status=status) as tip:
        refused = Provider(tip).submit("<report/>")
        assert (refused.status, refused.code) == (status, 4100)


# Misbehaviour.


def test_faults_meet_the_calls_they_are_planned_for(tip: CyberTip, provider: Provider) -> None:
    tip.fail("status", Fault.HTML_STATUS, status=503)
    tip.fail("status", Fault.CODE, code=1100)
    tip.fail("submit", Fault.HTML_200, call=2)
    assert provider.send("GET", "status").status_code == 503
    assert provider.ask("GET", "status").code == 1100
    assert provider.ask("GET", "status").code == 0
    assert provider.submit().code == 0
    assert "<html>" in provider.submit().text
    assert provider.submit().code == 0
    assert tip.open_count == 2
    with pytest.raises(ValueError, match="nowhere"):
        tip.fail("nowhere", Fault.RESET)


@pytest.mark.parametrize(("fault", "reports"), [(Fault.RESET, 0), (Fault.LOSE_ANSWER, 1)])
def test_a_connection_breaks_before_or_after_the_request_had_its_effect(
    tip: CyberTip, provider: Provider, fault: Fault, reports: int
) -> None:
    tip.fail("submit", fault)
    with pytest.raises(httpx.TransportError):
        provider.submit()
    assert len(tip.reports) == reports
    assert tip.requests[-1].status == 0


@pytest.mark.parametrize("effect", [True, False])
def test_whether_a_faulty_call_has_its_effect_can_be_said(
    tip: CyberTip, provider: Provider, *, effect: bool
) -> None:
    tip.fail("submit", Fault.HTML_STATUS, effect=effect)
    assert provider.send("POST", "submit", content=REPORT, headers=XML).status_code == 500
    assert len(tip.reports) == int(effect)


def test_answers_can_be_wrong(tip: CyberTip, provider: Provider) -> None:
    number = provider.open()
    tip.fail("upload", Fault.WRONG_HASH)
    tip.fail("upload", Fault.NO_HASH)
    tip.fail("upload", Fault.WRONG_REPORT)
    tip.fail("finish", Fault.WRONG_FILES)
    assert provider.upload(number).part("hash") == "0" * 32
    assert "hash" not in provider.upload(number).text
    assert provider.upload(number).part("reportId") == f"9{number}"
    assert provider.finish(number).text.count("<fileId>") == 4


def test_answers_can_be_no_xml(tip: CyberTip, provider: Provider) -> None:
    for fault in (Fault.TRUNCATED, Fault.EMPTY, Fault.ENTITY_BOMB):
        tip.fail("status", fault)
    assert not provider.send("GET", "status").text.endswith(">")
    assert provider.send("GET", "status").text == ""
    bomb = provider.send("GET", "status").text
    assert bomb.count("<!ENTITY") == 10
    assert "&e9;" in bomb


def test_a_slow_answer_comes_when_it_may(tip: CyberTip, provider: Provider) -> None:
    tip.fail("submit", Fault.SLOW)
    tip.on_processed = lambda _endpoint: tip.resume()
    assert provider.submit().code == 0


def test_it_can_be_away_and_come_back_with_its_reports(tip: CyberTip, provider: Provider) -> None:
    number, url = provider.open(), tip.url
    tip.go_away()
    with pytest.raises(httpx.ConnectError):
        provider.finish(number)
    tip.come_back()
    assert tip.url == url
    assert provider.finish(number).code == 0


def test_a_request_cut_short_was_none(tip: CyberTip, provider: Provider) -> None:
    number = provider.open()
    basic = base64.b64encode(f"{tip.user}:{tip.password}".encode()).decode()
    head = (
        "POST /ispws/finish HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
        f"Authorization: Basic {basic}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    port = httpx.URL(tip.url).port
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"{head}id={number}".encode())
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""
    assert tip.open_count == 1
    assert [one.endpoint for one in tip.requests] == ["submit"]


def test_what_it_remembers_of_requests_holds_no_password(tip: CyberTip, provider: Provider) -> None:
    provider.submit()
    known = tip.requests[-1]
    assert (known.method, known.path, known.endpoint) == ("POST", "/ispws/submit", "submit")
    assert (known.size, known.status, known.code) == (len(REPORT), 200, 0)
    assert "authorization" not in known.headers
    assert tip.password not in repr(tip.requests)


def test_it_runs_as_a_program_until_its_input_closes() -> None:
    command = [sys.executable, "-m", "tests.simulators.cybertip"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url, user, password = (process.stdout.readline().strip() for _ in range(3))
        answer = httpx.get(f"{url}/status", auth=(user, password), trust_env=False)
        assert answer.status_code == 200
        process.communicate()
    assert process.returncode == 0
