"""One report as its page shows it: where it stands, what it says, what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.law.model import Finding
from tutela.platform.permissions import Permission
from tutela.redress.informing.machine import USER_NOTICE
from tutela.reporting import sentences
from tutela.reporting.machine import ReportState
from tutela.reporting.outcomes import Found
from tutela.reporting.plugin import kind
from tutela.texts.phrase import phrase, together
from tutela.web.pages.report_words import ReportLine, report_line
from tutela.web.pages.words import ago, short, size, until

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.redress.informing.model import UserNotice
    from tutela.reporting.model import Report, ReportedItem
    from tutela.reporting.plugin import Problem
    from tutela.reporting.reading import ReportView
    from tutela.reporting.records import Attempt, Exchange, Outcome, Receipt
    from tutela.reporting.second import Standing
    from tutela.web.pages.words import Moment

FOUND = {
    Found.CONFIRMED: phrase("It is what the report says"),
    Found.NOT_ABUSE_MATERIAL: phrase("It is not abuse material"),
    Found.INVESTIGATION: phrase("They investigate"),
    Found.NO_ACTION: phrase("They take no action"),
    Found.UNFOUNDED: phrase("They found it manifestly unfounded"),
}
FINDINGS = {
    Finding.CONFIRMED: phrase("confirmed"),
    Finding.NOT_ABUSE_MATERIAL: phrase("not abuse material"),
    Finding.AGE_AMBIGUOUS: phrase("age ambiguous"),
    Finding.OTHER_ILLEGAL: phrase("other illegal"),
    Finding.UNSURE: phrase("unsure"),
}
CHANGEABLE = frozenset({ReportState.DRAFT, ReportState.REFUSED, ReportState.HANDED})
_RETRACTABLE = CHANGEABLE | {ReportState.QUEUED, ReportState.FAILED}
_REVISABLE = frozenset({ReportState.REFUSED, ReportState.HANDED})


@dataclass(frozen=True, slots=True)
class May:
    """What this person may do with the report as it stands."""

    prepare: bool
    send: bool
    ask: bool  # that somebody else sends it
    export: bool
    mark: bool
    retract: bool
    drops: bool  # retracting drops what never left
    revise: bool
    retry: bool
    settle: bool
    outcome: bool

    @property
    def anything(self) -> bool:
        acts = (self.send, self.ask, self.export, self.mark, self.retract, self.revise, self.retry)
        return any((*acts, self.settle, self.outcome))


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: what is told of it, and whether its bytes go along."""

    id: UUID
    number: int
    name: str
    kind_words: str
    finding: str
    known: str
    viewing: str
    viewed: bool
    viewed_at: datetime | None
    attach: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One opening at the recipient."""

    number: int
    words: str
    remote_id: str
    started: Moment
    lapses_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report with all that its page shows. `report` is None once it is erased."""

    line: ReportLine
    report: Report | None
    to_title: str
    by_person: bool
    stand_in: bool
    receipt: Receipt | None
    problems: tuple[Problem, ...]
    trouble: str
    tries: int
    nameless: str
    items: tuple[ItemLine, ...]
    attempts: tuple[AttemptLine, ...]
    exchanges: tuple[Exchange, ...]
    outcomes: tuple[tuple[str, Outcome], ...]
    followers: tuple[ReportLine, ...]
    follows_id: UUID | None
    sent_by: str
    sent_at: datetime | None
    erase_at: datetime
    erased_at: datetime | None
    clock_words: str
    second: Standing
    may: May


@dataclass(frozen=True, slots=True)
class UserNoticeLine:
    """When the user is told of the report."""

    sentence: str
    clock: Moment | None
    told_at: datetime | None


def user_notice_line(one: UserNotice | None, now: datetime) -> UserNoticeLine | None:
    """The same for its page; None where the Centre does not have the report."""
    if one is None:
        return None
    clock = None if one.state in USER_NOTICE.finals else until(one.due_at, now)
    return UserNoticeLine(one.state.sentence, clock, one.told_at)


def report_page(actor: Actor, found: ReportView, now: datetime) -> ReportPage:
    """The page of a report that `actor` was shown."""
    row, report = found.summary.row, found.report
    return ReportPage(
        line=report_line(found.summary, now),
        report=report,
        to_title=kind(found.to.kind).title,
        by_person=kind(found.to.kind).by_person,
        stand_in=report.stand_in if report else False,
        receipt=found.summary.receipt,
        problems=found.problems,
        trouble=row.last_error,
        tries=row.tries,
        nameless=sentences.nameless_words(sentences.nameless(found.attempts, now)),
        items=tuple(_item(at, one) for at, one in enumerate(report.items, 1)) if report else (),
        attempts=tuple(_attempt(one, now) for one in found.attempts),
        exchanges=found.exchanges,
        outcomes=tuple((FOUND[Found(one.outcome)], one) for one in found.outcomes),
        followers=tuple(report_line(one, now) for one in found.followers),
        follows_id=row.follows_id,
        sent_by=row.sent_by_name or "",
        sent_at=row.sent_at,
        erase_at=row.erase_at,
        erased_at=row.erased_at,
        clock_words=sentences.CLOCK,
        second=found.second,
        may=_may(actor, row.state, erased=report is None),
    )


def _may(actor: Actor, state: ReportState, *, erased: bool) -> May:
    prepares = actor.may(Permission.REPORT_PREPARE) and not erased
    sends = actor.may(Permission.REPORT_SEND) and not erased
    exports = actor.may(Permission.REPORT_EXPORT) and not erased
    records = actor.may(Permission.OUTCOME_RECORD) and not erased
    return May(
        prepare=prepares and state in CHANGEABLE,
        send=sends and state is ReportState.DRAFT,
        ask=prepares and not sends and state is ReportState.DRAFT,
        export=exports and state is ReportState.HANDED,
        mark=sends and state is ReportState.HANDED,
        retract=sends and state in _RETRACTABLE,
        drops=state in CHANGEABLE,
        revise=sends and state in _REVISABLE,
        retry=sends and state is ReportState.FAILED,
        settle=sends and state is ReportState.UNCLEAR,
        outcome=records and state is ReportState.FILED,
    )


def _item(number: int, one: ReportedItem) -> ItemLine:
    return ItemLine(
        id=one.id,
        number=number,
        name=one.external_id or f"SHA-256 {one.digests.sha256[:12]}…",
        kind_words=together(part for part in (one.media_type, size(one.size)) if part),
        finding=_finding(one),
        known=phrase("matches a listed indicator")
        if one.known
        else phrase("new: no listed indicator matches"),
        viewing=sentences.VIEWING[one.viewing],
        viewed=one.viewing.viewed,
        viewed_at=one.viewed_at,
        attach=one.attach,
        kept=one.kept,
    )


def _finding(one: ReportedItem) -> str:
    finding = FINDINGS[one.verdict.finding]
    if not one.verdict.label:
        return phrase("{finding}, no label", finding=finding)
    return phrase("{finding}, {label}", finding=finding, label=one.verdict.label)


def _attempt(one: Attempt, now: datetime) -> AttemptLine:
    return AttemptLine(
        number=one.number,
        words=sentences.ATTEMPTS[one.state],
        remote_id=one.remote_id or "",
        started=ago(one.started_at, now),
        lapses_at=one.lapses_at if one.state.live else None,
    )


def title_of(one: ReportPage) -> str:
    """The name of a report for the title of its page."""
    return phrase("Report {id}", id=short(one.line.id))
