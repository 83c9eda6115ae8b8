"""Two at once: workers on one report, people at one button. One acts, nothing is filed twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.bureau import OLGA, REJECT, Bureau
from tests.ownserver import eventually
from tests.simulators.cybertip import Fault, State
from tests.world import SARA, _person

from tutela.casework import decisions
from tutela.platform.permissions import Role
from tutela.reporting import sending
from tutela.reporting.claim import claimed
from tutela.reporting.errors import ReportMoveRefused, ReportNotDelivered
from tutela.reporting.filing import carry_out
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from uuid import UUID

PAUL = _person("paul", Role.REPORTING_OFFICER)
STEPS = ("xsd", "submit", "upload", "fileinfo", "finish")
TALK = ({"sender": "kim", "text": "hello", "reported": True},)  # makes one file to upload
PATIENCE = 30


@pytest.fixture
def others(bureau: Bureau) -> Iterator[ThreadPoolExecutor]:
    """Threads for those who act at the same time; whoever still waits is let go at the end."""
    with ThreadPoolExecutor(2) as threads:
        yield threads
        bureau.service.resume()


@pytest.fixture
def queued(filing: Bureau) -> UUID:
    """A report with one file that was sent; nobody has begun to carry it out."""
    filing.confirmed()
    report_id = filing.only().row.id
    filing.describe(report_id, messages=TALK)
    filing.send(report_id)
    return report_id


def work(bureau: Bureau, report_id: UUID) -> str:
    """One run of the job; why it is to be run again, if it is."""
    try:
        carry_out(bureau.node, subject_id=str(report_id))
    except ReportNotDelivered as error:
        return str(error)
    return ""


def held_at(step: str, bureau: Bureau, report_id: UUID, others: ThreadPoolExecutor) -> Future[str]:
    """A worker that waits for the answer to a request, which was processed."""
    bureau.service.fail(step, Fault.SLOW)
    held = others.submit(work, bureau, report_id)
    bureau.service.wait(STEPS.index(step) + 1, PATIENCE)
    return held


def lose_the_claim(bureau: Bureau) -> None:
    """The database forgets the connection that holds the claim, as after a cut in the network."""
    holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    [holder] = bureau.rows(holders)
    bureau.rows("SELECT pg_terminate_backend(:pid)", pid=holder.pid)
    eventually(lambda: not bureau.rows(holders), "the end of the claim")


def asked(bureau: Bureau) -> list[str]:
    return [one.endpoint for one in bureau.service.requests]


def run_all_jobs(bureau: Bureau) -> None:
    """As a worker does once their time has come; afterwards nothing waits."""
    for _ in range(3):
        bureau.run_jobs()
    assert bureau.rows("SELECT 1 FROM procrastinate_jobs") == []


def assert_filed_once(bureau: Bureau, report_id: UUID) -> None:
    [filed] = bureau.service.finished
    row = bureau.only().row
    assert row.id == report_id
    assert (row.state, row.reference) == (ReportState.FILED, str(filed.id))
    assert len(bureau.rows("SELECT 1 FROM report_receipt")) == 1
    assert len(bureau.rows("SELECT 1 FROM report_attempt WHERE state = 'finished'")) == 1
    assert bureau.rows("SELECT 1 FROM report_attempt WHERE ended_at IS NULL") == []
    assert bureau.service.open_count == 0


@pytest.mark.parametrize("step", STEPS)
def test_of_two_workers_on_one_report_only_one_acts(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor, step: str
) -> None:
    first = held_at(step, filing, queued, others)
    before = asked(filing)
    assert work(filing, queued) != ""
    assert asked(filing) == before
    filing.service.resume()
    assert first.result(PATIENCE) == ""
    assert asked(filing) == list(STEPS)
    run_all_jobs(filing)
    assert_filed_once(filing, queued)


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_lost_its_claim_stops_where_another_goes_on(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor, step: str
) -> None:
    first = held_at(step, filing, queued, others)
    lose_the_claim(filing)
    assert work(filing, queued) == ""
    assert_finished_by_the_second(filing)
    filing.service.resume()
    first.result(PATIENCE)
    run_all_jobs(filing)
    assert_filed_once(filing, queued)
    assert asked(filing).count("finish") == (2 if step == "finish" else 1)


def assert_finished_by_the_second(bureau: Bureau) -> None:
    assert len(bureau.service.finished) == 1
    assert bureau.only().row.state is ReportState.FILED


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_lost_its_claim_to_nobody_comes_back(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor, step: str
) -> None:
    first = held_at(step, filing, queued, others)
    lose_the_claim(filing)
    filing.service.resume()
    why = first.result(PATIENCE)
    assert why or filing.only().row.state is ReportState.FILED, "nobody would go on with it"
    run_all_jobs(filing)
    assert_filed_once(filing, queued)


def test_a_job_that_found_the_report_taken_is_there_if_the_other_worker_dies(
    filing: Bureau, queued: UUID
) -> None:
    with claimed(filing.node, queued) as claim:
        assert claim is not None
        assert "reporting:carry-out: ReportNotDelivered" in filing.run_jobs()
    run_all_jobs(filing)
    assert_filed_once(filing, queued)


def test_of_two_workers_on_one_pack_only_one_builds_it(bureau: Bureau) -> None:
    bureau.add_pack()
    bureau.confirmed()
    report_id = bureau.only().row.id
    bureau.send(report_id)
    with claimed(bureau.node, report_id):
        assert work(bureau, report_id) != ""
        assert bureau.rows("SELECT 1 FROM report_document") == []
    run_all_jobs(bureau)
    assert bureau.only().row.state is ReportState.HANDED
    assert len(bureau.rows("SELECT 1 FROM audit_event WHERE event = 'report:hand'")) == 1


def test_two_people_who_send_at_once_send_once(filing: Bureau, others: ThreadPoolExecutor) -> None:
    filing.confirmed()
    report_id = filing.only().row.id

    def send(by: object) -> str:
        try:
            sending.send(filing.node, by, report_id)  # type: ignore[arg-type]
        except ReportMoveRefused as refused:
            return refused.code
        return ""

    ended = at_once(filing, report_id, others, lambda: send(OLGA), lambda: send(PAUL))
    assert sorted(ended) == ["", ReportMoveRefused.code]
    run_all_jobs(filing)
    assert_filed_once(filing, report_id)
    assert len(filing.rows("SELECT 1 FROM audit_event WHERE event = 'report:send'")) == 1


def at_once(
    bureau: Bureau, report_id: UUID, others: ThreadPoolExecutor, *acts: Callable[[], str]
) -> list[str]:
    """What came of acts that all reached the report before any of them could go on."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with bureau.node.transaction() as connection:
        query = text("SELECT 1 FROM report WHERE id = :id FOR UPDATE")
        connection.execute(query, {"id": report_id})
        ends = [others.submit(act) for act in acts]
        eventually(lambda: len(bureau.rows(waiting)) == len(acts), "both at the report")
    return [one.result(PATIENCE) for one in ends]


@pytest.mark.parametrize("step", ["xsd", "submit", "upload", "fileinfo"])
def test_what_is_taken_back_before_it_is_finished_is_never_finished(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor, step: str
) -> None:
    first = held_at(step, filing, queued, others)
    sending.retract(filing.node, OLGA, queued, "sent by mistake")
    filing.service.resume()
    first.result(PATIENCE)
    run_all_jobs(filing)
    [row] = filing.rows("SELECT state FROM report WHERE id = :id", id=queued)
    assert row.state == "retracted"
    assert "finish" not in asked(filing)
    assert all(one.state is State.RETRACTED for one in filing.service.reports.values())
    # What is still confirmed is drafted anew, for somebody to send or to drop.
    assert [one.row.id for one in filing.reports(ReportState.DRAFT)] != [queued]
    assert len(filing.reports(ReportState.DRAFT)) == 1


def test_what_is_taken_back_while_it_is_being_finished_is_found_filed(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor
) -> None:
    first = held_at("finish", filing, queued, others)
    sending.retract(filing.node, OLGA, queued, "sent by mistake")
    assert filing.only().row.state is ReportState.RETRACTING
    filing.service.resume()
    assert first.result(PATIENCE) == ""
    run_all_jobs(filing)
    assert_filed_once(filing, queued)
    assert "retract" not in asked(filing)


def test_what_is_taken_back_while_its_worker_dies_finishing_is_found_filed(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor
) -> None:
    first = held_at("finish", filing, queued, others)
    sending.retract(filing.node, OLGA, queued, "sent by mistake")
    lose_the_claim(filing)
    run_all_jobs(filing)
    assert asked(filing)[-1] == "retract"
    assert_filed_once(filing, queued)
    filing.service.resume()
    first.result(PATIENCE)
    assert_filed_once(filing, queued)


def test_an_item_undone_while_its_report_is_uploaded_is_never_finished(
    filing: Bureau, queued: UUID, others: ThreadPoolExecutor
) -> None:
    [item] = filing.rows("SELECT item_id FROM report_item WHERE report_id = :id", id=queued)
    first = held_at("upload", filing, queued, others)
    decisions.reverse(filing.node, SARA, filing.case_of(item.item_id), item.item_id, REJECT)
    others.submit(filing.run_jobs).result(PATIENCE)
    filing.service.resume()
    first.result(PATIENCE)
    run_all_jobs(filing)
    assert filing.service.finished == []
    # What people wrote waits as a draft of its own, without the item.
    [_, draft] = filing.reports()
    states = [one.row.state for one in filing.reports()]
    assert states == [ReportState.RETRACTED, ReportState.DRAFT]
    assert draft.items == 0
