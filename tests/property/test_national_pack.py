"""Whatever a report holds, its national pack is whole and says the same in every document."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from hashlib import sha256
from uuid import UUID

import jsonschema_rs
import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.report_strategies import reports

from tutela.reporting.model import Environment, Report
from tutela.reporting.national.annex3 import schema_text
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.options import NationalOptions
from tutela.reporting.national.pack import packed
from tutela.reporting.national.phrases import LANGUAGES
from tutela.reporting.national.plugin import NATIONAL_PACK
from tutela.reporting.plugin import Document, Recipient

VALIDATOR = jsonschema_rs.Draft202012Validator(json.loads(schema_text()), validate_formats=True)
LANGUAGE = st.sampled_from(LANGUAGES)


def recipient(report: Report, language: str) -> Recipient:
    options = NationalOptions.model_validate(
        {"provider": report.provider, "member_state": "DE", "language": language}
    )
    return Recipient(
        id=UUID(int=1),
        service_id=report.service_id,
        name="police",
        kind="national-pack",
        environment=Environment.SIMULATOR,
        address="",
        transfer_ground="",
        options=options,
        ended=False,
    )


def pack(report: Report, language: str) -> dict[str, Document]:
    made = NATIONAL_PACK.documents(report, recipient(report, language))
    return {one.name: one for one in made}


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(reports, LANGUAGE)
def test_any_report_makes_a_pack_that_machines_and_people_can_read(
    report: Report, language: str
) -> None:
    made = pack(report, language)
    form = json.loads(made["report.json"].data)
    VALIDATOR.validate(form)
    assert form["report"]["id"] == str(report.id)
    rows = list(csv.DictReader(io.StringIO(made["hashes.csv"].data.decode(), newline="")))
    names = item_names(report)
    for row, item in zip(rows, report.items, strict=True):
        prints = (row["md5"], row["sha1"], row["sha256"], row["pdq"])
        known = (item.digests.md5, item.digests.sha1, item.digests.sha256, item.digests.pdq)
        assert (row["item"], prints) == (names[item.id], known)
    text = pdf_text(made["letter.pdf"].data)
    assert str(report.id) in text
    for item in report.items:
        assert item.digests.sha256 in text
        assert names[item.id] in text


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(reports)
def test_any_report_keeps_every_word_in_the_annex_iii_document(report: Report) -> None:
    form = json.loads(pack(report, "en")["report.json"].data)
    told = report.details
    assert [one["text"] for one in form["messages"]] == [one.text for one in told.messages]
    assert form["event"]["description"] == told.description
    assert form["urgency"] == {"urgent": told.urgent is not None, "reason": told.urgent}
    assert [one["account"] for one in form["users"]] == [one.account for one in told.suspects]
    viewed = [one["viewed"] for one in form["content"]]
    assert viewed == [item.viewing.viewed for item in report.items]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(reports)
def test_any_report_is_a_cyber_tip_that_says_viewed_only_where_somebody_saw_the_file(
    report: Report,
) -> None:
    tip = json.loads(pack(report, "en")["cybertip.json"].data)
    files = tip["reportedInformation"]["uploadedFiles"]["uploadedFiles"]
    viewed = {one["submittalId"]: one["viewedByEsp"] for one in files}
    assert viewed == {str(item.id): item.viewing.viewed for item in report.items}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(reports, LANGUAGE)
def test_any_report_gives_the_same_bytes_again_and_a_manifest_that_holds(
    report: Report, language: str
) -> None:
    first = NATIONAL_PACK.documents(report, recipient(report, language))
    again = NATIONAL_PACK.documents(
        Report.model_validate_json(report.model_dump_json()), recipient(report, language)
    )
    assert first == again
    assert packed(first) == packed(again)
    by_name = {one.name: one.data for one in first}
    lines = by_name["MANIFEST-sha256.txt"].decode().splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    sent = {name for name in by_name if not name.startswith(("MANIFEST", "WHERE"))}
    assert listed == {name: sha256(by_name[name]).hexdigest() for name in sent}
    with zipfile.ZipFile(io.BytesIO(packed(first))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == by_name


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(reports)
def test_a_banner_is_on_every_page_of_what_is_not_real_and_on_none_of_what_is(
    report: Report,
) -> None:
    made = pack(report, "en")
    document = pypdfium2.PdfDocument(made["letter.pdf"].data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    real = report.environment is Environment.PRODUCTION and not report.stand_in
    assert all(("NOT A REAL REPORT" in page) is not real for page in pages)
    assert all(str(report.id) in page for page in pages)
