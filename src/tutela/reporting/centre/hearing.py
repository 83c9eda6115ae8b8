"""What the Centre says of our reports. Its number files; all else waits for a person here.

A recipient's word never undoes a decision by itself: a person records it (`answering.py`), as with
any other recipient, and what follows is what `reporting/outcomes.py` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.federation.kinds import REPORT_FILED, REPORT_REFUSED
from tutela.federation.refusing import ignore, refuse
from tutela.platform.audit.model import Event
from tutela.reporting import moves, recipients
from tutela.reporting import store as reports
from tutela.reporting.centre import store, wire
from tutela.reporting.centre.model import WordKind
from tutela.reporting.centre.plugin import subject_of
from tutela.reporting.errors import ReportUnknown
from tutela.reporting.filing import CARRY_OUT
from tutela.reporting.machine import Command, ReportState
from tutela.reporting.sealing import Seal

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.federation.handling import Said
    from tutela.platform.work import Work
    from tutela.reporting.centre.store import Telling
    from tutela.reporting.records import ReportRow

UNREADABLE: Final = "body-unreadable"
UNKNOWN: Final = "report-unknown"
UNTIMELY: Final = "report-not-filed"
NO_ITEM: Final = "item-unknown"
_FILING = {
    ReportState.QUEUED: Command.FILE,
    ReportState.RETRACTING: Command.FIND_FILED,
}


def taken(work: Work, said: Said) -> None:
    """The Centre has a report: it is filed under the Centre's number."""
    body = wire.read(wire.Taken, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    row, told = reported(work, said, body.report)
    if row is None or told is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    if told.number:
        return None
    store.save_telling(
        work.connection, row.id, number=body.number, refused="", taken_at=said.received_at
    )
    command = _FILING.get(row.state)
    if command is None or row.erased_at is not None:
        return None  # what a person settled stays; the number is there for them
    moves.receive(
        work,
        row,
        command,
        environment=recipients.environment_of(work.connection, row.recipient_id),
        reference=body.number,
        received_at=said.received_at,
        given_by="service",
    )
    return None


def refused(work: Work, said: Said) -> None:
    """The Centre did not take something. A report is a person's again; the rest is in the log."""
    body = wire.read(wire.Refused, said.body)
    report_id = _subject(said)
    if body is None or report_id is None:
        return ignore(said, UNREADABLE)
    row, told = reported(work, said, report_id)
    if row is None or told is None:
        return ignore(said, UNKNOWN)
    if told.number or body.about != REPORT_FILED.name:
        return ignore(said, body.code)
    store.save_telling(work.connection, row.id, refused=body.code)
    work.defer(CARRY_OUT, subject_id=str(row.id))
    return None


def question(work: Work, said: Said) -> None:
    """The Centre asks what a report lacks."""
    body = wire.read(wire.Question, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    mark = f"question {body.question}"
    return _keep(work, said, body.report, WordKind.QUESTION, mark, body.words)


def unfounded(work: Work, said: Said) -> None:
    """The Centre found a report manifestly unfounded, or not substantiated."""
    body = wire.read(wire.Unfounded, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    return _keep(
        work, said, body.report, WordKind.UNFOUNDED, "unfounded", body.reason, finding=body.test
    )


def outcome(work: Work, said: Said) -> None:
    """An authority found what an item is, or is not."""
    body = wire.read(wire.Outcome, said.body)
    if body is None:
        return refuse(work, said, REPORT_REFUSED, UNREADABLE)
    items = {one.item_id for one in reports.items(work.connection, body.report)}
    if body.item not in items:
        return refuse(work, said, REPORT_REFUSED, NO_ITEM)
    mark = f"{body.finding} {body.item}"
    return _keep(
        work, said, body.report, WordKind.OUTCOME, mark, body.reason,
        item_id=body.item, finding=body.finding,
    )  # fmt: skip


def _keep(
    work: Work,
    said: Said,
    report_id: UUID,
    kind: WordKind,
    mark: str,
    words: str,
    *,
    item_id: UUID | None = None,
    finding: str = "",
) -> None:
    row, told = reported(work, said, report_id)
    if row is None or told is None:
        return refuse(work, said, REPORT_REFUSED, UNKNOWN)
    if row.state is not ReportState.FILED or row.wrapped_key is None:
        return refuse(work, said, REPORT_REFUSED, UNTIMELY)
    word_id = work.new_id()
    made = store.add_word(
        work.connection,
        id=word_id,
        service_id=row.service_id,
        report_id=row.id,
        kind=kind.value,
        mark=mark,
        item_id=item_id,
        finding=finding,
        words=Seal(work.node, row.id, row.wrapped_key).seal(f"word:{word_id}", words.encode()),
        said_at=said.received_at,
    )
    if made:
        item = str(item_id) if item_id else None
        moves.tell(work, row, Event.CENTRE_HEAR, kind=kind.value, item=item, finding=finding)
    return None


def reported(work: Work, said: Said, report_id: UUID) -> tuple[ReportRow | None, Telling | None]:
    """The report, locked, if it was said to whoever speaks of it, about what they say."""
    told = store.telling(work.connection, report_id)
    if told is None or told.peer_id != said.sender.id or said.subject != subject_of(report_id):
        return None, None
    try:
        row = moves.lock(work, report_id)
    except ReportUnknown:
        return None, None
    return row, store.telling(work.connection, report_id)


def _subject(said: Said) -> UUID | None:
    found = wire.read(wire.About, {"report": said.subject.removeprefix("report ")})
    return found.report if found else None
