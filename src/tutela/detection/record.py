"""Recording a hit: item, detections, case and audit rows in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from tutela.detection import judge, mailboxes, store
from tutela.detection.model import Hit, Verdict, VerdictKind
from tutela.platform.audit.model import Event

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work


class HitSink(Protocol):
    """Takes a recorded item further, in the same transaction: evidence, case, hold.

    A port: casework stands above detection, so detection does not import it.
    """

    def receive(self, work: Work, item_id: UUID, hit: Hit) -> None:
        """Takes a new item."""
        ...

    def is_restricted(self, connection: Connection, item_id: UUID) -> bool:
        """Whether an item taken before is kept from view now."""
        ...


def record(node: Node, actor: Actor, hit: Hit, sink: HitSink) -> Verdict:
    """Records `hit` and returns the verdict that holds.

    An indicator withdrawn since the match no longer counts. The same request sent again (same
    service, id, account and content) changes nothing, unless an indicator matches now that did not
    before; it is answered `held` while the item is kept from view, and `flagged` once it is not:
    nobody would look again at what is held anew.
    """
    with node.work(actor, purpose="detect") as work:
        store.lock_request(work.connection, hit)
        hit = _standing(work, hit)
        if not hit.detections:
            reason = judge.verdict_of((), hit.signals)[1]
            return Verdict(hit.verdict, reason, (), hit.signals, suppressed=hit.suppressed)
        before = store.sent_before(work.connection, hit)
        if before and _says_nothing_new(work, hit, before):
            held = sink.is_restricted(work.connection, before[0])
            kind = VerdictKind.HELD if held else VerdictKind.FLAGGED
            return _verdict(replace(hit, verdict=kind), before[0])
        item_id = (None if before else hit.incoming.item_id) or work.new_id()
        _write(work, item_id, hit)
        sink.receive(work, item_id, hit)
        return _verdict(hit, item_id)


def _says_nothing_new(work: Work, hit: Hit, before: list[UUID]) -> bool:
    known = store.indicators_of(work.connection, before)
    return all(one.match.indicator_id in known for one in hit.detections)


def _standing(work: Work, hit: Hit) -> Hit:
    """The hit without detections whose indicator was withdrawn meanwhile."""
    ids = {one.match.indicator_id for one in hit.detections}
    standing = store.still_standing(work.connection, ids)
    left = tuple(one for one in hit.detections if one.match.indicator_id in standing)
    return replace(hit, detections=left, verdict=judge.verdict_of(left, hit.signals)[0])


def _write(work: Work, item_id: UUID, hit: Hit) -> None:
    holding = [judge.holds(one) for one in hit.detections]
    store.add_item(work.connection, item_id, hit)
    incoming = hit.incoming
    if incoming.email:
        mailboxes.keep(work, incoming.service_id, incoming.account_ref, incoming.email)
    ids = [work.new_id() for _ in hit.detections]
    store.add_detections(work.connection, item_id, hit, ids, holding)
    work.record(
        Event.ITEM_DETECT,
        subject=("item", item_id),
        service_id=hit.incoming.service_id,
        profile=hit.detections[0].ground.profile,
        surface=hit.incoming.surface,
        verdict=hit.verdict.value,
        indicators=[str(one.match.indicator_id) for one in hit.detections],
        activation=str(hit.detections[0].ground.activation_id),
        **_harmless_facts(hit),
    )


def _harmless_facts(hit: Hit) -> dict[str, Any]:
    """The entries of allow-banks that suppressed or contested matches, where there are any."""
    by = {
        "suppressed_by": {str(one.by.indicator_id) for one in hit.suppressed},
        "contested_by": {
            str(one.contested_by.indicator_id) for one in hit.detections if one.contested_by
        },
    }
    return {name: sorted(ids) for name, ids in by.items() if ids}


def _verdict(hit: Hit, item_id: UUID) -> Verdict:
    return Verdict(hit.verdict, None, hit.detections, hit.signals, item_id, hit.suppressed)
