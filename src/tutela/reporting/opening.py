"""From decisions to drafts: each confirmed event is in one report per recipient, never in two.

Follows the decisions of casework by their audit events. Nothing here sends anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import ValidationError

from tutela.casework import store as cases
from tutela.casework import store_place
from tutela.casework.claims import noting
from tutela.casework.model import DecisionState
from tutela.evidence import retention
from tutela.law import catalogue
from tutela.law.model import Finding
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.platform.webhooks import service as webhooks
from tutela.reporting import (
    facts_store,
    joining,
    layers,
    moves,
    receipt_store,
    recipient_store,
    store,
)
from tutela.reporting.errors import RecipientKindUnknown
from tutela.reporting.events import event_key
from tutela.reporting.machine import Command, ReportState
from tutela.reporting.model import ReportKind
from tutela.reporting.records import ItemRow
from tutela.reporting.sealing import new_key

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.plugin import Recipient
    from tutela.reporting.records import ReportRow

# Told to the platform, so that it can add what it knows to the draft.
OPENED = "report.opened"
_CHANGEABLE = frozenset({ReportState.DRAFT, ReportState.REFUSED, ReportState.HANDED})
_UNDERWAY = frozenset({ReportState.QUEUED, ReportState.FAILED})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a report is about, and the case it comes from."""

    service_id: str
    case_id: UUID | None
    kind: str
    ref: str

    @property
    def is_known(self) -> bool:
        """Whether it is an account: without one, nobody knows whether two items are of the same."""
        return self.kind == "account" and bool(self.ref)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.ref


def follow(node: Node, *, subject_id: str) -> None:
    """Takes a confirmed item into drafts, or an undone one out of reports. Safe to run again."""
    item_id = UUID(subject_id)
    with node.work(NODE, purpose="follow a decision") as work:
        found = finding(work.connection, item_id)
        if found is Finding.CONFIRMED:
            include_everywhere(work, item_id)
        elif found is not None:
            for row in store.reports_with(work.connection, item_id):
                exclude(work, row, item_id)
            include_same_event(work, item_id)


def after_retraction(node: Node, *, subject_id: str) -> None:
    """What was taken back is drafted anew, as far as it is still confirmed, with what was added."""
    with node.work(NODE, purpose="draft anew what was taken back") as work:
        old = moves.lock(work, UUID(subject_id))
        if old.kind is ReportKind.CORRECTION:
            return
        for one in store.items_ever(work.connection, old.id):
            if finding(work.connection, one.item_id) is Finding.CONFIRMED:
                include_everywhere(work, one.item_id)
            else:
                include_same_event(work, one.item_id)
        if old.wrapped_key is not None:
            _hand_on(work, old)


def _hand_on(work: Work, old: ReportRow) -> None:
    """Gives what people and platform added to the draft that goes on; words alone make one."""
    added = layers.read(work.node, work.connection, old)
    to = recipient_store.by_id(work.connection, old.recipient_id)
    subject = Subject(old.service_id, old.case_id, old.subject_kind, old.subject_ref)
    if added.telling and not to.ended:
        open_draft(work, to, subject)
    draft = store.draft_of(work.connection, old.recipient_id, subject.key)
    if draft is None:
        return
    layers.write(work, draft, layers.read(work.node, work.connection, draft).over(added))
    for one in store.items_ever(work.connection, old.id):
        if one.attach:
            store.set_attached(work.connection, draft.id, one.item_id, attach=True)


def after_filing(node: Node, *, subject_id: str) -> None:
    """What was undone while its report was under way is corrected at the recipient."""
    with node.work(NODE, purpose="correct what was filed") as work:
        row = moves.lock(work, UUID(subject_id))
        if row.kind is ReportKind.CORRECTION and row.state is ReportState.FILED:
            _free(work, row)
        for one in store.items(work.connection, row.id):
            undone = finding(work.connection, one.item_id) is not Finding.CONFIRMED
            if undone and one.role == store.REPORTED:
                exclude(work, row, one.item_id)


def _free(work: Work, correction: ReportRow) -> None:
    """What was corrected with a recipient is open to be reported again, should it be confirmed."""
    for one in store.items(work.connection, correction.id):
        if correction.follows_id is not None:
            store.release(work.connection, correction.follows_id, work.now, one.item_id)
        if finding(work.connection, one.item_id) is Finding.CONFIRMED:
            include_everywhere(work, one.item_id)
        else:
            include_same_event(work, one.item_id)


def finding(connection: Connection, item_id: UUID) -> Finding | None:
    """The finding in force on an item."""
    final = [
        one.finding
        for one in cases.decisions(connection, [item_id])
        if one.state is DecisionState.FINAL
    ]
    return Finding(final[-1]) if final else None


def include_everywhere(work: Work, item_id: UUID) -> None:
    """Takes an item into the drafts for every recipient of its service."""
    of = facts_store.subject_of(work.connection, item_id)
    if of is None:
        return
    subject = Subject(of.service_id, of.id, of.subject_kind, of.subject_ref)
    for recipient_id in recipient_store.live_ids(work.connection, of.service_id):
        try:
            to = recipient_store.by_id(work.connection, recipient_id)
        except (RecipientKindUnknown, ValidationError):
            # One whose plug-in is gone must not keep the others from their drafts.
            work.defer(INCLUDE, item_id=str(item_id), recipient_id=str(recipient_id))
        else:
            include(work, to, subject, item_id)


def include_later(node: Node, *, item_id: str, recipient_id: str) -> None:
    """Takes a confirmed item into the draft for one recipient, once its kind is known again."""
    with node.work(NODE, purpose="follow a decision") as work:
        of = facts_store.subject_of(work.connection, UUID(item_id))
        confirmed = finding(work.connection, UUID(item_id)) is Finding.CONFIRMED
        to = recipient_store.by_id(work.connection, UUID(recipient_id))
        if of is not None and confirmed and not to.ended:
            subject = Subject(of.service_id, of.id, of.subject_kind, of.subject_ref)
            include(work, to, subject, UUID(item_id))


INCLUDE = Task("reporting:include", include_later, attempts=1000)


def include_same_event(work: Work, item_id: UUID) -> None:
    """Another item of the same event may be confirmed still: then the event is reported by it."""
    for other in facts_store.same_event(work.connection, item_id):
        if finding(work.connection, other) is Finding.CONFIRMED:
            include_everywhere(work, other)


def include(work: Work, to: Recipient, subject: Subject, item_id: UUID) -> UUID | None:
    """Takes an item into the draft of its subject; the draft, or None if it is reported already."""
    key = _key(work.connection, item_id)
    holder = store.holder_of(work.connection, to.id, key)
    if holder is not None:
        _drop_correction(work, holder, item_id)
        return None
    row, made = open_draft(work, to, subject)
    taken = ItemRow(row.id, item_id, key, store.REPORTED, attach=False, released_at=None)
    if not joining.take(work, row, taken):
        return None
    store.keep_longer(work.connection, row.id, _limit(work, [item_id]))
    if not made:
        moves.tell(work, row, Event.REPORT_EXTEND, item=str(item_id))
    return row.id


def open_draft(work: Work, to: Recipient, subject: Subject) -> tuple[ReportRow, bool]:
    """The draft of a subject for a recipient, locked, and whether it was made just now."""
    while True:
        found = store.draft_of(work.connection, to.id, subject.key)
        if found is not None:
            return found, False
        first = store.first_of(work.connection, to.id, subject.key) if subject.is_known else None
        kind = ReportKind.SUPPLEMENT if first else ReportKind.FIRST
        values = draft_values(work, to.id, subject, kind, first)
        if store.open_draft(work.connection, values):
            break
    row = store.draft_of(work.connection, to.id, subject.key)
    assert row is not None  # noqa: S101 - written just above
    announce(work, row, to)
    return row, True


def announce(work: Work, row: ReportRow, to: Recipient) -> None:
    """Tells the log and the platform of a new draft."""
    follows = str(row.follows_id) if row.follows_id else None
    moves.tell(work, row, Event.REPORT_OPEN, kind=row.kind.value, follows=follows)
    body = {
        "report": str(row.id),
        "case": str(row.case_id) if row.case_id else None,
        "recipient": to.name,
        "account": row.subject_ref if row.subject_kind == "account" else None,
        "kind": row.kind.value,
    }
    webhooks.send(work, row.service_id, OPENED, body)


def draft_values(
    work: Work, recipient_id: UUID, subject: Subject, kind: ReportKind, follows: UUID | None
) -> dict[str, object]:
    """The row of a new draft, with a key of its own."""
    report_id = work.new_id()
    profile = catalogue.at(work.now)
    return {
        "id": report_id,
        "service_id": subject.service_id,
        "recipient_id": recipient_id,
        "case_id": subject.case_id,
        "follows_id": follows,
        "kind": kind.value,
        "state": ReportState.DRAFT.value,
        "subject_kind": subject.kind,
        "subject_ref": subject.ref,
        "profile": profile.id if profile else "",
        "wrapped_key": new_key(work.node, report_id),
        "opened_by": work.actor.id,
        "opened_at": work.now,
        "erase_at": retention.erase_at(work.now) if subject.case_id is None else work.now,
    }


def exclude(work: Work, row: ReportRow, item_id: UUID) -> None:
    """Takes an item that is no longer confirmed out of a report, as far as that can be done."""
    if row.state in _CHANGEABLE:
        _take_out(work, row, item_id)
    elif row.state in _UNDERWAY:
        moves.move(work, row, Command.RETRACT, reason="a decision behind it was undone")
    elif row.state is ReportState.FILED:
        _correct(work, row, item_id)
    # What is unclear or being taken back is settled first; `after_filing` sees to the rest.


def follow_mark(node: Node, *, subject_id: str) -> None:
    """What says that a child may have made an item says so no longer, once the mark proved wrong.

    Drafts read the mark when they are gathered. What is under way is taken back and drafted anew;
    of what was filed, the case notes whom to write to. Safe to run again.
    """
    item_id = UUID(subject_id)
    reason = "a mark in it was recalled"
    with node.work(NODE, purpose="follow a recalled mark") as work:
        for row in store.reports_with(work.connection, item_id):
            if row.kind is ReportKind.CORRECTION:
                continue
            if row.state is ReportState.HANDED:
                joining.revise(work, row, reason)
            elif row.state in _UNDERWAY:
                moves.move(work, row, Command.RETRACT, reason=reason)
            elif row.state is ReportState.FILED:
                _note_filed(work, row, item_id)


def _note_filed(work: Work, row: ReportRow, item_id: UUID) -> None:
    """Notes with the case, once, that a filed report still has the mark."""
    to = recipient_store.by_id(work.connection, row.recipient_id)
    words = (
        f"The report {row.reference or row.id} to {to.name} was filed while the item {item_id} had "
        "a mark that was recalled since. Write to them: nothing does so by itself."
    )
    of = facts_store.subject_of(work.connection, item_id)
    if of is None:
        return
    about = store_place.lock(work.connection, of.id)
    if not noting.is_noted(work, of.id, words):
        noting.comment(work, about, words)


def _take_out(work: Work, row: ReportRow, item_id: UUID) -> None:
    store.release(work.connection, row.id, work.now, item_id)
    reason = "a decision behind it was undone"
    words = row.wrapped_key is not None and layers.read(work.node, work.connection, row).telling
    if not store.items(work.connection, row.id) and not words:
        moves.move(work, row, Command.CANCEL, reason=reason)
    elif row.state is ReportState.HANDED:
        joining.revise(work, row, reason)
    else:
        moves.tell(work, row, Event.REPORT_EXTEND, reason=reason, item=str(item_id), out=True)


def _correct(work: Work, row: ReportRow, item_id: UUID) -> None:
    """Drafts a correction of what was filed of an item, unless there is one."""
    told = item_id in receipt_store.rejected_items(
        work.connection, row.id
    )  # it was they who told us
    if told or store.corrections_of(work.connection, row.id, item_id):
        return
    subject = Subject(row.service_id, row.case_id, row.subject_kind, row.subject_ref)
    values = draft_values(work, row.recipient_id, subject, ReportKind.CORRECTION, row.id)
    store.add(work.connection, values)
    made = moves.lock(work, UUID(str(values["id"])))
    key = _key(work.connection, item_id)
    taken = ItemRow(made.id, item_id, key, store.CORRECTED, attach=False, released_at=None)
    joining.take(work, made, taken)
    store.keep_longer(work.connection, made.id, _limit(work, [item_id]))
    announce(work, made, recipient_store.by_id(work.connection, row.recipient_id))


def _drop_correction(work: Work, report_id: UUID, item_id: UUID) -> None:
    """A correction that nobody has sent is dropped once the item is confirmed again."""
    for row in store.open_corrections(work.connection, report_id, item_id):
        reason = "the item was confirmed again"
        if row.state in _CHANGEABLE:
            moves.move(work, row, Command.CANCEL, reason=reason)
        elif row.state in _UNDERWAY:
            moves.move(work, row, Command.RETRACT, reason=reason)


def _key(connection: Connection, item_id: UUID) -> str:
    [fact] = facts_store.items(connection, [item_id])
    return event_key(
        item_id=item_id,
        service_id=fact.service_id,
        account=fact.account_ref,
        external_id=fact.external_id,
        sha256=fact.sha256,
    )


def _limit(work: Work, item_ids: Collection[UUID]) -> datetime:
    """The Union's limit of preservation, from the identification of these items."""
    return retention.erase_at(facts_store.identified_at(work.connection, item_ids) or work.now)
