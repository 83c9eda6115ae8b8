"""Whether a report may go to its recipient at all, before anything about its form is asked.

No stand-in reaches a real recipient, and nothing real reaches a test system or a simulator. Items
whose decision is open again do not go either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.law.model import Finding
from tutela.reporting import store
from tutela.reporting.model import Environment, ReportKind
from tutela.reporting.plugin import Problem, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutela.platform.node import Node
    from tutela.reporting.model import Report
    from tutela.reporting.plugin import Recipient

_WRONG_PLACE = (
    "A report of real items goes to production only; {environment} takes stand-ins. Nothing is "
    "filed with anybody."
)
_STAND_IN = "A stand-in never reaches a real recipient."
_ENDED = "This recipient was ended. Add it again, or cancel the report."
_DEMO = "A demo node reaches simulators only."
_OPEN_AGAIN = "An item waits for a decision again, so it cannot be reported now."
_NOT_CONFIRMED = "A person has not confirmed this item."
_CONFIRMED_AGAIN = "This item was confirmed again, so there is nothing to correct."
_NOTHING = "There is no item in it, and no details say what happened."


def problems(node: Node, report: Report, recipient: Recipient) -> Sequence[Problem]:
    """Everything that keeps a report from its recipient, form included."""
    return [
        *obstacles(node, report, recipient),
        *kind(recipient.kind).check(report, recipient),
    ]


def obstacles(node: Node, report: Report, recipient: Recipient) -> Sequence[Problem]:
    """What keeps a report from its recipient, whatever its form."""
    return [*environment_problems(report, recipient), *_decision_problems(node, report)]


def environment_problems(report: Report, recipient: Recipient) -> Iterator[Problem]:
    """What keeps a report from going to this environment."""
    environment = recipient.environment
    if recipient.ended:
        yield Problem("recipient-ended", "recipient", _ENDED)
    if report.demo and environment is not Environment.SIMULATOR:
        yield Problem("demo-node", "recipient.environment", _DEMO)
    elif environment is Environment.PRODUCTION and report.stand_in:
        yield Problem("stand-in", "recipient.environment", _STAND_IN)
    elif environment is not Environment.PRODUCTION and not report.stand_in:
        sentence = _WRONG_PLACE.format(environment=environment.value)
        yield Problem("not-a-stand-in", "recipient.environment", sentence)


def _decision_problems(node: Node, report: Report) -> Iterator[Problem]:
    if report.kind is ReportKind.CORRECTION:
        for number, item in enumerate(report.items, 1):
            if item.verdict.finding is Finding.CONFIRMED:
                yield Problem("item-confirmed-again", f"items.{number}", _CONFIRMED_AGAIN)
        return
    if not report.items and report.details.incident.needs_items:
        yield Problem("report-empty", "items", _NOTHING)
    for number, item in enumerate(report.items, 1):
        if item.verdict.finding is not Finding.CONFIRMED:
            yield Problem("item-not-confirmed", f"items.{number}", _NOT_CONFIRMED)
    with node.read() as connection:
        waiting = store.undecided(connection, report.id)
    if waiting:
        yield Problem("item-open-again", "items", _OPEN_AGAIN)
