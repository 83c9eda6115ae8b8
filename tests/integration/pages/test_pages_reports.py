"""The pages of reporting: NOT FILED until it is, no word lost, every look in the log."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from PIL import Image
from tests.bureau import Bureau
from tests.integration.pages.conftest import Visitor
from tests.simulators.cybertip import CyberTip
from tests.stage import PASSWORD

from tutela.reporting.details import Details
from tutela.reporting.machine import ReportState
from tutela.reporting.threats import service as threats
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

NOBODY = UUID(int=7)
REPORT = f"/reports/{NOBODY}"
CASE = f"/cases/{NOBODY}"
MARKER = "neutral <marker> & nothing else"
USUAL = {
    "incident": "enticement",
    "annotations": ["sextortion", "between-minors"],
    "description": MARKER,
    "urgent": "",
    "happened_at": "2026-11-20T10:00:05",
    "url": "https://forum.example/p/1",
    "screen_name": "kim",
    "email": "kim@example.org",
    "ip": "192.0.2.7",
    "port": "40711",
    "seen_at": "2026-11-20T09:59:00",
    "occasion": "upload",
}
# Each page with a role that may not open it.
PAGES = {
    "/reports": "ada",
    REPORT: "ada",
    f"{REPORT}/documents": "ada",
    f"{REPORT}/sheets/word/1.png": "ada",
    f"{REPORT}/exchanges/{NOBODY}": "ada",
    "/recipients": "ada",
    "/recipients/where": "ada",
    "/recipients/where/DE": "ada",
}
# Each form with a role that may send it, and one that may not.
FORMS = {
    f"{REPORT}/describe": ("mira", "boss"),
    f"{REPORT}/whole": ("mira", "boss"),
    f"{REPORT}/items/{NOBODY}/attach": ("mira", "boss"),
    f"{REPORT}/send": ("sara", "mira"),
    f"{REPORT}/mark": ("sara", "mira"),
    f"{REPORT}/settle": ("sara", "mira"),
    f"{REPORT}/retract": ("sara", "mira"),
    f"{REPORT}/revise": ("sara", "mira"),
    f"{REPORT}/retry": ("sara", "mira"),
    f"{REPORT}/outcome": ("sara", "mira"),
    f"{REPORT}/pack": ("sara", "mira"),
    f"{REPORT}/ask": ("mira", "boss"),
    f"{CASE}/reports": ("mira", "boss"),
    f"{CASE}/threat": ("mira", "boss"),
    f"{CASE}/danger": ("mira", "boss"),
    f"{CASE}/told": ("mira", "boss"),
}
FULL = {
    "recipient": "police",
    "reason": "because",
    "reference": "1",
    "answer": "filed",
    "found": "confirmed",
    "authority": "police",
    "whole": "{}",
}


@pytest.fixture
def service(clock: ManualClock) -> Iterator[CyberTip]:
    with CyberTip(now=clock.now) as one:
        yield one


@pytest.fixture
def bureau(demo_node: Node, service: CyberTip) -> Iterator[Bureau]:
    one = Bureau(demo_node, service)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def come(bureau: Bureau) -> Callable[[str], Visitor]:
    """Signs somebody in by name, in front of the bureau."""
    app = create_app(bureau.stage.program)

    def visitor(name: str) -> Visitor:
        bureau.stage.add_people(name)
        return Visitor(app).signs_in(name)

    return visitor


@pytest.fixture
def sara(come: Callable[[str], Visitor]) -> Visitor:
    """A senior, who may do all that a person may with reports."""
    return come("sara")


def text_of(page: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def draft(bureau: Bureau) -> UUID:
    """The draft of a pack about a confirmed item."""
    bureau.add_pack()
    bureau.confirmed()
    return bureau.only().row.id


def does(who: Visitor, report_id: UUID, what: str, **fields: Any) -> httpx.Response:
    return who.sends(f"/reports/{report_id}/{what}", page="/reports", **fields)


def done(who: Visitor, report_id: UUID, what: str, **fields: Any) -> str:
    """The page that follows a form which must be taken."""
    answer = does(who, report_id, what, **fields)
    assert answer.status_code == 303, text_of(answer.text)
    return text_of(who.reads(answer.headers["location"]))


def agrees(who: Visitor) -> None:
    """Agrees to the only request there is."""
    [path] = re.findall(r'action="(/requests/[^"]+/approve)"', who.reads("/requests"))
    assert who.sends(path, page="/requests", reason="seen").status_code == 303


def test_every_page_and_form_is_locked(bureau: Bureau, come: Callable[[str], Visitor]) -> None:
    names = {*PAGES.values(), *(name for pair in FORMS.values() for name in pair)}
    people = {name: come(name) for name in names}
    nobody = Visitor(create_app(bureau.stage.program))
    for path, name in PAGES.items():
        assert people[name].opens(path).status_code == 403, path
        assert nobody.opens(path).headers["location"].startswith("/login?"), path
    for path, (may, may_not) in FORMS.items():
        assert people[may].sends_bare(path, **FULL).status_code == 403, path
        answer = people[may_not].sends(path, page="/node", **FULL)
        assert "it needs the permission" in answer.text, path
        assert people[may].sends(path, page="/node", **FULL).status_code == 404, path


def test_the_queue_names_nobody_and_says_not_filed(
    bureau: Bureau, clock: ManualClock, come: Callable[[str], Visitor]
) -> None:
    draft(bureau)
    clock.advance(timedelta(hours=3))
    sara = come("sara")
    page = text_of(sara.reads("/reports"))
    assert "police first report, 1 item" in page
    assert "NOT FILED" in page
    assert "1 draft that nobody has sent; the oldest is 3 h old." in page
    assert "kim" not in page
    assert "No report is over yet" in text_of(sara.reads("/reports?show=over"))


def test_what_waits_for_a_person_comes_first_and_urgent_first_of_all(
    bureau: Bureau, sara: Visitor
) -> None:
    bureau.add_cybertip()
    first = bureau.sent()
    bureau.confirmed("lee", 1)
    bureau.confirmed("otto", 2)
    later, urgent = [one.row.id for one in bureau.reports(ReportState.DRAFT)]
    bureau.describe(urgent, urgent="a neutral reason")
    page = sara.reads("/reports")
    assert page.index(str(urgent)) < page.index(str(later))
    assert str(first) not in page
    assert str(first) in sara.reads("/reports?show=over")


def test_each_look_at_a_report_and_its_documents_is_in_the_log(
    bureau: Bureau, sara: Visitor
) -> None:
    report_id = draft(bureau)
    sara.reads(f"/reports/{report_id}")
    sara.reads(f"/reports/{report_id}/documents")
    rows = bureau.rows(
        "SELECT * FROM tutela.audit_event WHERE event = 'report:view' ORDER BY at, id"
    )
    mine = bureau.stage.actor("sara").id
    purposes = [row.purpose for row in rows if row.actor_id == mine]
    assert purposes == ["see to the report", "see the document", "read what is sent"]


def test_the_document_is_drawn_for_whoever_looked_and_for_nobody_else(
    bureau: Bureau, come: Callable[[str], Visitor]
) -> None:
    report_id = draft(bureau)
    sara, mira = come("sara"), come("mira")
    [picture] = re.findall(r'src="(/reports/[^"]+\.png)"', sara.reads(f"/reports/{report_id}"))
    answer = sara.opens(picture)
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert (drawn.format, answer.headers["content-type"]) == ("PNG", "image/png")
    assert answer.headers["cache-control"] == "no-store"
    assert mira.opens(picture).status_code == 404
    assert sara.opens(picture.replace("1.png", "9.png")).status_code == 404
    assert sara.opens(picture.replace(str(report_id), str(NOBODY))).status_code == 404


def test_what_is_described_is_saved_and_shown_again(bureau: Bureau, sara: Visitor) -> None:
    report_id = draft(bureau)
    said = done(sara, report_id, "describe", **USUAL)
    assert "What the report says is changed." in said
    page = sara.reads(f"/reports/{report_id}")
    assert unescape(page).count(MARKER) >= 1
    assert "<marker>" not in page
    for value in ("2026-11-20T10:00:05", "https://forum.example/p/1", "192.0.2.7", "40711"):
        assert f'value="{value}"' in page
    report = bureau.show(report_id).report
    assert report is not None
    assert {one.value for one in report.details.annotations} == set(USUAL["annotations"])
    assert str(report.details.suspects[0].emails[0].address) == "kim@example.org"


def test_what_the_form_does_not_show_stays_as_it_was(bureau: Bureau, sara: Visitor) -> None:
    report_id = draft(bureau)
    told = {
        "victims": [{"age": 12}],
        "suspects": [{"screen_name": "old", "age": 40, "captures": [
            {"address": "192.0.2.9", "proxy": True}, {"address": "192.0.2.10"}]}],
        "locations": [{"kind": "chat", "room": "marker"},
                      {"kind": "web-page", "urls": ["https://a.example/", "https://b.example/"]}],
    }  # fmt: skip
    bureau.describe(report_id, **told)
    done(sara, report_id, "describe", **USUAL)
    report = bureau.show(report_id).report
    assert report is not None
    details = report.details
    assert details.victims[0].age == 12
    assert (details.suspects[0].screen_name, details.suspects[0].age) == ("kim", 40)
    assert [str(one.address) for one in details.suspects[0].captures] == ["192.0.2.7", "192.0.2.10"]
    assert details.suspects[0].captures[0].proxy is True
    assert details.locations[0].room == "marker"
    assert details.locations[1].urls == ("https://forum.example/p/1", "https://b.example/")


def test_emptying_the_form_empties_the_details(bureau: Bureau, sara: Visitor) -> None:
    report_id = draft(bureau)
    done(sara, report_id, "describe", **USUAL)
    done(sara, report_id, "describe", incident="abuse-material", occasion="upload")
    report = bureau.show(report_id).report
    assert report is not None
    assert report.details == Details()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ip", "nowhere"),
        ("port", "70000"),
        ("port", "many"),
        ("email", "no address"),
        ("incident", "nonsense"),
        ("annotations", "nonsense"),
        ("happened_at", "noon"),
        ("url", "with a space"),
        ("description", "x" * 3001),
    ],
)
def test_a_field_that_is_wrong_is_marked_and_no_word_is_lost(
    bureau: Bureau, sara: Visitor, field: str, value: str
) -> None:
    report_id = draft(bureau)
    given = {**USUAL, field: value}
    answer = does(sara, report_id, "describe", **given)
    assert answer.status_code == 400
    page = unescape(answer.text)
    assert f'id="describe-{field}-wrong"' in page
    kept = [one for name, one in given.items() if name not in {"annotations", "incident", field}]
    assert all(str(one) in page for one in kept)
    report = bureau.show(report_id).report
    assert report is not None
    assert report.details == Details()


def test_everything_can_be_said_as_json_and_comes_back_when_it_is_wrong(
    bureau: Bureau, sara: Visitor
) -> None:
    report_id = draft(bureau)
    told = {"victims": [{"age": 12}], "description": MARKER}
    done(sara, report_id, "whole", whole=json.dumps(told))
    assert '"age": 12' in unescape(sara.reads(f"/reports/{report_id}"))
    wrong = '{"victims": [{"agee": 13}]}'
    answer = does(sara, report_id, "whole", whole=wrong)
    assert answer.status_code == 400
    assert wrong in unescape(answer.text)
    assert "victims.0: extra inputs are not permitted" in answer.text


def test_media_go_along_only_by_choice(bureau: Bureau, sara: Visitor) -> None:
    report_id = draft(bureau)
    [item] = bureau.show(report_id).report.items  # type: ignore[union-attr]  # it is not erased
    assert "fingerprints only" in sara.reads(f"/reports/{report_id}")
    assert "its bytes go along" in done(sara, report_id, f"items/{item.id}/attach", attached="yes")
    refused = does(sara, report_id, "send")
    assert refused.status_code == 400
    assert "no age key" in text_of(refused.text)
    done(sara, report_id, f"items/{item.id}/attach", attached="no")
    assert does(sara, report_id, "send").status_code == 303


def test_a_pack_is_sent_downloaded_marked_and_still_not_filed_by_a_simulator(
    bureau: Bureau, sara: Visitor, come: Callable[[str], Visitor]
) -> None:
    report_id = draft(bureau)
    assert "on its way" in done(sara, report_id, "send")
    bureau.run_jobs()
    assert "The pack is ready." in text_of(sara.reads(f"/reports/{report_id}"))
    assert "Another person must agree" in text_of(does(sara, report_id, "pack").text)
    assert "sara asked to take the pack" in done(sara, report_id, "pack", reason="to send it")
    agrees(come("olga"))
    pack = does(sara, report_id, "pack")
    assert pack.headers["content-disposition"].startswith("attachment; filename=")
    with zipfile.ZipFile(io.BytesIO(pack.content)) as found:
        assert "letter.pdf" in found.namelist()
    refused = does(sara, report_id, "mark", reference=" ", at="2026-11-20T10:00")
    assert refused.status_code == 400
    assert 'value="2026-11-20T10:00"' in refused.text
    said = done(sara, report_id, "mark", reference="AZ 1", at="")
    assert "NOT FILED: received by the simulator only" in said
    assert "AZ 1" in said


def test_a_report_over_a_service_shows_every_request_word_for_word(
    bureau: Bureau, sara: Visitor
) -> None:
    bureau.add_cybertip()
    report_id = bureau.sent(description=MARKER)
    page = sara.reads(f"/reports/{report_id}")
    links = re.findall(rf'href="(/reports/{report_id}/exchanges/[^"]+)"', page)
    assert len(links) == 3
    words = unescape(sara.reads(links[1]))
    assert "<reportingPerson" in words or "<report" in words
    assert sara.opens(f"/reports/{report_id}/exchanges/{NOBODY}").status_code == 404


def test_a_report_is_dropped_revised_and_tried_again(bureau: Bureau, sara: Visitor) -> None:
    report_id = draft(bureau)
    bureau.send(report_id)
    bureau.run_jobs()
    assert "a draft again" in done(sara, report_id, "revise")
    assert does(sara, report_id, "retry").status_code == 409
    said = done(sara, report_id, "retract", reason="drafted by mistake")
    assert "Nothing is filed" in said
    assert bureau.state(report_id) is ReportState.CANCELLED


def test_what_the_recipient_found_is_recorded_and_shown(bureau: Bureau, sara: Visitor) -> None:
    bureau.add_cybertip()
    report_id = bureau.sent()
    [item] = bureau.show(report_id).report.items  # type: ignore[union-attr]  # it is not erased
    assert does(sara, report_id, "outcome").status_code == 400
    refused = does(sara, report_id, "outcome", found="not-abuse-material", reason=MARKER)
    assert refused.status_code == 404
    assert MARKER in unescape(refused.text)
    said = done(sara, report_id, "outcome", found="not-abuse-material", item=str(item.id),
                reference="N-1")  # fmt: skip
    assert "It is not abuse material , N-1 sara" in said.replace("material,", "material ,")


def test_a_case_opens_a_report_and_shows_where_its_reports_stand(
    bureau: Bureau, sara: Visitor
) -> None:
    item = bureau.confirmed()
    case = bureau.case_of(item)
    assert "This service has no recipient" in text_of(sara.reads(f"/cases/{case}"))
    bureau.add_pack()
    answer = sara.sends(f"/cases/{case}/reports", page=f"/cases/{case}", recipient="police")
    assert answer.status_code == 303
    assert "It is NOT FILED" in text_of(sara.reads(answer.headers["location"]))
    assert "NOT FILED" in text_of(sara.reads(f"/cases/{case}"))
    again = sara.sends(f"/cases/{case}/reports", page=f"/cases/{case}", recipient="police")
    assert again.status_code == 400


def test_a_threat_is_assessed_told_and_kept_in_sight(bureau: Bureau, sara: Visitor) -> None:
    item = bureau.confirmed()
    case = bureau.case_of(item)
    threats.open_for_item(bureau.node, item)
    assert "Nobody has said whether life or safety is threatened." in text_of(
        sara.reads("/reports")
    )
    page = f"/cases/{case}"
    assert sara.sends(f"{page}/threat", page=page, reason="x").status_code == 400
    refused = sara.sends(
        f"{page}/threat", page=page, answer="threat", reason=MARKER, states="DE, QQ"
    )
    assert refused.status_code == 400
    assert MARKER in unescape(refused.text)
    assert 'value="DE, QQ"' in refused.text
    taken = sara.sends(f"{page}/threat", page=page, answer="threat", reason=MARKER, states="de")
    assert taken.status_code == 303
    said = text_of(sara.reads(taken.headers["location"].partition("#")[0]))
    assert "Tell the police or the judicial authorities of DE promptly" in said
    assert sara.sends(f"{page}/told", page=page, authority="x").status_code == 400
    told = sara.sends(f"{page}/told", page=page, authority="LKA", reference="by telephone")
    assert "LKA was told" in text_of(sara.reads(told.headers["location"].partition("#")[0]))
    assert "threatened" not in text_of(sara.reads("/reports")).lower().replace("is life or", "")


def test_imminent_danger_needs_nothing_confirmed(bureau: Bureau, sara: Visitor) -> None:
    case = bureau.case_of(bureau.upload())
    page = f"/cases/{case}"
    assert 'accesskey="i"' in sara.reads(page)
    answer = sara.sends(f"{page}/danger", page=page, reason=" ", states="FR")
    assert answer.status_code == 400
    assert 'value="FR"' in answer.text
    answer = sara.sends(f"{page}/danger", page=page, reason=MARKER, states="FR")
    assert answer.headers["location"] == f"{page}?done=danger#threat"
    assert "threat: tell the authority" in text_of(sara.reads("/reports"))


def test_recipients_are_listed_and_the_page_says_how_one_is_added(
    bureau: Bureau, sara: Visitor
) -> None:
    assert "No recipient yet" in text_of(sara.reads("/recipients"))
    bureau.add_cybertip()
    page = sara.reads("/recipients")
    assert "Article 49(1)(d) GDPR: demo" in text_of(page)
    assert "tutela recipient add SERVICE NAME" in page
    assert bureau.service.password not in page


def test_where_to_send_says_unknown_and_not_verified(bureau: Bureau, sara: Visitor) -> None:
    said = text_of(sara.reads("/recipients/where"))
    assert "of 27 Member States" in said
    assert "Not verified." in said
    assert "unknown" in said
    assert "not verified" in text_of(sara.reads("/recipients/where/DE"))
    assert sara.opens("/recipients/where/US").status_code == 404


def test_passwords_stand_on_no_page(bureau: Bureau, sara: Visitor) -> None:
    bureau.add_cybertip()
    report_id = bureau.sent()
    for path in ("/reports?show=over", f"/reports/{report_id}", "/recipients"):
        page = sara.reads(path)
        assert PASSWORD not in page
        assert bureau.service.password not in page
