"""Confirmed items become reports, and reports are filed: whatever the recipient does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.bureau import OLGA
from tests.simulators.cybertip import Fault
from tests.world import MIRA

from tutela.evidence import service as evidence
from tutela.platform.actor import NODE
from tutela.platform.audit.service import new_epoch
from tutela.platform.errors import Forbidden
from tutela.reporting import admission, preparing, reading, sending
from tutela.reporting.errors import (
    EnvironmentRefused,
    MediaNotKept,
    PackNotReady,
    ReferenceMissing,
    ReportIncomplete,
    ReportMoveRefused,
)
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.records import AttemptState

if TYPE_CHECKING:
    from uuid import UUID

    from tests.bureau import Bureau
    from tests.simulators.cybertip import CyberTip

    from tutela.platform.clock import ManualClock

CONVERSATION = {
    "incident": "enticement",
    "annotations": ["sextortion"],
    "description": "neutral marker: a stranger writes",
    "messages": [
        {"sender": "kim", "text": "marker one", "reported": True},
        {"sender": "lee", "text": "marker two"},
    ],
}


def test_a_confirmed_item_is_drafted_sent_and_filed_once(filing: Bureau, service: CyberTip) -> None:
    report_id = filing.sent()
    shown = filing.show(report_id)
    assert shown.summary.row.state is ReportState.FILED
    [filed] = service.finished
    assert shown.summary.row.reference == str(filed.id)
    assert shown.summary.receipt is not None
    assert [one.step for one in shown.exchanges] == ["xsd", "submit", "finish"]
    assert all(one.request_id for one in shown.exchanges)


def test_what_only_a_simulator_received_is_not_filed(filing: Bureau) -> None:
    report_id = filing.sent()
    shown = filing.show(report_id)
    assert shown.summary.standing == "NOT FILED: received by the simulator only"
    case = shown.summary.row.case_id
    assert case is not None
    assert not reading.is_filed(filing.node, case)


def test_request_and_answer_are_kept_word_for_word(filing: Bureau, service: CyberTip) -> None:
    report_id = filing.sent()
    submit = next(one for one in filing.show(report_id).exchanges if one.step == "submit")
    request, answer = reading.read_exchange(filing.node, OLGA, report_id, submit.id)
    assert request == service.finished[0].xml
    assert b"<reportResponse>" in answer


def test_files_go_along_only_where_somebody_chose_so(filing: Bureau, service: CyberTip) -> None:
    chosen, other = filing.confirmed(picture=0), filing.confirmed(picture=1)
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, chosen, attached=True)
    filing.describe(report_id, **{**CONVERSATION, "incident": "abuse-material"})
    filing.send(report_id)
    filing.run_jobs()
    [filed] = service.finished
    names = [one.name for one in filed.files.values()]
    assert len(names) == 2
    assert "conversation.csv" in names
    assert other.hex[-8:] in filed.xml.decode()
    assert all(one.info for one in filed.files.values())


def test_a_text_only_report_needs_no_item(filing: Bureau, service: CyberTip) -> None:
    details = preparing.parse(b'{"incident": "enticement", "description": "marker"}')
    report_id = preparing.open_text(filing.node, MIRA, "demo", "kim", "cybertip", details)
    filing.send(report_id)
    filing.run_jobs()
    assert len(service.finished) == 1


def test_a_hash_only_report_carries_no_file(filing: Bureau, service: CyberTip) -> None:
    filing.sent()
    assert not service.finished[0].files
    assert b"SHA256" in service.finished[0].xml


@pytest.mark.parametrize(
    "fault",
    [Fault.RESET, Fault.HTML_STATUS, Fault.HTML_200, Fault.TRUNCATED, Fault.REDIRECT,
     Fault.ENTITY_BOMB, Fault.EMPTY, Fault.ENDLESS, Fault.CUT],
    ids=lambda fault: fault.name,
)  # fmt: skip
@pytest.mark.parametrize("step", ["xsd", "submit", "upload", "fileinfo", "finish"])
def test_a_recipient_that_fails_once_gets_the_report_once(
    filing: Bureau, service: CyberTip, clock: ManualClock, step: str, fault: Fault
) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, item, attached=True)
    filing.send(report_id)
    service.fail(step, fault)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.QUEUED
    for _ in range(3):
        clock.advance(timedelta(minutes=5))
        filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    assert len(service.finished) == 1
    assert_counted(filing, service, report_id)


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DRIP], ids=lambda one: one.name)
@pytest.mark.parametrize("step", ["submit", "upload", "finish"])
def test_a_recipient_that_is_too_slow_is_cut_off_and_gets_the_report_once(
    filing: Bureau, service: CyberTip, clock: ManualClock, step: str, fault: Fault
) -> None:
    settings = filing.node.settings.model_copy(update={"report_seconds": 0.5})
    filing.node = replace(filing.node, settings=settings)
    item = filing.confirmed()
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, item, attached=True)
    filing.send(report_id)
    service.fail(step, fault)
    filing.run_jobs()
    assert filing.show(report_id).summary.row.last_error == "cybertip-unanswered"
    service.resume()
    for _ in range(2):
        clock.advance(timedelta(minutes=5))
        filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    assert len(service.finished) == 1
    assert_counted(filing, service, report_id)


@pytest.mark.parametrize("fault", [Fault.WRONG_HASH, Fault.NO_HASH], ids=lambda one: one.name)
def test_an_upload_that_is_answered_wrong_is_not_finished(
    filing: Bureau, service: CyberTip, clock: ManualClock, fault: Fault
) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, item, attached=True)
    filing.send(report_id)
    service.fail("upload", fault)
    filing.run_jobs()
    clock.advance(timedelta(minutes=5))
    filing.run_jobs()
    [filed] = service.finished
    assert len(filed.files) == 1
    retracted = [one for one in service.reports.values() if one.state == "retracted"]
    assert len(retracted) == (1 if fault is Fault.WRONG_HASH else 0)


def test_an_answer_about_another_report_is_not_believed(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.WRONG_REPORT)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.QUEUED
    clock.advance(timedelta(minutes=5))
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    assert len(service.finished) == 1


def test_a_finished_report_that_lists_other_files_is_remarked_upon(
    filing: Bureau, service: CyberTip
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.WRONG_FILES)
    filing.run_jobs()
    row = filing.show(report_id).summary.row
    assert row.state is ReportState.FILED
    assert row.last_error.startswith("The CyberTipline lists other files")


def test_the_last_good_schema_serves_while_no_other_can_be_had(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.sent()
    clock.advance(timedelta(days=2))
    service.fail("xsd", Fault.HTML_STATUS, times=9)
    filing.confirmed("lee")
    later = filing.reports(ReportState.DRAFT)[0].row.id
    filing.send(later)
    filing.run_jobs()
    assert filing.state(later) is ReportState.FILED


def test_a_service_that_is_unwell_gets_no_second_nameless_opening(
    filing: Bureau, service: CyberTip
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("submit", Fault.LOSE_ANSWER)
    service.fail("status", Fault.HTML_STATUS, times=2)
    for _ in range(3):
        filing.run_jobs()
    assert service.open_count == 1
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED


def test_a_recipient_that_is_down_for_long_becomes_visible_and_can_be_tried_again(
    filing: Bureau, service: CyberTip
) -> None:
    settings = filing.node.settings.model_copy(update={"report_tries": 3})
    filing.node = replace(filing.node, settings=settings)
    filing.confirmed()
    report_id = filing.only().row.id
    service.go_away()
    filing.send(report_id)
    for _ in range(3):
        filing.run_jobs()
    row = filing.show(report_id).summary.row
    assert (row.state, row.last_error) == (ReportState.FAILED, "cybertip-not-reached")
    service.come_back()
    sending.retry(filing.node, OLGA, report_id)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED


def test_a_changed_schema_refuses_before_anything_is_sent(
    filing: Bureau, service: CyberTip
) -> None:
    service.change_schema(changed=True)
    report_id = filing.sent()
    shown = filing.show(report_id)
    assert shown.summary.row.state is ReportState.REFUSED
    assert [one.path for one in shown.problems] == ["report/incidentSummary"]
    assert not service.reports


def test_a_schema_that_changes_under_way_is_fetched_anew(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.sent()
    service.change_schema(changed=True)
    filing.confirmed("lee")
    later = filing.reports(ReportState.DRAFT)[0].row.id
    filing.send(later)
    filing.run_jobs()
    shown = filing.show(later)
    assert shown.summary.row.state is ReportState.REFUSED
    assert [one.code for one in shown.problems] == ["ncmec-4100"]
    service.change_schema()
    sending.revise(filing.node, OLGA, later)
    filing.send(later)
    filing.run_jobs()
    assert filing.state(later) is ReportState.FILED


@pytest.mark.parametrize("known", [True, False])
def test_newer_annotations_go_only_where_the_schema_knows_them(
    filing: Bureau, service: CyberTip, *, known: bool
) -> None:
    service.change_schema(newer=known)
    report_id = filing.sent(annotations=["informational", "spam"])
    [filed] = service.finished
    assert (b"<informational" in filed.xml) is known
    assert b"<spam" in filed.xml
    submit = next(one for one in filing.show(report_id).exchanges if one.step == "submit")
    assert ("informational" in submit.problem) is not known


def test_an_opening_that_lapsed_is_opened_anew(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.RESET)
    filing.run_jobs()
    [attempt] = filing.show(report_id).attempts
    assert attempt.state is AttemptState.FINISHING
    clock.advance(timedelta(hours=25))
    filing.run_jobs()
    # It was asked to finish before, and now it is unknown there: only a person can tell.
    assert filing.state(report_id) is ReportState.UNCLEAR
    sending.settle(filing.node, OLGA, report_id, reference=None)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    assert len(service.finished) == 1


def test_a_file_that_was_never_sent_before_the_report_lapsed_starts_anew(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    item = filing.confirmed()
    report_id = filing.only().row.id
    preparing.attach(filing.node, OLGA, report_id, item, attached=True)
    filing.send(report_id)
    service.fail("upload", Fault.CODE, code=1110)
    filing.run_jobs()
    assert filing.show(report_id).attempts[0].state is AttemptState.OPEN
    clock.advance(timedelta(hours=25))
    filing.run_jobs()
    assert [one.state for one in filing.show(report_id).attempts] == [
        AttemptState.LAPSED, AttemptState.FINISHED,
    ]  # fmt: skip
    assert len(service.finished) == 1


def test_an_unclear_report_can_be_settled_as_filed(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.RESET)
    filing.run_jobs()
    clock.advance(timedelta(hours=25))
    filing.run_jobs()
    sending.settle(filing.node, OLGA, report_id, reference="told by telephone: 77")
    assert filing.state(report_id) is ReportState.FILED


def test_a_report_that_was_under_way_at_a_backup_is_not_filed_again_by_itself(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    with filing.node.work(NODE, purpose="restore") as work:
        new_epoch(work)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.UNCLEAR
    assert not service.reports
    clock.advance(timedelta(minutes=1))
    sending.settle(filing.node, OLGA, report_id, reference=None)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED


def test_wrong_credentials_are_said_and_nothing_is_opened(
    filing: Bureau, service: CyberTip
) -> None:
    service.revoke("another password")
    report_id = filing.sent()
    row = filing.show(report_id).summary.row
    assert (row.state, row.last_error) == (ReportState.QUEUED, "cybertip-credentials-refused")
    assert not service.reports


def test_nameless_openings_are_counted_and_bounded(
    filing: Bureau, service: CyberTip, clock: ManualClock
) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("submit", Fault.LOSE_ANSWER, times=99)
    for _ in range(6):
        filing.run_jobs()
    shown = filing.show(report_id)
    assert shown.unnamed == service.open_count == 3
    assert shown.summary.row.last_error == "too-many-nameless"
    service.behave()
    clock.advance(timedelta(hours=25))
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    assert len(service.finished) == 1


def test_a_report_is_taken_back_before_it_is_filed(filing: Bureau, service: CyberTip) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.CODE, code=1000)
    filing.run_jobs()
    sending.retract(filing.node, OLGA, report_id, "sent by mistake")
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.RETRACTED
    assert [one.state for one in service.reports.values()] == ["retracted"]
    [draft] = filing.reports(ReportState.DRAFT)  # the event is confirmed still: it waits
    assert draft.items == 1


def test_what_turns_out_to_be_filed_cannot_be_taken_back(filing: Bureau, service: CyberTip) -> None:
    filing.confirmed()
    report_id = filing.only().row.id
    filing.send(report_id)
    service.fail("finish", Fault.LOSE_ANSWER)
    filing.run_jobs()
    sending.retract(filing.node, OLGA, report_id, "sent by mistake")
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED
    with pytest.raises(ReportMoveRefused):
        sending.retract(filing.node, OLGA, report_id, "still")


def test_a_pack_is_handed_to_a_person_who_marks_it_as_sent(
    bureau: Bureau, clock: ManualClock
) -> None:
    bureau.add_pack()
    bureau.confirmed()
    report_id = bureau.only().row.id
    with pytest.raises(PackNotReady):
        reading.export_pack(bureau.node, OLGA, report_id)
    bureau.send(report_id)
    bureau.run_jobs()
    assert bureau.state(report_id) is ReportState.HANDED
    names = {one.name for one in bureau.export(report_id)}
    assert {"letter.pdf", "report.json", "hashes.csv", "cybertip.json"} <= names
    with pytest.raises(ReferenceMissing):
        sending.mark_sent(bureau.node, OLGA, report_id, reference=" ", sent_at=clock.now())
    late = clock.now() + timedelta(minutes=1)
    with pytest.raises(ReferenceMissing):
        sending.mark_sent(bureau.node, OLGA, report_id, reference="AZ 1", sent_at=late)
    sending.mark_sent(bureau.node, OLGA, report_id, reference="AZ 1", sent_at=clock.now())
    assert bureau.show(report_id).summary.row.reference == "AZ 1"


def test_a_changed_pack_is_built_anew(bureau: Bureau) -> None:
    bureau.add_pack()
    report_id = bureau.sent()
    bureau.describe(report_id, description="more is known now")
    assert bureau.state(report_id) is ReportState.DRAFT
    assert not bureau.show(report_id).documents
    bureau.send(report_id)
    bureau.run_jobs()
    [letter] = [one for one in bureau.export(report_id) if one.name == "report.json"]
    assert b"more is known now" in letter.data


def test_nothing_is_sent_without_a_person_who_may(filing: Bureau) -> None:
    filing.confirmed()
    with pytest.raises(Forbidden):
        sending.send(filing.node, MIRA, filing.only().row.id)


def test_all_that_is_missing_is_said_at_once(bureau: Bureau) -> None:
    bureau.add_pack(provider={"name": "Forum", "contact": {"email": "a@b.example"}})
    bureau.confirmed()
    with pytest.raises(ReportIncomplete, match="address"):
        bureau.send(bureau.only().row.id)


def test_bytes_that_are_not_kept_cannot_be_attached(filing: Bureau) -> None:
    item = filing.confirmed()
    [kept] = filing.rows("SELECT evidence_id FROM tutela.case_item WHERE item_id = :i", i=item)

    with filing.node.work(NODE, purpose="test") as work:
        evidence.erase(work, kept.evidence_id, reason="its time is over")
    with pytest.raises(MediaNotKept):
        preparing.attach(filing.node, OLGA, filing.only().row.id, item, attached=True)


def test_a_real_report_goes_to_no_test_system(filing: Bureau) -> None:
    filing.confirmed()
    shown = filing.show(filing.only().row.id)
    assert shown.report is not None
    real = shown.report.model_copy(update={"demo": False, "items": ()})
    for environment in (Environment.TEST, Environment.SIMULATOR):
        to = replace(shown.to, environment=environment)
        [problem] = admission.environment_problems(real, to)
        assert problem.code == "not-a-stand-in"
    production = replace(shown.to, environment=Environment.PRODUCTION)
    assert not list(admission.environment_problems(real, production))
    [problem] = admission.environment_problems(
        shown.report.model_copy(update={"demo": False}), production
    )
    assert problem.code == "stand-in"
    with pytest.raises(EnvironmentRefused):
        raise EnvironmentRefused(environment="test", recipient="x", why="it is real")


def assert_counted(filing: Bureau, service: CyberTip, report_id: UUID) -> None:
    """Every report that lies open there without a name is counted here."""
    assert service.open_count <= filing.show(report_id).unnamed
