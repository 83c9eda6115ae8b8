"""What providers, the Centre and authorities say of reports. Nothing here decides anything.

What is wrong with what they say is answered by a refusal, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation import posting
from tutela.federation.kinds import REPORT_OUTCOME, REPORT_REFUSED, REPORT_TAKEN
from tutela.federation.refusing import ignore, refuse
from tutela.law import draft
from tutela.platform.noderole import NodeRole
from tutela.receiving import findings, holds, moves, store, taking, telling, wire
from tutela.receiving.errors import (
    ReceivedAssessed,
    ReceivedErased,
    ReceivedItemUnknown,
    ReceivedMoveRefused,
    ReceivedUnknown,
)
from tutela.receiving.machine import Command, State
from tutela.receiving.model import Outcome
from tutela.receiving.taking import Arrived
from tutela.reporting.centre.model import Finding
from tutela.reporting.centre.wire import Refused, read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.platform.work import Work
    from tutela.receiving.moves import Opened

UNREADABLE: Final = "body-unreadable"
UNKNOWN: Final = "report-unknown"
UNTIMELY: Final = "report-moved-on"
CONFIRM: Final = "report.confirm-new"


def filed(work: Work, all_said: Sequence[Said]) -> None:
    """A provider reports: stored, and answered with the Centre's number (Articles 12 and 13).

    The same report said again keeps its number.
    """
    arrived = [one for said in all_said if (one := _arrived(work, said))]
    if not arrived:
        return
    taking.take(work, arrived)
    sender = all_said[0].sender.id
    numbers = store.numbers(work.connection, sender, [one.reference for one in arrived])
    answers = {
        one.said.subject: {"report": one.reference, "number": numbers[one.reference]}
        for one in arrived
    }
    posting.offer_all(work, sender, REPORT_TAKEN, list(answers.items()))


def _arrived(work: Work, said: Said) -> Arrived | None:
    """What a provider reports; None where it cannot be read, which is answered."""
    body = read(wire.Filed, said.body)
    form = wire.read_form(body.form) if body else None
    if body is None or form is None or said.subject != telling.subject_of(form.report.id):
        refuse(work, said, REPORT_REFUSED, UNREADABLE)
        return None
    return Arrived(
        said, body.form, form, reference=str(form.report.id), number=taking.new_number(work),
        provider=said.sender.name, state=State.SUBMITTED,
    )  # fmt: skip


def answered(work: Work, said: Said) -> None:
    """A provider answers what it was asked; the report waits for triage again."""
    body = read(wire.Answer, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = opened(work, store.by_reference(work.connection, said.sender.id, str(body.report)))
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    try:
        moves.move(work, one, Command.SUPPLY, by=said.sender.name, words=body.words)
    except ReceivedMoveRefused:
        return refuse(work, said, REPORT_REFUSED, UNTIMELY)
    return None


def forwarded(work: Work, said: Said) -> None:
    """The Centre passes a report on: the authority's month begins (Article 36(3))."""
    body = read(wire.Forwarded, said.body)
    form = wire.read_form(body.form) if body else None
    if body is None or form is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = Arrived(
        said, body.form, form, reference=body.number, number=body.number, provider=body.provider,
        state=State.FORWARDED, due_at=draft.due(CONFIRM, said.received_at),
    )  # fmt: skip
    taking.take(work, [one])
    return None


def assessed(work: Work, said: Said) -> None:
    """An authority assessed an item; the Centre passes it on to the provider."""
    body = read(wire.Assessed, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = theirs(work, said, body.number)
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    finding = Finding(body.finding)
    try:
        new = findings.note(
            work, one, body.item, finding, body.reason,
            by=str(said.sender.id), by_name=said.sender.name,
        )  # fmt: skip
    except (ReceivedAssessed, ReceivedItemUnknown, ReceivedMoveRefused):
        return refuse(work, said, REPORT_REFUSED, UNTIMELY)
    if not new:
        return None
    passed = {"report": one.line.reference, "item": str(body.item), "finding": finding.value}
    subject = telling.subject_of(one.line.reference)
    posting.offer(work, one.line.peer_id, REPORT_OUTCOME, subject, passed | {"reason": body.reason})
    return None


def concluded(work: Work, said: Said) -> None:
    """An authority says what came of a report (Article 83(2)(a))."""
    body = read(wire.Concluded, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    one = theirs(work, said, body.number)
    if one is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    if one.line.outcome == body.outcome:
        return None
    try:
        moves.move(
            work, one, Command.CONCLUDE,
            by=said.sender.name, words=body.reason, outcome=body.outcome,
        )  # fmt: skip
    except ReceivedMoveRefused:
        return refuse(work, said, REPORT_REFUSED, UNTIMELY)
    holds.lift_idle(work, one, Outcome(body.outcome))
    return None


def refused(work: Work, said: Said) -> None:
    """Another node did not take what was said of a report: it stands among the report's steps."""
    body = read(Refused, said.body)
    if body is None:
        return ignore(said, UNREADABLE)
    name = said.subject.removeprefix("report ")
    centre = work.node.identity.role is NodeRole.CENTRE
    found = store.by_number(work.connection, name)
    if found is None:
        found = store.by_reference(work.connection, said.sender.id, name)
    one = opened(work, found)
    theirs = one is not None and said.sender.id in {one.line.peer_id, one.line.authority_id}
    if one is None or (centre and not theirs):
        return ignore(said, UNKNOWN)
    moves.step(work, one, "refused", by=said.sender.name, words=f"{body.about}: {body.code}")
    return None


def theirs(work: Work, said: Said, number: str) -> Opened | None:
    """The report of that number, locked, where the sender is the authority that has it."""
    one = opened(work, store.by_number(work.connection, number))
    return one if one and one.line.authority_id == said.sender.id else None


def opened(work: Work, report_id: UUID | None) -> Opened | None:
    """The report, locked; None where it is none, or was erased."""
    try:
        return moves.locked(work, report_id)
    except (ReceivedUnknown, ReceivedErased):
        return None
