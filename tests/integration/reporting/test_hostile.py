"""What a hostile review found: nothing twice, nothing lost, nothing untrue."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM, OLGA, PACK, REJECT
from tests.simulators.cybertip import Fault
from tests.world import KEY, SARA

from tutela import demonstration
from tutela.casework import decisions
from tutela.platform.actor import NODE, Actor
from tutela.platform.approvals.errors import AskingReasonMissing
from tutela.platform.audit.model import Event
from tutela.platform.audit.service import new_epoch
from tutela.platform.database.tables import NODE_SERVICE
from tutela.reporting import preparing, reading, sending
from tutela.reporting.details import Details
from tutela.reporting.errors import DraftWaits, PackNotReady, ReportIncomplete
from tutela.reporting.filing import pick_up
from tutela.reporting.machine import ReportState
from tutela.reporting.model import ReportKind

if TYPE_CHECKING:
    from tests.bureau import Bureau
    from tests.simulators.cybertip import CyberTip

    from tutela.platform.clock import ManualClock

TEXT = Details.model_validate({"incident": "enticement", "description": "neutral marker"})
PLATFORM = Actor(KEY.kind, KEY.id, KEY.name, KEY.permissions, demonstration.SERVICE)


def test_a_refused_report_can_be_revised_beside_a_newer_draft(
    filing: Bureau, service: CyberTip
) -> None:
    filing.confirmed(picture=0)
    report_id = filing.only().row.id
    service.fail("submit", Fault.CODE, code=4100)
    filing.send(report_id)
    filing.run_jobs()
    filing.confirmed(picture=1)
    filing.describe(report_id, description="mended")
    assert filing.show(report_id).summary.items == 2
    states = [one.row.state for one in filing.reports()]
    assert sorted(states) == [ReportState.CANCELLED, ReportState.DRAFT]


@pytest.mark.parametrize("made_alone", ["account:mira", "account:somebody-else"])
def test_a_report_says_that_nobody_agreed_to_the_account_of_its_other_hand(
    bureau: Bureau, made_alone: str
) -> None:
    bureau.add_pack()
    bureau.confirmed(picture=0)
    report_id = bureau.only().row.id
    with bureau.node.work(NODE, purpose="test") as work:
        work.marks["single_person"] = True
        work.record(
            Event.ACCOUNT_ADD, subject=("account", made_alone), service_id=NODE_SERVICE, roles=[]
        )
    bureau.send(report_id)
    assert bureau.only().row.single_person is (made_alone == "account:mira")


def test_an_undone_item_leaves_a_handed_pack_beside_a_newer_draft(bureau: Bureau) -> None:
    bureau.add_pack()
    undone, kept = bureau.confirmed(picture=0), bureau.confirmed(picture=1)
    report_id = bureau.only().row.id
    bureau.send(report_id)
    bureau.run_jobs()
    newer = bureau.confirmed(picture=2)
    bureau.reverse(undone)
    shown = bureau.show(report_id)
    assert shown.summary.row.state is ReportState.DRAFT
    assert shown.report is not None
    assert {item.id for item in shown.report.items} == {kept, newer}


def test_what_people_wrote_survives_a_retraction(filing: Bureau, service: CyberTip) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    filing.describe(report_id, description="written", urgent="a child is in danger")
    preparing.attach(filing.node, OLGA, report_id, item, attached=True)
    service.fail("finish", Fault.CODE, code=1000)
    filing.send(report_id)
    filing.run_jobs()
    sending.retract(filing.node, OLGA, report_id, "too early")
    filing.run_jobs()
    [draft] = filing.reports(ReportState.DRAFT)
    shown = filing.show(draft.row.id)
    assert shown.report is not None
    assert shown.report.details.description == "written"
    assert draft.row.urgent
    assert [one.attach for one in shown.report.items] == [True]


def test_words_are_not_dropped_with_the_last_item(filing: Bureau) -> None:
    report_id = preparing.open_text(filing.node, OLGA, "demo", "kim", "cybertip", TEXT)
    item = filing.confirmed()
    filing.reverse(item)
    assert filing.state(report_id) is ReportState.DRAFT


def test_a_text_report_never_overwrites_a_draft(filing: Bureau) -> None:
    filing.confirmed()
    with pytest.raises(DraftWaits):
        preparing.open_text(filing.node, OLGA, "demo", "kim", "cybertip", TEXT)


def test_a_platform_adds_and_never_takes_away(filing: Bureau) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    preparing.mark_urgent(filing.node, OLGA, report_id, "a child is in danger now")
    first = Details.model_validate({"description": "by a program", "other": "one"})
    preparing.supply(filing.node, PLATFORM, report_id, first)
    filing.describe(report_id, urgent="a child is in danger now", description="by a person")
    second = Details.model_validate({"description": "again", "other": "two"})
    preparing.supply(filing.node, PLATFORM, report_id, second)
    shown = filing.show(report_id)
    assert shown.report is not None
    details = shown.report.details
    assert (details.urgent, details.description, details.other) == (
        "a child is in danger now", "by a person", "two",
    )  # fmt: skip


def test_a_program_that_calls_it_urgent_does_away_with_no_second_person(filing: Bureau) -> None:
    report_id = preparing.open_text(filing.node, OLGA, "demo", "kim", "cybertip", TEXT)
    urgent = Details.model_validate({"urgent": "said by a program"})
    preparing.supply(filing.node, PLATFORM, report_id, urgent)
    shown = filing.show(report_id)
    assert shown.summary.row.urgent  # it still stands ahead of the others
    with pytest.raises(AskingReasonMissing):
        filing.send(report_id)
    preparing.mark_urgent(filing.node, OLGA, report_id, "a child is in danger now")
    filing.send(report_id)


def test_what_was_corrected_can_be_reported_again(bureau: Bureau, clock: ManualClock) -> None:
    bureau.add_pack()
    item = bureau.confirmed()
    first = bureau.only().row.id

    def goes(report_id: object) -> None:
        [one] = bureau.reports(ReportState.DRAFT)
        assert one.row.id == report_id or report_id is None
        bureau.send(one.row.id)
        bureau.run_jobs()
        clock.advance(timedelta(minutes=1))
        sending.mark_sent(bureau.node, OLGA, one.row.id, reference="R", sent_at=clock.now())
        bureau.run_jobs()

    goes(first)
    bureau.reverse(item)
    goes(None)  # the correction
    bureau.reverse(item, CONFIRM)
    [again] = bureau.reports(ReportState.DRAFT)
    assert again.row.kind is ReportKind.SUPPLEMENT
    goes(None)
    bureau.reverse(item)
    assert bureau.reports(ReportState.DRAFT)[0].row.kind is ReportKind.CORRECTION
    assert bureau.show(first).summary.items == 1  # what was filed stays what was filed


def test_the_number_of_another_report_is_not_taken_for_ours(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.sent()
    first = service.finished[0]
    filing.confirmed("lee")
    [later] = filing.reports(ReportState.DRAFT)
    filing.send(later.row.id)
    service.fail("submit", Fault.WRONG_REPORT)
    filing.run_jobs()
    clock.advance(timedelta(minutes=5))
    filing.run_jobs()
    row = filing.show(later.row.id).summary.row
    assert row.reference != str(first.id)


def test_a_finishing_that_was_lost_and_denied_is_never_begun_anew(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.LOSE_ANSWER)
    filing.run_jobs()
    service.fail("finish", Fault.CODE, call=2, code=4000)
    service.fail("retract", Fault.CODE, code=5001)
    clock.advance(timedelta(minutes=5))
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.UNCLEAR
    assert len(service.finished) == 1


def test_a_draft_from_before_a_restore_is_not_filed_without_a_question(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    with filing.node.work(NODE, purpose="restore") as work:
        new_epoch(work)
    clock.advance(timedelta(minutes=1))
    filing.send(report_id)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.UNCLEAR
    assert not service.reports


def test_strangers_with_the_same_picture_are_not_told_as_one(
    filing: Bureau, service: CyberTip
) -> None:
    for _ in range(2):
        filing.confirmed("")
        [draft] = filing.reports(ReportState.DRAFT)
        assert draft.row.kind is ReportKind.FIRST
        filing.send(draft.row.id)
        filing.run_jobs()
    assert all(b"priorCTReports" not in one.xml for one in service.finished)


def test_nothing_undone_is_ever_submitted(filing: Bureau, service: CyberTip) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    service.fail("submit", Fault.CODE, code=4100)
    filing.send(report_id)
    filing.run_jobs()
    sending.revise(filing.node, OLGA, report_id)
    filing.send(report_id)
    decisions.reverse(filing.node, SARA, filing.case_of(item), item, REJECT)
    filing.run_jobs()
    assert not service.reports


def test_a_correction_of_what_was_confirmed_again_does_not_go(bureau: Bureau) -> None:
    bureau.add_pack()
    item = bureau.confirmed()
    report_id = bureau.only().row.id
    bureau.send(report_id)
    bureau.run_jobs()
    now = bureau.node.clock.now()
    sending.mark_sent(bureau.node, OLGA, report_id, reference="R", sent_at=now)
    bureau.run_jobs()
    bureau.reverse(item)
    [correction] = bureau.reports(ReportState.DRAFT)
    assert correction.recipient == PACK
    bureau.send(correction.row.id)
    bureau.run_jobs()
    bureau.reverse(item, CONFIRM)
    assert bureau.state(correction.row.id) is ReportState.CANCELLED


def test_a_pack_is_exported_only_while_it_may_be_sent(bureau: Bureau) -> None:
    bureau.add_pack()
    bureau.confirmed()
    report_id = bureau.only().row.id
    bureau.send(report_id)
    bureau.run_jobs()
    bureau.stage.proves_wrong("astronaut.png")
    with pytest.raises(ReportIncomplete):
        reading.export_pack(bureau.node, OLGA, report_id)
    sending.retract(bureau.node, OLGA, report_id, "not now")
    with pytest.raises(PackNotReady):
        reading.export_pack(bureau.node, OLGA, report_id)


def test_a_date_that_lies_ahead_is_said_and_not_changed(filing: Bureau) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.describe(report_id, happened_at="2062-05-01T00:00:00Z")
    with pytest.raises(ReportIncomplete, match="past"):
        filing.send(report_id)


def test_a_report_whose_job_is_gone_is_picked_up(filing: Bureau, service: CyberTip) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    pick_up(filing.node)
    jobs = "SELECT id FROM procrastinate_jobs WHERE task_name = 'reporting:carry-out'"
    assert len(filing.rows(jobs)) == 1
    with filing.node.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_events")
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    pick_up(filing.node)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    pick_up(filing.node)
    assert not filing.rows(jobs)


def test_a_recipient_whose_plug_in_is_gone_keeps_nobody_from_a_draft(filing: Bureau) -> None:
    filing.add_pack()
    with filing.node.transaction() as connection:
        connection.exec_driver_sql("UPDATE tutela.recipient SET kind = 'x' WHERE name = 'cybertip'")
    filing.confirmed()
    assert [one.recipient for one in filing.reports()] == [PACK]
    with filing.node.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE tutela.recipient SET kind = 'ncmec-cybertipline' WHERE name = 'cybertip'"
        )
    filing.run_jobs()
    assert sorted(one.recipient for one in filing.reports()) == ["cybertip", PACK]
