"""The tables and machine documents of the pack: hash list, CyberTip, manifest, ZIP."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import UUID

import pytest
from tests.national_samples import FIRST_ITEM, MADE, a_report, a_report_saying, an_item

from tutela.reporting.details import Details, Incident, ItemDetail, Location, Message
from tutela.reporting.model import Reference, ReportKind, Viewing
from tutela.reporting.national.cybertip_json import cybertip
from tutela.reporting.national.hashlist import COLUMNS, hash_list
from tutela.reporting.national.manifest import listed
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.pack import packed
from tutela.reporting.plugin import Document

# NCMEC's words for the eight kinds, as its schema spells them.
INCIDENT_TYPES = {
    "Child Pornography (possession, manufacture, and distribution)",
    "Child Sex Trafficking",
    "Child Sex Tourism",
    "Child Sexual Molestation",
    "Misleading Domain Name",
    "Misleading Words or Digital Images on the Internet",
    "Online Enticement of Children for Sexual Acts",
    "Unsolicited Obscene Material Sent to a Child",
}


def test_hash_list_is_utf8_with_crlf_and_one_line_for_each_item() -> None:
    text = hash_list(a_report()).decode("utf-8")
    assert text.count("\r\n") == 2
    assert "\n" not in text.replace("\r\n", "")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["sha256"] == an_item().digests.sha256
    assert rows[0]["received_at"] == "2026-11-20T04:30:12Z"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_hash_list_a_cell_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    verdict = an_item().verdict.model_copy(update={"label": f"{start}cmd|' /C calc'!A0"})
    text = hash_list(a_report(items=(an_item(verdict=verdict),))).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["label"] == f"'{start}cmd|' /C calc'!A0"


def test_items_whose_short_names_are_the_same_get_their_long_names() -> None:
    twin = UUID(int=FIRST_ITEM.int ^ (1 << 100))
    report = a_report(items=(an_item(), an_item(id=twin)))
    names = item_names(report)
    assert sorted(names.values()) == sorted(f"item-{one.hex}" for one in (FIRST_ITEM, twin))


@pytest.mark.parametrize("incident", list(Incident))
def test_cybertip_names_each_incident_as_ncmec_does(incident: Incident) -> None:
    tip = cybertip(a_report(details=Details(incident=incident)))
    assert tip["reportedInformation"]["incidentSummary"]["incidentType"] in INCIDENT_TYPES


def test_cybertip_says_that_it_is_none_of_ncmecs_and_leaves_its_tags_out() -> None:
    tip = cybertip(a_report())
    assert "not a report of NCMEC" in tip["generator"]
    (file,) = tip["reportedInformation"]["uploadedFiles"]["uploadedFiles"]
    assert file["ncmecTags"] is None
    assert file["verificationHash"] == an_item().digests.md5


@pytest.mark.parametrize("viewing", list(Viewing))
def test_cybertip_says_viewed_only_of_a_file_that_was_seen_whole(viewing: Viewing) -> None:
    tip = cybertip(a_report(items=(an_item(viewing=viewing),)))
    (file,) = tip["reportedInformation"]["uploadedFiles"]["uploadedFiles"]
    assert file["viewedByEsp"] is viewing.viewed


def test_cybertip_people_have_captures_with_port_and_time() -> None:
    tip = cybertip(a_report_saying("a marker"))
    person = tip["reportedInformation"]["reportedPeople"]["reportedPersons"][0]
    assert person["espUserId"] == "a marker"
    assert person["sourceInformation"]["sourceCaptures"][0] == {
        "captureType": "IP Address",
        "value": "2001:db8::1",
        "dateTime": "2026-11-20T09:30:12Z",
        "eventName": "Unknown",
        "port": 51000,
    }


def test_cybertip_without_a_described_person_names_the_account() -> None:
    people = cybertip(a_report())["reportedInformation"]["reportedPeople"]
    assert people["reportedPersons"] == [{"espUserId": "user-4711", "espService": "Photos Example"}]


def test_cybertip_keeps_pages_mails_and_messages_apart() -> None:
    told = Details(
        locations=(
            Location(kind="web-page", urls=("https://a.example/p",)),
            Location(kind="email", content="text of a mail"),
        ),
        messages=(Message(at=MADE, sender="b", text="marker"),),
    )
    information = cybertip(a_report(details=told))["reportedInformation"]
    incident = information["incidentDetails"]
    (page,) = incident["webpageIncident"]
    assert page["sourceInformation"]["sourceCaptures"][0]["value"] == "https://a.example/p"
    (mail,) = incident["emailIncident"]
    assert {"value": "text of a mail"} in mail["contents"]
    assert {"value": "[2026-11-20T09:30:12Z] b: marker"} in information["additionalInformations"]


def test_cybertip_of_a_correction_says_what_it_corrects() -> None:
    earlier = (Reference(report_id=UUID(int=5), number="BKA-7"),)
    tip = cybertip(a_report(kind=ReportKind.CORRECTION, earlier=earlier))
    remarks = tip["reportedInformation"]["additionalInformations"]
    assert {"value": "This is a correction to: BKA-7."} in remarks


def test_cybertip_is_json_with_metadata_and_fingerprints() -> None:
    detail = ItemDetail(metadata=(("Camera", "Example"),))
    tip = json.loads(json.dumps(cybertip(a_report(items=(an_item(detail=detail),)))))
    (file,) = tip["reportedInformation"]["uploadedFiles"]["uploadedFiles"]
    names = [one["name"] for one in file["espMetadata"]["metadatas"]]
    assert names == ["MD5", "SHA1", "SHA256", "PDQ", "Camera"]


def test_manifest_is_what_sha256sum_reads_and_sorted() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert listed([("b", b""), ("a", b"")]) == f"{empty}  a\n{empty}  b\n".encode()


def test_pack_as_a_zip_is_the_same_every_time_and_tells_of_no_machine() -> None:
    documents = [Document("a.txt", "text/plain", b"one"), Document("b.txt", "text/plain", b"two")]
    assert packed(documents) == packed(documents)
    with zipfile.ZipFile(io.BytesIO(packed(documents))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("b.txt") == b"two"
