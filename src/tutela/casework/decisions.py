"""Deciding: a person's finding on each item, a second person where the policy asks, reversal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework import findings, place, store, store_place
from tutela.casework.claims import keeping
from tutela.casework.errors import (
    AlreadyDecided,
    CaseUnknown,
    ItemUnknown,
    MoveRefused,
    NothingToReverse,
    NothingToSecond,
)
from tutela.casework.findings import Decided, Judgement
from tutela.casework.machine import ItemState
from tutela.casework.persons import require_person
from tutela.casework.tables import case_item
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from tutela.casework.store import LockedItem
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work

__all__ = ["Decided", "Judgement", "decide", "reverse", "second"]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The state in which a command takes items, and what it is called in a refusal."""

    state: ItemState
    command: str
    nothing: type[AlreadyDecided | NothingToSecond]


_TO_DECIDE = _Waiting(ItemState.PENDING, "decided", AlreadyDecided)
_TO_SECOND = _Waiting(ItemState.SECONDING, "seconded", NothingToSecond)


def decide(
    node: Node,
    actor: Actor,
    case_id: UUID,
    judgement: Judgement,
    *,
    item_ids: Collection[UUID] | None = None,
) -> list[Decided]:
    """Records a finding on each of `item_ids` (all that wait, by default).

    An exact hit can be decided without being seen. Any other needs a look, here (a fact of the view
    log) or, declared, at the platform; but not to restore what a wrong indicator caused. Raises
    NotSeen, AlreadyDecided, MoveRefused, LabelUnknown, ReasonMissing, FindingUndecided.

    Deciding needs the claim on the case, or takes it where nobody holds it; second persons and
    reversals need none. Raises ClaimedByOther and CaseEscalated.
    """
    require_person(actor, Permission.CASE_DECIDE)
    with node.work(actor, purpose="decide a case") as work:
        items = _waiting(work, case_id, item_ids, _TO_DECIDE)
        keeping.take(work, store_place.lock(work.connection, case_id))
        policy = findings.policy_for(work, items[0].service_id, judgement)
        made = [findings.take(work, item, judgement, policy) for item in items]
        _renew(work, case_id, made)
        return made


def second(
    node: Node,
    actor: Actor,
    case_id: UUID,
    *,
    agree: bool,
    reason: str,
    item_ids: Collection[UUID] | None = None,
) -> list[Decided]:
    """A second person agrees, which makes the decision final, or declines, which undoes it.

    A declined reversal leaves the decision in force that it would have reversed. Raises SamePerson,
    NothingToSecond, MoveRefused, ReasonMissing.
    """
    require_person(actor, Permission.CASE_SECOND)
    findings.require_reason(reason)
    with node.work(actor, purpose="second a decision") as work:
        items = _waiting(work, case_id, item_ids, _TO_SECOND)
        made = [findings.second(work, item, agree=agree, reason=reason.strip()) for item in items]
        _renew(work, case_id, made)
        return made


def reverse(
    node: Node, actor: Actor, case_id: UUID, item_id: UUID, judgement: Judgement
) -> Decided:
    """Reverses the decision in force on an item; both stay visible for good.

    Where a second person must agree and the case is closed, the item waits for them in its
    successor. Raises NothingToReverse, NotSeen, MoveRefused, LabelUnknown, ReasonMissing.
    """
    require_person(actor, Permission.CASE_REVERSE)
    with node.work(actor, purpose="reverse a decision") as work:
        [item] = _chosen(_items(work, case_id), case_id, [item_id])
        policy = findings.policy_for(work, item.service_id, judgement)
        standing = findings.in_force(work, item)
        if standing is None or standing.finding is judgement.finding:
            raise NothingToReverse(item=item_id)
        made = findings.take(work, item, judgement, policy)
        _renew(work, case_id, [made])
        return made


def _items(work: Work, case_id: UUID) -> list[LockedItem]:
    """All items of a case, locked. Raises CaseUnknown."""
    items = store.lock_items(work.connection, case_item.c.case_id == case_id)
    if not items and not store.exists_case(work.connection, case_id):
        raise CaseUnknown(case=case_id)
    work.waited()
    return items


def _chosen(items: list[LockedItem], case_id: UUID, item_ids: Collection[UUID]) -> list[LockedItem]:
    """Those of `items` that are meant, each once. Raises ItemUnknown."""
    by_id = {item.item_id: item for item in items}
    for item_id in item_ids:
        if item_id not in by_id:
            raise ItemUnknown(item=item_id, case=case_id)
    return [by_id[item_id] for item_id in sorted(set(item_ids))]


def _waiting(
    work: Work, case_id: UUID, item_ids: Collection[UUID] | None, waiting: _Waiting
) -> list[LockedItem]:
    """The items meant, all of which wait for this; by default every one that does."""
    items = _items(work, case_id)
    if item_ids is None:
        chosen = [item for item in items if item.state is waiting.state]
    else:
        chosen = _chosen(items, case_id, item_ids)
    for item in chosen:
        if item.state is not waiting.state:
            raise MoveRefused(state=item.state.value, command=waiting.command)
    if not chosen:
        raise waiting.nothing(case=case_id)
    return chosen


def _renew(work: Work, case_id: UUID, made: list[Decided]) -> None:
    """The place of the case, and of the successor that an item of it went on to."""
    place.renew(work, {case_id, *(one.case_id for one in made)})
