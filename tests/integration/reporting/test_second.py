"""Who may send a report without asking another person: the table of docs/why/four-eyes.md."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.bureau import CONFIRM, CYBERTIP
from tests.world import JONAS, KEY, MIRA

from tutela import demonstration
from tutela.casework import decisions
from tutela.platform.permissions import Role, permissions_of
from tutela.reporting import moves, preparing, second
from tutela.reporting.details import Details

if TYPE_CHECKING:
    from uuid import UUID

    from tests.bureau import Bureau

    from tutela.platform.actor import Actor

WORDS = Details.model_validate({"description": "somebody asked a child for pictures"})
OFFICER = permissions_of(frozenset({Role.REPORTING_OFFICER, Role.REVIEWER}))
SENDER = replace(MIRA, permissions=OFFICER)  # she decides, and sends too
PROGRAM = replace(KEY, permissions=OFFICER)
OTHER = replace(JONAS, permissions=OFFICER)


def waits(bureau: Bureau, report_id: UUID, sender: Actor = SENDER) -> tuple[bool, bool]:
    """Whether somebody else must agree, and whether it would be marked as one person's."""
    with bureau.node.work(sender, purpose="test") as work:
        row = moves.lock(work, report_id)
        return (
            second.needed(bureau.node, work.connection, row, sender),
            second.only_one(work.connection, row, sender, work.now),
        )


def decided(bureau: Bureau, *people: Actor) -> UUID:
    """A report with one item for each of these people, who decided it."""
    for number, person in enumerate(people):
        item = bureau.upload(picture=number)
        case = bureau.case_of(item)
        decisions.decide(bureau.node, person, case, CONFIRM, item_ids=[item])
        bureau.run_jobs()
    return bureau.reports()[-1].row.id


def written(bureau: Bureau, *people: Actor) -> UUID:
    """A report without items that these people wrote, the first of them as its opener."""
    first, *more = people
    report_id = preparing.open_text(
        bureau.node, first, demonstration.SERVICE, "kim", CYBERTIP, WORDS
    )
    for person in more:
        preparing.describe(bureau.node, person, report_id, WORDS)
    return report_id


def test_items_that_somebody_else_decided_go_at_once(filing: Bureau) -> None:
    assert waits(filing, decided(filing, OTHER)) == (False, False)


def test_one_item_that_only_the_sender_decided_makes_the_whole_report_wait(filing: Bureau) -> None:
    assert waits(filing, decided(filing, OTHER, SENDER)) == (True, True)


@pytest.mark.parametrize(
    ("people", "alone"),
    [
        ((OTHER,), False),
        ((SENDER,), True),
        ((SENDER, OTHER), False),
        ((OTHER, SENDER), False),
        ((PROGRAM,), True),  # a program is nobody's second hand
        ((PROGRAM, SENDER), True),
    ],
)
def test_words_without_items_are_for_whoever_wrote_them(
    filing: Bureau, people: tuple[Actor, ...], *, alone: bool
) -> None:
    assert waits(filing, written(filing, *people)) == (alone, alone)
