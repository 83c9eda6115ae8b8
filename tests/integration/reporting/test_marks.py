"""A mark, that a child may have made or shared an item, goes into its reports and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM
from tests.world import JONAS, MIRA

from tutela.casework import decisions, marking
from tutela.casework.children import Circumstance
from tutela.casework.marking import Marking
from tutela.reporting import gathering, moves
from tutela.reporting.cybertip import mapping
from tutela.reporting.details import Annotation, FileAnnotation

if TYPE_CHECKING:
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
