"""Reports in words: lines of the queue, states, clocks. Nothing here tells of an account. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.reporting import sentences
from tutela.reporting.machine import ReportState
from tutela.texts.phrase import phrase, several
from tutela.web.pages.words import HOUR, Moment, ago, short, span

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.reporting.reading import ReportSummary
    from tutela.reporting.records import Attempt

# In the order of the queue: what needs a person first. What is over stands apart.
WAITING = (
    ReportState.UNCLEAR,
    ReportState.FAILED,
    ReportState.REFUSED,
    ReportState.HANDED,
    ReportState.DRAFT,
)
UNDERWAY = (ReportState.QUEUED, ReportState.RETRACTING)
OVER = (ReportState.FILED, ReportState.RETRACTED, ReportState.CANCELLED)
# The badge of each state: whose sign it takes, and its words.
_BADGES = {
    ReportState.DRAFT: ("open", phrase("draft")),
    ReportState.QUEUED: ("waiting", phrase("on its way")),
    ReportState.HANDED: ("proposed", phrase("pack ready to send")),
    ReportState.FILED: ("closed", phrase("received")),
    ReportState.REFUSED: ("failed", phrase("refused")),
    ReportState.FAILED: ("failed", phrase("not delivered")),
    ReportState.UNCLEAR: ("failed", phrase("unclear")),
    ReportState.RETRACTING: ("waiting", phrase("being taken back")),
    ReportState.RETRACTED: ("withdrawn", phrase("taken back")),
    ReportState.CANCELLED: ("withdrawn", phrase("dropped")),
}
SOON = 2 * HOUR
_NOTHING_LEFT = frozenset({ReportState.RETRACTED, ReportState.CANCELLED})


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report as a line: whom it goes to and where it stands, never whom it is about."""

    id: UUID
    short: str
    recipient: str
    environment: str
    service: str
    what: str
    state: ReportState
    badge: tuple[str, str]
    sentence: str
    filed: bool
    standing: str
    urgent: bool
    opened: Moment
    clock: Moment | None
    case_id: UUID | None

    @property
    def nothing_left(self) -> bool:
        """Whether it was dropped: that nothing of it is filed is then as it should be."""
        return self.state in _NOTHING_LEFT


def report_line(one: ReportSummary, now: datetime) -> ReportLine:
    """The line of one report."""
    row = one.row
    items = several(one.items, "{n} item", "{n} items") if one.items else phrase("told in words")
    return ReportLine(
        id=row.id,
        short=short(row.id),
        recipient=one.recipient,
        environment=one.environment.value,
        service=row.service_id,
        what=phrase("{kind}, {items}", kind=sentences.KINDS[row.kind], items=items),
        state=row.state,
        badge=_BADGES[row.state],
        sentence=row.state.sentence,
        filed=one.filed,
        standing=one.standing,
        urgent=row.urgent,
        opened=ago(row.opened_at, now),
        clock=lapse_clock(one.attempt, now) if one.attempt else None,
        case_id=row.case_id,
    )


def lapse_clock(attempt: Attempt, now: datetime) -> Moment:
    """When the recipient forgets an unfinished report."""
    end = attempt.lapses_at
    if end <= now:
        return Moment(phrase("lapsed {span} ago", span=span(now - end)), end, "stop")
    return Moment(
        phrase("lapses in {span}", span=span(end - now)),
        end,
        "heed" if end - now <= SOON else "open",
    )
