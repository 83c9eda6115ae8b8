"""What people and the platform do with a draft: open one, describe what happened, choose media."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tutela.casework import store as cases
from tutela.casework.errors import CaseUnknown
from tutela.law.model import Finding
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.invalid import first_problem
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.reporting import facts_store, joining, layers, moves, opening, recipients, store
from tutela.reporting.details import Details
from tutela.reporting.errors import (
    DetailsInvalid,
    DraftWaits,
    ItemNotReported,
    MediaNotKept,
    ReportEmpty,
    ReportErased,
    ReportUnknown,
)
from tutela.reporting.layers import Layers, plain
from tutela.reporting.machine import ReportState
from tutela.reporting.opening import Subject

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.records import ReportRow

LARGEST = 1024 * 1024  # bytes of details


def parse(text: bytes) -> Details:
    """Details from JSON. Raises DetailsInvalid, which never repeats a value."""
    if len(text) > LARGEST:
        raise DetailsInvalid(problem=f"they are larger than {LARGEST} bytes")
    try:
        return Details.model_validate_json(text)
    except ValidationError as error:
        raise DetailsInvalid(problem=first_problem(error)) from None


def open_for_case(node: Node, actor: Actor, case_id: UUID, recipient: str) -> UUID:
    """Drafts a report of what is confirmed in a case and not reported to this recipient yet.

    Raises CaseUnknown, RecipientUnknown, ReportEmpty.
    """
    actor.require(Permission.REPORT_PREPARE)
    with node.work(actor, purpose="open a report") as work:
        if not cases.exists_case(work.connection, case_id):
            raise CaseUnknown(case=case_id)
        opened: UUID | None = None
        for item_id in store.items_of_case(work.connection, case_id):
            of = facts_store.subject_of(work.connection, item_id)
            confirmed = opening.finding(work.connection, item_id) is Finding.CONFIRMED
            if of is not None and confirmed:
                to = recipients.require(work.connection, of.service_id, recipient)
                subject = Subject(of.service_id, of.id, of.subject_kind, of.subject_ref)
                opened = opening.include(work, to, subject, item_id) or opened
        if opened is None:
            raise ReportEmpty
    return opened


def open_text(
    node: Node, actor: Actor, service_id: str, account: str, recipient: str, details: Details
) -> UUID:
    """Drafts a report without items: enticement, sextortion and the like, told in words.

    Raises ServiceUnknown, RecipientUnknown, ReportEmpty, and DraftWaits where a draft about the
    account is there already: it is described instead.
    """
    actor.require(Permission.REPORT_PREPARE)
    if not (details.description or details.messages):
        raise ReportEmpty
    with node.work(actor, purpose="open a report") as work:
        require_service(work.connection, service_id)
        to = recipients.require(work.connection, service_id, recipient)
        row, made = opening.open_draft(work, to, Subject(service_id, None, "account", account))
        if not made:
            raise DraftWaits(report=row.id)
        _write(work, row, Layers(person=plain(details)))
    return row.id


def describe(node: Node, actor: Actor, report_id: UUID, details: Details) -> None:
    """Replaces what was added to a report. A refused or handed one becomes a draft again.

    Raises ReportUnknown, ReportErased, ReportMoveRefused.
    """
    actor.require(Permission.REPORT_PREPARE)
    with node.work(actor, purpose="describe a report") as work:
        row = _changeable(work, report_id)
        before = layers.read(node, work.connection, row)
        _write(work, row, Layers(plain(details), before.platform))


def supply(node: Node, actor: Actor, report_id: UUID, details: Details) -> None:
    """The platform adds what it knows to a draft of its own service; what people wrote holds.

    Raises ReportUnknown (also for another service's), ReportErased, ReportMoveRefused.
    """
    actor.require(Permission.REPORT_DETAILS)
    with node.work(actor, purpose="describe a report") as work:
        row = moves.lock(work, report_id)
        if row.service_id != actor.service_id:
            raise ReportUnknown(report=report_id)
        _require_draft(row)
        before = layers.read(node, work.connection, row)
        _write(work, row, Layers(before.person, plain(details)))


def mark_urgent(node: Node, actor: Actor, report_id: UUID, reason: str) -> None:
    """Says why life or safety is in imminent danger: the recipient reads it first.

    Raises ReportUnknown, ReportErased, ReportMoveRefused, DetailsInvalid.
    """
    actor.require(Permission.REPORT_PREPARE)
    with node.work(actor, purpose="mark a report as urgent") as work:
        row = _changeable(work, report_id)
        before = layers.read(node, work.connection, row)
        told = {**before.person, "urgent": reason}
        _write(work, row, Layers(plain(parse(json.dumps(told).encode())), before.platform))


def attach(node: Node, actor: Actor, report_id: UUID, item_id: UUID, *, attached: bool) -> None:
    """Chooses whether the bytes of an item go along; by default only fingerprints do.

    Raises ReportUnknown, ReportMoveRefused, ItemNotReported, MediaNotKept.
    """
    actor.require(Permission.REPORT_PREPARE)
    with node.work(actor, purpose="choose what a report carries") as work:
        row = _changeable(work, report_id)
        facts = facts_store.items(work.connection, [item_id])
        known = {one.item_id for one in store.items(work.connection, row.id)}
        if item_id not in known or not facts:
            raise ItemNotReported(report=report_id, item=item_id)
        if attached and not facts[0].kept:
            raise MediaNotKept(item=item_id)
        store.set_attached(work.connection, row.id, item_id, attach=attached)
        moves.tell(work, row, Event.REPORT_ATTACH, item=str(item_id), attached=attached)


def _changeable(work: Work, report_id: UUID) -> ReportRow:
    """The report as a draft, locked; a refused or handed one is made a draft again."""
    row = moves.lock(work, report_id)
    if row.state in {ReportState.REFUSED, ReportState.HANDED}:
        if work.actor.kind is not ActorKind.PERSON:
            _require_draft(row)
        joining.revise(work, row, "it is changed")
        row = moves.lock(work, report_id)
    _require_draft(row)
    return row


def _require_draft(row: ReportRow) -> None:
    """Raises ReportErased and ReportMoveRefused."""
    if row.wrapped_key is None:
        raise ReportErased(report=row.id, erased_at=row.erased_at)
    if row.state is not ReportState.DRAFT:
        raise moves.refused(row, "describe")


def _write(work: Work, row: ReportRow, both: Layers) -> None:
    layers.write(work, row, both)
    details = both.details
    moves.tell(
        work,
        row,
        Event.REPORT_DESCRIBE,
        incident=details.incident.value,
        urgent=details.urgent is not None,
        fields=sorted(details.model_fields_set),
    )
