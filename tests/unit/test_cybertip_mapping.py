"""Reports as they come in life, and what NCMEC reads of them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.cybertip_samples import details_of, tipline
from tests.national_samples import MADE, a_report, an_item

from tutela.law.model import Finding
from tutela.reporting import details as d
from tutela.reporting.cybertip.elements.words import IncidentType
from tutela.reporting.cybertip.mapping import report as mapped
from tutela.reporting.cybertip.mapping_files import uploads
from tutela.reporting.cybertip.plugin import CYBERTIPLINE
from tutela.reporting.model import Digests, Reference, ReportKind, Viewing

if TYPE_CHECKING:
    from tutela.reporting.cybertip.elements.accounts import PersonOrUserReported
    from tutela.reporting.model import Report, ReportedItem


def told(report: Report) -> str:
    return mapped(report).additional_info or ""


def made_here(report: Report) -> dict[str, str]:
    """The files that are made from the report, as text."""
    return {one.name: one.data.decode() for one in uploads(report) if one.item is None}


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def reported(report: Report) -> PersonOrUserReported:
    (one,) = mapped(report).person_or_user_reported
    return one


def many(number: int) -> tuple[ReportedItem, ...]:
    """Items without a file, each with a fingerprint of its own."""
    return tuple(
        an_item(id=UUID(int=1000 + each), digests=Digests(sha256=f"{each:064x}"))
        for each in range(number)
    )


def prints(text: str) -> list[str]:
    return re.findall(r"\b[0-9a-f]{64}\b", text)


# Fingerprints only


@pytest.mark.parametrize("number", [1, 2, 9, 200])
def test_each_fingerprint_stands_in_the_report_or_in_the_list_and_never_in_both(
    number: int,
) -> None:
    report = a_report(items=many(number))
    listed = made_here(report).get("fingerprints.csv", "")
    assert prints(told(report)) + prints(listed) == [f"{each:064x}" for each in range(number)]
    assert bool(listed) is (f"{len(prints(listed))}, see the uploaded list" in told(report))
    assert len(told(report)) <= 3000
    assert CYBERTIPLINE.check(report, tipline(report)) == []


def test_the_list_is_uploaded_only_once_the_report_has_no_room() -> None:
    lists = [bool(made_here(a_report(items=many(number)))) for number in range(1, 12)]
    assert (lists[0], lists[-1]) == (False, True)
    assert lists == sorted(lists)


@pytest.mark.parametrize("length", range(2000, 3001, 37))
def test_no_fingerprint_is_ever_cut(length: int) -> None:
    words = ("w" * 9 + " ") * 300
    report = a_report(items=many(6), details=d.Details(description=words[:length]))
    said = told(report)
    assert len(said) <= 3000
    assert not re.findall(r"(?<![0-9a-f])[0-9a-f]{33,63}(?![0-9a-f])", said)
    assert len(prints(said) + prints(made_here(report).get("fingerprints.csv", ""))) == 6


def test_an_item_without_a_file_is_told_with_who_saw_it_and_on_what_ground() -> None:
    said = told(a_report(items=(an_item(viewing=Viewing.REDUCED),)))
    assert "not seen by a person" in said
    assert "saw a small grey preview only" in said
    assert "pdq-hamming 1.4.0: exact match of indicator" in said
    assert "Legal ground of the scan: Terms of service, clause 4.2." in said


def test_what_one_digest_or_the_address_brought_in_is_not_called_near() -> None:
    [match] = an_item().matches
    part = match.model_copy(update={"exact": False})
    assert "one digest or address, no exact match" in told(
        a_report(items=(an_item(matches=(part,)),))
    )


def test_an_item_that_nothing_matches_is_not_said_to_match() -> None:
    assert "match" not in told(a_report(items=(an_item(matches=()),)))


def test_only_what_a_person_confirmed_is_said_to_be_confirmed() -> None:
    doubted = an_item().verdict.model_copy(update={"finding": Finding.AGE_AMBIGUOUS})
    assert "A person confirmed it" in told(a_report())
    assert "A person confirmed it" not in told(a_report(items=(an_item(verdict=doubted),)))


def test_from_where_an_item_without_a_file_came_is_told_of_the_account() -> None:
    capture = d.IpCapture(address="192.0.2.9", port=51000, occasion=d.Occasion.UPLOAD)
    item = an_item(detail=d.ItemDetail(capture=capture))
    (seen,) = reported(a_report(items=(item,), account="")).ip_capture_event
    assert (seen.ip_address, seen.port, seen.event_name) == ("192.0.2.9", 51000, "Upload")
    attached = item.model_copy(update={"attach": True})
    assert reported(a_report(items=(attached,))).ip_capture_event == ()


# Texts only


@pytest.mark.parametrize(
    ("incident", "kind"),
    [
        (d.Incident.ENTICEMENT, IncidentType.ENTICEMENT),
        (d.Incident.UNSOLICITED_MATERIAL, IncidentType.UNSOLICITED),
    ],
)
def test_a_report_may_be_of_words_alone(incident: d.Incident, kind: IncidentType) -> None:
    message = d.Message(at=MADE, sender="user-4711", text="marker", reported=True)
    given = d.Details(incident=incident, messages=(message,), victims=(d.Victim(age=12),))
    report = a_report(items=(), details=given)
    assert CYBERTIPLINE.check(report, tipline(report)) == []
    assert mapped(report).incident_summary.incident_type is kind
    assert reported(report).esp_identifier == "user-4711"
    assert rows(made_here(report)["conversation.csv"])[1:] == [
        [MADE.isoformat(), "user-4711", "yes", "marker"]
    ]


def test_sextortion_is_enticement_with_its_annotation() -> None:
    given = d.Details(
        incident=d.Incident.ENTICEMENT,
        annotations=frozenset({d.Annotation.SEXTORTION}),
        urgent="A child may come to harm.",
    )
    summary = mapped(a_report(items=(), details=given)).incident_summary
    assert summary.report_annotations
    assert summary.report_annotations.sextortion
    assert not summary.report_annotations.spam
    assert summary.escalate_to_high_priority == "A child may come to harm."


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_no_cell_is_a_formula(sign: str) -> None:
    message = d.Message(sender=f"{sign}A1", text=f'{sign}1+1,"x"\n{sign}2')
    report = a_report(items=(), details=d.Details(messages=(message,)))
    _, (_, sender, _, text) = rows(made_here(report)["conversation.csv"])
    assert (sender, text) == (f"'{sign}A1", f'\'{sign}1+1,"x"\n{sign}2')


def test_what_was_made_here_is_not_said_to_have_been_seen() -> None:
    given = d.Details(messages=(d.Message(sender="a", text="b"),), description="long " * 599)
    found = details_of(a_report(items=many(20), details=given), mou_signed=True)
    assert set(found) == {"conversation.csv", "statement.txt", "fingerprints.csv"}
    for one in found.values():
        assert one.file_viewed_by_esp is None
        assert one.file_relevance == "Supplemental Reported"
        assert (one.industry_classification, one.file_annotations) == (None, None)


def test_a_text_that_the_report_has_no_room_for_goes_along_whole() -> None:
    first, second = ("first " * 499).strip(), ("second " * 428).strip()
    given = d.Details(description=first, other=second)
    report = a_report(details=given)
    whole = made_here(report)["statement.txt"]
    assert first in whole
    assert second in whole
    assert "The whole text is in the uploaded file statement.txt." in told(report)
    assert "first first" in told(report)
    assert str(report.id) in told(report)
    assert len(told(report)) <= 3000
    assert set(made_here(a_report())) == set()


# Several reports, several people


def test_earlier_reports_about_the_account_are_named_by_number() -> None:
    earlier = tuple(Reference(report_id=UUID(int=n), number=f"1000{n}") for n in (1, 2))
    suspect = d.Suspect(earlier_reports=("10002", "555", "REF-9", "0", "9" * 40))
    report = a_report(
        kind=ReportKind.SUPPLEMENT, earlier=earlier, details=d.Details(suspects=(suspect,))
    )
    one = reported(report)
    assert one.prior_ct_reports == (10001, 10002, 555)
    assert one.additional_info == f"Earlier reports: REF-9, 0, {'9' * 40}"
    assert "Earlier reports: 10001, 10002." in told(report)
    assert CYBERTIPLINE.check(report, tipline(report)) == []


@pytest.mark.parametrize(
    ("suspects", "accounts"),
    [
        ((), ["user-4711"]),
        ((d.Suspect(first_name="A"),), ["user-4711"]),
        ((d.Suspect(first_name="A"), d.Suspect(account="user-4711")), [None, "user-4711"]),
        ((d.Suspect(account="other"),), ["user-4711", "other"]),
        ((d.Suspect(of_other_service=True),), ["user-4711", None]),
    ],
)
def test_the_account_of_the_report_is_always_reported_and_is_nobody_else_s(
    suspects: tuple[d.Suspect, ...], accounts: list[str | None]
) -> None:
    earlier = (Reference(report_id=UUID(int=1), number="77"),)
    report = a_report(earlier=earlier, details=d.Details(suspects=suspects))
    found = mapped(report).person_or_user_reported
    assert [one.esp_identifier for one in found] == accounts
    assert [one.prior_ct_reports for one in found if one.prior_ct_reports] == [(77,)]
    (ours,) = [one for one in found if one.prior_ct_reports]
    assert (ours.esp_identifier, ours.esp_service) == ("user-4711", "Photos Example")


def test_an_account_that_is_too_long_is_told_and_not_cut() -> None:
    one = reported(a_report(account="u" * 300))
    assert one.esp_identifier is None
    assert one.additional_info == f"Account: {'u' * 300}"


def test_nobody_is_reported_where_nobody_is_known() -> None:
    assert mapped(a_report(account="")).person_or_user_reported == ()


# When and where


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=400)])
def test_a_time_of_our_own_that_lies_ahead_is_said_to_be_just_now(ahead: timedelta) -> None:
    report = a_report(items=(an_item(received_at=MADE + ahead),))
    happened = mapped(report).incident_summary.incident_date_time
    assert happened == MADE - timedelta(seconds=1)
    assert CYBERTIPLINE.check(report, tipline(report)) == []


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=400)])
def test_a_time_somebody_gave_that_lies_ahead_is_for_that_person_to_mend(ahead: timedelta) -> None:
    report = a_report(details=d.Details(happened_at=MADE + ahead))
    (problem,) = CYBERTIPLINE.check(report, tipline(report))
    assert (problem.code, problem.path) == (
        "in-the-future",
        "report/incidentSummary/incidentDateTime",
    )


def test_what_happened_earlier_is_said_as_it_was_told() -> None:
    when = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    report = a_report(details=d.Details(happened_at=when))
    assert mapped(report).incident_summary.incident_date_time == when


@pytest.mark.parametrize(
    ("country", "region", "state", "elsewhere"),
    [
        ("US", "TX", "TX", None),
        ("US", "Texas", None, "Texas"),
        ("DE", "SN", None, "SN"),
        ("CA", "AK", None, "AK"),
        (None, "AK", None, "AK"),
    ],
)
def test_a_region_is_a_state_only_of_the_usa(
    country: str | None, region: str, state: str | None, elsewhere: str | None
) -> None:
    home = d.PostalAddress(country=country, region=region)
    report = a_report(details=d.Details(suspects=(d.Suspect(addresses=(home,)),)))
    person = reported(report).person_or_user_reported_person
    assert person
    assert (person.address[0].state, person.address[0].non_usa_state) == (state, elsewhere)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("GR", "GR"), ("EL", "GR"), ("UK", "GB"), ("MT", "MT")]
)
def test_a_country_is_written_as_the_schema_has_it(ours: str, theirs: str) -> None:
    suspect = d.Suspect(addresses=(d.PostalAddress(country=ours),), location=d.Place(country=ours))
    report = a_report(details=d.Details(suspects=(suspect,)))
    one = reported(report)
    assert one.estimated_location
    assert one.estimated_location.country_code == theirs
    assert one.person_or_user_reported_person
    assert one.person_or_user_reported_person.address[0].country == theirs
    assert CYBERTIPLINE.check(report, tipline(report)) == []


def test_a_country_that_is_none_is_not_left_out_in_silence() -> None:
    report = a_report(details=d.Details(suspects=(d.Suspect(location=d.Place(country="QQ")),)))
    (problem,) = CYBERTIPLINE.check(report, tipline(report))
    assert problem.code == "not-in-list"
    assert problem.path == "report/personOrUserReported[1]/estimatedLocation/countryCode"


def test_what_a_place_has_no_element_for_is_in_its_note() -> None:
    place = d.Location(kind="chat", name="Client", urls=("https://a.example/1",), note="Word.")
    (made,) = mapped(a_report(details=d.Details(locations=(place,)))).internet_details
    assert made.chat_im_incident
    assert made.chat_im_incident.chat_client == "Client"
    assert made.chat_im_incident.additional_info == "Address: https://a.example/1\nWord."


# What was done, and what is claimed


@pytest.mark.parametrize(
    ("done", "for_a_time", "for_good"),
    [
        ({"permanent": False}, True, False),
        ({"permanent": True}, False, True),
        ({"permanent": True, "lifted_at": MADE}, True, False),
        ({"permanent": False, "lifted_at": MADE}, True, False),
    ],
)
def test_an_account_that_was_ever_disabled_is_said_to_have_been(
    done: dict[str, Any], *, for_a_time: bool, for_good: bool
) -> None:
    suspect = d.Suspect(suspension=d.Suspension(**done))
    one = reported(a_report(details=d.Details(suspects=(suspect,))))
    temporarily, permanently = one.account_temporarily_disabled, one.account_permanently_disabled
    assert (temporarily is not None, permanently is not None) == (for_a_time, for_good)
    assert all(each.value for each in (temporarily, permanently) if each)
    assert all(each.user_notified is None for each in (temporarily, permanently) if each)


@pytest.mark.parametrize("viewing", Viewing)
def test_a_file_is_viewed_only_where_a_person_saw_all_of_it(viewing: Viewing) -> None:
    (one,) = details_of(a_report(items=(an_item(attach=True, viewing=viewing),))).values()
    assert one.file_viewed_by_esp is (viewing in {Viewing.WHOLE, Viewing.AT_PLATFORM})


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(("scheme", "label"), [("a1-b2", "A1"), ("a1-b2", "X"), ("own", "A1")])
def test_a_class_is_told_only_by_who_signed_and_only_in_its_own_element(
    scheme: str, label: str, *, signed: bool
) -> None:
    verdict = an_item().verdict.model_copy(update={"scheme": scheme, "label": label})
    report = a_report(items=(an_item(verdict=verdict, attach=True), an_item(verdict=verdict)))
    (one,) = details_of(report, mou_signed=signed).values()
    known = signed and (scheme, label) == ("a1-b2", "A1")
    assert one.industry_classification == ("A1" if known else None)
    assert "a1-b2" not in told(report) + "".join(one.additional_info)


def test_two_files_never_have_one_name() -> None:
    ids = (UUID(int=(1 << 100) + 5), UUID(int=(1 << 99) + 5))
    report = a_report(items=tuple(an_item(id=one, attach=True) for one in ids))
    assert [one.name for one in uploads(report)] == [f"item-{one.hex}.jpeg" for one in ids]


def test_what_somebody_noted_of_a_file_is_a_note_of_its_own() -> None:
    given = d.ItemDetail(note="n" * 3000)
    (one,) = details_of(a_report(items=(an_item(attach=True, detail=given),))).values()
    assert one.additional_info[1:] == ("n" * 3000,)
