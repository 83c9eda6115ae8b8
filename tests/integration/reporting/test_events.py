"""One event is filed once, a later finding supplements, and what proves wrong is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM, CYBERTIP, OLGA, PACK, REJECT
from tests.simulators.cybertip import Fault
from tests.simulators.platform import Platform
from tests.stage import BANKED, bytes_of
from tests.world import BOSS, MIRA, SARA

from tutela import demonstration
from tutela.casework import decisions
from tutela.platform.webhooks import service as webhooks
from tutela.reporting import opening, outcomes, preparing, receipt_store, sending
from tutela.reporting.errors import (
    ItemNotReported,
    OutcomeEarly,
    OutcomeKnown,
    ReportEmpty,
    ReportIncomplete,
    SenderNotPerson,
)
from tutela.reporting.filing import carry_out
from tutela.reporting.machine import ReportState
from tutela.reporting.model import ReportKind
from tutela.reporting.outcomes import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bureau import Bureau
    from tests.simulators.cybertip import CyberTip

    from tutela.platform.clock import ManualClock


@pytest.fixture
def platform(bureau: Bureau, clock: ManualClock) -> Iterator[Platform]:
    with Platform(now=clock.now) as one:
        secret = webhooks.set_webhook(bureau.node, BOSS, demonstration.SERVICE, one.url)
        one.secret = secret.reveal()
        yield one


def test_every_recipient_gets_a_draft_and_the_items_of_one_account_share_it(
    filing: Bureau,
) -> None:
    filing.add_pack()
    for picture in range(3):
        filing.confirmed(picture=picture)
    drafts = filing.reports()
    assert sorted(one.recipient for one in drafts) == [CYBERTIP, PACK]
    assert [one.items for one in drafts] == [3, 3]


def test_nothing_is_drafted_of_what_nobody_confirmed(filing: Bureau) -> None:
    filing.upload()
    filing.run_jobs()
    assert filing.reports() == []


def test_following_the_same_decision_twice_changes_nothing(filing: Bureau) -> None:
    item = filing.confirmed()
    opening.follow(filing.node, subject_id=str(item))
    assert filing.only().items == 1


def test_the_same_upload_found_again_is_the_same_event(filing: Bureau) -> None:
    item = filing.confirmed(name="photo")
    report_id = filing.only().row.id
    filing.send(report_id)
    filing.run_jobs()
    # The picture is listed in another bank too, so the same upload matches something new.
    filing.stage.bank(bytes_of(BANKED[0]), bank=demonstration.TURNED_BANK)
    again = filing.upload(name="photo")
    filing.decide(again, CONFIRM)
    assert again != item
    assert [one.row.id for one in filing.reports()] == [report_id]


def test_the_same_picture_uploaded_anew_is_another_event_and_supplements_the_first(
    filing: Bureau, service: CyberTip
) -> None:
    first = filing.sent()
    filing.confirmed()
    [later] = filing.reports(ReportState.DRAFT)
    assert (later.row.kind, later.row.follows_id) == (ReportKind.SUPPLEMENT, first)
    filing.send(later.row.id)
    filing.run_jobs()
    number = str(service.finished[0].id).encode()
    assert b"<priorCTReports>" + number in service.finished[1].xml


def test_a_decision_that_is_undone_takes_the_item_out_of_a_draft(filing: Bureau) -> None:
    first, _ = filing.confirmed(picture=0), filing.confirmed(picture=1)
    filing.reverse(first)
    assert filing.only().items == 1


def test_a_draft_without_items_is_cancelled_and_comes_back_with_the_confirmation(
    filing: Bureau,
) -> None:
    item = filing.confirmed()
    filing.reverse(item)
    assert filing.only().row.state is ReportState.CANCELLED
    filing.reverse(item, CONFIRM)
    assert [one.row.state for one in filing.reports()] == [
        ReportState.CANCELLED, ReportState.DRAFT,
    ]  # fmt: skip


def test_a_report_under_way_is_taken_back_when_its_decision_is_undone(
    filing: Bureau, service: CyberTip
) -> None:
    item, other = filing.confirmed(picture=0), filing.confirmed(picture=1)
    report_id = filing.only().row.id
    service.fail("finish", Fault.CODE, code=1000)
    filing.send(report_id)
    filing.run_jobs()
    decisions.reverse(filing.node, SARA, filing.case_of(item), item, REJECT)
    opening.follow(filing.node, subject_id=str(item))
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.RETRACTED
    [draft] = filing.reports(ReportState.DRAFT)
    shown = filing.show(draft.row.id)
    assert shown.report is not None
    assert [one.id for one in shown.report.items] == [other]
    assert not service.finished


def test_a_worker_that_comes_first_refuses_what_was_undone_and_leaves_nothing_open(
    filing: Bureau, service: CyberTip
) -> None:
    item, other = filing.confirmed(picture=0), filing.confirmed(picture=1)
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, other, attached=True)
    service.fail("upload", Fault.CODE, code=1110)
    filing.send(report_id)
    filing.run_jobs()
    decisions.reverse(filing.node, SARA, filing.case_of(item), item, REJECT)
    carry_out(filing.node, subject_id=str(report_id))
    shown = filing.show(report_id)
    assert shown.summary.row.state is ReportState.REFUSED
    assert [one.code for one in shown.problems] == ["item-not-confirmed"]
    assert [one.state for one in service.reports.values()] == ["retracted"]
    filing.run_jobs()
    sending.revise(filing.node, OLGA, report_id)
    filing.send(report_id)
    filing.run_jobs()
    [filed] = service.finished
    assert item.hex[-8:] not in filed.xml.decode()


def test_what_was_filed_and_proves_wrong_is_corrected_by_a_letter(
    filing: Bureau, service: CyberTip
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    filing.run_jobs()
    [item] = filing.show(report_id).report.items  # type: ignore[union-attr] # it is readable
    filing.reverse(item.id)
    [correction] = filing.reports(ReportState.DRAFT)
    assert (correction.row.kind, correction.row.follows_id) == (ReportKind.CORRECTION, report_id)
    filing.send(correction.row.id)
    filing.run_jobs()
    assert filing.state(correction.row.id) is ReportState.HANDED
    assert len(service.finished) == 1
    [letter] = filing.export(correction.row.id)
    assert letter.data.startswith(b"%PDF")


def test_a_correction_nobody_sent_is_dropped_once_the_item_is_confirmed_again(
    filing: Bureau,
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    filing.run_jobs()
    [item] = filing.show(report_id).report.items  # type: ignore[union-attr] # it is readable
    filing.reverse(item.id)
    filing.reverse(item.id, CONFIRM)
    states = [one.row.state for one in filing.reports()]
    assert states == [ReportState.FILED, ReportState.CANCELLED]


def test_a_recipients_finding_puts_item_account_notice_and_indicator_right(
    filing: Bureau, platform: Platform
) -> None:
    filing.add_pack()
    item = filing.confirmed()
    by_name = {one.recipient: one.row.id for one in filing.reports()}
    for report_id in by_name.values():
        filing.send(report_id)
    filing.run_jobs()
    sending.mark_sent(
        filing.node, OLGA, by_name[PACK], reference="AZ 1", sent_at=filing.node.clock.now()
    )
    outcomes.record(
        filing.node, OLGA, by_name[PACK], Found.NOT_ABUSE_MATERIAL, item_id=item,
        reference="AZ 1", reason="a harmless picture",
    )  # fmt: skip
    filing.run_jobs()
    told = {one["type"] for one in platform.messages.values()}
    assert {"item.restore", "account.restore", "notice.correct"} <= told
    [indicator] = filing.rows(
        "SELECT state, cause FROM tutela.indicator WHERE id = "
        "(SELECT indicator_id FROM tutela.detection WHERE item_id = :i)",
        i=item,
    )
    assert tuple(indicator) == ("withdrawn", "wrong")
    [error] = filing.rows("SELECT technology_id, item_id FROM tutela.technology_error")
    assert error.item_id == item
    with filing.node.read() as connection:
        [(technology, errors)] = receipt_store.technology_errors(connection).items()
    assert (technology[:2], errors) == (("demo", "demo-matching"), 1)
    # Only the other recipient is corrected: this one told us.
    [correction] = filing.reports(ReportState.DRAFT)
    assert correction.recipient == CYBERTIP
    [counted] = filing.rows(
        "SELECT item_count FROM tutela.counter WHERE reason = 'indicator wrong'"
    )
    assert counted.item_count == 1
    with pytest.raises(OutcomeKnown):
        outcomes.record(filing.node, OLGA, by_name[PACK], Found.NOT_ABUSE_MATERIAL, item_id=item)


def test_a_finding_is_recorded_by_a_person_about_what_was_filed(filing: Bureau) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    with pytest.raises(OutcomeEarly):
        outcomes.record(filing.node, OLGA, report_id, Found.CONFIRMED)
    filing.send(report_id)
    filing.run_jobs()
    with pytest.raises(SenderNotPerson):
        outcomes.record(filing.node, BOSS, report_id, Found.CONFIRMED)
    with pytest.raises(ItemNotReported):
        outcomes.record(filing.node, OLGA, report_id, Found.NOT_ABUSE_MATERIAL)
    with pytest.raises(ItemNotReported):
        outcomes.record(filing.node, OLGA, report_id, Found.CONFIRMED, item_id=report_id)
    outcomes.record(filing.node, OLGA, report_id, Found.CONFIRMED, item_id=item)
    with pytest.raises(OutcomeKnown):
        outcomes.record(filing.node, OLGA, report_id, Found.CONFIRMED, item_id=item)


def test_a_case_is_reported_by_hand_where_no_draft_came(bureau: Bureau) -> None:
    item = bureau.confirmed()
    case = bureau.case_of(item)
    bureau.add_pack()
    report_id = preparing.open_for_case(bureau.node, MIRA, case, PACK)
    assert bureau.show(report_id).summary.items == 1
    with pytest.raises(ReportEmpty):
        preparing.open_for_case(bureau.node, MIRA, case, PACK)


def test_an_item_that_waits_for_a_decision_again_is_not_sent(filing: Bureau) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    filing.stage.proves_wrong("astronaut.png")
    with pytest.raises(ReportIncomplete, match="waits for a decision again"):
        filing.send(report_id)
    # The indicator is gone, so it is no exact hit any more: two people confirm it.
    case = filing.case_of(item)
    decisions.decide(filing.node, SARA, case, CONFIRM, item_ids=[item])
    decisions.second(filing.node, MIRA, case, agree=True, reason="so do I", item_ids=[item])
    filing.run_jobs()
    filing.send(report_id)
