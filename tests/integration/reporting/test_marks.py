"""A mark, that a child may have made or shared an item, goes into its reports and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM
from tests.world import JONAS, MIRA, SARA

from tutela.casework import decisions, marking, queue, recalling
from tutela.casework.children import Circumstance
from tutela.casework.marking import Marking
from tutela.platform.approvals import store as requests
from tutela.platform.approvals.errors import AwaitsApproval
from tutela.reporting import gathering, moves, opening
from tutela.reporting.cybertip import mapping
from tutela.reporting.details import Annotation, FileAnnotation
from tutela.reporting.machine import ReportState

if TYPE_CHECKING:
    from uuid import UUID

    from tests.bureau import Bureau

    from tutela.reporting.model import Report


def gathered(bureau: Bureau) -> Report:
    with bureau.node.work(MIRA, purpose="test") as work:
        row = moves.lock(work, bureau.only().row.id)
        found, _ = gathering.gather(bureau.node, work.connection, row, work.now)
        return found


@pytest.mark.parametrize(
    ("circumstance", "of_item", "of_report"),
    [
        (Circumstance.COERCED, {FileAnnotation.SELF_PRODUCED}, {Annotation.SEXTORTION}),
        (Circumstance.SELF_GENERATED, {FileAnnotation.SELF_PRODUCED}, set()),
        (Circumstance.AMONG_PEERS, set(), {Annotation.BETWEEN_MINORS}),
    ],
)
def test_what_a_mark_says_stands_in_the_report(
    filing: Bureau,
    circumstance: Circumstance,
    of_item: set[FileAnnotation],
    of_report: set[Annotation],
) -> None:
    item = filing.upload()
    case = filing.case_of(item)
    marking.mark(filing.node, MIRA, case, Marking(circumstance, "so it seems"))
    decisions.decide(filing.node, MIRA, case, CONFIRM)
    filing.run_jobs()
    assert not filing.reports(), "a second person must agree first"
    decisions.second(filing.node, JONAS, case, agree=True, reason="I see the same")
    filing.run_jobs()
    report = gathered(filing)
    assert report.items[0].detail.annotations == of_item
    assert report.details.annotations == of_report
    summary = mapping.report(report).incident_summary
    if of_report:
        assert summary.report_annotations is not None
    else:
        assert summary.report_annotations is None


def test_what_people_added_stays_beside_the_mark_and_goes_with_neither(filing: Bureau) -> None:
    item = filing.confirmed()
    case = filing.case_of(item)
    filing.describe(filing.only().row.id, annotations=["spam"])
    marking.mark(filing.node, MIRA, case, Marking(Circumstance.COERCED, "so it seems"))
    assert gathered(filing).details.annotations == {Annotation.SPAM, Annotation.SEXTORTION}
    marking.mark(filing.node, JONAS, case, Marking(None, "an adult"))
    report = gathered(filing)
    assert report.details.annotations == {Annotation.SPAM}
    assert report.items[0].detail.annotations == frozenset()


def confirmed_with_a_mark(bureau: Bureau) -> UUID:
    item = bureau.upload()
    case = bureau.case_of(item)
    marking.mark(bureau.node, MIRA, case, Marking(Circumstance.COERCED, "so it seems"))
    decisions.decide(bureau.node, MIRA, case, CONFIRM)
    decisions.second(bureau.node, JONAS, case, agree=True, reason="I see the same")
    bureau.run_jobs()
    return item


def recalled(bureau: Bureau, item: UUID) -> None:
    """The mark is recalled, and what follows is done, twice: jobs may run again."""
    with pytest.raises(AwaitsApproval) as waits:
        recalling.recall(bureau.node, MIRA, bureau.case_of(item), reason="an adult")
    with bureau.node.work(JONAS, purpose="test") as work:
        request = requests.find(work.connection, waits.value.facts["request"])
        assert request is not None
        recalling.carry_out(work, request)
    opening.follow_mark(bureau.node, subject_id=str(item))  # before what else waits
    bureau.run_jobs()


def notes(bureau: Bureau, item: UUID) -> list[str]:
    case = queue.show_case(bureau.node, SARA, bureau.case_of(item), purpose="test")
    return [one.words for one in case.notes]


def test_a_draft_says_nothing_of_a_mark_that_was_recalled(filing: Bureau) -> None:
    item = confirmed_with_a_mark(filing)
    recalled(filing, item)
    report = gathered(filing)
    assert not report.items[0].detail.annotations | report.details.annotations
    assert notes(filing, item) == ["so it seems", "Recalled as wrong: an adult"]


def test_a_report_on_its_way_is_taken_back_and_drafted_anew(filing: Bureau) -> None:
    item = confirmed_with_a_mark(filing)
    filing.send(filing.only().row.id)
    recalled(filing, item)
    old, new = filing.reports()
    assert (old.row.state, new.row.state) == (ReportState.RETRACTED, ReportState.DRAFT)


def test_of_what_was_filed_the_case_says_whom_to_write_to(filing: Bureau) -> None:
    item = confirmed_with_a_mark(filing)
    filing.send(filing.only().row.id)
    filing.run_jobs()
    assert filing.only().row.state is ReportState.FILED
    recalled(filing, item)
    assert "nothing does so by itself" in notes(filing, item)[-1]
    assert len(notes(filing, item)) == 3, "noted once"
