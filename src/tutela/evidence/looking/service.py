"""Looking at kept bytes: counted against the person's budget, in the log before it is seen."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from tutela.evidence.errors import PurposeMissing
from tutela.evidence.looking import counters, store, weights
from tutela.evidence.looking.errors import LookEnded, StepSkipped
from tutela.evidence.looking.model import Cost, Ending, Looked, OpenView, Shown
from tutela.evidence.model import ViewKind
from tutela.evidence.service import require_live
from tutela.evidence.vault import Vault
from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

LOOK: Final = timedelta(minutes=10)  # in which the steps of one look may follow each other
BEFORE: Final = {ViewKind.GREY: ViewKind.TILES, ViewKind.COLOUR: ViewKind.GREY}
_BATCH = 500


def whole(data: bytes, at: datetime) -> Shown:
    """The bytes as they are. No door that people look through shows these."""
    del at
    return Shown(data)


def look(
    node: Node,
    actor: Actor,
    object_id: UUID,
    *,
    item_id: str,
    purpose: str,
    kind: ViewKind = ViewKind.ORIGINAL,
    shown_as: Callable[[bytes, datetime], Shown] = whole,
    look_id: UUID | None = None,
) -> Looked:
    """Begins a view: what is shown, once it is counted and in the log, and no byte before that.

    Every door that shows kept bytes to a person comes through here; two at once take turns. A look
    is one item and the points of its label; its further steps (`look_id`) cost their seconds only.
    The view is paid for to its latest end, and what is left over is given back when it ends sooner.
    `shown_as` makes of bytes and instant what is shown. What could not be opened or made was not
    seen: then nothing is counted, and there is no row.

    Raises PurposeMissing, NoLooking, StepSkipped, LookEnded, what `shown_as` raises, and
    EvidenceUnknown, EvidenceErased, EvidenceMissing, EvidenceTampered, EvidenceKeyWrong.
    """
    actor.require(Permission.EVIDENCE_OPEN)
    if not purpose.strip():
        raise PurposeMissing
    with node.work(actor, purpose=purpose.strip()) as work:
        one = require_live(work.connection, object_id)
        own = counters.hold(work, actor.id)
        _check_step(work, look_id, object_id, kind)
        new = look_id is None
        weight = weights.weight(store.labels(work.connection, item_id)) if new else None
        own.allow(weight)
        seconds = min(node.settings.look_seconds, own.seconds_left)
        shown = shown_as(Vault(node).open(one), work.now)
        # What moves counts with its own time too, as far as there is any left.
        moving = min(shown.seconds, own.seconds_left - seconds) if new else 0
        view = OpenView(
            view_id=work.new_id(),
            service_id=one.service_id,
            object_id=object_id,
            look_id=look_id or work.new_id(),
            item_id=item_id,
            account_id=actor.id,
            kind=kind,
            opened_at=work.now,
            closes_at=work.now + timedelta(seconds=seconds),
        )
        for last in store.end_views_of(work.connection, view.look_id):
            own.give_back(_end(work, last, Ending.NEXT), last.opened_at)
        own.charge(Cost(int(new), weight or 0, seconds + moving), view.closes_at)
        store.add_view(work.connection, view, work.purpose)
        _record_opening(work, view, seconds)
        own.save()
    return Looked(view.view_id, view.look_id, shown, seconds)


def hide(node: Node, actor: Actor, view_id: UUID, ending: Ending = Ending.HIDDEN) -> bool:
    """Ends somebody's own view now; False if it had ended. The end is by the server's clock."""
    with node.work(actor, purpose="stop looking") as work:
        own = counters.hold(work, actor.id)
        view = store.end_view(work.connection, view_id, actor.id)
        if view is None:
            return False
        over = work.now >= view.closes_at
        own.give_back(_end(work, view, Ending.EXPIRED if over else ending), view.opened_at)
        last = store.last_end(work.connection, actor.id)
        own.rest_from(max(own.spent.latest, last or own.spent.latest))
        own.save()
    return True


def end_run_out(node: Node) -> int:
    """Ends every view whose time is over, also those of a browser or process that is gone."""
    ended = 0
    while True:
        with node.work(NODE, purpose="end of a view") as work:
            views = store.end_run_out(work.connection, work.now, _BATCH)
            for view in views:
                _end(work, view, Ending.EXPIRED)
        ended += len(views)
        if len(views) < _BATCH:
            return ended


def _end(work: Work, view: OpenView, ending: Ending) -> int:
    """Writes the end of a view that was taken away; the seconds it did not need."""
    at = min(max(work.now, view.opened_at), view.closes_at)
    paid = round((view.closes_at - view.opened_at).total_seconds())
    lasted = min(paid, ceil((at - view.opened_at).total_seconds()))
    store.add_end(work.connection, view, ending, lasted, at)
    work.record(
        Event.EVIDENCE_CLOSE,
        subject=("evidence", view.object_id),
        service_id=view.service_id,
        item=view.item_id,
        view=str(view.view_id),
        kind=view.kind.value,
        ending=ending.value,
        seconds=lasted,
    )
    return paid - lasted


def _record_opening(work: Work, view: OpenView, seconds: int) -> None:
    work.record(
        Event.EVIDENCE_OPEN,
        subject=("evidence", view.object_id),
        service_id=view.service_id,
        item=view.item_id,
        view=str(view.view_id),
        kind=view.kind.value,
        most_seconds=seconds,
    )


def _check_step(work: Work, look_id: UUID | None, object_id: UUID, kind: ViewKind) -> None:
    """Raises StepSkipped and LookEnded unless the step is the first, or one that may follow."""
    before = BEFORE.get(kind)
    if look_id is None:
        if before is not None:
            raise StepSkipped(step=kind.value, before=before.value)
        return
    had = store.steps(work.connection, look_id, object_id, work.actor.id)
    if not had or work.now - had[0][2] >= LOOK:
        raise LookEnded
    kinds = {one for one, _, _ in had}
    if before is not None and before not in kinds:
        raise StepSkipped(step=kind.value, before=before.value)
