"""Starting the clocks of a filed report, deciding between them, and erasing what has a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.errors import PersonNeeded
from tutela.casework.findings import require_reason
from tutela.evidence import retention
from tutela.evidence import service as evidence
from tutela.law.durations import Duration
from tutela.platform.actor import NODE, ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting.errors import ReportErased
from tutela.reporting.plugin import kind
from tutela.reporting.preservation import store
from tutela.reporting.preservation.clocks import Choice, ForeignDuty, clocks
from tutela.reporting.preservation.errors import NothingToDecide, PreservationUnknown

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.preservation.model import Preservation

LONGEST_LIST = 500
ERASED_BECAUSE = "every report of it has a production receipt"


def open_for(node: Node, report_id: UUID) -> None:
    """Starts the clocks of a filed report. Repeating it changes nothing; nor does another state.

    The report itself is kept to the Union's limit from here on, if it had a later end. Raises
    RecipientKindUnknown.
    """
    with node.work(NODE, purpose="start the clocks of a filed report") as work:
        one = store.filed(work.connection, report_id)
        if one is None:
            return
        identified_at = one.identified_at or one.opened_at
        duty = _duty(one.recipient_kind)
        ends = clocks(identified_at, one.filed_at, duty)
        values = {
            "id": work.new_id(),
            "service_id": one.service_id,
            "report_id": report_id,
            "profile": ends.profile,
            "foreign_law": duty.source if duty else "",
            "identified_at": identified_at,
            "european_end": ends.european_end,
            "foreign_end": ends.foreign_end,
            "opened_at": work.now,
        }
        if not store.add(work.connection, values):
            return
        store.bound(work.connection, report_id, ends.european_end)
        work.record(
            Event.PRESERVATION_OPEN,
            subject=("report", report_id),
            service_id=one.service_id,
            profile=ends.profile,
            european_end=ends.european_end,
            foreign_end=ends.foreign_end,
            conflict=ends.conflict,
        )


def list_preservations(
    node: Node, actor: Actor, *, waiting: bool = False, limit: int = LONGEST_LIST
) -> list[Preservation]:
    """Clocks of filed reports, the nearest end first; `waiting`: only conflicts to decide."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        return store.preservations(connection, waiting=waiting, limit=limit)


def of_report(node: Node, actor: Actor, report_id: UUID) -> Preservation | None:
    """The clocks of one report, once it is filed."""
    actor.require(Permission.REPORT_READ)
    with node.read() as connection:
        return store.find(connection, report_id)


def decide(node: Node, actor: Actor, report_id: UUID, choice: Choice, *, reason: str) -> None:
    """A person decides which law's end holds for a report and the kept bytes of its items.

    `foreign` moves both to the end of the foreign duty, and never beyond; `european` moves them
    back. Raises PreservationUnknown, NothingToDecide, ReportErased, ReasonMissing, PersonNeeded.
    """
    if actor.kind is not ActorKind.PERSON:
        raise PersonNeeded
    actor.require(Permission.PRESERVATION_DECIDE)
    require_reason(reason)
    with node.work(actor, purpose="decide how long a report is kept") as work:
        one = _locked(work, report_id)
        end = one.clocks.end(choice)
        store.save(
            work.connection,
            one.id,
            decision=choice.value,
            reason=reason.strip(),
            decided_by=actor.id,
            decided_by_name=actor.name,
            decided_at=work.now,
        )
        store.set_end(work.connection, report_id, end)
        work.record(
            Event.PRESERVATION_DECIDE,
            subject=("report", report_id),
            service_id=one.service_id,
            reason=reason.strip(),
            profile=one.clocks.profile,
            choice=choice.value,
            end=end,
        )
        _move_objects(work, report_id, choice)


def erase_received(node: Node) -> int:
    """Erases kept bytes whose every report has a production receipt; how many objects.

    Only what the policy keeps `until-receipt`. Receipts of simulators and of test systems erase
    nothing. Repeating it changes nothing.
    """
    with node.read() as connection:
        found = store.received(connection)
    return sum(_erase_received(node, object_id) for object_id in found)


def _erase_received(node: Node, object_id: UUID) -> bool:
    with node.work(NODE, purpose="a receipt is there") as work:
        # Whoever takes in an item with the same bytes waits here, or is seen now.
        evidence.lock(work, object_id)
        work.waited()
        if not store.received(work.connection, object_id):
            return False
        return evidence.erase(work, object_id, ERASED_BECAUSE)


def _locked(work: Work, report_id: UUID) -> Preservation:
    """The clocks of a report between which there is something to decide."""
    store.lock(work.connection, report_id)
    work.waited()
    one = store.find(work.connection, report_id)
    if one is None:
        raise PreservationUnknown(report=report_id)
    if one.erased_at is not None:
        raise ReportErased(report=report_id, erased_at=one.erased_at.isoformat())
    if not one.clocks.conflict:
        raise NothingToDecide(report=report_id)
    return one


def _move_objects(work: Work, report_id: UUID, choice: Choice) -> None:
    """Gives each kept object its own end: the Union's, or a later one that somebody decided."""
    for one in store.kept_objects(work.connection, report_id):
        ends = [retention.erase_at(one.identified_at)]
        ends += [one.foreign_end] if one.foreign_end else []
        reason = f"preservation decided: {choice.value}"
        evidence.keep_until(work, one.id, max(ends), reason)


def _duty(name: str) -> ForeignDuty | None:
    """What the law of a kind of recipient makes the sender keep. Raises RecipientKindUnknown."""
    of = kind(name)
    if of.preservation is None:
        return None
    return ForeignDuty(Duration.parse(of.preservation), of.preservation_source)
