"""Looking at kept bytes: counted against the person's budget, in the log before it is seen."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from tutela.evidence import refusals
from tutela.evidence.errors import PurposeMissing
from tutela.evidence.looking import budget, counters, store, weights
from tutela.evidence.looking.errors import LookEnded, PartSkipped, StepSkipped
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
    from tutela.signals.stretch import Stretch

LOOK: Final = timedelta(minutes=10)  # in which the steps of one look may follow each other
GOING_ON: Final = 8  # steps for which a long film leaves room
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
    stretch: Stretch | None = None,
) -> Looked:
    """Begins a view: what is shown, once it is counted and in the log, and no byte before that.

    Every door that shows kept bytes to a person comes through here; two at once take turns. A look
    is one item and the points of its label; its further steps (`look_id`) cost their seconds only.
    Of a film, a further `stretch` is one shown before or a part of it, and begins with tiles; its
    stills count the seconds it runs, too.
    The view is paid for to its latest end, and what is left over is given back when it ends sooner.
    `shown_as` makes of bytes and instant what is shown. What could not be opened or made was not
    seen: then nothing is counted, and there is no row.

    Raises PurposeMissing, NoLooking, StepSkipped, PartSkipped, LookEnded, what `shown_as` raises,
    and EvidenceUnknown, EvidenceErased, EvidenceMissing, EvidenceTampered, EvidenceKeyWrong.
    """
    if not actor.may(Permission.EVIDENCE_OPEN):
        refusals.note(node, actor, item_id)
    actor.require(Permission.EVIDENCE_OPEN)
    if not purpose.strip():
        raise PurposeMissing
    with node.work(actor, purpose=purpose.strip()) as work:
        one = require_live(work.connection, object_id)
        own = counters.hold(work, actor.id)
        new = look_id is None
        fresh = _check_step(work, look_id, object_id, kind, stretch)
        weight = weights.weight(store.labels(work.connection, item_id)) if new else None
        own.allow(weight)
        seconds = min(node.settings.look_seconds, own.seconds_left)
        shown = shown_as(Vault(node).open(one), work.now)
        # What moves counts with its own time too, as far as there is any left.
        room = GOING_ON * node.settings.look_seconds if shown.stretch else 0
        runs = shown.seconds if fresh else 0
        moving = budget.counted(runs, own.seconds_left - seconds, room, new=new)
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
        store.add_view(work.connection, view, work.purpose, stretch or shown.stretch)
        _record_opening(work, view, seconds, stretch or shown.stretch)
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


def _record_opening(work: Work, view: OpenView, seconds: int, stretch: Stretch | None) -> None:
    film: dict[str, Any] = (
        {"film_from": stretch.start, "film_until": stretch.end} if stretch else {}
    )
    work.record(
        Event.EVIDENCE_OPEN,
        subject=("evidence", view.object_id),
        service_id=view.service_id,
        item=view.item_id,
        view=str(view.view_id),
        kind=view.kind.value,
        most_seconds=seconds,
        **film,
    )


def _check_step(
    work: Work,
    look_id: UUID | None,
    object_id: UUID,
    kind: ViewKind,
    stretch: Stretch | None,
) -> bool:
    """Whether nothing of it was seen in this look yet.

    Raises StepSkipped, PartSkipped and LookEnded unless the step is the first, or one that may
    follow.
    """
    had = store.steps(work.connection, look_id, object_id, work.actor.id) if look_id else []
    if look_id and (not had or work.now - had[0].at >= LOOK):
        raise LookEnded
    before, seen = BEFORE.get(kind), {one.kind for one in had if one.stretch == stretch}
    if before is not None and before not in seen:
        raise StepSkipped(step=kind.value, before=before.value)
    if stretch and not any(_holds(one.stretch, stretch) for one in had):
        raise PartSkipped(stretch=stretch)
    return not seen


def _holds(outer: Stretch | None, stretch: Stretch) -> bool:
    """Whether a stretch is what was shown, or one of its parts."""
    return outer is not None and (stretch == outer or (outer.deeper and stretch in outer.parts))
